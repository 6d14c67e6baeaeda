"""Reads the dates that files state of themselves. Nothing is guessed: what is no plain date is no date."""

from __future__ import annotations

import re
from datetime import date

_ISO = re.compile(r"\s*['\"]?(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")


def parse_date(text: str) -> date | None:
    """The day that ``text`` begins with, year first ("2024-03-12", "2024/3/12 10:15"); None for anything else."""
    match = _ISO.match(text)
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None
