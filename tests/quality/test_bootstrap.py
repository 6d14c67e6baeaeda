from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from citeleaf.metrics import mean
from quality.bootstrap import Interval, intervals


def share(items: Sequence[float]) -> float | None:
    return mean(items)


def share_of_ones(items: Sequence[float]) -> float | None:
    """Of the items that are 1 or 2, how many are 1."""
    return mean(item == 1 for item in items if item)


def interval(items: Sequence[float], resamples: int = 1000, seed: int = 0) -> Interval | None:
    return intervals(items, {"share": share}, resamples=resamples, seed=seed)["share"]


def test_what_never_varies_has_an_interval_of_no_width() -> None:
    assert interval([1.0] * 20) == Interval(1.0, 1.0)


def test_of_two_unlike_items_every_share_lies_in_the_middle() -> None:
    # a resample of two is 00, 01, 10 or 11: a quarter of the shares are 0 and a quarter are 1, more than 2.5 % each
    assert interval([0.0, 1.0]) == Interval(0.0, 1.0)


def test_an_interval_is_as_wide_as_the_standard_error_says() -> None:
    # the share of 160 among 200 is 0.8, with a standard error of sqrt(0.8 * 0.2 / 200) = 0.0283:
    # 0.8 - 1.96 * 0.0283 = 0.745 and 0.8 + 1.96 * 0.0283 = 0.855, to be met within what 1,000 draws allow
    found = interval([1.0] * 160 + [0.0] * 40)
    assert found is not None
    error = math.sqrt(0.8 * 0.2 / 200)
    assert found.low == pytest.approx(0.8 - 1.96 * error, abs=0.01)
    assert found.high == pytest.approx(0.8 + 1.96 * error, abs=0.01)


def test_two_runs_agree_and_another_seed_draws_otherwise() -> None:
    items = [float(number % 7) for number in range(50)]
    assert interval(items) == interval(items)
    assert interval(items) != interval(items, seed=1)


def test_all_measures_see_the_same_draws() -> None:
    items = [float(number % 7) for number in range(50)]
    found = intervals(items, {"one": share, "other": share}, resamples=20)
    assert found["one"] == found["other"]


def test_draws_in_which_nothing_is_eligible_are_left_out() -> None:
    # a resample of one eligible item and nineteen others holds the eligible one or has nothing to measure
    assert intervals([1.0, *[0.0] * 19], {"ones": share_of_ones})["ones"] == Interval(1.0, 1.0)


def test_where_nothing_was_ever_eligible_there_is_no_interval() -> None:
    assert intervals([0.0, 0.0], {"ones": share_of_ones})["ones"] is None
    assert interval([]) is None
