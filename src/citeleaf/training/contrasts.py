"""Look-alikes that cannot be told by themselves: two words exchanged in the question, in the text, and in both.

A look-alike made by a machine is often an odd question, and a model may learn to tell odd questions instead of whether
a question and a text meet. So what was exchanged in the question is exchanged in the text as well. Of the four pairs
two are answered and two are not, and neither the question nor the text alone says which (contrast sets, Gardner et al.,
Findings of EMNLP 2020; counterfactual revisions, Kaushik et al., ICLR 2020).

Most texts are as short as the quotes that the reader reads once more by themselves, for its confidence.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from citeleaf.quotes import QUOTE_SENTENCES, QUOTE_WORDS
from citeleaf.sentences import sentences, word_count
from citeleaf.training.examples import Example, Group, cut, draw, take, without_answers
from citeleaf.training.records import Record, Text
from citeleaf.types import Span

WRONG, ONE_SIDED, NEGATIVES = 0.7, 0.3, 1.2
"""For each quote, how many wrong ones and how many look-alikes that cannot be exchanged in it; for each passage, how
many wrong ones."""
_LITTLE = frozenset(
    "the a an of in on to for and or is was were are be by at what which who when where how why did do does that this"
    " it its with from as".split()
)


@dataclass(frozen=True, slots=True)
class Contrast:
    """How much of a source is read: records as quotes, each with at most ``squares`` squares, and as passages."""

    quotes: float
    squares: int
    passages: float


@dataclass(frozen=True, slots=True)
class Square:
    """Two questions, and two texts of which each answers one of them."""

    first: Group
    second: Group


SOURCES: Mapping[str, Contrast] = {
    "wiki": Contrast(1, 2, 0.4),
    "nq": Contrast(1, 1, 0.2),
    "amazon": Contrast(0.2, 1, 0.02),
    "reddit": Contrast(0.2, 1, 0.02),
    "covid": Contrast(0.4, 1, 0.06),
    "policy": Contrast(0, 0, 0.01),
}


def build_contrasts(records: Mapping[str, Sequence[Record]], chance: random.Random) -> list[Group]:
    """The groups of the stage, in random order."""
    groups: list[Group] = []
    for source, part in SOURCES.items():
        for record in take(records.get(source, ()), part.quotes, chance):
            groups += _quoted(record, part.squares, chance)
        for record in take(records.get(source, ()), part.passages, chance):
            groups += _read_whole(record, chance)
    chance.shuffle(groups)
    return groups


def exchanged(question: str, lookalike: str) -> tuple[str, str] | None:
    """The words that one has and those that the other has in their place; None where that is not all they differ in."""
    own, others = question.rstrip("?").split(), lookalike.rstrip("?").split()
    shortest = min(len(own), len(others))
    before = next((at for at in range(shortest) if own[at] != others[at]), shortest)
    left = shortest - before
    behind = next((at for at in range(left) if own[-1 - at] != others[-1 - at]), left)
    mine, theirs = own[before : len(own) - behind], others[before : len(others) - behind]
    if not mine or not theirs or {word.lower() for word in mine} <= _LITTLE:
        return None
    return " ".join(mine), " ".join(theirs)


def exchange(example: Example, one: str, other: str) -> Example | None:
    """The example with ``one`` and ``other`` in each other's place in its text, its answers moved along.

    None where ``one`` does not stand in it, or an answer holds either of them.
    """
    text = example.passage.text
    either = re.compile(rf"(?<!\w)(?:{re.escape(one)}|{re.escape(other)})(?!\w)", re.IGNORECASE)
    places = list(either.finditer(text))
    if not any(_is(one, place) for place in places):
        return None
    if any(Span(*place.span()).overlaps(answer) for place in places for answer in example.answers):
        return None
    parts, at, moves = [], 0, []
    for place in places:
        put = other if _is(one, place) else one
        parts += [text[at : place.start()], put]
        at = place.end()
        moves.append((at, len(put) - len(place.group())))
    answers = tuple(answer.shifted(sum(by for end, by in moves if end <= answer.start)) for answer in example.answers)
    return Example(example.question, Text(example.passage.context, "".join(parts) + text[at:]), answers)


def squares(record: Record, answered: Example) -> tuple[list[Square], list[str]]:
    """One square for each look-alike of ``record`` that can be exchanged in the text too, and the other look-alikes."""
    made, rest = [], []
    for lookalike in (*record.lookalikes, *record.nearby):
        words = exchanged(record.question, lookalike)
        other = exchange(answered, *words) if words else None
        if other is None:
            rest.append(lookalike)
            continue
        first = answered, Example(lookalike, answered.passage, ())
        second = Example(lookalike, other.passage, other.answers), Example(record.question, other.passage, ())
        made.append(Square(first, second))
    return made, rest


def _quoted(record: Record, most: int, chance: random.Random) -> Iterator[Group]:
    """The record's quote and a wrong one, and both sides of some of its squares."""
    answered = _quote(Example(record.question, record.passage, record.answers), chance)
    if answered is None:
        return
    made, rest = squares(record, answered)
    beside = [_wrong_quote(record, chance)] if draw(WRONG, chance) else []
    if rest and draw(ONE_SIDED, chance):
        beside.append(Example(chance.choice(rest), answered.passage, ()))
    others = tuple(each for each in beside if each)
    if not made:
        yield (answered, *others)
    for number, square in enumerate(chance.sample(made, min(most, len(made)))):
        yield square.first if number else (*square.first, *others)
        yield square.second


