"""Is an index in a database whole? What its tables say of each other, as far as the server can tell by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citeleaf.store.postgres.connection import Connection, Row

_COUNTED = ("passages", "vectors", "words")
"""Tables of a row for each passage."""
_NOT_OF_LENGTH_1 = "SELECT count(*) AS many FROM vectors WHERE NOT l2_norm(vector) BETWEEN 0.99 AND 1.01"
"""The server keeps 16 bits a number: the length of a unit vector is off by less than a thousandth."""


def table_faults(connection: Connection, meta: Row) -> Iterator[str]:
    """What does not fit ``meta``, which is of the same state, in words."""
    for table in _COUNTED:
        if (many := _number(connection, f"SELECT count(*) AS many FROM {table}")) != meta["passages"]:
            yield f"there are {many:,} {table} for {meta['passages']:,} passages"
    if many := _number(connection, _NOT_OF_LENGTH_1):
        yield f"{many:,} vectors are not of length 1"


def _number(connection: Connection, query: str) -> int:
    found = connection.execute(query).fetchone()
    return int(found["many"]) if found else 0
