"""The scores of tokens -> the spans that may answer: the best that starts in each sentence, whole words.

What may not answer is left out before the best is chosen, not afterwards, so that the second best comes to its right:
what only asks (``echoes``), what goes across the end of an item or a paragraph (``seams``), and, in a table
(``tables``), what is not one cell or not one that the question means (``meant``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from citeleaf.amounts import whole
from citeleaf.denial import of_none
from citeleaf.echoes import Asked, interrogatives, unanswering
from citeleaf.meant import unmeant
from citeleaf.seams import paragraph_ends, seams
from citeleaf.sentences import word_count
from citeleaf.tables import cells, is_row, tables
from citeleaf.types import Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from citeleaf.models.span_scorer import TokenScores

LONGEST_ANSWER = 30
"""In tokens. Longer right answers are rare, and wrong ones are not."""
WHOLE_CELL = 6
"""In words. A cell that has no more is marked as a whole."""

_EMPHASIS = "*_`"
_NO_SPACE = re.compile(r"[^\s<>\[\]\"“”|]+")
_IN_ADDRESS = re.compile(r"[^\s@]@[^\s@]|\w://\S|^\(*www\.\w")
_OPENERS = frozenset("<([")
_CLOSERS = frozenset(">)].,;:!?")


@dataclass(frozen=True, slots=True)
class Candidate:
    """The best span that starts in one sentence of a passage; ``first`` and ``last`` are the sentences it touches."""

    span: Span
    value: float
    first: int
    last: int


def candidates(
    text: str, spans: Sequence[Span], offsets: NDArray[np.int64], values: NDArray[np.float32]
) -> list[Candidate]:
    """For each sentence, the span that starts in it with the highest of ``values``, whole words; where it has any."""
    count = len(offsets)
    if not count or not spans:
        return []
    ends_of_rows = values.argmax(axis=1)
    best_of_rows = values[np.arange(count), ends_of_rows]
    bounds = np.searchsorted(offsets[:, 0], [span.start for span in spans])
    found = []
    for first, (begin, end) in enumerate(zip(bounds, [*bounds[1:], count], strict=True)):
        if begin == end or best_of_rows[begin:end].max() == -np.inf:
            continue
        row = int(begin + best_of_rows[begin:end].argmax())
        span = _whole_words(text, int(offsets[row, 0]), int(offsets[ends_of_rows[row], 1]))
        last = max(at for at, sentence in enumerate(spans) if at == first or sentence.start < span.end)
        span = Span(max(span.start, spans[first].start), min(span.end, spans[last].end))
        span = _whole_cell(text, spans[first], whole(text, span, spans[last]))
        found.append(Candidate(span, float(best_of_rows[row]), first, last))
    return found


def _whole_cell(text: str, sentence: Span, span: Span) -> Span:
    """The cell that holds ``span``, without marks of emphasis, where that is a short one: it says one thing."""
    for cell in cells(text, sentence) if is_row(sentence.of(text)) else ():
        if cell.contains(span) and word_count(cell.of(text)) <= WHOLE_CELL:
            start = cell.end - len(cell.of(text).lstrip(_EMPHASIS))
            return Span(min(start, span.start), max(cell.start + len(cell.of(text).rstrip(_EMPHASIS)), span.end))
    return span


def answering(asked: Asked, text: str, spans: Sequence[Span], scores: TokenScores) -> NDArray[np.bool_]:
    """Which spans of tokens may answer, shape (tokens, tokens).

    None may that only asks, touches what does, goes beyond a cell of a table, or lies in one that is not meant; nor one
    that goes beyond an item or a paragraph, or is the number of a clause.
    ``spans`` are the sentences of ``text``.
    """
    between = [part for span in spans if is_row(span.of(text)) for part in _dividers(text, span)]
    edges = [*(edge for part in between for edge in (part.start, part.end)), *paragraph_ends(text)]
    if asked.whether:  # what one sentence denies is nothing that another asserts
        edges += [span.start for span in spans]
    place = np.searchsorted(sorted(edges), scores.offsets[:, 0], side="right")
    outside = [*unanswering(asked, text, spans), *between, *_unmeant(asked, text, spans)]
    outside += [*seams(asked, text), *_of_others(asked, text, spans)]
    closed = _touched(scores, outside)
    asking = _touched(scores, interrogatives(text))
    possible = ~_any_within(closed) & _any_within(~asking) & (place[:, None] == place[None, :])
    return np.asarray(possible)


def _dividers(text: str, row: Span) -> Iterator[Span]:
    """What stands around the cells of ``row``: bars, tabs and the line of dashes below a head."""
    start = row.start
    for cell in cells(text, row):
        yield Span(start, cell.start)
        start = cell.end
    yield Span(start, row.end)


def _of_others(asked: Asked, text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """What surrounds a "nobody" in its sentence, where it is asked who or how many: others did something else."""
    if not asked.whom:
        return
    for span in spans:
        start = span.start
        for none in of_none(asked.text, span.of(text)):
            yield Span(start, span.start + none.start)
            start = span.start + none.end
        if start > span.start:
            yield Span(start, span.end)


def _unmeant(asked: Asked, text: str, spans: Sequence[Span]) -> Iterator[Span]:
    for table in tables([span.of(text) for span in spans]):
        yield from unmeant(asked, text, [spans[at] for at in table])


def _touched(scores: TokenScores, parts: Iterable[Span]) -> NDArray[np.bool_]:
    """Which tokens stand in one of ``parts`` of the text, or on an edge of it, shape (tokens,)."""
    starts, ends = scores.offsets[:, 0], scores.offsets[:, 1]
    touched = np.zeros(len(starts), dtype=np.bool_)
    for part in parts:
        touched |= (starts < part.end) & (ends > part.start)
    return touched


def _any_within(marked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether each span of tokens holds a marked one, shape (tokens, tokens)."""
    before = np.concatenate(([0], np.cumsum(marked)))
    return np.asarray(before[None, 1:] > before[:-1, None])


def span_values(scores: TokenScores) -> NDArray[np.float32]:
    """The value of each span, by first and last token: shape (tokens, tokens), -inf where it is none."""
    values = scores.starts[:, None] + scores.ends[None, :]
    values[~_possible(len(scores.starts))] = -np.inf
    return values


def _possible(count: int) -> NDArray[np.bool_]:
    """Which spans run forward and are not too long, shape (count, count)."""
    length = np.arange(count)[None, :] - np.arange(count)[:, None]
    return (length >= 0) & (length < LONGEST_ANSWER)


def _whole_words(text: str, start: int, end: int) -> Span:
    """From the beginning of the first word to the end of the last: a token may be a part of one, as of an address."""
    while start and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    for address in _addresses(text):
        if address.overlaps(Span(start, end)):
            start = address.start if set(text[start : address.start]) <= _OPENERS else min(start, address.start)
            end = address.end if set(text[address.end : end]) <= _CLOSERS else max(end, address.end)
    return Span(start, end)


def _addresses(text: str) -> Iterator[Span]:
    """The addresses of e-mail and of web pages, without the brackets and full stops around them."""
    if "@" not in text and "://" not in text and "www." not in text:
        return
    for found in _NO_SPACE.finditer(text):
        if not _IN_ADDRESS.search(found.group()):
            continue
        said = found.group().lstrip("(")
        start = found.end() - len(said)
        while said and (said[-1] in ".,;:!?'" or (said[-1] == ")" and said.count(")") > said.count("("))):
            said = said[:-1]
        yield Span(start, start + len(said))
