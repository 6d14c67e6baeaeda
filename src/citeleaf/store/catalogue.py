"""The catalogue: one SQLite file that is the truth, opened from any thread, changed in whole transactions.

Connections are kept for the next question. Before each use the file is compared with the one on disk, so that a
deleted or rebuilt index is noticed at the next question and never half of it is read.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from citeleaf.errors import IndexMismatch, IndexMissing
from citeleaf.store.compaction import compact, is_worth_compacting
from citeleaf.store.connection import connect, explained, file_on_disk, roll_back
from citeleaf.store.messages import missing, rebuild
from citeleaf.store.rows import NotAsStored
from citeleaf.store.schema import SCHEMA_VERSION, TABLES

Facts = Mapping[str, str | int]
"""What an index was made with, by name: the keys of the table ``meta``."""


@dataclass(frozen=True, slots=True)
class Version:
    """One committed state of one catalogue: the same version, the same rows."""

    catalogue: str
    generation: int


@dataclass(frozen=True, slots=True)
class Description:
    """What an index holds and what made it."""

    schema: int
    encoder: str
    dimensions: int
    passage_words: int
    generation: int
    documents: int
    passages: int
    failures: int


class Catalogue:
    """The catalogue in ``folder``, which must have been made with ``facts``."""

    def __init__(self, folder: Path, facts: Facts) -> None:
        self._folder = folder
        self._facts = facts
        self._guard = threading.Lock()
        self._idle: list[tuple[sqlite3.Connection, tuple[int, int, int]]] = []
        self.closed = False
        with self._connected():
            pass

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state from its first statement on, whatever is committed meanwhile."""
        with self._connected() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                roll_back(connection)

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, committed as the next generation at the end, or undone whole."""
        with self.arranging() as connection:
            yield connection
            connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")

    @contextmanager
    def arranging(self) -> Iterator[sqlite3.Connection]:
        """One transaction that changes how things are kept and not what is: the generation stays."""
        with self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                version(connection)  # tables may be new: the full-text index, if first to notice, finds its own no more
                yield connection
                connection.execute("COMMIT")
            finally:
                roll_back(connection)

    def compact(self) -> None:
        """Give free room back to the disk where there is much of it. The caller keeps writers out."""
        with self._connected() as connection:
            if is_worth_compacting(connection):
                compact(connection)

    def close(self) -> None:
        with self._guard:
            self.closed = True
            idle, self._idle = self._idle, []
        for connection, _ in idle:
            connection.close()

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with explained(self._folder):
            connection, file = self._borrow()
            try:
                yield connection
            finally:
                self._give_back(connection, file)

    def _borrow(self) -> tuple[sqlite3.Connection, tuple[int, int, int]]:
        file = file_on_disk(self._folder)
        while True:
            with self._guard:
                if self.closed:
                    raise ValueError("the store is closed")
                connection, of_file = self._idle.pop() if self._idle else (None, file)
            if connection is None:
                return self._connect(), file
            if of_file == file:
                return connection, file
            connection.close()

    def _give_back(self, connection: sqlite3.Connection, file: tuple[int, int, int]) -> None:
        with self._guard:
            if not self.closed:
                self._idle.append((connection, file))
                return
        connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = connect(self._folder)
        try:
            _check(connection, self._folder, self._facts)
        except BaseException:
            connection.close()
            raise
        return connection


def version(connection: sqlite3.Connection) -> Version:
    facts = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('catalogue', 'generation')"))
    return Version(_words(facts, "catalogue"), _number(facts, "generation"))


def corpus_of(connection: sqlite3.Connection) -> Path | None:
    """The folder of documents that was last ingested, or None before the first time."""
    found = connection.execute("SELECT value FROM meta WHERE key = 'corpus'").fetchone()
    if found and not isinstance(found[0], (bytes, str)):
        raise NotAsStored(f"its corpus is {found[0]!r}")
    return Path(os.fsdecode(found[0])) if found else None


def set_corpus(connection: sqlite3.Connection, corpus: Path) -> None:
    """Within a change. The path is kept as bytes, since a name need not be Unicode."""
    connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('corpus', ?)", (os.fsencode(corpus),))


def create_catalogue(folder: Path, facts: Facts) -> None:
    """Make an empty catalogue where there is none. The caller holds the writer's lock."""
    with explained(folder), closing(connect(folder, create=True)) as connection:
        if has_tables(connection):
            return
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(f"BEGIN; {TABLES}")
        values = {**facts, "catalogue": uuid.uuid4().hex, "generation": 0}
        connection.executemany("INSERT INTO meta (key, value) VALUES (?, ?)", values.items())
        connection.execute("COMMIT")


def describe(folder: Path) -> Description:
    """What the index in ``folder`` holds, without opening a model. Raises IndexMissing and IndexDamaged."""
    file_on_disk(folder)
    with explained(folder), closing(connect(folder)) as connection:
        if not has_tables(connection):
            raise missing(folder)
        facts = dict(connection.execute("SELECT key, value FROM meta"))
        if facts.get("schema") != SCHEMA_VERSION:
            raise _mismatch(folder, "schema", facts.get("schema"), SCHEMA_VERSION)
        documents, passages, failures = connection.execute(
            "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages), (SELECT count(*) FROM failures)"
        ).fetchone()
        return Description(
            schema=SCHEMA_VERSION,
            encoder=_words(facts, "encoder"),
            dimensions=_number(facts, "dimensions"),
            passage_words=_number(facts, "passage_words"),
            generation=_number(facts, "generation"),
            documents=documents,
            passages=passages,
            failures=failures,
        )


def is_made(folder: Path) -> bool:
    """Whether ``folder`` holds a finished catalogue."""
    try:
        file_on_disk(folder)
    except IndexMissing:
        return False
    with explained(folder), closing(connect(folder)) as connection:
        return has_tables(connection)


def has_tables(connection: sqlite3.Connection) -> bool:
    """Tables come in one transaction: a catalogue has all of them or was never finished."""
    return bool(connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'meta'").fetchone()[0])


def _check(connection: sqlite3.Connection, folder: Path, facts: Facts) -> None:
    """Raises IndexMissing for a catalogue without tables, IndexMismatch for one made with other facts."""
    if not has_tables(connection):
        raise missing(folder)
    stored = dict(connection.execute("SELECT key, value FROM meta"))
    for name, value in facts.items():
        if stored.get(name) != value:
            raise _mismatch(folder, name, stored.get(name), value)


def _words(facts: Mapping[str, object], name: str) -> str:
    """The fact ``name``, which is text. Raises NotAsStored."""
    value = facts.get(name)
    if not isinstance(value, str):
        raise NotAsStored(f"its {name} is {value!r}")
    return value


def _number(facts: Mapping[str, object], name: str) -> int:
    """The fact ``name``, which is a whole number. Raises NotAsStored."""
    value = facts.get(name)
    if not isinstance(value, int):
        raise NotAsStored(f"its {name} is {value!r}")
    return value


def _mismatch(folder: Path, name: str, stored: object, wanted: object) -> IndexMismatch:
    name = name.replace("_", " ")
    return IndexMismatch(f"The index in {folder} was made with {name} {stored!r}, not {wanted!r}. {rebuild(folder)}")
