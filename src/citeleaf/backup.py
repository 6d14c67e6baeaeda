"""The index, the conversations and the feedback -> one folder, copied while they are in use.

A copy is one committed state of each database, made by SQLite's online backup. The vectors' file is left out, since
the next question makes it again, and so are the documents, which are the user's own. A manifest names each file with
its checksum; a backup without a whole one is none.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from citeleaf.errors import BackupError
from citeleaf.history.codec import decode, encode
from citeleaf.history.database import FILE as HISTORY_FILE
from citeleaf.history.database import Database, copy_database
from citeleaf.settings import Settings
from citeleaf.store.catalogue import is_made
from citeleaf.store.postgres.address import is_address
from citeleaf.store.schema import CATALOGUE_FILE

LAYOUT = 1
"""Counts the layouts of a backup."""

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Copied:
    """One file of a backup."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. ``made`` is in UTC."""

    citeleaf_backup: int
    citeleaf: str
    made: datetime
    files: tuple[Copied, ...]

    def holds(self, name: str) -> bool:
        return any(copied.name == name for copied in self.files)


def utc_now() -> datetime:
    return datetime.now(UTC)


def back_up(settings: Settings, target: Path, clock: Callable[[], datetime] = utc_now) -> Manifest:
    """Copy what there is into ``target``, a folder that is made. Others may go on reading and writing.

    Raises BackupError where ``target`` exists already, there is nothing to copy, or the disk refuses.
    """
    if target.exists():
        raise BackupError(f"{target} exists already. Name a folder that does not, and it is made.")
    history = Database(settings.keep_folder)
    sources = {HISTORY_FILE: history.path} if history.exists else {}
    if not is_address(settings.store) and is_made(settings.index):
        sources[CATALOGUE_FILE] = settings.index / CATALOGUE_FILE
    if not sources:
        raise BackupError(
            f"There is nothing to copy: no index in {settings.index}, no conversations in {history.folder}."
        )
    unfinished = target.with_name(f"{target.name}.unfinished-{os.getpid()}")
    try:
        unfinished.mkdir(mode=0o700, parents=True)
        copied = tuple(_copied(source, unfinished / name) for name, source in sources.items())
        manifest = Manifest(LAYOUT, version("citeleaf"), clock(), copied)
        _write(unfinished / MANIFEST, json.dumps(encode(manifest), indent=2) + "\n")
        unfinished.rename(target)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(
            f"The backup {target} could not be made ({error}). Check the disk's free space and the permissions, and the"
            f" index with `citeleaf doctor`; what was written so far lies in {unfinished} and may be deleted."
        ) from error
    return manifest


def read_backup(folder: Path) -> Manifest:
    """The manifest of the backup in ``folder``, with every file compared with it. Raises BackupError."""
    try:
        record = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:  # the last of endless nesting
        raise BackupError(
            f"{folder} holds no backup: its {MANIFEST} cannot be read. Name the folder of one."
        ) from error
    layout = record.get("citeleaf_backup") if isinstance(record, dict) else None
    if layout != LAYOUT:
        raise BackupError(
            f"The backup in {folder} has layout {layout!r}; this Citeleaf reads {LAYOUT}. Update Citeleaf."
        )
    try:
        manifest = decode(Manifest, record)
    except ValueError as flaw:
        raise BackupError(f"The backup in {folder} is damaged ({flaw}). Use another one.") from flaw
    for copied in manifest.files:
        if not _is_whole(folder, copied):
            raise BackupError(f"{copied.name} in {folder} is not what was backed up. Use another backup.")
    return manifest


def _copied(source: Path, target: Path) -> Copied:
    """Raises sqlite3.Error also where the source is damaged: its copy would only seem to be a backup."""
    with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        copy_database(connection, target)
    with closing(sqlite3.connect(f"{target.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
        found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise sqlite3.DatabaseError(f"{source} is damaged: {' '.join(str(found).split())}")
    return describe_file(target)


def describe_file(path: Path) -> Copied:
    """The file as a manifest names it. Raises OSError."""
    with path.open("rb") as file:
        return Copied(path.name, hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)


def _is_whole(folder: Path, copied: Copied) -> bool:
    try:
        return copied.name in (HISTORY_FILE, CATALOGUE_FILE) and describe_file(folder / copied.name) == copied
    except OSError:
        return False


def _write(path: Path, text: str) -> None:
    """On disk when this returns."""
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
