"""Answer quality on the gold questions stays at or above what was measured when the floors were pinned."""

from __future__ import annotations

import pytest

from citeleaf.questions import read_questions
from quality import floors
from quality.floors import GoldSet

PINNED, _ = floors.pinned()
MUST_REACH = {"recall_at_5": 0.95, "quote_hit": 0.75, "verbatim": 1.0}
MUST_STAY_UNDER = {"false_answers": 0.3}
MOST_BYTES = 400_000
"""Gold sets are cloned by everyone."""

each_set = pytest.mark.parametrize("gold", floors.SETS, ids=lambda gold: gold.name)


@each_set
def test_the_floors_were_measured_on_this_corpus_and_these_questions(gold: GoldSet) -> None:
    assert PINNED[gold.name].digest == floors.digest(gold)


def test_every_floor_is_that_of_a_set() -> None:
    assert sorted(PINNED) == sorted(gold.name for gold in floors.SETS)


def test_the_seeds_floors_are_what_the_product_promises_or_better() -> None:
    seed = PINNED["seed"].figures
    assert {name: seed[name] for name, least in MUST_REACH.items() if seed[name] < least} == {}
    assert {name: seed[name] for name, most in MUST_STAY_UNDER.items() if seed[name] > most} == {}


def test_no_floor_allows_a_quote_that_is_not_verbatim() -> None:
    assert {name: each.figures["verbatim"] for name, each in PINNED.items()} == dict.fromkeys(PINNED, 1.0)


@each_set
def test_gold_answers_stand_where_the_evidence_says(gold: GoldSet) -> None:
    texts = {path.name: path.read_bytes().decode("utf-8") for path in gold.documents}
    for question in read_questions(gold.questions):
        assert question.answerable == bool(question.evidence)
        for place in question.evidence:
            words = place.span.of(texts[place.document])
            assert words in question.answers or words == texts[place.document]  # a place, or the whole document


@each_set
def test_every_set_made_of_others_work_says_whose_it_is(gold: GoldSet) -> None:
    if gold.questions.parent != floors.FOLDER:  # neither the seed, which is ours, nor what is made of the other sets
        notice = (gold.questions.parent / "NOTICE.md").read_text(encoding="utf-8")
        for part in ("**Source:**", "**Authors:**", "**Licence:**", "**What was changed:**", "**Development data:**"):
            assert part in notice


def test_what_is_asked_elsewhere_is_other_sets_questions_where_nothing_answers_them() -> None:
    asked = {gold.name: read_questions(gold.questions) for gold in floors.SETS}
    own = {question.text for question in asked["clapnq"]}  # whose documents these are
    others = {question.text for name in asked.keys() - {"elsewhere", "clapnq"} for question in asked[name]}
    texts = {question.text for question in asked["elsewhere"]}
    assert texts <= others - own
    assert len(texts) == len(asked["elsewhere"])
    assert not any(question.answerable or question.history for question in asked["elsewhere"])


def test_the_gold_sets_stay_small() -> None:
    assert sum(path.stat().st_size for gold in floors.SETS for path in (gold.questions, *gold.documents)) < MOST_BYTES


def test_a_worse_figure_is_noticed_in_either_direction() -> None:
    better = PINNED["seed"].figures
    assert floors.fallen(better, better) == {}
    worse = {**better, "quote_hit": better["quote_hit"] - 0.01, "false_answers": better["false_answers"] + 0.01}
    assert list(floors.fallen(worse, better)) == ["quote_hit", "false_answers"]


def test_a_figure_that_is_no_longer_measured_has_fallen() -> None:
    assert floors.fallen({}, {"f1": 0.5}) == {"f1": (None, 0.5)}


def test_pinning_again_raises_floors_and_never_wears_them_down() -> None:
    before = {"f1": 0.500, "false_answers": 0.200, "auroc": 0.700}
    measured = {"f1": 0.495, "false_answers": 0.205, "auroc": 0.800, "answered": 0.600}
    assert floors.raised(measured, before) == {"f1": 0.5, "false_answers": 0.2, "auroc": 0.8, "answered": 0.6}


def test_a_floor_is_the_worst_of_several_measurements() -> None:
    measured = [{"f1": 0.7, "false_answers": 0.2, "auroc": 0.9}, {"f1": 0.8, "false_answers": 0.3}]
    assert floors.worst(measured) == {"f1": 0.7, "false_answers": 0.3}
    assert floors.worst(measured[::-1]) == {"f1": 0.7, "false_answers": 0.3}


@pytest.mark.slow
@each_set
def test_the_answers_to_the_gold_questions_are_as_good_as_ever(gold: GoldSet) -> None:
    assert floors.fallen(floors.measure(gold), PINNED[gold.name].figures) == {}
