"""How many passages hold each word: what BM25 weighs words by, kept exact with every document.

A document adds rows of differences rather than changing the rows of common words, which every other one holds too, so
no two writers wait for each other. From time to time the rows of a word are added up into one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citeleaf.store.postgres.connection import Change, Connection

FOLD_AFTER = 200
"""Changes between two foldings: few enough that no word has many more rows to add up."""

_FOLDING = "'lexemes'::regclass::oid::bigint"


def count(change: Change, document: int, sign: int) -> None:
    """Count the words of a document that is in (``sign`` 1), or stop counting those of one that is to go (-1)."""
    found = change.connection.execute(
        "SELECT count(*) AS passages, coalesce(sum(length), 0) AS words FROM words WHERE document = %s", (document,)
    ).fetchone()
    assert found is not None  # an aggregate always has a row
    change.passages += sign * found["passages"]
    change.words += sign * int(found["words"])
    change.connection.execute(
        "INSERT INTO lexemes (lexeme, passages) SELECT lexeme, %s * count(*)"
        " FROM words, unnest(places) WHERE document = %s GROUP BY lexeme",
        (sign, document),
    )


def frequencies(connection: Connection, words: Sequence[str]) -> dict[str, int]:
    """How many passages hold each of ``words``; those that none holds may be left out."""
    found = connection.execute(
        "SELECT lexeme, sum(passages)::bigint AS passages FROM lexemes WHERE lexeme = ANY(%s) GROUP BY lexeme",
        (list(words),),
    )
    return {row["lexeme"]: row["passages"] for row in found}


def fold(connection: Connection) -> None:
    """Add up what has gathered since the last time, if that is much and nobody else is about to.

    Rows that come in meanwhile are not seen, and stay for the next time.
    """
    with connection.transaction():
        due = connection.execute(
            f"SELECT 1 FROM meta WHERE generation - folded >= %s AND pg_try_advisory_xact_lock({_FOLDING})",
            (FOLD_AFTER,),
        ).fetchone()
        if not due:
            return
        connection.execute(
            "WITH several AS (SELECT lexeme FROM lexemes GROUP BY lexeme HAVING count(*) > 1), taken AS ("
            " DELETE FROM lexemes WHERE lexeme IN (SELECT lexeme FROM several) RETURNING lexeme, passages)"
            " INSERT INTO lexemes SELECT lexeme, sum(passages) FROM taken GROUP BY lexeme HAVING sum(passages) <> 0"
        )
        connection.execute("UPDATE meta SET folded = generation")
