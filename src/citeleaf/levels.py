"""A confidence -> a level in words, and how often answers at this level were right.

How often is measured, never promised: the figures lie beside the models in ``confidence_levels.json``, which
``python -m citeleaf.training.levels`` writes. A level there has its ``words``, the ``least`` confidence that belongs to
it, and of how many questions ``asked`` the best candidate was ``right``; levels come surest first, the last with a
``least`` of 0.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from citeleaf.models.weights import weights_in

FILE = "confidence_levels.json"
FEWEST = 10
"""Of fewer questions than this, no share is told."""


@dataclass(frozen=True, slots=True)
class Level:
    """A range of confidence in ``words``, from ``least`` on, and what became of the questions that fell into it."""

    words: str
    least: float
    asked: int = 0
    right: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.least <= 1 or not 0 <= self.right <= self.asked:
            raise ValueError(f"a level begins between 0 and 1, and no more are right than were asked: {self}")

    @property
    def percent(self) -> int | None:
        """So many of a hundred were right, to the nearest five; None where too few were asked to tell."""
        return 5 * round(20 * self.right / self.asked) if self.asked >= FEWEST else None

    @property
    def share(self) -> str:
        """How often answers at this level were right, as it is told wherever the level is shown."""
        return self.share_of("answers")

    def share_of(self, shown: str) -> str:
        """The same of what is ``shown`` instead of answers: where none was given, it is about candidates."""
        if self.percent is None:
            return "too few were asked to tell how often this is right"
        return f"{shown} at this level were right about {self.percent}% of the time on the evaluation set"


AN_AVERAGE = "an average over kinds of documents: in encyclopedias more were right, on noisy news pages fewer"
"""What has to be known of each share."""

LEVELS = (Level("Very likely", 0.8), Level("Likely", 0.6), Level("Possible", 0.4), Level("Doubtful", 0.0))
"""The levels before anything is measured, and the words that a measured share deserves."""


@cache
def levels() -> tuple[Level, ...]:
    """The levels that are installed, surest first, told apart. Raises ModelError where their file is damaged."""
    with weights_in(FILE) as text:
        found = tuple(
            Level(str(each["words"]), float(each["least"]), int(each["asked"]), int(each["right"]))
            for each in json.loads(text)["levels"]
        )
        if not found or found[-1].least != 0 or any(one.least <= after.least for one, after in pairwise(found)):
            raise ValueError("its levels do not run from the surest down to 0")
        return told_apart(found)


def told_apart(found: Sequence[Level]) -> tuple[Level, ...]:
    """``found`` in words that promise what was measured, and no difference where none was.

    What was right half of the time is no more than "Possible", however confident it is. Where a level has the words of
    the one below it, or was right no more often, as far as ``percent`` tells, the two are one, which begins where the
    lower one does.
    """
    apart: list[Level] = []
    for level in found:
        one = _in_honest_words(level)
        while apart and _alike(apart[-1], one):
            surer = apart.pop()
            one = _in_honest_words(replace(one, asked=surer.asked + one.asked, right=surer.right + one.right))
        apart.append(one)
    return tuple(apart)


def _in_honest_words(level: Level) -> Level:
    """``level`` in the words of ``LEVELS`` for a confidence that is the share of it that was right."""
    if level.percent is None or all(level.words != other.words for other in LEVELS):
        return level
    return replace(level, words=level_of(level.percent / 100, LEVELS).words)


def _alike(surer: Level, lower: Level) -> bool:
    if surer.words == lower.words:
        return True
    return surer.percent is not None and lower.percent is not None and surer.percent <= lower.percent


def level_of(confidence: float, among: tuple[Level, ...]) -> Level:
    """The level of ``among`` that a confidence between 0 and 1 belongs to."""
    return next((level for level in among if confidence >= level.least), among[-1])
