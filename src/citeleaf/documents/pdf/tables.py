"""Finds the rows of tables among the lines of a PDF's page: neighbours with wide gaps at the same places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from citeleaf.documents.pdf.lines import Line
from citeleaf.documents.pdf.paragraphs import LIST_MARKER

_CELL_GAP = 1.8  # font sizes: a wide space in justified text stays below

Gap = tuple[float, float]


def table_rows(lines: Sequence[Line]) -> frozenset[int]:
    """The positions of the lines that are rows of a table."""
    gaps = [_gaps(line) for line in lines]
    rows: set[int] = set()
    for index in range(1, len(lines)):
        if _share_a_gap(gaps[index - 1], gaps[index]):
            rows |= {index - 1, index}
    return frozenset(rows)


def with_tabs(line: Line) -> Line:
    """The line with a tab for the space between two cells, so that a quote of the row keeps them apart."""
    ends = {left.end for left, right in pairwise(line.parts) if _is_cell_gap(line, left.right, right.left)}
    text = "".join("\t" if index in ends and letter == " " else letter for index, letter in enumerate(line.text))
    return replace(line, text=text)


def _gaps(line: Line) -> list[Gap]:
    """The wide gaps of the line, except one after nothing but a list marker or a number."""
    return [
        (left.right, right.left)
        for left, right in pairwise(line.parts)
        if _is_cell_gap(line, left.right, right.left) and not _is_label(line.text[: left.end])
    ]


def _is_cell_gap(line: Line, start: float, end: float) -> bool:
    return end - start > _CELL_GAP * line.size


def _is_label(text: str) -> bool:
    return LIST_MARKER.fullmatch(text + " ") is not None or text.replace(".", "").isdecimal()


def _share_a_gap(above: Sequence[Gap], below: Sequence[Gap]) -> bool:
    return any(start < other_end and other_start < end for start, end in above for other_start, other_end in below)
