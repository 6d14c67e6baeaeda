"""The half of the search that goes by meaning, over one snapshot of the database.

Up to a size every vector is compared, and beyond it a graph of near ones chooses. Vectors are kept with 16 bits a
number, and what is found is scored anew against the question in full precision: a cosine differs from the local store's
by less than 0.0005, and as a rule by a tenth of that. Equal scores go by path and position, and what ties with the last
place is looked at before the cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from citeleaf.store.postgres import neighbours
from citeleaf.store.postgres.filters import condition
from citeleaf.store.postgres.records import PASSAGE_COLUMNS, passage_from
from citeleaf.types import Filters, Ranked

if TYPE_CHECKING:
    from citeleaf.protocols import Vectors
    from citeleaf.store.postgres.connection import Connection, Row

BREADTH = 200
"""How many candidates the graph's search keeps; with as many it finds 98 in a hundred of what is nearest."""
MOST_BREADTH = 1000
"""pgvector's limit."""

DECIMALS = 5
"""A cosine is kept to this many decimals: half a unit in the last place of a number moves it by less."""
EXTRA = 16
"""How many more passages than wanted are fetched at first, for ties at the cut."""
TOLERANCE = 2.0**-11
"""By how much the server's products differ from ours at most: it rounds a unit vector's numbers to 11 bits."""

_HEADER = 4
"""Bytes before a vector's numbers, as the server sends it."""


def dense(connection: Connection, vector: Vectors, limit: int, filters: Filters, meta: Row) -> list[Ranked]:
    """Passages by cosine: the server chooses, products that hang on the vectors alone put in order."""
    if limit < 1:
        return []
    few = _among(connection, filters, meta["passages"]) <= neighbours.EXACT_UP_TO
    exact = few or not neighbours.has_graph(connection)
    wanted = limit + EXTRA
    while True:
        found = _nearest(connection, vector, wanted, filters, exact=exact)
        if len(found) < wanted and not exact:  # the graph's search gave up before the filter let enough through
            exact = True
            continue
        ranked = _scored(found, vector)
        least = min((row["product"] for row in found), default=0.0)
        if len(found) < wanted or ranked[limit - 1].score > least + TOLERANCE:
            return ranked[:limit]
        wanted *= 4


def _among(connection: Connection, filters: Filters, passages: int) -> int:
    """How many passages pass the filters, not counted further than it matters."""
    if not filters or passages <= neighbours.EXACT_UP_TO:
        return passages
    where, parameters = condition(filters)
    found = connection.execute(
        "SELECT count(*) AS passages FROM (SELECT 1 FROM vectors JOIN documents ON documents.row = document"
        f" WHERE {where} LIMIT %(enough)s) AS passing",
        {**parameters, "enough": neighbours.EXACT_UP_TO + 1},
    ).fetchone()
    return int(found["passages"]) if found else 0


def _nearest(connection: Connection, vector: Vectors, wanted: int, filters: Filters, *, exact: bool) -> list[Row]:
    """``wanted`` passages with their stored vectors and the server's products, which it counts negative."""
    where, parameters = condition(filters)
    passing = f"WHERE document IN (SELECT row FROM documents WHERE {where})" if filters else ""
    distance = "vector <#> %(vector)s::halfvec"
    if exact:
        distance = f"({distance}) + 0"  # an order that no index has
    else:
        connection.execute(
            "SELECT set_config('hnsw.ef_search', %s, true), set_config('hnsw.iterative_scan', 'strict_order', true)",
            (str(min(max(wanted, BREADTH), MOST_BREADTH)),),
        )
    return connection.execute(
        f"WITH nearest AS MATERIALIZED (SELECT passage, vector, {distance} AS distance FROM vectors {passing}"
        f" ORDER BY {distance} LIMIT %(wanted)s)"
        f" SELECT {PASSAGE_COLUMNS}, halfvec_send(nearest.vector) AS vector, -distance AS product"
        " FROM nearest JOIN passages ON passages.row = passage JOIN documents ON documents.row = document",
        {**parameters, "vector": _written(vector), "wanted": wanted},
    ).fetchall()


def _written(vector: Vectors) -> str:
    return "[" + ",".join(f"{number:.9g}" for number in vector.tolist()) + "]"


def _scored(found: Sequence[Row], vector: Vectors) -> list[Ranked]:
    numbers = b"".join(row["vector"][_HEADER:] for row in found)
    halves = np.frombuffer(numbers, dtype=">f2").astype(np.float64).reshape(len(found), -1 if found else len(vector))
    products = (halves * vector.astype(np.float64)).sum(axis=1)  # each row by itself, which a matrix product is not
    scores = [round(float(product), DECIMALS) for product in products]
    ranked = [Ranked(passage_from(row), score) for row, score in zip(found, scores, strict=True)]
    return sorted(ranked, key=lambda each: (-each.score, each.passage.path, each.passage.span))
