"""Which passages went, in the order in which they did: what follows the catalogue need not look at all that stay.

A document's passages have rows that follow each other, so that a document is one range. Only the last departures are
kept: who has followed from further back looks at all passages once (``records.present``).
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

KEPT = 10_000
"""At least one: its number tells that of the last."""

_TABLE = (
    "CREATE TABLE IF NOT EXISTS departures"
    " (number INTEGER PRIMARY KEY AUTOINCREMENT, first INTEGER NOT NULL, last INTEGER NOT NULL) STRICT"
)


def note(connection: sqlite3.Connection, path: str) -> None:
    """Within a change, and before it: the passages of the document at ``path`` are about to go."""
    first, last = connection.execute(
        "SELECT min(row), max(row) FROM passages WHERE document IN (SELECT row FROM documents WHERE path = ?)", (path,)
    ).fetchone()
    if first is None:
        return
    connection.execute(_TABLE)
    number = connection.execute("INSERT INTO departures (first, last) VALUES (?, ?)", (first, last)).lastrowid
    assert number is not None  # the statement inserted
    connection.execute("DELETE FROM departures WHERE number <= ?", (number - KEPT,))


def latest(connection: sqlite3.Connection) -> int:
    """The number of the last departure; 0 before the first."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'departures'").fetchone():
        return 0
    return int(connection.execute("SELECT ifnull(max(number), 0) FROM departures").fetchone()[0])


def since(connection: sqlite3.Connection, number: int) -> NDArray[np.int64] | None:
    """The rows that went after the departure ``number``, in any order; None where that is too long ago."""
    last = latest(connection)
    if last == number:
        return np.zeros(0, dtype=np.int64)
    found = connection.execute("SELECT first, last FROM departures WHERE number > ?", (number,)).fetchall()
    if len(found) != last - number:
        return None
    return np.concatenate([np.arange(first, end + 1, dtype=np.int64) for first, end in found])
