"""Documents, passages and failures put into the catalogue and taken out of it, within the caller's transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from citeleaf.errors import UnknownDocument
from citeleaf.store import departures
from citeleaf.store.rows import (
    DOCUMENT_COLUMNS,
    ENTRY_COLUMNS,
    PASSAGE_COLUMNS,
    SEALED_PASSAGE_COLUMNS,
    STORED_FLOAT,
    document_from,
    document_row,
    entry_from,
    passage_from,
    passage_row,
    seal,
)
from citeleaf.types import Document, Entry, Failure, Passage, document_id

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from citeleaf.protocols import Vectors

_WITHIN = """
 WHERE path IN (
    SELECT value FROM json_each(?1)
    UNION SELECT known.path FROM json_each(?1) AS place
    CROSS JOIN {} AS known ON known.path > place.value || '/' AND known.path < place.value || '0'
)"""
"""At or below some places: '0' is the character behind '/'."""

FEW = 5000
"""Rows that are sooner looked at one by one than all documents are."""


def insert(connection: sqlite3.Connection, document: Document, passages: Sequence[Passage], vectors: Vectors) -> None:
    """Add a document whose path is free."""
    row = document_row(document)
    blobs = (vector.tobytes() for vector in vectors.astype(STORED_FLOAT))
    stored = [passage_row(passage, blob) for passage, blob in zip(passages, blobs, strict=True)]
    values = (*row, seal(row[2:], *stored))
    number = connection.execute(
        f"INSERT INTO documents ({DOCUMENT_COLUMNS}, seal) VALUES ({', '.join('?' * len(values))})", values
    ).lastrowid
    assert number is not None  # the statement inserted
    connection.executemany(
        f"INSERT INTO passages (document, {SEALED_PASSAGE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((number, *each) for each in stored),
    )


def remove(connection: sqlite3.Connection, path: str) -> None:
    """Forget the document and the failure at ``path``, if there are any."""
    departures.note(connection, path)
    connection.execute("DELETE FROM passages WHERE document IN (SELECT row FROM documents WHERE path = ?)", (path,))
    connection.execute("DELETE FROM documents WHERE path = ?", (path,))
    connection.execute("DELETE FROM failures WHERE path = ?", (path,))


def rename(connection: sqlite3.Connection, old: str, new: str) -> None:
    """Raises UnknownDocument where nothing is at ``old``; what is at ``new`` gives way."""
    if old != new:
        remove(connection, new)
    connection.execute("DELETE FROM failures WHERE path = ?", (old,))
    changes = connection.execute("UPDATE documents SET path = ?, id = ? WHERE path = ?", (new, document_id(new), old))
    if not changes.rowcount:
        raise unknown(old)


def fail(connection: sqlite3.Connection, failure: Failure) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO failures (path, reason, sha256) VALUES (?, ?, ?)",
        (failure.path, failure.reason, failure.sha256),
    )


def document(connection: sqlite3.Connection, identity: str) -> Document:
    row = connection.execute(f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE id = ?", (identity,)).fetchone()
    if row is None:
        raise unknown(identity)
    return document_from(row)


def passages(connection: sqlite3.Connection, identity: str) -> list[Passage]:
    found = connection.execute(
        f"SELECT {PASSAGE_COLUMNS} FROM documents JOIN passages ON passages.document = documents.row"
        " WHERE documents.id = ? ORDER BY passages.start, passages.stop",
        (identity,),
    )
    return [passage_from(row) for row in found]


def entries(connection: sqlite3.Connection, within: Collection[str] | None = None) -> list[Entry]:
    where, places = _where(within, "documents")
    found = connection.execute(
        f"SELECT {ENTRY_COLUMNS}, (SELECT count(*) FROM passages WHERE document = documents.row) AS passages"
        f" FROM documents{where} ORDER BY path",
        places,
    )
    return [entry_from(row) for row in found]


def failures(connection: sqlite3.Connection, within: Collection[str] | None = None) -> list[Failure]:
    where, places = _where(within, "failures")
    found = connection.execute(f"SELECT path, reason, sha256 FROM failures{where} ORDER BY path", places)
    return [Failure(**row) for row in found]


def paths(connection: sqlite3.Connection) -> list[str]:
    return [path for (path,) in connection.execute("SELECT path FROM documents ORDER BY path")]


def _where(within: Collection[str] | None, table: str) -> tuple[str, tuple[str, ...]]:
    return ("", ()) if within is None else (_WITHIN.format(table), (json.dumps(sorted(within)),))


def passage_count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM passages").fetchone()[0])


def present(connection: sqlite3.Connection, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of ``rows``, ascending, passages still have.

    Among many, a document's first row and its last tell: they follow one on the other, as they came in one transaction.
    """
    if len(rows) and rows[-1] - rows[0] < FEW:
        near = connection.execute("SELECT row FROM passages WHERE row BETWEEN ? AND ?", (int(rows[0]), int(rows[-1])))
        return np.isin(rows, np.fromiter((row for (row,) in near), dtype=np.int64))
    found = connection.execute("SELECT min(row), max(row) FROM passages GROUP BY document").fetchall()
    if not found:
        return np.zeros(len(rows), dtype=np.bool_)
    first, last = np.array(found, dtype=np.int64).T
    order = np.argsort(first)
    within = np.searchsorted(first[order], rows, side="right") - 1
    return np.asarray((within >= 0) & (last[order][within] >= rows))


def unknown(name: str) -> UnknownDocument:
    return UnknownDocument(f"No document {name} is in the index (any more). Ask again, or run `citeleaf ingest`.")
