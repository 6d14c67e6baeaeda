"""An answer's place -> the sentences to quote: whole ones, with the better neighbours, about fifty words long.

A quote must be read in one look and still say what the answer speaks of. Neighbours join by how much the reader
thinks of them, so that an answer of several sentences stands in one quote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from citeleaf.sentences import word_count
from citeleaf.types import Span

QUOTE_WORDS = 50
QUOTE_SENTENCES = 3
_ENDED = re.compile(r"[.!?…。！？؟][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence of a passage and how much speaks for it."""

    span: Span
    text: str
    value: float


def widen(run: Sequence[Weighed], first: int, last: int) -> Span:
    """The sentences ``first`` to ``last`` of ``run``, whole passage in order, and the better of their neighbours.

    Again and again, while the quote has at most ``QUOTE_SENTENCES`` sentences and ``QUOTE_WORDS`` words. Rows of
    tables and items of lists, which do not end as sentences do, stay outside.
    """
    words = sum(word_count(each.text) for each in run[first : last + 1])
    while last - first + 1 < QUOTE_SENTENCES:
        neighbours = [
            (run[at].value, at) for at in (first - 1, last + 1) if 0 <= at < len(run) and _may_join(run[at].text, words)
        ]
        if not neighbours:
            break
        _, chosen = max(neighbours)
        words += word_count(run[chosen].text)
        first, last = min(first, chosen), max(last, chosen)
    return Span(run[first].span.start, run[last].span.end)


def _may_join(text: str, words: int) -> bool:
    return bool(_ENDED.search(text)) and words + word_count(text) <= QUOTE_WORDS
