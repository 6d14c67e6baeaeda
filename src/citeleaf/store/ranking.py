"""The two halves of the search over one snapshot of the catalogue, each cut off only where no tie is broken.

An order that hung on how a result was found, on a row's number or on a last bit, would show in which order documents
arrived. So equal scores go by path and position, and what ties with the last place is looked at before the cut.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from citeleaf.store import wording
from citeleaf.store.filters import allowed_documents
from citeleaf.store.rows import PASSAGE_COLUMNS, json_list, passage_from, vectors_from
from citeleaf.store.schema import HEADINGS_WEIGHT, TEXT_WEIGHT, TITLE_WEIGHT
from citeleaf.store.vectors import VectorIndex
from citeleaf.store.words import phrase
from citeleaf.types import Filters, Ranked

if TYPE_CHECKING:
    from citeleaf.protocols import Vectors
    from citeleaf.store.vectors import Rows
    from citeleaf.store.wording import State

DECIMALS = 6
"""A cosine is kept to this many decimals: encoders differ beyond them with the texts that share a batch."""
EXTRA = 16
"""How many more passages than wanted are fetched at first, for ties at the cut."""
MORE = 7
"""How many times more where products are coarse: one look at all vectors takes longer than at some hundred more."""

_LEXICAL = f"""
WITH scored AS MATERIALIZED (
    SELECT rowid AS row, bm25(passage_index, {TEXT_WEIGHT}, {TITLE_WEIGHT}, {HEADINGS_WEIGHT}) AS score
    FROM passage_index
    WHERE passage_index MATCH :query AND (:documents IS NULL OR +rowid IN (
        SELECT row FROM passages WHERE document IN (SELECT value FROM json_each(:documents))
    ))
), last AS (SELECT score FROM scored ORDER BY score LIMIT 1 OFFSET :limit - 1)
SELECT {PASSAGE_COLUMNS}, -scored.score AS score
FROM scored CROSS JOIN passages USING (row) JOIN documents ON documents.row = passages.document
WHERE scored.score <= ifnull((SELECT score FROM last), 0)
ORDER BY scored.score, documents.path, passages.start, passages.stop
LIMIT :limit
"""


def lexical(connection: sqlite3.Connection, words: Sequence[str], limit: int, filters: Filters) -> list[Ranked]:
    """Passages that hold any of ``words``. FTS5's BM25 is negative, the less the better: it is negated here."""
    query = " OR ".join(phrase(word) for word in _distinct(words))
    if not query or limit < 1:
        return []
    allowed = allowed_documents(connection, filters)
    found = connection.execute(
        _LEXICAL, {"query": query, "limit": limit, "documents": None if allowed is None else json_list(allowed)}
    )
    return [Ranked(passage_from(row), row["score"]) for row in found]


def lexical_among_many(
    connection: sqlite3.Connection, state: State, words: Sequence[str], limit: int, filters: Filters
) -> list[Ranked]:
    """As ``lexical``, in a large index."""
    if limit < 1:
        return []
    allowed = allowed_documents(connection, filters)
    among = None if allowed is None else _rows_of(connection, allowed)
    return _ranked(connection, wording.lexical(connection, state, _distinct(words), limit, among))[:limit]


def frequency(connection: sqlite3.Connection, word: str) -> int:
    """How many passages hold ``word``, in any of its inflected forms and any indexed column."""
    found = connection.execute("SELECT count(*) FROM passage_index WHERE passage_index MATCH ?", (phrase(word),))
    return int(found.fetchone()[0])


def _distinct(words: Sequence[str]) -> list[str]:
    """Each word once: BM25 counts a phrase as often as the query names it."""
    return list({word.casefold(): word for word in words}.values())


def dense(
    connection: sqlite3.Connection, index: VectorIndex, vector: Vectors, limit: int, filters: Filters
) -> list[Ranked]:
    """Passages by cosine: FAISS chooses, exact products that hang on the vectors alone put in order."""
    if limit < 1:
        return []
    allowed = allowed_documents(connection, filters)
    among = None if allowed is None else _rows_of(connection, allowed)
    rows = index.candidates(vector, limit, EXTRA if index.is_exact else MORE * limit + EXTRA, among)
    return _ranked(connection, _best(_scores(connection, rows, vector), limit))[:limit]


def _best(scores: Mapping[int, float], limit: int) -> dict[int, float]:
    """Those that come first, and all that tie with the last of them."""
    last = sorted(scores.values(), reverse=True)[:limit][-1:]
    return {row: score for row, score in scores.items() if score >= last[0]}


def _scores(connection: sqlite3.Connection, rows: Sequence[int], vector: Vectors) -> dict[int, float]:
    """The exact products by row, each by itself, which in a matrix product they would not be."""
    found = connection.execute(
        "SELECT row, vector FROM json_each(?) AS wanted CROSS JOIN passages ON passages.row = wanted.value",
        (json_list(rows),),
    ).fetchall()
    stored = vectors_from((row["vector"] for row in found), len(vector)).astype(np.float64)
    products = (stored * vector.astype(np.float64)).sum(axis=1)
    return {row["row"]: round(float(product), DECIMALS) for row, product in zip(found, products, strict=True)}


def _ranked(connection: sqlite3.Connection, scores: Mapping[int, float]) -> list[Ranked]:
    found = connection.execute(
        f"SELECT passages.row AS row, {PASSAGE_COLUMNS}"
        " FROM json_each(?) AS wanted CROSS JOIN passages ON passages.row = wanted.value"
        " JOIN documents ON documents.row = passages.document",
        (json_list(scores),),
    )
    ranked = [Ranked(passage_from(row), scores[row["row"]]) for row in found]
    return sorted(ranked, key=lambda each: (-each.score, each.passage.path, each.passage.span))


def _rows_of(connection: sqlite3.Connection, documents: Sequence[int]) -> Rows:
    found = connection.execute(
        "SELECT row FROM passages WHERE document IN (SELECT value FROM json_each(?))", (json_list(documents),)
    )
    return np.fromiter((row for (row,) in found), dtype=np.int64)
