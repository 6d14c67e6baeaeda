"""How good answers are, as numbers: pure functions over what ``evaluate`` collected.

A metric with nothing to measure is None, never 0 and never NaN. Three groups: the words of an answer against the gold
answers (SQuAD's measures), confidence against being right (selective prediction), and plain statistics.
"""

from __future__ import annotations

import math
import re
import string
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")


def normalise(text: str) -> str:
    """``text`` as SQuAD compares it: lower case, no punctuation, no English articles, single spaces.

    Rajpurkar et al. 2016. To stay comparable, punctuation is ASCII's alone, as in the official measure: typographic
    quotes and other scripts' full stops stay part of their words, in the gold answers and in ours alike.
    """
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(answer: str, gold: Sequence[str]) -> bool:
    """Whether ``answer`` equals any gold answer, both normalised."""
    return normalise(answer) in {normalise(text) for text in gold}


def f1(answer: str, gold: Sequence[str]) -> float:
    """The harmonic mean of precision and recall of normalised words, against the best of the gold answers."""
    return max((_overlap(normalise(answer).split(), normalise(text).split()) for text in gold), default=0.0)


def contains_answer(text: str, gold: Sequence[str]) -> bool:
    """Whether the normalised ``text`` holds any normalised gold answer as whole words, in one run.

    A gold answer of which normalisation leaves nothing ("A") is held by no text. Words are what white space
    separates, so in a script that is written without spaces only a whole sentence would match.
    """
    padded = f" {normalise(text)} "
    return any(f" {answer} " in padded for answer in map(normalise, gold) if answer)


def _overlap(answer: Sequence[str], gold: Sequence[str]) -> float:
    if not answer or not gold:
        return float(answer == gold)
    shared = (Counter(answer) & Counter(gold)).total()
    return 2 * shared / (len(answer) + len(gold))


@dataclass(frozen=True, slots=True)
class Prediction:
    """How confident (0..1) the best candidate for a question was, and whether it was right."""

    confidence: float
    right: bool

    def __post_init__(self) -> None:
        if not 0 <= self.confidence <= 1:  # holds for NaN too, which would spoil every sum below
            raise ValueError(f"a confidence lies between 0 and 1, not at {self.confidence}")


@dataclass(frozen=True, slots=True)
class _Level:
    """The predictions of one confidence. No threshold can part them."""

    count: int
    right: int


def auroc(predictions: Sequence[Prediction]) -> float | None:
    """The chance that a right prediction is more confident than a wrong one; None without both kinds.

    The area under the receiver operating characteristic, as Mann and Whitney's statistic: a tie counts half.
    """
    pairs = sum(p.right for p in predictions) * sum(not p.right for p in predictions)
    if not pairs:
        return None
    right_above = half_wins = 0
    for level in _levels(predictions):
        half_wins += (level.count - level.right) * (2 * right_above + level.right)
        right_above += level.right
    return half_wins / (2 * pairs)


def aurc(predictions: Sequence[Prediction]) -> float | None:
    """The area under the risk-coverage curve: lower is better, and 0 is never wrong.

    El-Yaniv and Wiener 2010; Geifman and El-Yaniv 2017: the mean, over n = 1..N, of the share of wrong ones among the
    n most confident. Where a level of equal confidence is cut, it gives its own share of wrong ones, which is the
    mean over all orders it could stand in.
    """
    seen = wrong = 0
    risks = []
    for level in _levels(predictions):
        share_wrong = (level.count - level.right) / level.count
        risks += [(wrong + taken * share_wrong) / (seen + taken) for taken in range(1, level.count + 1)]
        seen += level.count
        wrong += level.count - level.right
    return mean(risks)


def coverage_at(predictions: Sequence[Prediction], share_right: Fraction) -> float | None:
    """The largest share of predictions above any one threshold of which at least ``share_right`` are right.

    0 where no threshold reaches it. A threshold takes all of equal confidence. A fraction, so that 9 of 10 is 0.9.
    """
    if not predictions:
        return None
    seen = right = covered = 0
    for level in _levels(predictions):
        seen += level.count
        right += level.right
        if right >= share_right * seen:
            covered = seen
    return covered / len(predictions)


def expected_calibration_error(predictions: Sequence[Prediction], bins: int = 10) -> float | None:
    """The mean distance between confidence and share right, by bins of equal width, weighted by their counts.

    Naeini et al. 2015; Guo et al. 2017. Bin i of 10 holds i/10 <= confidence < (i+1)/10, and the last holds 1 too.
    """
    binned: dict[int, list[Prediction]] = {}
    for prediction in predictions:
        binned.setdefault(min(int(prediction.confidence * bins), bins - 1), []).append(prediction)
    # |bin|/N * |mean confidence - mean right| is the distance between the two sums, over N
    distances = (abs(math.fsum(p.confidence - p.right for p in members)) for members in binned.values())
    return math.fsum(distances) / len(predictions) if predictions else None


def _levels(predictions: Sequence[Prediction]) -> Iterator[_Level]:
    """Counts by distinct confidence, most confident first."""
    ordered = sorted(predictions, key=lambda prediction: prediction.confidence, reverse=True)
    for _, group in groupby(ordered, key=lambda prediction: prediction.confidence):
        members = list(group)
        yield _Level(len(members), sum(prediction.right for prediction in members))


def mean(values: Iterable[float]) -> float | None:
    """The arithmetic mean; a truth counts 1, so that of truths it is their share."""
    known = list(values)
    return math.fsum(known) / len(known) if known else None


def percentile(values: Iterable[float], share: float) -> float | None:
    """The value below which ``share`` (0..1) of them lie, interpolated linearly between the two nearest ranks."""
    ordered = sorted(values)
    if not ordered:
        return None
    position = share * (len(ordered) - 1)
    below = math.floor(position)
    above = math.ceil(position)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def reciprocal_rank(rank: int | None) -> float:
    """1/rank, and 0 where nothing relevant was retrieved."""
    return 0.0 if rank is None else 1 / rank
