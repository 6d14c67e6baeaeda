"""Who may change the whole index: one process of all machines at a time, by a lock that ends with its connection.

The server lets go of it when the holder ends, however that happens. Changes are made on the connection that holds it,
so that none is made by who lost it. Workers do without: what they may change they have claimed, file by file.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from citeleaf.errors import IndexLocked

if TYPE_CHECKING:
    from citeleaf.store.postgres.address import Address
    from citeleaf.store.postgres.connection import Connection, Database

ATTEMPTS = 5
PAUSE = 0.05
"""Seconds between attempts: long enough to outlast someone who makes one change."""

_KEY = "'meta'::regclass::oid::bigint"
"""The lock's number. That of a table is no other index's in this database."""

_HOLDER = """
SELECT application_name AS name, client_addr::text AS machine, backend_start AS since
FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND classid = 0 AND objid = 'meta'::regclass::oid
    AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class WriterLock:
    """The right to change the index. Threads of this store wait for each other, everyone else is refused."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._threads = threading.RLock()
        self._connection: Connection | None = None

    @contextmanager
    def held(self) -> Iterator[Connection]:
        """Hold the lock; within itself it costs nothing. Raises IndexLocked, naming who holds it."""
        import psycopg

        with self._threads:
            if self._connection is not None:
                yield self._connection
                return
            with self._database.connected() as connection:
                self._acquire(connection)
                self._connection = connection
                try:
                    yield connection
                finally:
                    self._connection = None
                    with suppress(psycopg.Error):  # a connection that is lost has let go of it
                        connection.execute(f"SELECT pg_advisory_unlock({_KEY})")

    def _acquire(self, connection: Connection) -> None:
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(PAUSE)
            found = connection.execute(f"SELECT pg_try_advisory_lock({_KEY}) AS held").fetchone()
            if found and found["held"]:
                return
        raise refusal(connection, self._database.address)


def refusal(connection: Connection, address: Address) -> IndexLocked:
    return IndexLocked(
        f"The index in {address} is being written by {holder(connection) or 'another process'}."
        " Wait until it is done, or stop it, and try again."
    )


def try_for_this_transaction(connection: Connection) -> bool:
    """Hold the lock until the transaction's end, if nobody else does."""
    found = connection.execute(f"SELECT pg_try_advisory_xact_lock({_KEY}) AS held").fetchone()
    return bool(found and found["held"])


def holder(connection: Connection) -> str | None:
    """Who holds the lock, in words, or None where nobody does."""
    found = connection.execute(_HOLDER).fetchone()
    if found is None:
        return None
    machine = found["machine"] or "the server's own machine"
    return f"{found['name']} on {machine}, since {found['since'].isoformat(' ', 'seconds')}"


def take_turns(connection: Connection, *paths: str) -> None:
    """Until this transaction's end no other changes what stands at ``paths``: of two, the later waits."""
    for path in sorted(set(paths)):
        connection.execute("SELECT pg_advisory_xact_lock('meta'::regclass::oid::integer, hashtext(%s))", (path,))
