"""Questions that look answerable: each rule changes what it says it changes, and never gives the answer away."""

from __future__ import annotations

import random

import pytest

from citeleaf.training.lookalikes import lookalikes

PASSAGE = (
    "The treaty was signed by Norway in 1949 at Oslo. Before the largest meeting, Denmark had joined, "
    "then Iceland in 1951, and 12 members were counted."
)


def all_of(question: str, passage: str = PASSAGE, answers: frozenset[str] = frozenset({"Oslo"})) -> set[str]:
    return {made for seed in range(60) for made in lookalikes(question, passage, answers, random.Random(seed), count=6)}


def test_a_name_is_swapped_for_another_of_the_passage() -> None:
    made = all_of("Where did Norway sign it?")
    assert {"Where did Denmark sign it?", "Where did Iceland sign it?"} <= made


def test_the_answer_is_never_swapped_in() -> None:
    assert not any("Oslo" in question for question in all_of("Where did Norway sign the treaty in 1949?"))


def test_two_names_change_places() -> None:
    assert "When did Iceland follow Norway?" in all_of("When did Norway follow Iceland?")
    assert "How far is it between Iceland and Norway?" not in all_of("How far is it between Norway and Iceland?")


def test_the_word_that_asks_is_no_name() -> None:
    """Nothing stands for "Did", though it begins with a capital letter; but for the name after it."""
    made = all_of("Did Norway sign in 1949?")
    assert all(question.startswith(("Did ", "Didn't ")) for question in made)
    assert "Did Iceland sign in 1949?" in made


def test_a_year_is_swapped_for_a_year() -> None:
    assert "Who signed in 1951?" in all_of("Who signed in 1949?")
    assert "Who signed in 12?" not in all_of("Who signed in 1949?")


@pytest.mark.parametrize(
    ("question", "turned"),
    [
        ("What was the largest meeting?", "What was the smallest meeting?"),
        ("Who joined after the meeting?", "Who joined before the meeting?"),
        ("When did they meet?", "When didn't they meet?"),
        ("Who signed the treaty?", "Who never signed the treaty?"),
    ],
)
def test_antonyms_and_negations(question: str, turned: str) -> None:
    assert turned in all_of(question)


def test_no_more_than_asked_for_and_each_differs_from_the_question() -> None:
    question = "Where did Norway sign the largest treaty in 1949?"
    for seed in range(20):
        made = lookalikes(question, PASSAGE, frozenset({"Oslo"}), random.Random(seed), count=2)
        assert len(made) == 2
        assert question not in made


def test_the_same_chance_makes_the_same_questions() -> None:
    question = "Where did Norway sign the largest treaty in 1949?"
    once, again = (lookalikes(question, PASSAGE, frozenset(), random.Random(3), count=3) for _ in range(2))
    assert once == again


def test_a_question_that_no_rule_fits_has_none() -> None:
    assert lookalikes("why", "nothing here", frozenset(), random.Random(0), count=3) == []
