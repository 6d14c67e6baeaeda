"""The search by wording in a large index: BM25 over the runs (see ``runs``), with the sums that FTS5 does.

FTS5 scores row by row, so that words which many passages hold take it a second among a million of them. Here a word
is two arrays, and what it adds to all scores is reckoned at once, in FTS5's order of operations: what ties there, ties.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from citeleaf.store import departures, runs
from citeleaf.store.catalogue import Version, version
from citeleaf.store.records import passage_count, present
from citeleaf.store.runs import Run
from citeleaf.store.words import phrase, phrases, tally

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from citeleaf.store.words import Found

K1, B = 1.2, 0.75
LEAST_WEIGHT = 1e-6
"""FTS5's: of a word that most passages hold."""
MOST_LOOSE = 5000
"""Passages in no run that are counted while somebody waits: a second's work."""


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """The passages of one version of the catalogue: those of the runs, and behind them the loose ones, in none yet.

    ``rows`` ascend. ``alive`` tells which of them there still are; None where all are. ``gone`` are the others, as of
    the departure ``departed`` (see ``departures``).
    """

    version: Version
    runs: tuple[Run, ...]
    loose: dict[str, Found]
    rows: NDArray[np.int64]
    lengths: NDArray[np.uint32]
    alive: NDArray[np.bool_] | None
    passages: int
    gone: NDArray[np.int64]
    departed: int

    def holding(self, connection: sqlite3.Connection, word: str) -> Found:
        """The places in ``rows`` of the passages that hold ``word``, and how often each does."""
        start, parts = 0, [(np.zeros(0, dtype=np.uint32),) * 2]
        for run in self.runs:
            if found := runs.found(connection, run.number, word):
                parts.append((found[0] + np.uint32(start), found[1]))
            start += len(run.rows)
        if word in self.loose:
            parts.append((self.loose[word][0] + np.uint32(start), self.loose[word][1]))
        places, counts = (np.concatenate(each) for each in zip(*parts, strict=True))
        if self.alive is None:
            return places, counts
        living = self.alive[places]
        return places[living], counts[living]

    @property
    def words(self) -> int:
        """In all passages together."""
        lengths = self.lengths if self.alive is None else self.lengths[self.alive]
        return int(lengths.sum(dtype=np.int64))


class Wording:
    """Follows the catalogue's runs, for several threads at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._state: State | None = None

    def at(self, connection: sqlite3.Connection) -> State | None:
        """The state of the connection's snapshot; None where there are no runs, or too few for the passages."""
        if not runs.has_runs(connection):
            return None
        with self._lock:
            known = self._state
            current, numbers = version(connection), runs.numbers(connection)
            if known and known.version == current and [run.number for run in known.runs] == numbers:
                return known
            same = known if known and known.version.catalogue == current.catalogue else None
            self._state = _state(connection, current, numbers, same)
            return self._state


def _state(
    connection: sqlite3.Connection, current: Version, numbers: Sequence[int], before: State | None
) -> State | None:
    known = {run.number: run for run in before.runs} if before else {}
    texts = runs.texts_after(connection, runs.covered(connection), MOST_LOOSE + 1)
    if len(texts) > MOST_LOOSE:
        return None
    loaded = tuple(known.get(number) or runs.load(connection, number) for number in numbers)
    loose = tally([text for _, text in texts])
    rows = np.concatenate([*(run.rows for run in loaded), np.array([row for row, _ in texts], dtype=np.int64)])
    lengths = np.concatenate([*(run.lengths for run in loaded), loose.lengths])
    passages = passage_count(connection)
    gone = _gone(connection, rows, passages, before) if passages != len(rows) else np.zeros(0, dtype=np.int64)
    alive = None
    if len(gone):
        alive = np.ones(len(rows), dtype=np.bool_)
        alive[np.searchsorted(rows, gone)] = False
    departed = departures.latest(connection)
    return State(current, loaded, loose.words, rows, lengths, alive, passages, gone, departed)


def _gone(
    connection: sqlite3.Connection, rows: NDArray[np.int64], passages: int, before: State | None
) -> NDArray[np.int64]:
    """Which of ``rows`` there are no more, so that ``passages`` are left: what was gone ``before``, and went since."""
    since = departures.since(connection, before.departed) if before else None
    if before is not None and since is not None:
        either = np.union1d(before.gone, since)
        places = np.minimum(np.searchsorted(rows, either), len(rows) - 1)
        gone = np.asarray(either[rows[places] == either])
        if len(rows) - len(gone) == passages:
            return gone
    return rows[~present(connection, rows)]  # also where ``before`` knows other runs, as a later snapshot does


def frequencies(connection: sqlite3.Connection, state: State, asked: Sequence[str]) -> list[int]:
    """For each word, how many passages hold it."""
    return [
        len(state.holding(connection, tokens[0])[0]) if len(tokens) == 1 else _side_by_side(connection, word)
        for word, tokens in zip(asked, phrases(asked), strict=True)
    ]


def lexical(
    connection: sqlite3.Connection, state: State, asked: Sequence[str], limit: int, among: NDArray[np.int64] | None
) -> dict[int, float]:
    """The best passages' scores by row: ``limit`` of them, and those that tie with the last."""
    scores = np.zeros(len(state.rows))
    usual = state.words / max(state.passages, 1)
    for word, tokens in zip(asked, phrases(asked), strict=True):
        if len(tokens) == 1:
            places, counts = state.holding(connection, tokens[0])
            weight = _weight(state.passages, len(places))
            times = counts.astype(np.float64)
            damping = K1 * (1 - B + B * state.lengths[places] / usual)
            scores[places] += weight * (times * (K1 + 1) / (times + damping))
        elif tokens:
            _add_phrase(connection, state, word, scores)
    if among is not None:
        scores[~np.isin(state.rows, among)] = 0
    if limit < len(scores):
        last = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        best = np.flatnonzero((scores >= last) & (scores > 0))
    else:
        best = np.flatnonzero(scores > 0)
    return dict(zip(state.rows[best].tolist(), scores[best].tolist(), strict=True))


def _add_phrase(connection: sqlite3.Connection, state: State, word: str, scores: NDArray[np.float64]) -> None:
    """Words side by side are found and scored by FTS5, whose sum over several is the sum of what each alone scores."""
    found = connection.execute(
        "SELECT rowid, -bm25(passage_index) FROM passage_index WHERE passage_index MATCH ?", (phrase(word),)
    ).fetchall()
    if found:
        rows = np.array([row for row, _ in found], dtype=np.int64)
        scores[np.searchsorted(state.rows, rows)] += [score for _, score in found]


def _side_by_side(connection: sqlite3.Connection, word: str) -> int:
    found = connection.execute("SELECT count(*) FROM passage_index WHERE passage_index MATCH ?", (phrase(word),))
    return int(found.fetchone()[0])


def _weight(passages: int, holding: int) -> float:
    """The inverse document frequency as FTS5's bm25() has it."""
    weight = math.log((passages - holding + 0.5) / (holding + 0.5))
    return weight if weight > 0 else LEAST_WEIGHT
