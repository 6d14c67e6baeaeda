"""The measures of ``evaluate``, each as a function of trials, so that it can be taken of any sample of them.

Left out are whether quotes are verbatim and how long questions took: no other choice of questions may change the
first, and the second is the machine's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

from citeleaf import metrics
from citeleaf.metrics import Prediction, mean
from quality.trials import Trial

Measure = Callable[[Sequence[Trial]], float | None]
NINE_IN_TEN: Final = Fraction(9, 10)


def _answerable(value: Callable[[Trial], float]) -> Measure:
    return lambda trials: mean(value(trial) for trial in trials if trial.answerable)


def _located(value: Callable[[Trial], float]) -> Measure:
    return lambda trials: mean(value(trial) for trial in trials if trial.answerable and trial.has_evidence)


def _recall(depth: int) -> Measure:
    return _located(lambda trial: trial.row.evidence_rank is not None and trial.row.evidence_rank <= depth)


def _calibrated(measure: Callable[[Sequence[Prediction]], float | None]) -> Measure:
    return lambda trials: measure([trial.calibrated for trial in trials])


def _uncalibrated(measure: Callable[[Sequence[Prediction]], float | None]) -> Measure:
    return lambda trials: measure([trial.uncalibrated for trial in trials])


def _coverage_at_90(predictions: Sequence[Prediction]) -> float | None:
    return metrics.coverage_at(predictions, NINE_IN_TEN)


def _quote_words(trials: Sequence[Trial]) -> float | None:
    quotes = (trial.row.quote for trial in trials if trial.row.answered)
    return metrics.percentile([len(quote.split()) for quote in quotes if quote is not None], 0.5)


def _false_answers(trials: Sequence[Trial]) -> float | None:
    return mean(trial.row.answered for trial in trials if not trial.answerable)


MEASURES: dict[str, Measure] = {
    "recall_at_1": _recall(1),
    "recall_at_5": _recall(5),
    "recall_at_10": _recall(10),
    "mrr": _located(lambda trial: metrics.reciprocal_rank(trial.row.evidence_rank)),
    "quote_hit": _answerable(lambda trial: bool(trial.row.quote_hit)),
    "quote_hit_any": _answerable(lambda trial: bool(trial.row.quote_hit_any)),
    "exact_match": _answerable(lambda trial: bool(trial.row.exact_match)),
    "f1": _answerable(lambda trial: trial.row.f1 or 0.0),
    "answered": _answerable(lambda trial: trial.row.answered),
    "false_answers": _false_answers,
    "auroc": _calibrated(metrics.auroc),
    "aurc": _calibrated(metrics.aurc),
    "coverage_at_90": _calibrated(_coverage_at_90),
    "ece": _calibrated(metrics.expected_calibration_error),
    "quote_words": _quote_words,
}
"""Of ``Evaluation``, by its names."""

UNCALIBRATED: dict[str, Measure] = {
    "auroc": _uncalibrated(metrics.auroc),
    "aurc": _uncalibrated(metrics.aurc),
    "coverage_at_90": _uncalibrated(_coverage_at_90),
    "ece": _uncalibrated(metrics.expected_calibration_error),
}
"""The same of the reader's own score."""

RERANKED: dict[str, Measure] = {
    "recall_at_1": _located(lambda trial: trial.reranked == 1),
    "recall_at_5": _located(lambda trial: trial.reranked is not None and trial.reranked <= 5),
    "mrr": _located(lambda trial: metrics.reciprocal_rank(trial.reranked)),
    "chosen": _located(lambda trial: trial.row.right),
}
"""The order of passages by the reader's findings; ``chosen``: the best finding, shown or withheld, is right."""
