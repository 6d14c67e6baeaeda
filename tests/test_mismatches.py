"""What a question says and the quote that seems to answer it does not."""

from __future__ import annotations

import pytest

from citeleaf.mismatches import Mismatches, mismatches
from support import make_finding, make_passage

CHAMBER = "The chamber of the Parliament sits at 5 pm. It has 1,310 seats, and none is reserved."


def of(question: str, text: str = CHAMBER, answer: str = "", *, title: str = "") -> Mismatches:
    passage = make_passage(text, title=title)
    return mismatches(question, make_finding(passage, text, answer=answer or text.split()[0]))


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("How many sit at 5 pm?", False),
        ("How many sit at 6 pm?", True),
        ("Which chamber has 1310 seats?", False),
        ("Which chamber has 131 seats?", True),
        ("Which chamber has 1,310, and sits at 5.", False),
        ("Which chamber has 1,310, and sits at 15?", True),
        ("How many sit?", False),
    ],
)
def test_a_number_of_the_question_that_the_quote_lacks_is_told(question: str, missing: bool) -> None:
    assert of(question).numbers is missing


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("When does the Parliament sit?", 0),
        ("When does Parliament's chamber sit?", 0),
        ("When does the Sejm sit in Warsaw?", 2),
        ("Sejm or council, which sits?", 0),  # a first word has a capital, whatever it is
        ("when does the sejm sit", 0),
        ("When do the Parliament’s and the Chambers' members sit?", 1),  # "Chambers" is none of its words
        ("WHERE DOES THE SEJM SIT?", 0),  # where all are capitals, they mark nothing
        ("", 0),
    ],
)
def test_names_that_the_quote_lacks_are_counted(question: str, missing: int) -> None:
    assert of(question).names == missing


def test_names_and_numbers_in_the_title_are_not_missing() -> None:
    assert of("When did the Sejm of 1921 sit?", title="Sejm, 1921").names == 0
    assert not of("When did the Sejm of 1921 sit?", title="Sejm, 1921").numbers


def test_the_writer_of_the_question_is_no_name() -> None:
    assert of("When can I come?", "The gate opens at noon.").names == 0


@pytest.mark.parametrize("name", ["Ujazdów", "Ujazdow", "Ujazdo\u0301w"])
def test_a_name_is_the_same_with_and_without_its_accents(name: str) -> None:
    text = "Ujazdów Castle houses the Centre for Contemporary Art."
    assert of(f"What does {name} Castle house?", text).names == 0
    assert of("What does Ujazdów Castle house?", text.replace("Ujazdów", name)).names == 0


@pytest.mark.parametrize(
    ("question", "opposite"),
    [
        ("What increased in winter?", True),
        ("What decreased in winter?", False),
        ("What increased or decreased in winter?", False),
        ("What grew in winter?", False),
    ],
)
def test_the_opposite_of_a_word_of_the_question_is_told(question: str, opposite: bool) -> None:
    assert of(question, "The speed decreased in winter.").opposite is opposite


def test_only_the_sentences_of_the_answer_speak_for_opposites_and_denials() -> None:
    text = "The rent increased. Nobody objected, and the wages decreased."
    assert of("What increased?", text, "wages").opposite
    assert not of("What increased?", text, "rent").opposite
    assert of("What did not increase?", text, "rent").undenied
    assert not of("What did not increase?", text, "wages").undenied


def test_the_measure_that_is_asked_for_has_no_opposite() -> None:
    assert not of("How old is the bridge?", "The new bridge is 34 years of age.").opposite
    assert of("How did the old bridge fall?", "The new bridge fell in a storm.").opposite


def test_a_number_is_no_denial() -> None:
    assert not of("Which song reached No. 1?", "The song reached number 1.").undenied


def test_only_a_question_that_denies_can_be_undenied() -> None:
    assert not of("What is reserved?").undenied
