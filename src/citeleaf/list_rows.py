"""A document's blocks -> its rows of list items, and what an item says apart from its marks.

Where a format tells how deep an item lies by its indentation, an item's own sublist is a row by itself, and the outer
one goes on after it. A web page's blocks do not tell: there a list is one row with what is nested in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from citeleaf.documents.forms import bullet_length, is_sentence
from citeleaf.types import BlockKind, Document, Span

_LINK_TARGET = re.compile(r"(?<=\])\([^()\s]*\)")
_WORD = re.compile(r"\w+")
_AROUND = "*_`[];,.:! \t\n"
"""What may stand around an item's words without being one of them: emphasis, the brackets of a link, stops."""
_FIRST = ("1", "a", "A")


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a row, without its mark: ``span`` of it all, and ``words``, those that it says, in one case."""

    span: Span
    said: Span
    words: tuple[str, ...]
    is_sentence: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """What items of one row have in common: how far right they begin, and the kind of their mark."""

    column: int
    mark: str


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
    begun: list[tuple[_Place, list[Span]]] = []  # the rows that may go on, the innermost last
    for span in spans:
        place, number = _place(span, text)
        while begun and begun[-1][0].column > place.column:
            begun.pop()
        if begun and begun[-1][0] == place and number not in _FIRST:
            begun[-1][1].append(span)
            continue
        if begun and begun[-1][0].column == place.column:
            begun.pop()
        row = [span]
        found.append(row)
        begun.append((place, row))
    return found


def _place(span: Span, text: str) -> tuple[_Place, str]:
    """Where an item stands, and its number or letter, if its mark is one."""
    column = span.start - text.rfind("\n", 0, span.start) - 1
    said = span.of(text)
    mark = said[: bullet_length(said)].strip()
    number = mark.strip("().")
    return _Place(column, re.sub(r"\d+", "1", mark) if number.isdigit() else re.sub(r"[^\W\d_]", "a", mark)), number


def _item(span: Span, text: str) -> Item:
    whole = span.of(text)
    bare = _LINK_TARGET.sub(lambda target: " " * len(target.group()), whole)
    start, end = bullet_length(whole), len(bare.rstrip(_AROUND))
    start += len(bare[start:]) - len(bare[start:].lstrip(_AROUND))
    said = Span(span.start + start, span.start + max(start, end))
    return Item(span, said, _words(whole[bullet_length(whole) :]), is_sentence(whole))


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(_LINK_TARGET.sub(" ", text.casefold())))
