"""The fit of the confidence, on samples whose outcome is known."""

from __future__ import annotations

from citeleaf.confidence import Calibration
from citeleaf.training.calibrate import COST_OF_A_WRONG_QUOTE, fit
from citeleaf.types import Evidence


def evidence(similarity: float) -> Evidence:
    return Evidence(similarity=similarity, cover=0.5, margin=0.1)


def test_the_fit_finds_out_what_tells_right_from_wrong_and_how_often() -> None:
    # At similarity 0.8 nine in ten are right, at 0.2 one in ten; nothing else differs.
    samples = [(evidence(0.8), number != 0) for number in range(10)] + [
        (evidence(0.2), number == 0) for number in range(10)
    ]
    intercept, weights = fit([samples])
    calibration = Calibration(intercept, weights, threshold=0.5)
    assert abs(calibration.confidence(evidence(0.8)) - 0.9) < 0.05  # the penalty of the fit pulls a little inwards
    assert abs(calibration.confidence(evidence(0.2)) - 0.1) < 0.05
    assert abs(weights.margin) < 0.01


def test_every_set_counts_the_same_however_many_questions_it_has() -> None:
    # The large set says half of the answers are right, the small one that all are: together three in four.
    large = [(evidence(0.5), number % 2 == 0) for number in range(1000)]
    small = [(evidence(0.5), True) for _ in range(10)]
    intercept, weights = fit([large, small])
    assert abs(Calibration(intercept, weights, 0.5).confidence(evidence(0.5)) - 0.75) < 0.02


def test_the_bundled_threshold_is_the_one_of_the_stated_policy() -> None:
    # Silence gains 0; showing gains p - cost * (1 - p), which is positive from p = cost / (1 + cost) = 0.4 / 1.4 on.
    assert Calibration.bundled().threshold == round(COST_OF_A_WRONG_QUOTE / (1 + COST_OF_A_WRONG_QUOTE), 3) == 0.286
