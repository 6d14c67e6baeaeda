"""Text -> the words that the full-text search compares, by the very tokenizer that the local store uses.

SQLite's FTS5 reads each text into an index in memory and tells what stands in it, so that "adopted" and "Adopt", "café"
and "cafe" are one word in both stores, and both rank alike.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from citeleaf.types import Passage

TOKENIZER = "porter unicode61 remove_diacritics 2"
"""As in the local store's full-text table; a test compares the two."""
LONGEST = 500
"""Characters of a word that are kept: PostgreSQL takes no more than 2046 bytes."""
BETWEEN = 2
"""Places left free between title, headings and text: no phrase runs from one into the next."""
LAST_PLACE = 16383
"""PostgreSQL counts no further: a word beyond it is found, and is counted there once."""

LABELS = {"title": "A", "headings": "C", "text": ""}
"""The columns in their order, and the label under which PostgreSQL keeps that a word stands in one."""

_UNSPEAKABLE = re.compile("[\0\ud800-\udfff]")
"""What the local store cannot ask for, and takes for white space."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it is compared, and where it stands: its column and how many words of that stand before it."""

    column: str
    offset: int
    word: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a passage: how many there are, and each with its places, as the type tsvector reads it."""

    length: int
    places: str


def words_of(passages: Sequence[Passage]) -> list[Words]:
    """One for each passage, over its title, its headings and its text."""
    rows = ((passage.title, "\n".join(passage.headings), passage.text) for passage in passages)
    return [Words(len(tokens), _places(tokens)) for tokens in _tokenizer().tokenized(rows)]


def phrases_of(words: Sequence[str]) -> list[tuple[str, ...]]:
    """What to look for, for each of ``words``: tokens that must stand side by side; none where it has none."""
    rows = (("", "", _UNSPEAKABLE.sub(" ", word)) for word in words)
    return [tuple(token.word for token in tokens) for tokens in _tokenizer().tokenized(rows)]


def quoted(word: str) -> str:
    """``word`` as the types tsvector and tsquery read it."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _places(tokens: Sequence[Token]) -> str:
    start, starts = 1, {}
    for column in LABELS:
        starts[column] = start
        start += max((token.offset + 1 for token in tokens if token.column == column), default=0) + BETWEEN
    places: defaultdict[str, list[str]] = defaultdict(list)
    for token in tokens:
        place = min(starts[token.column] + token.offset, LAST_PLACE)
        places[token.word].append(f"{place}{LABELS[token.column]}")
    return " ".join(f"{quoted(word)}:{','.join(found)}" for word, found in places.items())


class _Tokenizer:
    """FTS5 over an index in memory that is emptied after each use; threads take turns."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        columns = ", ".join(LABELS)
        self._connection.execute(
            f"CREATE VIRTUAL TABLE texts USING fts5({columns}, content='', tokenize='{TOKENIZER}')"
        )
        self._connection.execute("CREATE VIRTUAL TABLE tokens USING fts5vocab(texts, instance)")

    def tokenized(self, rows: Iterable[tuple[str, str, str]]) -> list[list[Token]]:
        """The tokens of each row of texts, title, headings and text, in their order."""
        with self._turn:
            self._connection.execute("BEGIN")
            try:
                return self._read(list(rows))
            finally:
                self._connection.execute("ROLLBACK")

    def _read(self, rows: list[tuple[str, str, str]]) -> list[list[Token]]:
        self._connection.executemany(
            "INSERT INTO texts (rowid, title, headings, text) VALUES (?, ?, ?, ?)",
            ((number, *row) for number, row in enumerate(rows)),
        )
        read: list[list[Token]] = [[] for _ in rows]
        for number, column, offset, word in self._connection.execute(
            'SELECT doc, col, "offset", term FROM tokens ORDER BY doc, col, "offset"'
        ):
            read[number].append(Token(column, offset, word[:LONGEST]))
        return read


@cache
def _tokenizer() -> _Tokenizer:
    return _Tokenizer()
