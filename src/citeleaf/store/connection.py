"""SQLite's connections and errors: how the catalogue's file is opened, told apart, and spoken of when it fails."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from citeleaf.errors import CiteleafError, IndexDamaged
from citeleaf.store.schema import CATALOGUE_FILE, missing

REBUILD = "Run `citeleaf ingest --rebuild` to make it anew."
PATIENCE = 30.0
"""Seconds to wait for another connection's commit."""

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_UNUSABLE = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_BUSY}
)


def connect(folder: Path, *, create: bool = False) -> sqlite3.Connection:
    """A connection in autocommit mode, usable from any one thread at a time. Raises IndexMissing."""
    path = folder.resolve() / CATALOGUE_FILE
    try:
        connection = sqlite3.connect(
            f"{path.as_uri()}?mode={'rwc' if create else 'rw'}",
            uri=True,
            timeout=PATIENCE,
            isolation_level=None,
            check_same_thread=False,
        )
    except sqlite3.OperationalError:
        if path.exists() or create:
            raise
        raise missing(folder) from None
    connection.row_factory = sqlite3.Row
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """SQLite's errors as ours, where they are about the files; any other one is a mistake in this program."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without what SQLite calls the extended part
        if code in _DAMAGED:
            raise IndexDamaged(f"The index in {folder} is damaged ({error}). {REBUILD}") from error
        if code in _UNUSABLE:
            raise CiteleafError(
                f"The index in {folder} cannot be used ({error}). Check the disk's free space and the folder's"
                " permissions, then try again: nothing that was stored is lost."
            ) from error
        raise


def file_on_disk(folder: Path) -> tuple[int, int]:
    """Tells the catalogue's file from any other that ever had its name."""
    try:
        status = (folder / CATALOGUE_FILE).stat()
    except (FileNotFoundError, NotADirectoryError):
        raise missing(folder) from None
    return status.st_dev, status.st_ino


def roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:  # not after COMMIT, nor after an error that made SQLite roll back by itself
        with suppress(sqlite3.Error):  # the error that led here says more
            connection.execute("ROLLBACK")
