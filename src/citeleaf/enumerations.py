"""An answer that is one of several names in a row -> all of them: "Ann, Bea and Cleo" for "Bea".

A reader that looks for the shortest words that answer may stop at the first name. Only names are taken: where a row of
other words ends, only their meaning tells.
"""

from __future__ import annotations

import re

from citeleaf.types import Span

_WORD = re.compile(r"[^\s,;:.!?()\[\]\"“”„«»–—]+")
_PARAGRAPH = re.compile(r"\n\s*\n")
_COMMAS = frozenset((",", ";", "،"))
_AND = frozenset(("and", "or", "&", "und", "oder", "et", "ou", "y", "e"))
_PARTICLES = frozenset("de la le du of the von van der den del di da dos bin ibn al el st".split())
"""Small words within names."""


def enumerated(text: str, answer: Span, sentence: Span) -> Span:
    """``answer`` with the names of ``text[sentence]`` that stand in a row with it, where it ends or begins with one.

    All are spans of ``text``; the answer lies within the sentence.
    """
    row = _Words(text, sentence)
    touched = [at for at, word in enumerate(row.spans) if word.overlaps(answer)]
    if not touched:
        return answer
    first, last = touched[0], touched[-1]
    while (end := row.next_name(last)) is not None:
        last = end
    while (start := row.previous_name(first)) is not None:
        first = start
    return Span(min(answer.start, row.spans[first].start), max(answer.end, row.spans[last].end))


def _gap(between: str) -> str:
    """What stands between two words, but for white space: the end of a cell or a paragraph is more than that."""
    return between if "\t" in between or _PARAGRAPH.search(between) else between.strip()


class _Words:
    """The words of a sentence, by number, and what stands between them."""

    def __init__(self, text: str, sentence: Span) -> None:
        found = _WORD.finditer(text, sentence.start, sentence.end)
        self.spans = [Span(match.start(), match.end()) for match in found]
        self._words = [span.of(text) for span in self.spans]
        ends = zip(self.spans, self.spans[1:], strict=False)
        self._gaps = [_gap(text[one.end : other.start]) for one, other in ends]

    def next_name(self, last: int) -> int | None:
        """The last word of the name that follows the one ending with ``last`` in its row, or None."""
        start = self._across(last, 1)
        if start is None or not self._is_name(last) or not self._is_name(start):
            return None
        end = at = start
        while at < len(self._gaps) and not self._gaps[at] and (self._is_name(at + 1) or self._is_particle(at + 1)):
            at += 1
            end = at if self._is_name(at) else end
        return end

    def previous_name(self, first: int) -> int | None:
        """The first word of the name that precedes the one beginning with ``first`` in its row, or None."""
        end = self._across(first, -1)
        if end is None or not self._is_name(first) or not self._is_name(end):
            return None
        start = at = end
        while at > 0 and not self._gaps[at - 1] and (self._is_name(at - 1) or self._is_particle(at - 1)):
            at -= 1
            start = at if self._is_name(at) else start
        return start

    def _across(self, at: int, step: int) -> int | None:
        """The word on the other side of a comma, an "and" or both, in the direction of ``step``."""
        other = at + step
        if not 0 <= other < len(self._words):
            return None
        gap = self._gaps[min(at, other)]
        beyond = other + step
        if gap in _COMMAS | {""} and self._words[other].lower() in _AND and 0 <= beyond < len(self._words):
            return beyond if self._gaps[min(other, beyond)] in _COMMAS | {""} else None
        return other if gap in _COMMAS else None

    def _is_name(self, at: int) -> bool:
        return self._words[at][0].isupper()

    def _is_particle(self, at: int) -> bool:
        return self._words[at].lower() in _PARTICLES
