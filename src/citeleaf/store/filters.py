"""Filters -> the documents they let through, in the dialect of globs that the product speaks.

``*`` stands for any characters, folders included, ``?`` for one, ``[abc]`` and ``[!abc]`` for one character
of a set or outside it, and ``**/`` for any folders or none: ``**/*.pdf`` and ``*.pdf`` both mean every PDF, and
``a/**/b.txt`` also ``a/b.txt``. Case counts.
"""

from __future__ import annotations

import json
import re
import sqlite3
from fnmatch import translate

from citeleaf.types import Filters

_END = re.compile(r"\\[Zz]\Z")


def allowed_documents(connection: sqlite3.Connection, filters: Filters) -> list[int] | None:
    """The rows of the documents that pass, or None where every document does."""
    if not filters:
        return None
    first = filters.published_from.isoformat() if filters.published_from else None
    last = filters.published_until.isoformat() if filters.published_until else None
    found = connection.execute(
        "SELECT row, path FROM documents"
        " WHERE (?1 IS NULL OR published >= ?1) AND (?2 IS NULL OR published <= ?2)"  # undated: NULL, never true
        " AND (?3 IS NULL OR media_type IN (SELECT value FROM json_each(?3)))",
        (first, last, json.dumps(filters.media_types) if filters.media_types else None),
    )
    patterns = [glob_pattern(glob) for glob in filters.paths]
    return [row for row, path in found if not patterns or any(pattern.match(path) for pattern in patterns)]


def glob_pattern(glob: str) -> re.Pattern[str]:
    """The regular expression that matches the whole paths that ``glob`` means."""
    parts = (_END.sub("", translate(part)) for part in glob.split("**/"))
    return re.compile("(?:.*/)?".join(parts) + r"\Z", re.DOTALL)
