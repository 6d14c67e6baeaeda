"""A text -> what no answer goes across: the marks of items and clauses, and where a paragraph or sentence ends.

A reader of tokens takes the number of a clause for the amount that the clause speaks of, and runs from one item of a
list into the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citeleaf.echoes import Asked
from citeleaf.terms import stems
from citeleaf.types import Span

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
_BULLET = re.compile(r"^[^\S\n]*[-*+•‣–](?=[^\S\n]+[^\W\d])", re.MULTILINE)
"""Before a figure it may be a minus sign."""
_NUMBERED = re.compile(
    r"^[^\S\n]*(?:(?:§[^\S\n]*)?\d{1,3}(?:\.\d{1,3})+\.?|\(?(?P<item>\d{1,2})[.)])"
    r"(?=[^\S\n]+[*_\"'“(]*(?:[A-Z]|[^\W\d_a-zA-Z])[^\W\dA-Z_]*(?!\w))"
    r"(?![^\S\n]+(?:Mi?ll|Mrd|Bill|Trill|Jan|Feb|März|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Tesla|Points?\b))",
    re.MULTILINE,
)
"""At the beginning of a line, with a word in the way of a sentence's first to follow: no unit ("GB"), no "Million", and
no month of a German date."""
_ENDED = re.compile(r"(?:\A|\n[^\S\n]*\n|[.:;!?]\n)\Z")
_BETWEEN_NUMBERS = re.compile(r"(?<=\d)\.(?=\s+\d[\d.,]*\s+[^\W\d_A-Z])")
"""The end of a sentence, which looks like a part of a date: "at 02:14. 63 men came"."""
_ASKED_FOR = stems("clause section article paragraph point item chapter number rule step".split())


def seams(asked: Asked, text: str) -> Iterator[Span]:
    """What of ``text`` stands in no answer; the number of a clause does where a question asks for that."""
    yield from (Span(*found.span()) for found in _BULLET.finditer(text))
    yield from (Span(*found.span()) for found in _BETWEEN_NUMBERS.finditer(text))
    if not _ASKED_FOR & asked.words:
        yield from _numbers(text)


def _numbers(text: str) -> Iterator[Span]:
    """Those of items and clauses: behind a line that has ended, or an item before it ("in the year / 640. Nobody")."""
    before = None
    for found in _NUMBERED.finditer(text):
        item = int(found["item"]) if found["item"] else None
        if (item is not None and before == item - 1) or _ENDED.search(text[max(0, found.start() - 40) : found.start()]):
            yield Span(*found.span())
            before = item


def paragraph_ends(text: str) -> Iterator[int]:
    """Where the paragraphs of ``text`` end, but for the last."""
    yield from (found.start() for found in _PARAGRAPH.finditer(text))
