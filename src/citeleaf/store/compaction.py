"""After many documents went, the catalogue's file is made smaller: what they held is no longer in it, nor their words.

SQLite writes the whole of it anew in one transaction, beside which reading goes on. Row numbers stay as they are.
"""

from __future__ import annotations

import sqlite3

LEAST_FREE_PAGES = 2048
"""Of 4 KB each: less is soon filled again."""
FREE_SHARE = 3
"""It is worth the while when one page in so many is free."""


def is_worth_compacting(connection: sqlite3.Connection) -> bool:
    """Whether much of the file is free."""
    free = _number(connection, "freelist_count")
    return free >= LEAST_FREE_PAGES and free * FREE_SHARE >= _number(connection, "page_count")


def compact(connection: sqlite3.Connection) -> None:
    """Give the free room back. The caller keeps writers out; a reader may delay when the file itself shrinks."""
    connection.execute("INSERT INTO passage_index (passage_index) VALUES ('optimize')")
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
