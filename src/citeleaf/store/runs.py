"""Which passages hold a word, and how often, in two arrays a word: what BM25 can sum up a thousand times faster than
row by row. It is kept for large indexes alone, in the catalogue itself, beside the full-text index it is made from.

A run covers the passages of a range of rows. Nothing in it ever changes: new passages make a new run, the passages that
went are passed over, and small runs are joined into larger ones, in which those that went are left out.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import groupby, takewhile
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from citeleaf.store import words
from citeleaf.store.records import passage_count, present
from citeleaf.store.rows import as_stored

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from citeleaf.store.words import Found

MANY = 50_000
"""Passages from which on there are runs."""
LOOSE = 500
"""Passages that wait for a run to be made of them, while more are coming."""
AT_ONCE = 10_000
"""Passages of one run, at first."""
JOINED = 8
"""So many runs of one level are joined; each level's runs are up to so many times as large as those of the one below.

So a passage is written once a level, four times until there are a million of them, and not again with each eighth
that an index grows by."""

_TABLES = (
    "CREATE TABLE IF NOT EXISTS runs (run INTEGER PRIMARY KEY AUTOINCREMENT, passages BLOB NOT NULL,"
    " lengths BLOB NOT NULL, last INTEGER NOT NULL) STRICT",
    "CREATE INDEX IF NOT EXISTS runs_last ON runs (last)",  # behind what is large
    "CREATE TABLE IF NOT EXISTS postings (run INTEGER NOT NULL, word TEXT NOT NULL, places BLOB NOT NULL,"
    " counts BLOB NOT NULL, PRIMARY KEY (run, word)) STRICT, WITHOUT ROWID",
)


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """The passages with these rows, ascending, and how many words each has. Places in its postings count from 0."""

    number: int
    rows: NDArray[np.int64]
    lengths: NDArray[np.uint32]
    last: int


def has_runs(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'runs'").fetchone())


def numbers(connection: sqlite3.Connection) -> list[int]:
    """The runs there are, by their passages' rows."""
    return [number for (number,) in connection.execute("SELECT run FROM runs ORDER BY last")]


def load(connection: sqlite3.Connection, number: int) -> Run:
    rows, lengths, last = connection.execute(
        "SELECT passages, lengths, last FROM runs WHERE run = ?", (number,)
    ).fetchone()
    with as_stored("the words of passages"):
        return Run(number, np.frombuffer(rows, "<i8"), np.frombuffer(lengths, "<u4"), last)


def found(connection: sqlite3.Connection, run: int, word: str) -> Found | None:
    """The places of the run's passages that hold ``word``, and how often each does."""
    row = connection.execute("SELECT places, counts FROM postings WHERE run = ? AND word = ?", (run, word)).fetchone()
    return None if row is None else _decoded(*row)


def covered(connection: sqlite3.Connection) -> int:
    """The last row that the runs know of."""
    return int(connection.execute("SELECT ifnull(max(last), 0) FROM runs").fetchone()[0])


def is_loose(connection: sqlite3.Connection, passages: int) -> bool:
    """Whether at least so many passages are in no run, of an index that is to have runs."""
    if not has_runs(connection):
        return passage_count(connection) > MANY
    after = connection.execute(
        "SELECT 1 FROM passages WHERE row > ? LIMIT 1 OFFSET ?", (covered(connection), passages - 1)
    )
    return after.fetchone() is not None


def texts_after(connection: sqlite3.Connection, last: int, limit: int) -> list[tuple[int, words.Text]]:
    """The next passages behind the row ``last``."""
    rows = connection.execute(
        "SELECT row, text, title, headings FROM passages WHERE row > ? ORDER BY row LIMIT ?", (last, limit)
    )
    return [(row, (text, title, headings)) for row, text, title, headings in rows]


def extend(connection: sqlite3.Connection) -> bool:
    """Within a transaction, make a run of the next passages that are in none, and join runs. False where none were."""
    for table in _TABLES:
        connection.execute(table)
    texts = texts_after(connection, covered(connection), AT_ONCE)
    if not texts:
        return False
    counted = words.tally([text for _, text in texts])
    rows = np.array([row for row, _ in texts], dtype=np.int64)
    _insert(connection, rows, counted.lengths, ((word, *found) for word, found in sorted(counted.words.items())))
    while together := _alike(connection):
        _join(connection, together)
    return True


def _insert(
    connection: sqlite3.Connection,
    rows: NDArray[np.int64],
    lengths: NDArray[np.uint32],
    postings: Iterator[tuple[str, NDArray[np.uint32], NDArray[np.uint32]]],
) -> None:
    number = connection.execute(
        "INSERT INTO runs (passages, lengths, last) VALUES (?, ?, ?)",
        (rows.astype("<i8").tobytes(), lengths.astype("<u4").tobytes(), int(rows[-1])),
    ).lastrowid
    connection.executemany(
        "INSERT INTO postings (run, word, places, counts) VALUES (?, ?, ?, ?)",
        ((number, word, places.astype("<u4").tobytes(), _encoded(counts)) for word, places, counts in postings),
    )


