"""A document's blocks -> its rows of list items, and what an item says apart from its marks.

Where a format tells how deep an item lies by its indentation, an item's own sublist is a row by itself, and the outer
one goes on after it. Blocks of web pages and Word files do not tell: there, lists that adjoin are one row, with all
that is nested in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from citeleaf.documents.forms import bullet_length, is_sentence
from citeleaf.types import BlockKind, Document, Span

_LINK = re.compile(r"\[([^\]]+)\](?:\(.*\)|\[.*\])")
_EMPHASIS = re.compile(r"([*_`]{1,3})(.+)\1")
_WORD = re.compile(r"[^\W_]+")
_LINE_ENDS = "\n\r\f"
_FIRST = ("1", "a", "A")


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a row: ``span`` is all of it with its mark, ``said`` where its ``words`` stand (in one case).

    ``is_term`` says that it has a mark and is no sentence: one such item tells what its row is a list of.
    """

    span: Span
    said: Span
    words: tuple[str, ...]
    is_term: bool


@dataclass(slots=True)
class _Row:
    """A row that may go on: how far right its items begin, the kind of their mark, and the last one's number."""

    column: int
    text_column: int
    mark: str
    number: str
    items: list[Span]

    def goes_on(self, other: _Row) -> bool:
        """Whether ``other``, a row of one item, is this one's next item."""
        aligned = self.column == other.column or self.text_column == other.text_column
        again = other.number in _FIRST and self.number not in (*_FIRST, "0")
        return aligned and self.mark == other.mark and not again


def rows(document: Document) -> Iterator[list[Item]]:
    """The rows of ``document``; an item that says nothing is left out."""
    for kind, blocks in groupby(document.blocks, key=lambda block: block.kind):
        if kind is BlockKind.LIST_ITEM:
            for row in _nested([block.span for block in blocks], document.text):
                yield [item for item in (_item(span, document.text) for span in row) if item.words]


def fills(place: Span, item: Item, document: Document) -> bool:
    """Whether ``item`` says nothing but what ``place`` holds of it."""
    start, end = max(place.start, item.said.start), min(place.end, item.said.end)
    return start < end and _words(Span(start, end).of(document.text)) == item.words


def _nested(spans: Sequence[Span], text: str) -> list[list[Span]]:
    found: list[list[Span]] = []
    begun: list[_Row] = []  # the innermost last
    for span in spans:
        own = _row_of(span, text)
        while begun and begun[-1].column > own.column and not begun[-1].goes_on(own):
            begun.pop()
        if begun and begun[-1].goes_on(own):
            begun[-1].items.append(span)
            begun[-1].number = own.number
            continue
        if begun and begun[-1].column == own.column:
            begun.pop()
        begun.append(own)
        found.append(own.items)
    return found


def _row_of(span: Span, text: str) -> _Row:
    said = span.of(text)
    mark = said[: bullet_length(said)]
    number = mark.strip().strip("().")
    kind = re.sub(r"\d+", "1", mark.strip()) if number.isdigit() else re.sub(r"[^\W\d_]", "a", mark.strip())
    column = span.start - max(text.rfind(end, 0, span.start) for end in _LINE_ENDS) - 1
    return _Row(column, column + len(mark), kind, number, [span])


def _item(span: Span, text: str) -> Item:
    whole = span.of(text)
    mark = bullet_length(whole)
    start, end = mark, len(whole.rstrip().rstrip(";,:"))
    if _stops(whole[start:end]):
        end -= 1
    for form, part in ((_EMPHASIS, 2), (_LINK, 1), (_EMPHASIS, 2)):
        if inside := form.fullmatch(whole, start, end):
            start, end = inside.span(part)
    said = Span(span.start + start, span.start + max(start, end))
    return Item(span, said, _words(said.of(text)), mark > 0 and not is_sentence(whole[mark:].rstrip(";,: \n")))


def _stops(text: str) -> bool:
    """Whether ``text`` ends with a full stop that is not an abbreviation's."""
    return text.endswith(".") and "." not in text.split()[-1][:-1]


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))
