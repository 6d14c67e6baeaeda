"""The half of the search that goes by wording: BM25 as the local store reckons it, over one snapshot of the database.

PostgreSQL's full-text index finds the passages that hold a word and how often they do; how many hold it is counted with
every document. Both stores have the same words and do the same sums, so that what ties in one ties in the other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citeleaf.store.postgres import lexemes
from citeleaf.store.postgres.filters import condition
from citeleaf.store.postgres.records import PASSAGE_COLUMNS, passage_from
from citeleaf.store.postgres.tokens import phrases_of, quoted
from citeleaf.store.schema import HEADINGS_WEIGHT, TEXT_WEIGHT, TITLE_WEIGHT
from citeleaf.types import Filters, Ranked

if TYPE_CHECKING:
    from citeleaf.store.postgres.connection import Connection, Row

K1, B = 1.2, 0.75
LEAST_WEIGHT = 1e-6
"""FTS5's: of a word that most passages hold."""
_WEIGHTS = f"{{{TEXT_WEIGHT},{HEADINGS_WEIGHT},1,{TITLE_WEIGHT}}}"
"""In PostgreSQL's order of labels: none, C, B, A."""
MOST_TERMS = 1000
"""Of one search: more than stand in the longest question."""
SUMMED_AT_ONCE = 100
"""Terms of one sum: the server's stack bears no more than some thousands, one within the other."""

AT_FIRST = 4
"""How many times as many passages as are wanted the words that are looked for first should find."""
MARGIN = 1 + 1e-9
"""More than sums of rounded numbers ever differ by."""


@dataclass(frozen=True, slots=True)
class _Term:
    """A word of the search as a condition of full-text search, its weight, and how many passages hold it."""

    query: str
    weight: float
    passages: int


def lexical(connection: Connection, words: Sequence[str], limit: int, filters: Filters, meta: Row) -> list[Ranked]:
    """Passages that hold any of ``words``, by BM25. A word of several tokens stands for them side by side.

    The rarest words are looked for first. Where a passage that holds none of them cannot come up to the last one found,
    whatever else it holds, that is all: the common words, which most of the work would be for, change nothing. (The
    method is MaxScore: Turtle and Flood, 1995.)
    """
    terms = _terms(connection, words, meta["passages"])
    if not terms or limit < 1:
        return []
    rarest_first = sorted(terms, key=lambda term: -term.weight)
    looked_for = _first(rarest_first, limit * AT_FIRST)
    found = _ranked(connection, terms, looked_for, limit, filters, meta)
    needed = _needed(rarest_first, found[limit - 1].score if len(found) == limit else 0.0)
    if len(needed) > len(looked_for):
        found = _ranked(connection, terms, needed, limit, filters, meta)
    return found


def frequencies(connection: Connection, words: Sequence[str]) -> list[int]:
    """For each word, how many passages hold it, in their text or in the title or a heading above it."""
    phrases = phrases_of(words)
    counts = _counts(connection, phrases)
    return [counts[phrase] for phrase in phrases]


def _first(rarest_first: Sequence[_Term], passages: int) -> Sequence[_Term]:
    """As many of the words as find so many passages."""
    found = 0
    for number, term in enumerate(rarest_first, start=1):
        found += term.passages
        if found >= passages:
            return rarest_first[:number]
    return rarest_first


def _needed(rarest_first: Sequence[_Term], score: float) -> Sequence[_Term]:
    """The words one of which a passage must hold to have that score: the others together give less."""
    least = 0.0
    for number in range(len(rarest_first), 0, -1):
        least += rarest_first[number - 1].weight * (K1 + 1) * MARGIN
        if least >= score:
            return rarest_first[:number]
    return ()


def _terms(connection: Connection, words: Sequence[str], passages: int) -> list[_Term]:
    """The words that any passage holds."""
    phrases = [phrase for phrase in phrases_of(_distinct(words)) if phrase]
    counts = _counts(connection, phrases)
    known = [phrase for phrase in phrases if counts[phrase]][:MOST_TERMS]
    return [_Term(_query(phrase), _weight(passages, counts[phrase]), counts[phrase]) for phrase in known]


