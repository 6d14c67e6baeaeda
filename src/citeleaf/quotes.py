"""An answer's place -> the sentences to quote: whole ones, with the better neighbours, about fifty words long.

A quote must be read in one look and still say what the answer speaks of. Neighbours join by how much the reader
thinks of them, so that an answer of several sentences stands in one quote. The end of the paragraph before, and the
beginning of the next, speak of something else and are left out; paragraphs of one sentence, as in the news, may join.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from citeleaf.sentences import word_count
from citeleaf.tables import tables
from citeleaf.types import Span

QUOTE_WORDS = 50
QUOTE_SENTENCES = 3
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_ENDED = re.compile(r"[.!?…。！？؟][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence of a passage, how much speaks for it, and which of the passage's paragraphs it stands in."""

    span: Span
    text: str
    value: float
    paragraph: int


def weigh(text: str, spans: Sequence[Span], values: Sequence[float]) -> list[Weighed]:
    """The sentences ``spans`` of a passage's ``text``, all and in order, and how much speaks for each."""
    if not spans:
        return []
    breaks = [bool(_BLANK_LINE.search(text, one.end, other.start)) for one, other in pairwise(spans)]
    paragraphs = accumulate(breaks, initial=0)
    return [
        Weighed(span, span.of(text), value, paragraph)
        for span, value, paragraph in zip(spans, values, paragraphs, strict=True)
    ]


def widen(run: Sequence[Weighed], first: int, last: int) -> Span:
    """The sentences ``first`` to ``last`` of ``run``, whole passage in order, and the better of their neighbours.

    Again and again, while the quote has at most ``QUOTE_SENTENCES`` sentences and ``QUOTE_WORDS`` words. Rows of
    tables and items of lists, which do not end as sentences do, stay outside, and so do parts of other paragraphs; but
    a row brings along those from the head of its table on.
    """
    first = _from_head(run, first, last)
    words = sum(word_count(each.text) for each in run[first : last + 1])
    while last - first + 1 < QUOTE_SENTENCES:
        beside = [(at, edge) for at, edge in ((first - 1, first), (last + 1, last)) if 0 <= at < len(run)]
        neighbours = [
            (run[at].value, at) for at, edge in beside if _may_join(run[at].text, words) and _whole(run, at, edge)
        ]
        if not neighbours:
            break
        _, chosen = max(neighbours)
        words += word_count(run[chosen].text)
        first, last = min(first, chosen), max(last, chosen)
    return Span(run[first].span.start, run[last].span.end)


def _from_head(run: Sequence[Weighed], first: int, last: int) -> int:
    """The head of the table in whose rows the quote begins, as it tells what a cell says; ``first`` where it is far."""
    for table in tables([each.text for each in run]):
        words = sum(word_count(each.text.replace("|", " ")) for each in run[table.start : last + 1])
        if first in table and words <= QUOTE_WORDS:
            return table.start
    return first


def _may_join(text: str, words: int) -> bool:
    return bool(_ENDED.search(text)) and words + word_count(text) <= QUOTE_WORDS


def _whole(run: Sequence[Weighed], at: int, edge: int) -> bool:
    """Whether the sentence ``at`` is of the same paragraph as ``edge``, where the quote ends so far, or a whole one.

    A whole one as far as the passage shows: where it was cut, nothing tells that a paragraph goes on.
    """
    paragraph = run[at].paragraph
    return paragraph == run[edge].paragraph or sum(each.paragraph == paragraph for each in run) == 1
