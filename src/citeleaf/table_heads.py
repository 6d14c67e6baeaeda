"""The rows of a table -> what its first one calls each column, where it is a head and no row like those below it.

Markdown draws a line of dashes below a head; tables of other files are told by comparing. A head is of another kind
than what stands under it: words over numbers ("Limit", "Highest value 2021"), or years over what was counted in them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from citeleaf.tables import cells
from citeleaf.types import Span

_YEAR = re.compile(r"(?<!\d)((?:1[89]|20)\d\d)(?:\s?[/–-]\s?\d{2,4})?(?!\d)")
"""A year of the calendar, or one that begins in it: "2021", "2021/22"."""
_FARTHEST = 10
"""How many years two heads beside each other are apart at most; counts that only look like years seldom are so near."""
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"\W*\d")
"""How a cell begins that says how much or when: "12 km", "€ 340", "-1.5"."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A cell of the first row, and those below it that are not empty."""

    name: str
    below: tuple[str, ...]

    @property
    def year(self) -> int | None:
        found = _YEAR.search(self.name)
        return int(found[1]) if found else None

    @property
    def is_bare_year(self) -> bool:
        return _YEAR.fullmatch(self.name) is not None

    @property
    def has_words_over_numbers(self) -> bool:
        words = _LETTERS.search(self.name) is not None and not _NUMBER.match(self.name)
        return words and bool(self.below) and all(map(_NUMBER.match, self.below))

    @property
    def is_of_one_kind(self) -> bool:
        """Whether a first cell with digits is written as some below it, or is a number: "A1" over "B2"."""
        return not _LETTERS.search(self.name) or _form(self.name) in set(map(_form, self.below))


def column_names(text: str, table: Sequence[Span]) -> list[str]:
    """What the first row of ``table`` calls each column; nothing where it is a row like any other.

    That it is in a table of facts, and where a table goes on in a second passage.
    """
    names, *rows = [[cell.of(text) for cell in cells(text, row)] for row in table]
    if "\n" in table[0].of(text):
        return names
    if _lacks_corner(names, rows):
        names = ["", *names]
    below = [row for row in rows if len(row) == len(names)]
    columns = [_Column(name, tuple(row[at] for row in below if row[at])) for at, name in enumerate(names)]
    return names if _is_head(columns) else []


def _lacks_corner(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether years stand over all columns but the first: an empty cell at an edge is lost where tabs part them."""
    return all(map(_YEAR.fullmatch, names)) and all(
        len(row) == len(names) + 1 and not _NUMBER.match(row[0]) for row in rows
    )


def _is_head(columns: Sequence[_Column]) -> bool:
    worded = [column.has_words_over_numbers for column in columns]
    if len(columns) < 3:
        return all(worded)  # else a fact and its name: "Founded", "1969"
    with_digits = [column for column in columns if _DIGITS.search(column.name)]
    if not with_digits:
        return True
    counts_years = _counts_years(columns)
    of_one_kind = any(column.is_of_one_kind for column in with_digits if not (counts_years and column.is_bare_year))
    return not of_one_kind and (counts_years or any(worded))


def _counts_years(columns: Sequence[_Column]) -> bool:
    """Whether some heads are years, all equally far apart, and what stands below is mostly none."""
    dated = [column for column in columns if column.year is not None]
    steps = {abs((column.year or 0) - (before.year or 0)) for before, column in pairwise(dated)}
    below = [cell for column in dated for cell in column.below]
    years = sum(_YEAR.fullmatch(cell) is not None for cell in below)
    return len(steps) == 1 and 0 < max(steps) <= _FARTHEST and 2 * years < len(below)


def _form(cell: str) -> str:
    """How a cell is written, whatever it says: "Room 12" and "Hall 3" alike."""
    return _DIGITS.sub("0", _LETTERS.sub("a", " ".join(cell.split())))
