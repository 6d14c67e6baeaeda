"""The graph of near vectors (HNSW) that spares large indexes comparing a question with every passage.

A graph takes longer to add a passage to than all else that is stored of it, and less when it is built over many at
once. So there is none below the size from which it pays, and it is built after the writing, beside readers and writers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citeleaf.store.postgres.connection import Connection

EXACT_UP_TO = 20_000
"""Passages that are compared one by one, in about as long as the graph takes to choose among any number."""
MOST_DIMENSIONS = 4000
"""What HNSW can index of a halfvec; beyond that every search compares all."""

_NAME = "vectors_by_nearness"
_BUILDING = "'vectors'::regclass::oid::bigint"


def has_graph(connection: Connection) -> bool:
    """Whether there is a graph, finished."""
    found = connection.execute(
        "SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(%s) AND indrelid = 'vectors'::regclass AND indisvalid",
        (_NAME,),
    )
    return found.fetchone() is not None


def build_graph(connection: Connection) -> None:
    """Build it where it is due and nobody else is about to, outside any transaction."""
    meta = connection.execute("SELECT passages, dimensions FROM meta").fetchone()
    if not meta or meta["passages"] <= EXACT_UP_TO or meta["dimensions"] > MOST_DIMENSIONS or has_graph(connection):
        return
    held = connection.execute(f"SELECT pg_try_advisory_lock({_BUILDING}) AS held").fetchone()
    if not held or not held["held"]:
        return
    try:
        connection.execute(f"DROP INDEX IF EXISTS {_NAME}")  # left unfinished by whoever was stopped
        connection.execute(f"CREATE INDEX CONCURRENTLY {_NAME} ON vectors USING hnsw (vector halfvec_ip_ops)")
    finally:
        connection.execute(f"SELECT pg_advisory_unlock({_BUILDING})")
