"""Confidence against being right, as points of two diagrams and as text that draws them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from citeleaf.metrics import Prediction

BINS = 10
WIDTH = 40
"""Characters for a share of 1."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The predictions whose confidence is from ``low`` up to ``high``; the last bin holds 1 too."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Point:
    """Answering the ``coverage`` most confident questions, those from ``threshold`` on, a share ``risk`` is wrong."""

    coverage: float
    risk: float
    threshold: float


def reliability(predictions: Sequence[Prediction]) -> list[Bin]:
    """The bins that hold any prediction, with their mean confidence and share right."""
    members: dict[int, list[Prediction]] = {}
    for prediction in predictions:
        members.setdefault(min(int(prediction.confidence * BINS), BINS - 1), []).append(prediction)
    return [_bin(at, members[at]) for at in sorted(members)]


def risk_coverage(predictions: Sequence[Prediction]) -> list[Point]:
    """A point for every threshold that parts the predictions, most confident first."""
    ordered = sorted(predictions, key=lambda prediction: -prediction.confidence)
    points = []
    wrong = 0
    for count, prediction in enumerate(ordered, start=1):
        wrong += not prediction.right
        if count == len(ordered) or ordered[count].confidence < prediction.confidence:
            points.append(Point(count / len(ordered), wrong / count, prediction.confidence))
    return points


def draw_reliability(bins: Sequence[Bin]) -> str:
    """A bar for the share right of each bin, and a bar across it where its mean confidence is."""
    lines = ["confidence  questions  right"]
    for each in bins:
        bar = list("█" * round(each.right * WIDTH) + " " * (WIDTH - round(each.right * WIDTH)))
        bar[min(int(each.confidence * WIDTH), WIDTH - 1)] = "│"
        lines.append(f"{each.low:.1f} – {each.high:.1f}  {each.count:9}   {each.right:.2f}  {''.join(bar).rstrip()}")
    return "\n".join(lines)


def draw_risk_coverage(points: Sequence[Point]) -> str:
    """A bar for the share wrong at each tenth of coverage: that of the first threshold which reaches it."""
    lines = ["answered  wrong  from confidence"]
    for tenth in range(1, 11):
        point = next((point for point in points if point.coverage >= tenth / 10), None)
        if point is not None:
            bar = "█" * round(point.risk * WIDTH)
            lines.append(f"   {point.coverage:.2f}   {point.risk:.2f}   {point.threshold:.2f}  {bar}".rstrip())
    return "\n".join(lines)


def _bin(at: int, members: Sequence[Prediction]) -> Bin:
    confidence = math.fsum(prediction.confidence for prediction in members) / len(members)
    right = sum(prediction.right for prediction in members) / len(members)
    return Bin(at / BINS, (at + 1) / BINS, len(members), confidence, right)