def _read_whole(record: Record, chance: random.Random) -> Iterator[Group]:
    """The record's passage and wrong ones, and both sides of one of its squares, so that passages are not unlearned."""
    if not record.answers:
        return
    answered = Example(record.question, record.passage, record.answers)
    wrong = chance.sample(record.negatives, min(draw(NEGATIVES, chance), len(record.negatives)))
    group = [answered, *(Example(record.question, passage, ()) for passage in wrong)]
    made, _ = squares(record, answered)
    if made:
        square = chance.choice(made)
        group.append(square.first[1])
        yield square.second
    yield tuple(group)


def _quote(example: Example, chance: random.Random) -> Example | None:
    """The example with only the sentences of one answer, and mostly some neighbours, as quotes are made."""
    if not example.answers:
        return None
    text = example.passage.text
    spans = sentences(text)
    holding = [at for at, span in enumerate(spans) if span.overlaps(example.answers[0])]
    if not holding:
        return None
    first, last = holding[0], holding[-1]
    wanted = chance.choice((1, 2, QUOTE_SENTENCES, QUOTE_SENTENCES))
    words = sum(word_count(span.of(text)) for span in spans[first : last + 1])
    while last - first + 1 < wanted:
        around = [at for at in (first - 1, last + 1) if 0 <= at < len(spans)]
        fitting = [at for at in around if words + word_count(spans[at].of(text)) <= QUOTE_WORDS]
        if not fitting:
            break
        joins = chance.choice(fitting)
        words += word_count(spans[joins].of(text))
        first, last = min(first, joins), max(last, joins)
    quote = cut(example, Span(spans[first].start, spans[last].end))
    return quote if quote.answers else None


def _wrong_quote(record: Record, chance: random.Random) -> Example | None:
    """The sentences that share most words with the question, of a wrong passage or of what does not answer it."""
    rest = without_answers(Example(record.question, record.passage, record.answers))
    passages = [rest.passage] if rest and draw(0.5, chance) else list(record.negatives)
    if not passages:
        return None
    passage = chance.choice(passages)
    spans = sentences(passage.text)
    if not spans:
        return None
    asked = set(record.question.lower().rstrip("?").split())
    shared = [len(asked & set(span.of(passage.text).lower().split())) + chance.random() / 2 for span in spans]
    best = shared.index(max(shared))
    last = min(len(spans) - 1, best + chance.choice((0, 0, 1)))
    quote = Text(passage.context, passage.text[spans[best].start : spans[last].end])
    return Example(record.question, quote, ())


def _is(words: str, place: re.Match[str]) -> bool:
    return place.group().lower() == words.lower()
