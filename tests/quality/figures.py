"""What a report says of one outcome: every measure with its interval, where answers got lost, and the two diagrams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from citeleaf.evaluate import Evaluation
from quality.bootstrap import RESAMPLES, Interval, intervals
from quality.diagrams import Bin, Point, reliability, risk_coverage
from quality.losses import losses
from quality.measures import MEASURES, RERANKED, UNCALIBRATED, Measure
from quality.runs import Outcome
from quality.trials import Trial


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure of all questions, and where it would be for others of their kind. None: nothing was eligible."""

    value: float | None
    interval: Interval | None

    def __str__(self) -> str:
        if self.value is None or self.interval is None:
            return "–"
        digits = 2 if abs(self.value) <= 1 else 0
        return f"{self.value:.{digits}f} [{self.interval.low:.{digits}f}, {self.interval.high:.{digits}f}]"


@dataclass(frozen=True, slots=True)
class VariantFigures:
    """All that is reported of a variant on a set; the measures have the names that ``measures`` gives them."""

    name: str
    meaning: str
    evaluation: Evaluation
    measures: Mapping[str, Figure]
    uncalibrated: Mapping[str, Figure]
    reranked: Mapping[str, Figure]
    losses: Mapping[str, float]
    reliability: Sequence[Bin]
    risk_coverage: Sequence[Point]


def figures_of(outcome: Outcome, resamples: int = RESAMPLES) -> VariantFigures:
    """Everything that is reported of ``outcome``."""
    trials = outcome.trials
    predictions = [trial.calibrated for trial in trials]
    return VariantFigures(
        name=outcome.variant.name,
        meaning=outcome.variant.meaning,
        evaluation=outcome.evaluation,
        measures=_figures(trials, MEASURES, resamples),
        uncalibrated=_figures(trials, UNCALIBRATED, resamples),
        reranked=_figures(trials, RERANKED, resamples),
        losses=losses(trials),
        reliability=reliability(predictions),
        risk_coverage=risk_coverage(predictions),
    )


def _figures(trials: Sequence[Trial], measures: Mapping[str, Measure], resamples: int) -> dict[str, Figure]:
    ranges = intervals(trials, measures, resamples=resamples)
    return {name: Figure(measure(trials), ranges[name]) for name, measure in measures.items()}
