"""Answer quality on the gold questions stays at or above what was measured when the floors were pinned."""

from __future__ import annotations

import json

import pytest

from quality import floors

PINNED, _ = floors.pinned()
MUST_REACH = {"recall_at_5": 0.95, "quote_hit": 0.75, "verbatim": 1.0}
MUST_STAY_UNDER = {"false_answers": 0.3}


def test_the_floors_were_measured_on_this_corpus_and_these_questions() -> None:
    assert json.loads(floors.PINNED.read_text(encoding="utf-8"))["digest"] == floors.digest()


def test_the_pinned_floors_are_what_the_product_promises_or_better() -> None:
    assert {name: PINNED[name] for name, least in MUST_REACH.items() if PINNED[name] < least} == {}
    assert {name: PINNED[name] for name, most in MUST_STAY_UNDER.items() if PINNED[name] > most} == {}


def test_a_worse_figure_is_noticed_in_either_direction() -> None:
    better = PINNED
    assert floors.fallen(better, better) == {}
    worse = {**better, "quote_hit": better["quote_hit"] - 0.01, "false_answers": better["false_answers"] + 0.01}
    assert list(floors.fallen(worse, better)) == ["quote_hit", "false_answers"]


@pytest.mark.slow
def test_the_answers_to_the_gold_questions_are_as_good_as_ever() -> None:
    assert floors.fallen(floors.measure(), PINNED) == {}
