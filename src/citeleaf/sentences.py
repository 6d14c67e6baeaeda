"""Text -> the spans of its sentences, with exact offsets.

The sentencex library (Wikimedia) knows where sentences end in some 240 languages. Three cases lie outside it: rows of
tables, each of which is a sentence of its own; text that was tokenised before it was saved ("in 1960 . The first"); and
runs that never end, such as a table that was flattened into one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from citeleaf.tables import rows
from citeleaf.types import Span

LONGEST = 160
"""In words. What runs on for longer is no sentence, and is cut where its punctuation is strongest."""

_TOKENISED_END = re.compile(r"(?<=\s[.?!])\s+(?=[\"'`“‘(\[]*\s?[A-Z])")
_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WIDE_SPACE = re.compile(r"[^\S\x00-\x7f]")
_WORD = re.compile(rf"[{_UNSPACED}]{{1,2}}|[^\s{_UNSPACED}]{{1,40}}")
"""Chinese and Japanese put no space between words, which have about two characters; and nothing of more than forty is
one word, whatever it is."""
_SEPARATORS = (
    re.compile(r"\n+"),
    re.compile(r"(?<=[;:•|])\s+"),
    re.compile(r"(?<!\s)\s+(?=[–—-]\s)|(?<=,)\s+"),  # looked for where white space begins, as it may go on for long
    re.compile(r"\s+"),
)


def sentences(text: str, within: Span | None = None, language: str | None = None) -> list[Span]:
    """The sentences of ``text[within]``, without the white space around them, as spans of ``text``.

    ``language`` is an ISO 639-1 code; English rules hold where it is unknown. Together the spans hold every
    character that is not white space.
    """
    if within is None:
        within = Span(0, len(text))
    found: list[Span] = []
    start = within.start
    for row in rows(text, within):
        found.extend(_of_prose(text, Span(start, row.start), language or "en"))
        found.extend(_cut_endless(text, row))
        start = row.end
    found.extend(_of_prose(text, Span(start, within.end), language or "en"))
    return [trimmed for span in found if (trimmed := trim(text, span))]


def trim(text: str, span: Span) -> Span | None:
    """``span`` without the white space at its ends, or None where there is nothing else."""
    covered = span.of(text)
    start = span.start + len(covered) - len(covered.lstrip())
    end = span.start + len(covered.rstrip())
    return Span(start, end) if start < end else None


def word_count(text: str) -> int:
    """About how many words there are, in scripts that put spaces between them and in those that do not."""
    return sum(1 for _ in _WORD.finditer(text))


def _of_prose(text: str, within: Span, language: str) -> Iterator[Span]:
    if not within.of(text).strip():
        return
    for sentence in _ends_by_language(text, within, language):
        for part in _split_at(text, sentence, _TOKENISED_END):
            yield from _cut_endless(text, part)


def _ends_by_language(text: str, within: Span, language: str) -> Iterator[Span]:
    words = within.of(text)
    for spelling in (words, _WIDE_SPACE.sub(" ", words)):
        bounds = _bounds(spelling, language)
        if bounds is not None:
            break
    else:
        bounds = [(0, len(words))]
    for start, end in bounds:
        yield Span(start, end).shifted(within.start)


def _bounds(text: str, language: str) -> list[tuple[int, int]] | None:
    """Where sentences start and end; None where sentencex gives up in the middle of a character of several bytes.

    It does so at some white space that is wider than a byte ("R\u00a0. Farr"); what it raises is no Exception.
    """
    import sentencex

    try:
        found = sentencex.get_sentence_boundaries(language, text)
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        return None
    return [(boundary["start_index"], boundary["end_index"]) for boundary in found]


def _split_at(text: str, span: Span, separator: re.Pattern[str]) -> Iterator[Span]:
    start = span.start
    for match in separator.finditer(text, span.start, span.end):
        if match.start() > start:
            yield Span(start, match.start())
            start = match.end()
    yield Span(start, span.end)


def _cut_endless(text: str, span: Span) -> list[Span]:
    if word_count(span.of(text)) <= LONGEST:
        return [span]
    for separator in _SEPARATORS:
        pieces = list(_split_at(text, span, separator))
        if len(pieces) > 1:
            break
    else:
        pieces = list(_cut_anywhere(text, span))
    return [part for joined in _joined(text, pieces) for part in _cut_endless(text, joined)]


def _cut_anywhere(text: str, span: Span) -> Iterator[Span]:
    """Pieces of half the longest length, of what has neither spaces nor punctuation to cut it at."""
    words = list(_WORD.finditer(text, span.start, span.end))
    starts = [span.start, *(words[at].start() for at in range(LONGEST // 2, len(words), LONGEST // 2)), span.end]
    yield from (Span(start, end) for start, end in pairwise(starts))


def _joined(text: str, pieces: list[Span]) -> list[Span]:
    """Neighbouring pieces put together again up to half the longest length, so that none is a mere scrap."""
    joined = [pieces[0]]
    words = word_count(pieces[0].of(text))
    for piece in pieces[1:]:
        added = word_count(piece.of(text))
        if words + added <= LONGEST // 2:
            joined[-1] = Span(joined[-1].start, piece.end)
            words += added
        else:
            joined.append(piece)
            words = added
    return joined
