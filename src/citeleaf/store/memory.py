"""The vectors in memory follow the catalogue: before each search, whichever process changed it.

A row never changes and its number is never used again, so following is to drop the rows that are gone and to load
those above the highest known one.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from citeleaf.store.catalogue import Catalogue, Version, version
from citeleaf.store.readers_writer import ReadersWriterLock
from citeleaf.store.records import passage_count
from citeleaf.store.rows import vectors_from
from citeleaf.store.vectors import Stamp, VectorIndex, load_vectors, saved_stamp

LOADED_AT_ONCE = 4096

SMALL = 8 * 1024 * 1024
"""Bytes of vectors that are written in no time."""
SHARE = 20
"""A larger file is not written again before so many times as long has passed as writing it took."""


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
        self._not_before = 0.0

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
        """Whether the file is up to date."""
        return saved_stamp(self._path) == self._current_stamp()

    def may_save(self) -> bool:
        """Whether writing the file now leaves time for other things, while change follows upon change."""
        return time.monotonic() >= self._not_before or len(self._index) * self._dimensions * 4 <= SMALL

    def save(self) -> None:
        """Write the file unless it is up to date. The caller keeps writers out."""
        stamp = self._current_stamp()
        if saved_stamp(self._path) == stamp:
            return
        with self.in_step():  # catches up alone, so that searches may run beside the writing
            pass
        began = time.monotonic()
        with self.in_step() as (_, index):
            index.save(self._path, stamp)
        now = time.monotonic()
        self._not_before = now + SHARE * (now - began)

    def _follow(self, connection: sqlite3.Connection) -> None:
        current, known = version(connection), self._version
        self._version = None  # until all is done: what an error cuts short is loaded anew
        if known is None or known.catalogue != current.catalogue:
            self._index = load_vectors(self._path, self._stamp(current)) or VectorIndex(self._dimensions)
        _add_new(connection, self._index)
        if len(self._index) != passage_count(connection):
            _drop_vanished(connection, self._index)
        self._version = current

    def _current_stamp(self) -> Stamp:
        with self._catalogue.reading() as connection:
            return self._stamp(version(connection))

    def _stamp(self, current: Version) -> Stamp:
        return Stamp(current.catalogue, current.generation, self._encoder, self._dimensions)


def _add_new(connection: sqlite3.Connection, index: VectorIndex) -> None:
    last = int(index.rows.max(initial=0))
    found = connection.execute("SELECT row, vector FROM passages WHERE row > ? ORDER BY row", (last,))
    while loaded := found.fetchmany(LOADED_AT_ONCE):
        rows = np.array([row for row, _ in loaded], dtype=np.int64)
        index.add(rows, vectors_from((vector for _, vector in loaded), index.dimensions))


def _drop_vanished(connection: sqlite3.Connection, index: VectorIndex) -> None:
    present = np.fromiter((row for (row,) in connection.execute("SELECT row FROM passages")), dtype=np.int64)
    index.remove(np.setdiff1d(index.rows, present, assume_unique=True))
