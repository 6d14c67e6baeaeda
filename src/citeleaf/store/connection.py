"""SQLite's connections and errors: how the catalogue's file is opened, told apart, and spoken of when it fails."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from citeleaf.errors import CiteleafError, IndexDamaged
from citeleaf.store.messages import missing, rebuild, unreachable
from citeleaf.store.rows import NotAsStored
from citeleaf.store.schema import CATALOGUE_FILE

PATIENCE = 30.0
"""Seconds to wait for another connection's commit."""

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_LOST = ("no such table", "no such column", "malformed database schema")
_REFUSED = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN})
_UNUSABLE = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_BUSY}
)


def connect(folder: Path, *, create: bool = False) -> sqlite3.Connection:
    """A connection in autocommit mode, usable from any one thread at a time. Raises IndexMissing.

    Beside a catalogue that nobody may write to, SQLite cannot make the files by which it follows writers. Where none
    was left by one either, all there is lies in the catalogue, and it is read as a file that does not change.
    """
    path = folder.resolve() / CATALOGUE_FILE
    try:
        return _connect(path, f"mode={'rwc' if create else 'rw'}")
    except sqlite3.OperationalError as error:
        if create:
            raise
        if not path.exists():
            raise missing(folder) from None
        if _code(error) not in _REFUSED or _has_log(path):
            raise
        return _connect(path, "mode=ro&immutable=1")


def _connect(path: Path, parameters: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.as_uri()}?{parameters}",
        uri=True,
        timeout=PATIENCE,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.row_factory = sqlite3.Row
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()  # not before the file is really opened
    except BaseException:
        connection.close()
        raise
    return connection


def _has_log(path: Path) -> bool:
    """Whether commits may lie beside the catalogue that are not yet in it."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """SQLite's errors as ours, where they are about the files; any other one is a mistake in this program."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = _code(error)
        if is_damage(error):
            raise IndexDamaged(f"The index in {folder} is damaged ({error}). {rebuild(folder)}") from error
        if code in _UNUSABLE:
            raise CiteleafError(
                f"The index in {folder} cannot be used ({error}). Check the disk's free space and the folder's"
                " permissions, then try again: nothing that was stored is lost."
            ) from error
        raise
    except UnicodeDecodeError as error:  # Python's module, of a message that names what stands in a damaged schema
        raise IndexDamaged(f"The index in {folder} is damaged ({error}). {rebuild(folder)}") from error


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether the file holds what was never written into it, by what SQLite, Python's module or a row says."""
    told = str(error)
    return (
        _code(error) in _DAMAGED
        or isinstance(error, NotAsStored)
        or told.startswith(_LOST)
        or "Could not decode" in told  # by Python's module
        or told == "unsupported file format"  # where one damaged number in the file's head says so
    )


def _code(error: sqlite3.Error) -> int:
    """SQLite's own code without what it calls the extended part, and 0 for what Python's module says by itself."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def file_on_disk(folder: Path) -> tuple[int, int, int]:
    """Tells the catalogue's file from any other that ever had its name, and from what it was before it was changed.

    Only a connection that cannot follow writers needs the latter; to the others it costs a new one now and then.
    """
    try:
        status = (folder / CATALOGUE_FILE).stat()
    except (FileNotFoundError, NotADirectoryError):
        raise missing(folder) from None
    except OSError as error:
        raise unreachable(folder, error) from error
    return status.st_dev, status.st_ino, status.st_mtime_ns


def roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:  # not after COMMIT, nor after an error that made SQLite roll back by itself
        with suppress(sqlite3.Error):  # the error that led here says more
            connection.execute("ROLLBACK")
