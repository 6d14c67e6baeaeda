"""Finds what a PDF prints in the margins of its pages: running heads and feet, and page numbers.

They are told by what they are: near the top or the bottom edge, at the same height on several pages, with the same
words or with a number that counts the pages.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from citeleaf.documents.pdf.geometry import Frame
from citeleaf.documents.pdf.lines import Line

_EDGE_LINES = 3
_EDGE_SHARE = 0.12  # of the page's height
_SAME_HEIGHT = 6.0  # points
_LARGE = 1.15  # as a multiple of the body's size: the same heading may open several pages, on slides for example
_PAGE_WORDS = frozenset(
    {"p", "pg", "page", "página", "pagina", "s", "seite", "side", "str", "strona", "strana", "с", "стр"}
)
_DIGITS = re.compile(r"\d+")
_ROMAN = re.compile(r"(?=[ivxlc])(x[cl]|l?x{0,3})(i[xv]|v?i{0,3})", re.IGNORECASE)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page in reading order, its frame, and its own name where it has one."""

    lines: Sequence[Line]
    frame: Frame
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Candidate:
    page: int
    index: int
    line: Line
    height: float  # points from the edge it is near to
    outermost: bool


def margin_lines(pages: Sequence[Page], body_size: float) -> list[frozenset[int]]:
    """For each page, the positions among its lines of those that belong to its margins."""
    found: list[set[int]] = [set() for _ in pages]
    by_key: dict[tuple[str, str], list[_Candidate]] = defaultdict(list)
    for edge, candidate in _candidates(pages):
        by_key[edge, _key(candidate.line.text, candidate.page)].append(candidate)
        text = candidate.line.text
        if candidate.outermost and (page_number(text) == candidate.page or text == pages[candidate.page - 1].label):
            found[candidate.page - 1].add(candidate.index)
    for candidates in by_key.values():
        for candidate in candidates:
            if _is_repeated(candidate, candidates, len(pages), body_size):
                found[candidate.page - 1].add(candidate.index)
    return [frozenset(indices) for indices in found]


def page_number(text: str) -> int | None:
    """The number that ``text`` is all about, as "3", "- iv -" and "Page 3 of 10" are; None for any other text."""
    words = re.findall(r"\w+", text.lower())
    if len(words) == 1 and _is_roman(words[0]):
        return _roman(words[0])
    if words and words[0] in _PAGE_WORDS:
        del words[0]
    if len(words) == 3:  # "3 of 10"
        del words[1]
    return int(words[0]) if 1 <= len(words) <= 2 and all(word.isdecimal() for word in words) else None


def _candidates(pages: Sequence[Page]) -> Iterator[tuple[str, _Candidate]]:
    for number, page in enumerate(pages, start=1):
        downwards = sorted(range(len(page.lines)), key=lambda index: page.lines[index].baseline)
        for rank, index in enumerate(downwards[:_EDGE_LINES]):
            line = page.lines[index]
            if line.box.bottom < page.frame.height * _EDGE_SHARE:
                yield "top", _Candidate(number, index, line, line.baseline, rank == 0)
        for rank, index in enumerate(reversed(downwards[-_EDGE_LINES:])):
            line = page.lines[index]
            if line.box.top > page.frame.height * (1 - _EDGE_SHARE):
                yield "bottom", _Candidate(number, index, line, page.frame.height - line.baseline, rank == 0)


def _key(text: str, page: int) -> str:
    """Equal for lines that differ only in a number; bare numbers are equal when they count with the pages."""
    number = page_number(text)
    if number is not None:
        return f"#{number - page:+d}"
    return _DIGITS.sub("#", " ".join(_ROMAN.sub("#", word) if _is_roman(word) else word for word in text.split()))


def _is_repeated(candidate: _Candidate, others: Sequence[_Candidate], pages: int, body_size: float) -> bool:
    beside = {other.page for other in others if abs(other.height - candidate.height) <= _SAME_HEIGHT}
    needed = max(3, pages / 2) if candidate.line.size > body_size * _LARGE else 2
    return len(beside) >= needed


def _is_roman(word: str) -> bool:
    return _ROMAN.fullmatch(word) is not None


def _roman(numeral: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))
