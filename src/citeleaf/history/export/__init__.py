"""Answers on paper: what leaves Citeleaf with everything it takes to check it, in three formats of one content."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from importlib import import_module
from typing import Protocol, cast

from citeleaf.history.export.model import Export

MEDIA_TYPES: Mapping[str, str] = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}
"""The formats, by the ending of their files. Each is a module named ``<ending>_format``."""

_LONGEST_NAME = 60


class _Format(Protocol):
    def render(self, export: Export) -> str: ...


def render(export: Export, ending: str) -> str:
    """The export as the text of a file with that ending, one of ``MEDIA_TYPES``."""
    return cast(_Format, import_module(f"citeleaf.history.export.{ending}_format")).render(export)


def file_name(export: Export, ending: str) -> str:
    """What to call the file, in letters that every system takes: "citeleaf-who-drew-the-border-2026-11-24.md"."""
    letters = unicodedata.normalize("NFKD", export.title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", letters)[:_LONGEST_NAME].strip("-")
    return "-".join(part for part in ("citeleaf", words, export.exported[:10]) if part) + f".{ending}"
