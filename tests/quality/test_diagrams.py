from __future__ import annotations

import pytest

from citeleaf.metrics import Prediction, expected_calibration_error
from quality.diagrams import Bin, Point, draw_reliability, draw_risk_coverage, reliability, risk_coverage

PREDICTIONS = [
    Prediction(1.0, True),
    Prediction(0.9, True),
    Prediction(0.5, False),
    Prediction(0.5, True),
    Prediction(0.2, False),
]


def test_bins_are_a_tenth_wide_and_the_last_holds_certainty_too() -> None:
    assert reliability(PREDICTIONS) == [
        Bin(0.2, 0.3, 1, 0.2, 0.0),
        Bin(0.5, 0.6, 2, 0.5, 0.5),
        Bin(0.9, 1.0, 2, 0.95, 1.0),  # (0.9 + 1.0) / 2
    ]


def test_the_bins_are_those_of_the_calibration_error() -> None:
    bins = reliability(PREDICTIONS)
    error = sum(each.count * abs(each.confidence - each.right) for each in bins) / len(PREDICTIONS)
    assert error == pytest.approx(expected_calibration_error(PREDICTIONS))  # (1 * 0.2 + 0 + 2 * 0.05) / 5 = 0.06


def test_a_threshold_takes_all_of_equal_confidence() -> None:
    # answered 1, 2, 4 and 5 of 5, of which 0, 0, 1 and 2 are wrong
    assert risk_coverage(PREDICTIONS) == [
        Point(0.2, 0.0, 1.0),
        Point(0.4, 0.0, 0.9),
        Point(0.8, 0.25, 0.5),
        Point(1.0, 0.4, 0.2),
    ]


def test_nothing_asked_draws_nothing() -> None:
    assert reliability([]) == []
    assert risk_coverage([]) == []


def test_a_bar_of_half_is_half_as_wide_and_the_stroke_stands_at_the_confidence() -> None:
    [_, line] = draw_reliability([Bin(0.2, 0.3, 7, 0.25, 0.5)]).splitlines()
    # 40 characters for 1: a bar of 20, and the stroke in place of the 11th
    assert line == "0.2 – 0.3          7   0.50  " + "█" * 10 + "│" + "█" * 9


def test_each_tenth_of_coverage_is_that_of_the_first_threshold_which_reaches_it() -> None:
    lines = draw_risk_coverage(risk_coverage(PREDICTIONS)).splitlines()[1:]
    # the tenths 1 and 2 are reached at 0.2; 3 and 4 at 0.4; 5 to 8 at 0.8; 9 and 10 at 1
    assert [line.split()[0] for line in lines] == ["0.20"] * 2 + ["0.40"] * 2 + ["0.80"] * 4 + ["1.00"] * 2
    assert lines[-1] == "   1.00   0.40   0.20  " + "█" * 16
