"""Groups -> batches of token ids with the places of right answers, of about as many tokens each.

Groups of like length share a batch, so that little of it is padding. Tokens are counted as the reader will count
them: ``[CLS] question [SEP] context, text [SEP]``, and position 0 stands for "no answer".
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from citeleaf.training.examples import Example, Group

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Encoding, Tokenizer

LONGEST = 320
LONGEST_QUESTION = 64
TOKENS = 3000
"""In a batch, padding included."""
_BUCKET = 1500
"""Groups that are sorted by length together: enough for little padding, few enough that batches differ."""


@dataclass(frozen=True, slots=True)
class Features:
    """An example in tokens: ``text`` are the positions where an answer may start or end, ``starts`` and ``ends`` those
    where one does; both [0] where there is none."""

    ids: NDArray[np.int32]
    segments: NDArray[np.int8]
    text: NDArray[np.int32]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Arrays of shape (examples, tokens); ``groups`` says by number which group an example is of, shape (examples,)."""

    ids: NDArray[np.int64]
    segments: NDArray[np.int64]
    mask: NDArray[np.bool_]
    text: NDArray[np.bool_]
    starts: NDArray[np.bool_]
    ends: NDArray[np.bool_]
    groups: NDArray[np.int64]


def features(groups: Sequence[Group], tokenizer: Tokenizer) -> list[list[Features]]:
    """The examples of each group, tokenized; an example whose answers all lie beyond the length is left out."""
    examples = [example for group in groups for example in group]
    questions = [each.ids for each in tokenizer.encode_batch([e.question for e in examples], add_special_tokens=False)]
    texts = tokenizer.encode_batch([_read(example) for example in examples], add_special_tokens=False)
    cls, sep = tokenizer.encode("").ids  # what stands around every text
    made = iter(
        _features(example, question[:LONGEST_QUESTION], text, cls, sep)
        for example, question, text in zip(examples, questions, texts, strict=True)
    )
    return [kept for group in groups if (kept := [one for one in (next(made) for _ in group) if one])]


def batches(groups: Sequence[Sequence[Features]], chance: random.Random) -> list[Batch]:
    """Batches of about ``TOKENS`` tokens, in random order; no group is parted."""
    shuffled = list(groups)
    chance.shuffle(shuffled)
    made = []
    for at in range(0, len(shuffled), _BUCKET):
        made += [_batch(part) for part in _parts(sorted(shuffled[at : at + _BUCKET], key=_length))]
    chance.shuffle(made)
    return made


def _read(example: Example) -> str:
    return _above(example) + example.passage.text


def _above(example: Example) -> str:
    return f"{example.passage.context}\n" if example.passage.context else ""


def _features(example: Example, question: Sequence[int], encoded: Encoding, cls: int, sep: int) -> Features | None:
    room = LONGEST - len(question) - 3
    ids = encoded.ids[:room]
    offsets = encoded.offsets[:room]
    first = len(question) + 2
    above = len(_above(example))
    text = [first + at for at, (start, _) in enumerate(offsets) if start >= above]
    starts, ends = set(), set()
    for answer in example.answers:
        covered = [
            at for at, (start, end) in enumerate(offsets) if answer.start + above < end and start < answer.end + above
        ]
        if covered and offsets[covered[-1]][1] >= answer.end + above:
            starts.add(first + covered[0])
            ends.add(first + covered[-1])
    if example.answers and not starts:
        return None
    return Features(
        ids=np.array([cls, *question, sep, *ids, sep], dtype=np.int32),
        segments=np.array([0] * first + [1] * (len(ids) + 1), dtype=np.int8),
        text=np.array(text, dtype=np.int32),
        starts=tuple(sorted(starts)) or (0,),
        ends=tuple(sorted(ends)) or (0,),
    )


def _length(group: Sequence[Features]) -> int:
    return max(len(one.ids) for one in group)


def _parts(groups: Sequence[Sequence[Features]]) -> Iterator[list[Sequence[Features]]]:
    part: list[Sequence[Features]] = []
    count = 0
    for group in groups:
        if part and (count + len(group)) * _length(group) > TOKENS:
            yield part
            part, count = [], 0
        part.append(group)
        count += len(group)
    if part:
        yield part


def _batch(part: Sequence[Sequence[Features]]) -> Batch:
    flat = [one for group in part for one in group]
    shape = (len(flat), max(len(one.ids) for one in flat))
    ids, segments = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    mask, text, starts, ends = (np.zeros(shape, bool) for _ in range(4))
    for row, one in enumerate(flat):
        ids[row, : len(one.ids)] = one.ids
        segments[row, : len(one.ids)] = one.segments
        mask[row, : len(one.ids)] = True
        text[row, one.text] = True
        starts[row, list(one.starts)] = True
        ends[row, list(one.ends)] = True
    numbers = np.repeat(np.arange(len(part)), [len(group) for group in part])
    return Batch(ids, segments, mask, text, starts, ends, numbers)
