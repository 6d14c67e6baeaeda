"""A document -> another that reads like it: its names, places, numbers and dates are exchanged for others'.

So a few thousand documents become a million passages of distinct words. Names come from all documents as often as they
stand there, so that rare ones stay rare; inside a document each name becomes the same other one throughout.
"""

from __future__ import annotations

import random
import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate

from benchmarks.sources import Source
from citeleaf.terms import is_function_word

_EXCHANGED = re.compile(r"\d+(?:[.,]\d+)*|\b[A-Z][a-z]{2,}\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b")
"""A capital inside a sentence: at its beginning every word has one."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_YEARS = (1900, 2026)
_CALENDAR = (
    "January February March April May June July August September October November December".split(),
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
)


class Variations:
    """Makes the variations of ``sources``; the same ones each time."""

    def __init__(self, sources: Iterable[Source]) -> None:
        calendar = {word for words in _CALENDAR for word in words}
        counts = Counter(
            name
            for source in sources
            for piece in source.pieces
            for name in _NAME.findall(piece)
            if name not in calendar and not is_function_word(name)
        )
        self._names: list[str] = sorted(counts)
        self._until = list(accumulate(counts[name] for name in self._names))
        self._known = frozenset(self._names)

    def of(self, source: Source, copy: int) -> Source:
        """The variation number ``copy`` of ``source``, which is itself for 0."""
        if not copy:
            return source
        drawn = random.Random(f"{source.name}/{copy}")
        exchanged: dict[str, str] = {}

        def other(found: re.Match[str]) -> str:
            word = found.group()
            if word not in exchanged:
                exchanged[word] = self._other(word, drawn)
            return exchanged[word]

        return Source(
            source.name,
            _EXCHANGED.sub(other, source.title),
            tuple(_EXCHANGED.sub(other, piece) for piece in source.pieces),
        )

    def _other(self, word: str, drawn: random.Random) -> str:
        if word[0].isdigit():
            return _number(word, drawn)
        for words in _CALENDAR:
            if word in words:
                return words[drawn.randrange(len(words))]
        if word not in self._known:
            return word
        return self._names[bisect(self._until, drawn.randrange(self._until[-1]))]


def _number(number: str, drawn: random.Random) -> str:
    """Another of as many digits, with its points and commas where they were; a year stays a year."""
    if _YEAR.fullmatch(number):
        return str(drawn.randrange(*_YEARS))
    digits = [str(drawn.randrange(10)) if digit.isdigit() else digit for digit in number]
    if digits[0] == "0" and number[0] != "0":
        digits[0] = str(drawn.randrange(1, 10))
    return "".join(digits)
