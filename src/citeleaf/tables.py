"""Text -> the rows of its tables, and their cells.

A row is a line between bars, as in Markdown, or one of cells with tabs between them, which is how tables of web pages,
Word and PDF files are written here. Bars without outer ones part the cells of lines that follow each other with equally
many; one alone may be a command or a menu. A row is no prose: "Max. load" ends no sentence, and a row without a full
stop does.
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
_LEAST_OPEN = 2
"""How many bars a row has at least that has none around it: a page's title and its site's have one between them."""
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
        row = place if _is_row(line.group()) or _has_rows_beside(text, place) else None
    if row:
        yield row


def is_row(sentence: str) -> bool:
    """Whether a sentence is a row of a table, perhaps with the line of dashes below it."""
    first, *below = _LINE.findall(sentence) or [""]
    return _is_row(first) and all(map(_is_rule, below))


def rows_among(texts: Sequence[str]) -> set[int]:
    """Which of a text's sentences are rows, by themselves or by those beside them."""
    return {at for at, each in enumerate(texts) if is_row(each)}.union(*tables(texts))


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
    closed = _has_bars(line.group())
    sign = _BAR if closed or _open_bars(line.group()) else _TAB
    ends = [Span(found.start(), found.end()) for found in sign.finditer(text, *line.span())]
    outer = ends if closed else [Span(line.start(), line.start()), *ends, Span(line.end(), line.end())]
    return [_bare(text, one.end, other.start) for one, other in pairwise(outer)]


def tables(texts: Sequence[str]) -> Iterator[range]:
    """Which of a text's sentences are the rows of each of its tables, the head first. One row alone is none."""
    for kind, run in groupby(range(len(texts)), key=lambda at: _kind(texts[at])):
        numbers = list(run)
        if kind and len(numbers) > 1:
            yield range(numbers[0], numbers[-1] + 1)


def _kind(sentence: str) -> int:
    """How a row is written, the same for all of a table; 0 where the sentence is none, whatever stands beside it."""
    if is_row(sentence):
        return 1 + _has_bars(sentence)
    first, *below = _LINE.findall(sentence) or [""]
    return _open_bars(first) + 1 if _open_bars(first) and all(map(_is_rule, below)) else 0


def _has_rows_beside(text: str, line: Span) -> bool:
    """Whether the line has bars but none around it, and as many as the one before or behind it."""
    bars = _open_bars(line.of(text))
    return bars > 0 and bars in (_open_bars(_before(text, line.start)), _open_bars(_behind(text, line.end)))


def _before(text: str, end: int) -> str:
    """The line before; an empty one may stand between, as between the blocks of extracted text."""
    for _ in range(2):
        end = text.rfind("\n", 0, end)
        line = text[text.rfind("\n", 0, end) + 1 : end] if end > 0 else ""
        if line.strip():
            return line
    return ""


def _behind(text: str, start: int) -> str:
    line = _LINE.search(text, start)
    return line.group() if line and line.start() - start <= 2 else ""


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


def _open_bars(line: str) -> int:
    """How many bars part the cells of a line that has none around it; 0 where it is prose, or a formula: "P(A|B)"."""
    if line.count("|") < _LEAST_OPEN or "\t" in line.strip() or _has_bars(line):
        return 0
    said = _BAR.split(line)
    is_row = all(len(cell.split()) <= CELL_WORDS and cell.count("(") == cell.count(")") for cell in said)
    return len(said) - 1 if is_row and len(said) > _LEAST_OPEN else 0


def _unquoted(line: str) -> str:
    """Without the marks of a quotation of Markdown."""
    return line.strip("> \t\r\n")


def _is_rule(line: str) -> bool:
    bare = _unquoted(line)
    return "-" in bare and _RULE.issuperset(bare)
