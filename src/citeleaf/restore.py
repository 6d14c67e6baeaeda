"""A backup -> the index, the conversations and the feedback, each in one transaction, also while a chat is open."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from citeleaf.backup import read_backup, utc_now
from citeleaf.errors import BackupError, HistoryDamaged
from citeleaf.history.database import FILE as HISTORY_FILE
from citeleaf.history.database import MIGRATIONS, PATIENCE, Database, copy_database
from citeleaf.settings import Settings
from citeleaf.store.lock import WriterLock
from citeleaf.store.postgres.address import is_address
from citeleaf.store.schema import CATALOGUE_FILE, PIPELINE_VERSION, SCHEMA_VERSION, TABLES

REPLACED = "before-restore"
"""The beginning of the names under which a restore puts aside what it replaces."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore brought back, and why it left the index out, where it did."""

    conversations: bool
    index: bool
    index_left_out: str | None = None
    put_aside: Path | None = None


def restore(
    settings: Settings, folder: Path, *, replace: bool = False, clock: Callable[[], datetime] = utc_now
) -> Restored:
    """Bring back the backup in ``folder``: conversations and feedback, and the index where this version reads it.

    Conversations that are there already are replaced only with ``replace``, and put aside. Raises BackupError where
    there are some and ``replace`` is not said, and where the backup is not whole; IndexLocked while someone indexes.
    """
    manifest = read_backup(folder)
    for copied in manifest.files:
        _check_database(folder / copied.name)
    index = manifest.holds(CATALOGUE_FILE)
    misfit = _index_misfit(settings, folder / CATALOGUE_FILE) if index else None
    history, aside = Database(settings.keep_folder), None
    try:
        if manifest.holds(HISTORY_FILE):
            _check_layout(folder / HISTORY_FILE)
            aside = _make_way(history, replace, clock())
            history.make_room()
            _pour(folder / HISTORY_FILE, history.path)
        if index and misfit is None:
            _put_index(settings.index, folder / CATALOGUE_FILE)
    except (OSError, sqlite3.Error) as error:
        before = f" What was there before lies in {aside}." if aside else ""
        raise BackupError(
            f"{folder} could not be restored ({error}). Check the disk's free space and the permissions, and try again:"
            f" the backup is as it was.{before}"
        ) from error
    return Restored(manifest.holds(HISTORY_FILE), index and misfit is None, misfit, aside)


def _check_database(copy: Path) -> None:
    """Raises BackupError for what is no whole database of ours: the manifest's checksums can be forged with it."""
    try:
        with _read_only(copy) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            foreign = _acting(connection) - _acting_in_ours(copy.name)
            if copy.name == CATALOGUE_FILE:
                connection.execute("SELECT key, value FROM meta").fetchall()
    except sqlite3.Error as error:
        found, foreign = str(error), set()
    if found != "ok" or foreign:
        flaw = " ".join(str(found).split()) if found != "ok" else "it holds what Citeleaf never writes"
        raise BackupError(f"{copy.name} in {copy.parent} is not a database of Citeleaf's ({flaw}). Use another backup.")


def _acting(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """What a database does by itself, by name and as it was written: triggers and views."""
    return set(connection.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"))


def _acting_in_ours(name: str) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        statements = [TABLES] if name == CATALOGUE_FILE else [each for step in MIGRATIONS for each in step]
        for statement in statements:
            connection.executescript(statement)
        return _acting(connection)


def _check_layout(copy: Path) -> None:
    with _read_only(copy) as connection:
        layout = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if layout > len(MIGRATIONS):
        raise BackupError(
            f"The conversations in {copy.parent} have layout {layout}, and this Citeleaf reads up to {len(MIGRATIONS)}."
            " Update Citeleaf; nothing was changed."
        )


def _make_way(history: Database, replace: bool, now: datetime) -> Path | None:
    """Put the conversations that are there aside; where they lie now, or None where there were none."""
    if not history.exists:
        return None
    if not replace:
        raise BackupError(
            f"There are conversations in {history.folder} already. With --replace the backup takes their place, and"
            " they are put aside, not deleted."
        )
    aside = history.path.with_name(f"{REPLACED}-{now:%Y%m%dT%H%M%S}-{history.path.name}")
    try:
        with history.reading() as connection:
            copy_database(connection, aside)
    except HistoryDamaged:  # it cannot be copied, and nothing can be poured into it: it goes as it is
        for suffix in ("-wal", "-shm", ""):
            if (log := history.path.with_name(f"{history.path.name}{suffix}")).exists():
                log.rename(aside.with_name(f"{aside.name}{suffix}"))
    return aside


def _put_index(folder: Path, copy: Path) -> None:
    """Under another identity than it was backed up with, so that no cache of what came after is taken for its own."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with WriterLock(folder).held():
        renamed = folder / f"{CATALOGUE_FILE}.restoring"
        with _read_only(copy) as connection:
            copy_database(connection, renamed)
        with closing(sqlite3.connect(renamed)) as connection, connection:
            connection.execute("UPDATE meta SET value = ? WHERE key = 'catalogue'", (uuid.uuid4().hex,))
        _pour(renamed, folder / CATALOGUE_FILE)
        renamed.unlink()


def _pour(source: Path, target: Path) -> None:
    """Make ``target`` hold what ``source`` holds, in one transaction: others see what was there, or all that comes."""
    with _read_only(source) as connection, closing(sqlite3.connect(target, timeout=PATIENCE)) as live:
        live.execute("PRAGMA synchronous = FULL")
        connection.backup(live)
        live.execute("PRAGMA journal_mode = WAL")


def _index_misfit(settings: Settings, copy: Path) -> str | None:
    """Why the index of the backup cannot be used, with the remedy; None where it can."""
    if is_address(settings.store):
        return "the settings keep the index in a database. `citeleaf ingest` makes it there from the documents"
    with _read_only(copy) as connection:
        made_of = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('schema', 'pipeline')"))
    if made_of == {"schema": SCHEMA_VERSION, "pipeline": PIPELINE_VERSION}:
        return None
    return "another version of Citeleaf made it. `citeleaf ingest` makes it anew from the documents"


@contextmanager
def _read_only(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        yield connection