def _encoded(counts: NDArray[np.uint32]) -> bytes:
    """A byte each where that is enough, which it nearly always is."""
    return counts.astype("<u4" if counts.max(initial=0) > 255 else "u1").tobytes()


def _decoded(places: bytes, counts: bytes) -> Found:
    with as_stored("the words of passages"):
        numbered = np.frombuffer(places, "<u4")
        counted = np.frombuffer(counts, "u1" if len(counts) == len(numbered) else "<u4")
        if len(counted) != len(numbered):
            raise ValueError("they are not as many as their counts")
    return numbered, counted.astype(np.uint32)


def _alike(connection: sqlite3.Connection) -> list[int]:
    """The last runs of one level, once they are so many, with what lies between and behind them of the levels below."""
    sizes = connection.execute("SELECT run, length(lengths) / 4 FROM runs ORDER BY last DESC").fetchall()
    levels = [_level(size) for _, size in sizes]
    for level in sorted(set(levels)):
        last = list(takewhile(lambda each, top=level: each <= top, levels))  # type: ignore[misc]  # bound at once
        if last.count(level) >= JOINED:
            return [number for number, _ in sizes[: len(last)]][::-1]
    return []


def _level(size: int) -> int:
    """0 for a run of fewer than LOOSE passages, 1 for one of fewer than JOINED times as many, and so on."""
    level = 0
    while size >= LOOSE * JOINED**level:
        level += 1
    return level


def _join(connection: sqlite3.Connection, together: Sequence[int]) -> None:
    """One run instead of several, without the passages that went."""
    runs = [load(connection, number) for number in together]
    every = present(connection, np.concatenate([run.rows for run in runs]))
    alive = np.split(every, np.cumsum([len(run.rows) for run in runs])[:-1])
    start, moved = 0, []
    for kept in alive:
        moved.append(np.cumsum(kept, dtype=np.uint32) - 1 + np.uint32(start))
        start += int(kept.sum())
    cursors = [_postings(connection, number, at) for at, number in enumerate(together)]

    def joined() -> Iterator[tuple[str, NDArray[np.uint32], NDArray[np.uint32]]]:
        for word, parts in groupby(merge(*cursors, key=itemgetter(0, 1)), key=itemgetter(0)):
            of_word = []
            for _, at, numbered, counted in parts:
                kept = alive[at][numbered]
                of_word.append((moved[at][numbered[kept]], counted[kept]))
            places, counts = (np.concatenate(each) for each in zip(*of_word, strict=True))
            if len(places):
                yield word, places, counts

    rows = np.concatenate([run.rows[kept] for run, kept in zip(runs, alive, strict=True)])
    lengths = np.concatenate([run.lengths[kept] for run, kept in zip(runs, alive, strict=True)])
    if len(rows):
        _insert(connection, rows, lengths, joined())
    gone = [(number,) for number in together]
    connection.executemany("DELETE FROM postings WHERE run = ?", gone)
    connection.executemany("DELETE FROM runs WHERE run = ?", gone)


def _postings(
    connection: sqlite3.Connection, number: int, at: int
) -> Iterator[tuple[str, int, NDArray[np.uint32], NDArray[np.uint32]]]:
    """The run's words in their order, each with ``at``, which run of several it is."""
    found = connection.execute("SELECT word, places, counts FROM postings WHERE run = ? ORDER BY word", (number,))
    for word, places, counts in found:
        yield word, at, *_decoded(places, counts)


def runs_agree(connection: sqlite3.Connection) -> bool:
    """Whether every word is held by as many passages, as often, and every passage is as long, as FTS5 says.

    Only of the rows up to the last in a run, and so only where all passages are in one.
    """
    if is_loose(connection, 1):
        return True
    runs = {number: load(connection, number) for number in numbers(connection)}
    alive = {number: present(connection, run.rows) for number, run in runs.items()}
    connection.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, passage_index, row)")
    try:
        expected = connection.execute("SELECT term, doc, cnt FROM temp.vocabulary").fetchall()
    finally:
        connection.execute("DROP TABLE temp.vocabulary")
    told: dict[str, tuple[int, int]] = {}
    every = connection.execute("SELECT run, word, places, counts FROM postings")
    counted = {number: np.zeros(len(run.rows), dtype=np.int64) for number, run in runs.items()}
    for number, word, places, counts in every:
        numbered, times = _decoded(places, counts)
        kept = alive[number][numbered]
        counted[number][numbered] += times
        passages, words_ = told.get(word, (0, 0))
        told[word] = passages + int(kept.sum()), words_ + int(times[kept].sum())
    if any(not np.array_equal(counted[number], run.lengths) for number, run in runs.items()):
        return False
    return {word: both for word, both in told.items() if both[0]} == {term: (doc, cnt) for term, doc, cnt in expected}
