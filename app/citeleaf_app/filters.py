"""The filters of the page as conditions, each named by a key that the page sends back to add or remove it.

A key reads ``path:GLOB``, ``type:MEDIA/TYPE``, ``from:YYYY-MM-DD`` or ``until:YYYY-MM-DD``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from citeleaf.types import Entry, Filters

MOST = 40
"""Conditions at most: a page that is not ours could send any number."""
LONGEST = 1000

_TYPES = {
    "application/epub+zip": "E-book",
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/xhtml+xml": "Web page",
    "text/csv": "Table",
    "text/html": "Web page",
    "text/markdown": "Markdown",
    "text/plain": "Text",
}
_SPECIAL = re.compile(r"[*?\[]")
_ESCAPED = re.compile(r"\[([*?\[])\]")


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition: its ``key``, and what a person reads."""

    key: str
    words: str


def escape(path: str) -> str:
    """The glob that matches ``path`` alone."""
    return _SPECIAL.sub(lambda found: f"[{found[0]}]", path)


def type_words(media_type: str) -> str:
    """What people call a type of file."""
    return _TYPES.get(media_type, media_type.rpartition("/")[2])


def day(value: date) -> str:
    """``3 May 2011``"""
    return f"{value.day} {value:%b} {value.year}"


def chips(filters: Filters) -> list[Chip]:
    """Every condition of ``filters``, in the order in which they are shown."""
    found = [Chip(f"path:{glob}", _path_words(glob)) for glob in filters.paths]
    found += [Chip(f"type:{media_type}", type_words(media_type)) for media_type in filters.media_types]
    if filters.published_from:
        found.append(Chip(f"from:{filters.published_from.isoformat()}", f"from {day(filters.published_from)}"))
    if filters.published_until:
        found.append(Chip(f"until:{filters.published_until.isoformat()}", f"until {day(filters.published_until)}"))
    return found


def with_condition(filters: Filters, key: str) -> Filters:
    """``filters`` and one condition more; as they were where ``key`` names none. A second date replaces the first."""
    kind, _, value = key.partition(":")
    value = value.strip()
    if not value or len(value) > LONGEST or len(chips(filters)) >= MOST:
        return filters
    if kind == "path" and value not in filters.paths:
        return replace(filters, paths=(*filters.paths, value))
    if kind == "type" and value not in filters.media_types:
        return replace(filters, media_types=(*filters.media_types, value))
    if kind in ("from", "until") and (when := _date(value)):
        return replace(filters, published_from=when) if kind == "from" else replace(filters, published_until=when)
    return filters


def without_condition(filters: Filters, key: str) -> Filters:
    kind, _, value = key.partition(":")
    if kind == "path":
        return replace(filters, paths=tuple(glob for glob in filters.paths if glob != value))
    if kind == "type":
        return replace(filters, media_types=tuple(each for each in filters.media_types if each != value))
    if kind == "from":
        return replace(filters, published_from=None)
    return replace(filters, published_until=None) if kind == "until" else filters


def typed(words: str, entries: Sequence[Entry]) -> str:
    """The key for what was typed as a document or folder: one that is there, a glob, or a part of a path or title."""
    words = words.strip()
    if not words:
        return ""
    if any(entry.path == words for entry in entries):
        return f"path:{escape(words)}"
    if words.rstrip("/") in folders(entries):
        return f"path:{escape(words.rstrip('/'))}/*"
    titled = [entry.path for entry in entries if entry.title == words]
    if len(titled) == 1:
        return f"path:{escape(titled[0])}"
    return f"path:{words}" if "*" in words else f"path:*{escape(words)}*"


def folders(entries: Sequence[Entry]) -> list[str]:
    """Every folder that holds a document, at whatever depth."""
    found: set[str] = set()
    for entry in entries:
        parts = entry.path.split("/")[:-1]
        found.update("/".join(parts[: depth + 1]) for depth in range(len(parts)))
    return sorted(found)


def scope(filters: Filters) -> str:
    """What an answer was looked for in, in words."""
    listed = " · ".join(chip.words for chip in chips(filters))
    return f"Asked only of: {listed}" if listed else "Asked of all documents"


def _path_words(glob: str) -> str:
    """A folder with a stroke behind it, a file by its name, a part of a path in quotation marks, else the glob."""
    if glob.endswith("/*") and _is_plain(glob[:-2]):
        return f"{_unescaped(glob[:-2])}/"
    if len(glob) > 2 and glob[0] == glob[-1] == "*" and _is_plain(glob[1:-1]):
        return f"“{_unescaped(glob[1:-1])}”"
    return _unescaped(glob).rpartition("/")[2] if _is_plain(glob) else glob


def _is_plain(glob: str) -> bool:
    return not _SPECIAL.search(_ESCAPED.sub("", glob))


def _unescaped(glob: str) -> str:
    return _ESCAPED.sub(lambda found: found[1], glob)


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
