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
_BULLET = re.compile(r"^[^\S\n]*[-*+•‣–](?=[^\S\n])", re.MULTILINE)
_NUMBERED = re.compile(
    r"(?:^[^\S\n]*\(?\d{1,3}[.)]|(?:\A|(?<=\n\n)|(?<=[.:;!?]\n))[^\S\n]*(?:§[^\S\n]*)?\d{1,3}(?:\.\d{1,3})+\.?)"
    r"(?=[^\S\n]+[*_\"'“(]*[^\W\d_a-z])(?![^\S\n]+(?:Jan|Feb|März|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez))",
    re.MULTILINE,
)
"""At the beginning of a line, with a capital to follow, but for a German date's month; where it might be an amount
("paid / 4.2 Million"), only if the line before has ended."""
_BETWEEN_NUMBERS = re.compile(r"(?<=\d)\.(?=\s+\d[\d.,]*\s+[^\W\d_A-Z])")
"""The end of a sentence, which looks like a part of a date: "at 02:14. 63 men came"."""
_ASKED_FOR = stems("clause section article paragraph point item chapter number rule step".split())


def seams(asked: Asked, text: str) -> Iterator[Span]:
    """What of ``text`` stands in no answer; the number of a clause does where a question asks for that."""
    yield from (Span(*found.span()) for found in _BULLET.finditer(text))
    yield from (Span(*found.span()) for found in _BETWEEN_NUMBERS.finditer(text))
    if not _ASKED_FOR & asked.words:
        yield from (Span(*found.span()) for found in _NUMBERED.finditer(text))


def paragraph_ends(text: str) -> Iterator[int]:
    """Where the paragraphs of ``text`` end, but for the last."""
    yield from (found.start() for found in _PARAGRAPH.finditer(text))
