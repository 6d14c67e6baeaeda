"""Text -> the rows of its tables, and their cells.

A row is a line between bars, as in Markdown, or one of cells with tabs between them, which is how tables of web pages,
Word and PDF files are written here. It is no prose: "Max. load" ends no sentence, and a row without a full stop does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from citeleaf.types import Span

CELL_WORDS = 30
"""What is longer between two tabs is prose that someone indented, and has sentences."""

_LINE = re.compile(r"[^\r\n]+")
_BAR = re.compile(r"(?<!\\)\|")
_TAB = re.compile(r"\t")
_MARK = re.compile(r"[^\w\s]{1,3}|\(?\w{1,3}[.)]|\d+(?:\.\d+)+\.?|[^\t:]{1,40}:")
"""The bullet or number of a list's item, or of a clause, or who speaks: behind these a tab stands as well."""
_RULE = frozenset("|-:+ \t")


def rows(text: str, within: Span) -> Iterator[Span]:
    """The rows in ``text[within]``, in order; the line of dashes below a table's head belongs to its row."""
    words = within.of(text)
    if "|" not in words and "\t" not in words:
        return
    row: Span | None = None
    for line in _LINE.finditer(text, within.start, within.end):
        place = Span(line.start(), line.end())
        if row and _is_rule(line.group()):
            row = Span(row.start, place.end)
            continue
        if row:
            yield row
        row = place if _is_row(line.group()) else None
    if row:
        yield row


def is_row(sentence: str) -> bool:
    """Whether a sentence is a row of a table, perhaps with the line of dashes below it."""
    first, *below = _LINE.findall(sentence) or [""]
    return _is_row(first) and all(map(_is_rule, below))


def with_bars(text: str) -> str:
    """``text`` with a bar for each tab within its rows, all else at its place: to a tokenizer a tab is but a space."""
    if "\t" not in text:
        return text
    parts, end = [], 0
    for row in rows(text, Span(0, len(text))):
        parts += [text[end : row.start], row.of(text).replace("\t", "|")]
        end = row.end
    return "".join([*parts, text[end:]])


def cells(text: str, row: Span) -> list[Span]:
    """The cells of ``row``, without the white space around them; an empty one is an empty span."""
    line = _LINE.search(text, row.start, row.end)
    if line is None:
        return []
    barred = _has_bars(line.group())
    ends = [Span(found.start(), found.end()) for found in (_BAR if barred else _TAB).finditer(text, *line.span())]
    outer = ends if barred else [Span(line.start(), line.start()), *ends, Span(line.end(), line.end())]
    return [_bare(text, one.end, other.start) for one, other in pairwise(outer)]


def tables(texts: Sequence[str]) -> Iterator[range]:
    """Which of a text's sentences are the rows of each of its tables, the head first. One row alone is none."""
    for kind, run in groupby(range(len(texts)), key=lambda at: is_row(texts[at]) and (1 + _has_bars(texts[at]))):
        numbers = list(run)
        if kind and len(numbers) > 1:
            yield range(numbers[0], numbers[-1] + 1)


def _bare(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return Span(start, max(start, end - len(words) + len(words.rstrip())))


def _is_row(line: str) -> bool:
    if _has_bars(line):
        return True
    said = line.strip().split("\t")
    if len(said) == 1 or any(len(cell.split()) > CELL_WORDS for cell in said):
        return False
    return len(said) > 2 or not _MARK.fullmatch(said[0].strip())


def _has_bars(line: str) -> bool:
    bare = _unquoted(line)
    return len(bare) > 2 and bare[0] == "|" == bare[-1] and bare[-2] != "\\"


def _unquoted(line: str) -> str:
    """Without the marks of a quotation of Markdown."""
    return line.strip("> \t\r\n")


def _is_rule(line: str) -> bool:
    bare = _unquoted(line)
    return "-" in bare and _RULE.issuperset(bare)
