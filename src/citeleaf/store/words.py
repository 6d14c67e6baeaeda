"""Texts -> which words stand in them and how often, by the tokenizer of the catalogue's own full-text index."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from citeleaf.store.schema import TOKENIZER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Places = NDArray[np.uint32]
    Counts = NDArray[np.uint32]
    Found = tuple[Places, Counts]

Text = tuple[str, str, str]
"""A passage's text, title and headings: the columns of the full-text index."""


_UNSPEAKABLE = re.compile("[\0\ud800-\udfff]")
"""What SQLite takes for the end of the query, and what has no UTF-8."""


@dataclass(frozen=True, slots=True)
class Tally:
    """For each word the places of the texts that hold it, ascending, and how often each does; every text's length."""

    words: dict[str, Found]
    lengths: NDArray[np.uint32]


def tally(texts: Sequence[Text]) -> Tally:
    """Count the words of ``texts``, whose places are their numbers from 0."""
    with _read(texts) as connection:
        counted = Counter((word, place) for word, place in connection.execute("SELECT term, doc FROM tokens"))
    gathered: dict[str, tuple[list[int], list[int]]] = {}
    lengths = np.zeros(len(texts), dtype=np.uint32)
    for (word, place), count in counted.items():
        places, counts = gathered.setdefault(word, ([], []))
        places.append(place)
        counts.append(count)
        lengths[place] += count
    words = {word: (as_numbers(places), as_numbers(counts)) for word, (places, counts) in gathered.items()}
    return Tally(words, lengths)


def phrases(words: Sequence[str]) -> list[tuple[str, ...]]:
    """The words that each of ``words`` is for the full-text index: one, several side by side, or none."""
    found: list[list[str]] = [[] for _ in words]
    with _read([(_UNSPEAKABLE.sub(" ", word), "", "") for word in words]) as connection:
        for word, place in connection.execute('SELECT term, doc FROM tokens ORDER BY doc, "offset"'):
            found[place].append(word)
    return [tuple(each) for each in found]


def phrase(word: str) -> str:
    """``word`` as FTS5 reads a string: no character in it means anything to the query language."""
    return '"' + _UNSPEAKABLE.sub(" ", word).replace('"', '""') + '"'


def as_numbers(values: Sequence[int]) -> NDArray[np.uint32]:
    return np.array(values, dtype=np.uint32)


@contextmanager
def _read(texts: Sequence[Text]) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            f"CREATE VIRTUAL TABLE texts USING fts5(text, title, headings, content='', tokenize='{TOKENIZER}')"
        )
        connection.execute("CREATE VIRTUAL TABLE tokens USING fts5vocab(texts, instance)")
        connection.executemany(
            "INSERT INTO texts (rowid, text, title, headings) VALUES (?, ?, ?, ?)",
            ((number, *text) for number, text in enumerate(texts)),
        )
        yield connection
