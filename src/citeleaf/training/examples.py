"""Records -> examples: what is read in one go, in groups that are scored against each other.

A group holds the passage with the answer and a few that lack it: passages that the search returns, the passage itself
with the sentences of its answers cut out, and the passage with look-alike questions, which it does not answer. So a
span that answers is worth more than the same span under a question that it does not answer: what an answer is worth
can then be compared between questions, too.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from citeleaf.sentences import sentences
from citeleaf.training.records import Record, Text
from citeleaf.types import Span


@dataclass(frozen=True, slots=True)
class Example:
    """A question and one passage; without ``answers``, the right thing to say is that there is none."""

    question: str
    passage: Text
    answers: tuple[Span, ...]


Group = tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Mix:
    """How much of a source a stage takes: records a record (2 for two passes), and for each taken, how many wrong
    passages, passages with the answer cut out, look-alikes, and those with a nearby word. ``shorten`` is the share
    cut to a few sentences."""

    share: float
    negatives: float
    removed: float
    lookalikes: float
    nearby: float
    shorten: float = 0.0


def build(records: Mapping[str, Sequence[Record]], chance: random.Random, mix: Mapping[str, Mix]) -> list[Group]:
    """The groups of one stage, in random order."""
    groups = []
    for source, part in mix.items():
        for number, record in enumerate(take(records.get(source, ()), part.share, chance)):
            groups.append(_group(record, part, number, chance))
    chance.shuffle(groups)
    return groups


def take(records: Sequence[Record], share: float, chance: random.Random) -> list[Record]:
    """As many of ``records`` as ``share`` says: 1.5 is all of them, and half of them once more."""
    whole, rest = divmod(share, 1)
    return [*records] * int(whole) + chance.sample(list(records), round(rest * len(records)))


def _group(record: Record, mix: Mix, number: int, chance: random.Random) -> Group:
    passage = Example(record.question, record.passage, record.answers)
    if not record.answers:
        return (passage,)
    answered = _shortened(passage, chance) if chance.random() < mix.shorten else passage
    group = [answered]
    wanted = draw(mix.negatives, chance)
    for at in range(min(wanted, len(record.negatives))):
        negative = record.negatives[(number + at) % len(record.negatives)]
        group.append(Example(record.question, negative, ()))
    if draw(mix.removed, chance):
        removed = without_answers(passage)
        group += [removed] if removed else []
    for questions, share in ((record.lookalikes, mix.lookalikes), (record.nearby, mix.nearby)):
        drawn = chance.sample(questions, min(len(questions), draw(share, chance)))
        group += [Example(question, answered.passage, ()) for question in drawn]
    return tuple(group)


def draw(expected: float, chance: random.Random) -> int:
    """A whole number whose mean is ``expected``."""
    return int(expected) + (chance.random() < expected % 1)


def _shortened(example: Example, chance: random.Random) -> Example:
    """The example with only some of the sentences around its answers: shorter to read, and the place varies."""
    text = example.passage.text
    spans = sentences(text)
    holding = [at for at, span in enumerate(spans) if any(span.overlaps(answer) for answer in example.answers)]
    if not holding:
        return example
    first = chance.randint(max(0, holding[0] - 4), holding[0])
    last = chance.randint(holding[-1], min(len(spans) - 1, holding[-1] + 4))
    return cut(example, Span(spans[first].start, spans[last].end))


def cut(example: Example, span: Span) -> Example:
    """The example with only ``span`` of its text, and the answers in that."""
    answers = tuple(answer.shifted(-span.start) for answer in example.answers if span.contains(answer))
    return Example(example.question, Text(example.passage.context, span.of(example.passage.text)), answers)


def without_answers(example: Example) -> Example | None:
    """The example without the sentences of its answers; None where little is left, or an answer stands elsewhere."""
    text = example.passage.text
    kept = [span for span in sentences(text) if not any(span.overlaps(answer) for answer in example.answers)]
    rest = " ".join(span.of(text) for span in kept)
    said = {answer.of(text).lower() for answer in example.answers}
    if len(kept) < 2 or any(answer in rest.lower() for answer in said):
        return None
    return Example(example.question, Text(example.passage.context, rest), ())
