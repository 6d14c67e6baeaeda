"""A confidence -> a level in words, and how often answers at this level were right.

How often is measured, never promised: the figures lie beside the models in ``confidence_levels.json``, which
``python -m citeleaf.training.levels`` writes. A level there has its ``words``, the ``least`` confidence that belongs to
it, and of how many questions ``asked`` the best candidate was ``right``; levels come surest first, the last with a
``least`` of 0.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
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
    def tenths(self) -> int | None:
        """Right so many times in ten, to the nearest; None where too few were asked to tell."""
        return round(10 * self.right / self.asked) if self.asked >= FEWEST else None


LEVELS = (Level("Very likely", 0.8), Level("Likely", 0.6), Level("Possible", 0.4), Level("Doubtful", 0.0))
"""The levels before anything is measured."""


@cache
def levels() -> tuple[Level, ...]:
    """The levels that are installed, surest first. Raises ModelError where their file is damaged."""
    with weights_in(FILE) as text:
        found = tuple(
            Level(str(each["words"]), float(each["least"]), int(each["asked"]), int(each["right"]))
            for each in json.loads(text)["levels"]
        )
        if not found or found[-1].least != 0 or any(one.least <= after.least for one, after in pairwise(found)):
            raise ValueError("its levels do not run from the surest down to 0")
        return found


def level_of(confidence: float, among: tuple[Level, ...]) -> Level:
    """The level of ``among`` that a confidence between 0 and 1 belongs to."""
    return next((level for level in among if confidence >= level.least), among[-1])
