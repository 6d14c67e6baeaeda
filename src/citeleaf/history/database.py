"""The file of conversations and feedback: one SQLite database, opened for each use, and brought up to date.

Opening it each time costs less than a millisecond, and makes deleting, restoring and moving the file safe at any
moment. Its layout is counted in ``user_version``: an older file is copied aside and migrated, a newer one refused.
"""

from __future__ import annotations

import os
import random
import secrets
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from citeleaf.durable import sync_folder
from citeleaf.errors import HistoryDamaged, HistoryError, HistoryMissing
from citeleaf.keeping import make_keep_folder

FILE = "conversations.sqlite"
PATIENCE = 30.0
"""Seconds to wait for another connection's commit."""

Migration = Sequence[str]

MIGRATIONS: tuple[Migration, ...] = (
    (
        """
        CREATE TABLE conversations (
            row INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            user TEXT NOT NULL,
            title TEXT NOT NULL,
            changed TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX conversations_of_user ON conversations (user, changed)",
        """
        CREATE TABLE answers (
            row INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            conversation INTEGER NOT NULL REFERENCES conversations (row) ON DELETE CASCADE,
            asked TEXT NOT NULL,
            searched TEXT NOT NULL,
            kept TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX answers_of_conversation ON answers (conversation)",
        """
        CREATE TABLE cited (
            path TEXT NOT NULL,
            answer INTEGER NOT NULL REFERENCES answers (row) ON DELETE CASCADE,
            PRIMARY KEY (path, answer)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX cited_by_answer ON cited (answer)",
        """
        CREATE TABLE feedback (
            answer INTEGER PRIMARY KEY REFERENCES answers (row) ON DELETE CASCADE,
            verdict TEXT NOT NULL,
            given TEXT NOT NULL
        ) STRICT
        """,
    ),
)
"""The statements that lead from each layout to the next; the first ones make an empty file's tables."""


class Database:
    """The database in ``folder``, which is made, for this account alone, when something is first written."""

    def __init__(self, folder: Path, migrations: Sequence[Migration] = MIGRATIONS) -> None:
        self.folder = folder
        self.path = folder / FILE
        self._migrations = migrations

    @property
    def exists(self) -> bool:
        return self.path.exists()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One state of the file. Raises HistoryMissing where nothing was ever kept."""
        if not self.exists:
            raise HistoryMissing(f"No conversations are kept in {self.folder}. The web app keeps them as you ask.")
        with self._opened("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, durable when this ends well and undone whole where it does not."""
        self.make_room()
        with self._opened("BEGIN IMMEDIATE") as connection:
            yield connection

    def forget_deleted(self) -> None:
        """Empty the log too, in which deleted text still stands. Left to the next time while someone is reading."""
        with suppress(HistoryError), self._explained(), closing(self._connect()) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _opened(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._explained(), closing(self._connect()) as connection:
            self._migrate(connection)
            connection.execute(begin)
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def make_room(self) -> None:
        """Make the folder and an empty file where there are none."""
        try:
            make_keep_folder(self.folder)
            _touch_private(self.path)
        except OSError as error:
            raise HistoryError(
                f"Conversations cannot be kept in {self.folder}: {error.strerror}. Give this account access to that"
                " folder, or name another with the setting `keep`."
            ) from error

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.path.resolve().as_uri()}?mode=rw", uri=True, timeout=PATIENCE, isolation_level=None
        )
        try:
            _keep_a_log(connection)
            for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _migrate(self, connection: sqlite3.Connection) -> None:
        layout = self._layout(connection)
        if layout == len(self._migrations):
            return
        if layout:
            self._copy_aside(connection, layout)
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statements in self._migrations[self._layout(connection) :]:  # another process may have been first
                for statement in statements:
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(self._migrations)}")
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def _layout(self, connection: sqlite3.Connection) -> int:
        layout = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if layout > len(self._migrations):
            raise HistoryError(
                f"{self.path} has layout {layout}, and this Citeleaf reads up to {len(self._migrations)}: a newer one"
                " has written it. Update Citeleaf; nothing in the file was changed."
            )
        return layout

    def _copy_aside(self, connection: sqlite3.Connection, layout: int) -> None:
        """Migrations are tested, and yet the only copy of what people wrote is not what they are tried on."""
        aside = self.path.with_name(f"{FILE}.layout-{layout}")
        copy = self.path.with_name(f"{aside.name}-{secrets.token_hex(4)}")
        copy_database(connection, copy)
        if aside.exists():  # another process was first, and may have migrated before this copy was made
            copy.unlink()
        else:
            copy.rename(aside)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """SQLite's errors about the file as ours; any other one is a mistake in this program."""
        try:
            yield
        except sqlite3.IntegrityError:
            raise
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                raise HistoryDamaged(
                    f"{self.path} is damaged ({error}). Move it away; `citeleaf restore` brings back a backup of it."
                ) from error
            if isinstance(error, sqlite3.OperationalError) and code != sqlite3.SQLITE_ERROR:
                raise HistoryError(
                    f"{self.path} cannot be used ({error}). Check the disk's free space and the folder's permissions,"
                    " then try again: nothing that was kept is lost."
                ) from error
            raise


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Write ahead into a log, so that readers and a writer do not wait for each other.

    A new or restored file is switched to it by the first connection. Where two try at once, each holds what the other
    needs, and SQLite ends that at once instead of waiting: so it is tried again here, for as long as it would wait.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(random.uniform(0.001, 0.01))
        else:
            return


def copy_database(source: sqlite3.Connection, target: Path) -> None:
    """Copy one state of a database into a new file, readable by this account alone, while others go on using it.

    ``target`` appears whole and on disk, or not at all.
    """
    unfinished = target.with_name(f"{target.name}.{secrets.token_hex(4)}.unfinished")
    _touch_private(unfinished)
    with closing(sqlite3.connect(unfinished)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.replace(target)
    sync_folder(target.parent)


def _touch_private(path: Path) -> None:
    """Make the file at ``path``, for this account alone, unless it is there."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
