"""The vectors in memory follow the catalogue: before each search, whichever process changed it.

A row never changes and its number is never used again, so following is to drop the rows that are gone, which the
catalogue has noted (see ``departures``), and to load those above the highest known one. So does a file of an earlier
generation: a large one is not written anew for each document, but once the rows that came or went since would take
longer to load than is spared by it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from citeleaf.store import departures, vectors
from citeleaf.store.catalogue import Catalogue, Version, version
from citeleaf.store.readers_writer import ReadersWriterLock
from citeleaf.store.records import passage_count, present
from citeleaf.store.rows import vectors_from
from citeleaf.store.vectors import Stamp, VectorIndex, load_vectors, saved_stamp

LOADED_AT_ONCE = 4096

SMALL = 4 * 1024 * 1024
"""Bytes of a file that is written in no time, for every change."""
SHARE = 64
"""A larger one is written when one in so many of its passages came or went since."""
COMPARED = 16
"""Vectors of a file that are held against the catalogue's: the last ones, which another history would have changed."""


class Memory:
    """The catalogue's vectors, loaded when first needed, and the file at ``path`` that makes this quick."""

    def __init__(self, catalogue: Catalogue, path: Path, encoder: str, dimensions: int) -> None:
        self._catalogue = catalogue
        self._path = path
        self._encoder = encoder
        self._dimensions = dimensions
        self._lock = ReadersWriterLock()
        self._index = VectorIndex(dimensions)
        self._version: Version | None = None
        self._departed = 0

    @contextmanager
    def in_step(self) -> Iterator[tuple[sqlite3.Connection, VectorIndex]]:
        """A snapshot of the catalogue and the vectors of the same version, for reading."""
        with self._lock.reading(), self._catalogue.reading() as connection:
            if version(connection) == self._version:
                yield connection, self._index
                return
        with self._lock.writing(), self._catalogue.reading() as connection:
            self._follow(connection)
            yield connection, self._index

    def is_saved(self) -> bool:
        """Whether the file is up to date, or so nearly that it is not worth writing."""
        saved = saved_stamp(self._path)
        with self._catalogue.reading() as connection:
            current = self._stamp(version(connection))
            if saved is None or not saved.fits(current):
                return False
            return saved == current or (
                self._path.stat().st_size > SMALL and _changes(connection, saved) * SHARE <= saved.passages
            )

    def save(self) -> None:
        """Write the file unless it is up to date. The caller keeps writers out."""
        if self.is_saved():
            return
        with self.in_step():  # catches up alone, so that searches may run beside the writing
            pass
        with self.in_step() as (connection, index):
            index.save(self._path, replace(self._stamp(version(connection)), departed=self._departed))

    def _follow(self, connection: sqlite3.Connection) -> None:
        current, known = version(connection), self._version
        self._version = None  # until all is done: what an error cuts short is loaded anew
        if known is None or known.catalogue != current.catalogue:
            saved = saved_stamp(self._path)
            self._index = self._loaded(connection, current) or VectorIndex(self._dimensions)
            self._departed = saved.departed if saved else 0
        if len(self._index) and (gone := departures.since(connection, self._departed)) is not None:
            self._index.remove(gone)
        self._index = _with_new(connection, self._index)
        if len(self._index) != passage_count(connection):
            _drop_vanished(connection, self._index)
        self._departed = departures.latest(connection)
        self._version = current

    def _loaded(self, connection: sqlite3.Connection, current: Version) -> VectorIndex | None:
        index = load_vectors(self._path, self._stamp(current))
        return index if index and _agrees(connection, index) else None

    def _stamp(self, current: Version) -> Stamp:
        return Stamp(current.catalogue, current.generation, self._encoder, self._dimensions)


def _changes(connection: sqlite3.Connection, saved: Stamp) -> int:
    """How many passages came and went since the file was written."""
    came = connection.execute("SELECT count(*) FROM passages WHERE row > ?", (saved.last,)).fetchone()[0]
    gone = departures.since(connection, saved.departed) if saved.departed else None  # an older version noted none
    if gone is None:
        return int(came + abs(saved.passages + came - passage_count(connection)))
    return int(came + np.count_nonzero(gone <= saved.last))


def _agrees(connection: sqlite3.Connection, index: VectorIndex) -> bool:
    """Whether the last vectors of those that the catalogue still has are the same there."""
    found = connection.execute(
        "SELECT row, vector FROM passages WHERE row <= ? ORDER BY row DESC LIMIT ?", (index.last, COMPARED)
    ).fetchall()
    if not found:
        return True
    known, rows = index.rows, [row for row, _ in found]
    places = np.searchsorted(known, rows)
    stored = vectors_from((vector for _, vector in found), index.dimensions)
    same_rows = np.array_equal(known[np.minimum(places, len(known) - 1)], rows)
    return same_rows and np.array_equal(index.codes(places), index.coded(stored))


def _with_new(connection: sqlite3.Connection, index: VectorIndex) -> VectorIndex:
    """``index`` with the catalogue's new vectors, in eight bits a number where there are many."""
    found = connection.execute("SELECT row, vector FROM passages WHERE row > ? ORDER BY row", (index.last,))
    while loaded := found.fetchmany(LOADED_AT_ONCE):
        rows = np.array([row for row, _ in loaded], dtype=np.int64)
        index.add(rows, vectors_from((vector for _, vector in loaded), index.dimensions))
        if len(index) > vectors.EXACT_UP_TO:
            index = index.coarse()
    return index


def _drop_vanished(connection: sqlite3.Connection, index: VectorIndex) -> None:
    rows = index.rows
    index.remove(rows[~present(connection, rows)])
