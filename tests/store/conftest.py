"""The stores that must behave alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest

from citeleaf.protocols import Store
from citeleaf.store.local import LocalStore
from citeleaf.store.postgres.store import PostgresStore, delete_index
from store.samples import ENCODER
from store.servers import database_server

OpenStore = Callable[[], Store]
"""Opens the same index again, empty the first time; the test's end closes it."""

_schemas = count()


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def open_local(index: Path) -> Iterator[Callable[[], LocalStore]]:
    with ExitStack() as opened:

        def open_store() -> LocalStore:
            store = LocalStore.open(index, encoder=ENCODER.name, dimensions=ENCODER.dimensions, create=True)
            opened.callback(store.close)
            return store

        yield open_store


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server with pgvector."""
    with database_server() as address:
        yield address


@pytest.fixture
def address(server: str) -> Iterator[str]:
    """The address of a schema of its own, without an index."""
    own = f"{server}&schema=test{next(_schemas)}"
    yield own
    delete_index(own)


@pytest.fixture
def open_postgres(address: str) -> Iterator[Callable[[], PostgresStore]]:
    with ExitStack() as opened:

        def open_store() -> PostgresStore:
            store = PostgresStore.open(address, encoder=ENCODER.name, dimensions=ENCODER.dimensions, create=True)
            opened.callback(store.close)
            return store

        yield open_store


@pytest.fixture(params=["local", "postgres"])
def open_store(request: pytest.FixtureRequest) -> OpenStore:
    factory: OpenStore = request.getfixturevalue(f"open_{request.param}")
    return factory


@pytest.fixture
def store(open_store: OpenStore) -> Store:
    return open_store()
