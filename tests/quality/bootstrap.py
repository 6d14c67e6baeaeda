"""How far a figure could be off, had other questions of the same kind been asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from citeleaf.metrics import percentile

RESAMPLES = 1000
COVERED = 0.95
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Interval:
    """The middle 95 % of a figure over the resamples, both ends included."""

    low: float
    high: float


def intervals(
    items: Sequence[Item],
    measures: Mapping[str, Callable[[Sequence[Item]], float | None]],
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> dict[str, Interval | None]:
    """Each measure's percentile bootstrap interval (Efron 1979): ``items`` are drawn again, with replacement.

    All measures see the same draws. Draws for which a measure has nothing to measure are left out of its interval,
    which is None where it never had anything.
    """
    random = np.random.default_rng(seed)
    drawn: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(resamples if items else 0):
        sample = [items[at] for at in random.integers(len(items), size=len(items))]
        for name, measure in measures.items():
            figure = measure(sample)
            if figure is not None:
                drawn[name].append(figure)
    return {name: _middle(figures) for name, figures in drawn.items()}


def _middle(figures: Sequence[float]) -> Interval | None:
    low, high = (percentile(figures, share) for share in ((1 - COVERED) / 2, (1 + COVERED) / 2))
    return None if low is None or high is None else Interval(low, high)
