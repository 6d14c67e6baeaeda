"""Filters -> a condition on the table ``documents``, in the dialect of globs that ``store.filters`` describes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from citeleaf.types import Filters

Parameters = dict[str, list[str] | date]

_NOTHING = "(?!.?)"
"""Matches nowhere."""
_IN_NO_PATH = re.compile("[\0\ud800-\udfff]")
"""Characters that PostgreSQL's expressions cannot name, either."""


def condition(filters: Filters) -> tuple[str, Parameters]:
    """SQL over the columns of ``documents`` and its parameters; ``("true", {})`` where every document passes."""
    conditions: dict[str, list[str] | date | None] = {
        "path ~ ANY(%(paths)s)": [regular_expression(glob) for glob in filters.paths] or None,
        "media_type = ANY(%(media_types)s)": list(filters.media_types) or None,
        "published >= %(first)s": filters.published_from,  # an undated document's is NULL: never true
        "published <= %(last)s": filters.published_until,
    }
    names = ("paths", "media_types", "first", "last")
    parameters = {name: value for name, value in zip(names, conditions.values(), strict=True) if value is not None}
    parts = [part for part, value in conditions.items() if value is not None]
    return " AND ".join(parts) or "true", parameters


def regular_expression(glob: str) -> str:
    """As PostgreSQL writes it: what matches the whole paths that ``glob`` means."""
    if _IN_NO_PATH.search(glob):
        return _NOTHING
    parts = ("".join(_translated(part)) for part in glob.split("**/"))
    return "^" + "(?:.*/)?".join(parts) + "$"


def _translated(part: str) -> Iterator[str]:
    position = 0
    while position < len(part):
        letter = part[position]
        end = _end_of_set(part, position) if letter == "[" else None
        if end is not None:
            yield _set(part[position + 1 : end])
            position = end
        else:
            yield {"*": ".*", "?": "."}.get(letter) or _literal(letter)
        position += 1


def _end_of_set(part: str, start: int) -> int | None:
    """Where the set that begins at ``start`` is closed: a bracket in the first place belongs to it."""
    first = start + 1 + part.startswith("!", start + 1)
    end = part.find("]", first + part.startswith("]", first))
    return None if end < 0 else end


def _set(inside: str) -> str:
    """One character of a set, or with ``!`` outside it. A range that runs backwards holds nothing."""
    outside = inside.startswith("!")
    members = [f"{_literal(first)}-{_literal(last)}" for first, last in _ranges(inside[outside:]) if first <= last]
    if not members:
        return "." if outside else _NOTHING
    return f"[{'^' if outside else ''}{''.join(members)}]"


def _ranges(inside: str) -> Iterator[tuple[str, str]]:
    for first, last, alone in re.findall(r"(.)-(.)|(.)", inside, re.DOTALL):
        yield (alone or first, alone or last)


def _literal(letter: str) -> str:
    """``letter`` by its number, which means nothing else, inside a set or outside it."""
    return f"\\U{ord(letter):08x}"
