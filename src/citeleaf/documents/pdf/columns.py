"""Puts the columns of a PDF's page one after the other where pdfium read across them.

That happens when a file draws its columns row by row: both halves then stand on one line, with the gutter between
them. Files that draw a column at a time come through unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from citeleaf.documents.pdf.lines import Line, Part, part_of

_FEWEST_LINES = 4
_FEWEST_WORDS = 3  # in the middle line of a column: fewer are the cells of a table
_MOST_GUTTERS = 3


def columns_in_order(lines: Sequence[Line]) -> list[Line]:
    """The page's lines, with those that cross a gutter cut in two and each column read to its end."""
    ordered = list(lines)
    for _ in range(_MOST_GUTTERS):
        gutter = _gutter(ordered)
        if gutter is None:
            break
        ordered = list(_separated(ordered, gutter))
    return ordered


def _gutter(lines: Sequence[Line]) -> float | None:
    """The middle of the strip that most lines leave free, if what stands on both sides of it reads like text."""
    gaps = sorted({(left.right + right.left) / 2 for line in lines for left, right in _neighbours(line)})
    best = max(gaps, key=lambda x: sum(_splits(line, x) for line in lines), default=None)
    if best is None:
        return None
    halves = [_cut(line, best) for line in lines if _splits(line, best)]
    if len(halves) < _FEWEST_LINES:
        return None
    words = [median(len(half[side].text.split()) for half in halves) for side in (0, 1)]
    return best if min(words) >= _FEWEST_WORDS else None


def _separated(lines: Iterable[Line], gutter: float) -> Iterator[Line]:
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        if _splits(line, gutter):
            first, second = _cut(line, gutter)
            left.append(first)
            right.append(second)
        elif line.box.right <= gutter:
            left.append(line)
        elif line.box.left >= gutter:
            right.append(line)
        else:
            yield from (*left, *right, line)
            left, right = [], []
    yield from (*left, *right)


def _neighbours(line: Line) -> Iterable[tuple[Part, Part]]:
    return pairwise(line.parts)


def _splits(line: Line, gutter: float) -> bool:
    return any(left.right < gutter < right.left for left, right in _neighbours(line))


def _cut(line: Line, gutter: float) -> tuple[Line, Line]:
    left = [part for part in line.parts if part.right < gutter]
    return part_of(line, left), part_of(line, line.parts[len(left) :])