def _ranked(
    connection: Connection, terms: Sequence[_Term], looked_for: Sequence[_Term], limit: int, filters: Filters, meta: Row
) -> list[Ranked]:
    """The best of the passages that hold any of ``looked_for``, by all of ``terms``."""
    where, parameters = condition(filters)
    passing = f"AND document IN (SELECT row FROM documents WHERE {where})" if filters else ""
    values: dict[str, object] = {
        **parameters,
        "any": " | ".join(term.query for term in looked_for),
        "limit": limit,
        "usual": meta["words"] / meta["passages"],
        **{f"query{number}": term.query for number, term in enumerate(terms)},
        **{f"weight{number}": term.weight for number, term in enumerate(terms)},
    }
    found = connection.execute(
        f"WITH counted AS MATERIALIZED (SELECT passage, {_counted(len(terms))},"
        f" {K1}::float8 * ({1 - B}::float8 + {B}::float8 * length / %(usual)s::float8) AS damping"
        f" FROM words WHERE places @@ %(any)s::tsquery {passing}),"
        f" scored AS MATERIALIZED (SELECT passage, {_summed(len(terms))} AS score FROM counted),"
        " last AS (SELECT score FROM scored ORDER BY score DESC OFFSET %(limit)s - 1 LIMIT 1)"
        f" SELECT {PASSAGE_COLUMNS}, score"
        " FROM scored JOIN passages ON passages.row = passage JOIN documents ON documents.row = document"
        " WHERE score >= coalesce((SELECT score FROM last), 0)"
        " ORDER BY score DESC, documents.path, passages.start, passages.stop LIMIT %(limit)s",
        values,
    )
    return [Ranked(passage_from(row), row["score"]) for row in found]


def _distinct(words: Sequence[str]) -> list[str]:
    """Each word once, as in the local store."""
    return list({word.casefold(): word for word in words}.values())


def _counts(connection: Connection, phrases: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """How many passages hold each phrase: single words are counted already, others are looked for."""
    single = lexemes.frequencies(connection, [phrase[0] for phrase in phrases if len(phrase) == 1])
    counts = {phrase: single.get(phrase[0], 0) if len(phrase) == 1 else 0 for phrase in phrases}
    for phrase in counts:
        if len(phrase) > 1:
            found = connection.execute(
                "SELECT count(*) AS passages FROM words WHERE places @@ %s::tsquery", (_query(phrase),)
            ).fetchone()
            counts[phrase] = int(found["passages"]) if found else 0
    return counts


def _query(phrase: tuple[str, ...]) -> str:
    """A condition of full-text search: the tokens of ``phrase``, one behind the other."""
    return " <-> ".join(quoted(token) for token in phrase)


def _weight(passages: int, holding: int) -> float:
    """The inverse document frequency as FTS5's bm25() has it."""
    weight = math.log((passages - holding + 0.5) / (holding + 0.5))
    return weight if weight > 0 else LEAST_WEIGHT


def _counted(queries: int) -> str:
    """How often each query's words stand in a passage, which is what cover density says of a single query's.

    Every cover of a word, or of words side by side, is as short as can be and so counts 1, or its label's weight.
    """
    return ", ".join(
        f"ts_rank_cd('{_WEIGHTS}', places, %(query{number})s::tsquery)::float8 AS times{number}"
        for number in range(queries)
    )


def _summed(queries: int) -> str:
    """In FTS5's order of operations, so that what is a tie for it, to the last bit, is one here."""
    terms = [
        f"%(weight{number})s::float8 * ((times{number} * {K1 + 1}::float8) / (times{number} + damping))"
        for number in range(queries)
    ]
    groups = (terms[start : start + SUMMED_AT_ONCE] for start in range(0, queries, SUMMED_AT_ONCE))
    return " + ".join(f"({' + '.join(group)})" for group in groups)
