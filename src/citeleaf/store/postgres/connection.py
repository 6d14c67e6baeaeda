"""Connections to the database: a pool, transactions that read one state or change it whole, and errors in words.

Every transaction begins with the row of ``meta``, so that an index that was deleted, or made anew by another encoder,
is noticed at the next question, whichever machine did it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from citeleaf.errors import CiteleafError
from citeleaf.store.catalogue import Facts
from citeleaf.store.postgres import schema
from citeleaf.store.postgres.address import Address

if TYPE_CHECKING:
    import psycopg
    from psycopg_pool import ConnectionPool

    Row: TypeAlias = dict[str, Any]  # a row of any query, as psycopg types it
    Connection: TypeAlias = psycopg.Connection[Row]

MOST_CONNECTIONS = 10
"""Of one process. Threads beyond them wait."""
PATIENCE = 10
"""Seconds to wait for a connection."""
LONGEST_NAME = 63
"""In bytes: what PostgreSQL keeps of the name by which a connection is listed."""


@dataclass(slots=True)
class Change:
    """A transaction under way, and by how much it changes the numbers of passages and of words in them."""

    connection: Connection
    passages: int = 0
    words: int = 0


class Database:
    """The index at ``address``, which must have been made with ``facts``."""

    def __init__(self, address: Address, facts: Facts) -> None:
        self.address = address
        self._facts = facts
        self._pool = _pool(address)
        self.closed = False
        try:
            with self.reading():
                pass
        except BaseException:
            self.close()
            raise

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """A connection in autocommit mode, for the length of the block."""
        if self.closed:
            raise ValueError("the store is closed")
        with explained(self.address), self._pool.connection() as connection:
            connection.isolation_level, connection.read_only = None, None  # whatever it was used for before
            yield connection

    @contextmanager
    def reading(self) -> Iterator[tuple[Connection, Row]]:
        """A connection that sees one state, whatever is committed meanwhile, and the ``meta`` of that state."""
        from psycopg import IsolationLevel

        with self.connected() as connection:
            connection.isolation_level, connection.read_only = IsolationLevel.REPEATABLE_READ, True
            with connection.transaction():
                yield connection, self._checked_meta(connection)

    @contextmanager
    def changing(self, connection: Connection) -> Iterator[Change]:
        """One transaction, committed as the next generation at the end, or undone whole."""
        with explained(self.address), connection.transaction():
            self._checked_meta(connection)
            change = Change(connection)
            yield change
            connection.execute(  # last, since the next change anywhere waits from here on until this one is committed
                "UPDATE meta SET generation = generation + 1, passages = passages + %s, words = words + %s",
                (change.passages, change.words),
            )

    def close(self) -> None:
        self.closed = True
        self._pool.close()

    def _checked_meta(self, connection: Connection) -> Row:
        found = connection.execute(f"SELECT {schema.FACTS} FROM {self.address.schema}.meta").fetchone()
        if found is None:
            raise schema.missing(self.address)
        schema.check(found, self._facts, self.address)
        return found


@contextmanager
def connect(address: Address) -> Iterator[Connection]:
    """One connection outside any pool, for looking and for making: its errors say why it failed."""
    import psycopg
    from psycopg.rows import dict_row

    with explained(address), psycopg.connect(address.connection, **_options(), row_factory=dict_row) as connection:
        yield connection


def _pool(address: Address) -> ConnectionPool[Connection]:
    from psycopg.rows import dict_row
    from psycopg_pool import ConnectionPool

    with connect(address):  # the pool would try in vain for as long as it may, and not say why
        pass
    return ConnectionPool(
        address.connection,
        kwargs={**_options(), "row_factory": dict_row},
        min_size=0,
        max_size=MOST_CONNECTIONS,
        timeout=PATIENCE,
        configure=lambda connection: schema.use(connection, address),
        check=ConnectionPool.check_connection,
        open=True,
    )


def _options() -> dict[str, Any]:
    """For every connection. The name says which machine's process it is where connections are listed."""
    name = this_process().encode()[:LONGEST_NAME].decode(errors="ignore")
    return {"autocommit": True, "application_name": name, "connect_timeout": PATIENCE}


def this_process() -> str:
    """The program and its subcommand alone: a question that was typed behind them is nobody's business."""
    subcommand = [argument for argument in sys.argv[1:2] if argument.isascii() and argument.isalpha()]
    program = Path(sys.argv[0]).name.encode("ascii", "backslashreplace").decode()
    return " ".join([program, *subcommand, "process", str(os.getpid())])


@contextmanager
def explained(address: Address) -> Iterator[None]:
    """PostgreSQL's errors as ours, where they are about the server; any other is a mistake in this program."""
    import psycopg
    from psycopg import errors

    try:
        yield
    except (errors.UndefinedTable, errors.InvalidSchemaName) as error:
        raise schema.missing(address) from error
    except (errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction) as error:
        raise CiteleafError(
            f"The index in {address} may not be changed so: {_reason(error, address)}. Use an account that may, on the"
            " primary server. `CREATE EXTENSION vector` can also be run once by an administrator."
        ) from error
    except psycopg.ProgrammingError as error:
        if error.sqlstate is not None:
            raise
        raise CiteleafError(f"{address} is not understood: {_reason(error, address)}.") from None
    except psycopg.OperationalError as error:
        raise CiteleafError(
            f"The database at {address} cannot be used ({_reason(error, address)}). Check that it runs, that the"
            " address and the account are right and that its disk has room, then try again: nothing that was stored is"
            " lost."
        ) from error


def _reason(error: psycopg.Error, address: Address) -> str:
    return address.without_secrets(str(error)).rstrip(".")
