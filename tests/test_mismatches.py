"""What a question says and the quote that seems to answer it does not."""

from __future__ import annotations

import pytest

from citeleaf.mismatches import Mismatches, mismatches
from citeleaf.types import Term
from support import make_finding, make_passage, make_query

CHAMBER = "The chamber of the Parliament sits at 5 pm. It has 1,310 seats, and none is reserved."


def of(question: str, text: str = CHAMBER, answer: str = "", *terms: Term, title: str = "") -> Mismatches:
    passage = make_passage(text, title=title)
    return mismatches(make_query(question, *terms), make_finding(passage, text, answer=answer or text.split()[0]))


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("How many sit at 5 pm?", 0),
        ("How many sit at 6 pm?", 1),
        ("Which chamber has 1310 seats?", 0),
        ("Which chamber has 131 seats?", 1),
        ("Which chamber has 1,310, and sits at 5.", 0),
        ("Which chamber has 1,311, and sits at 15?", 2),
        ("How many sit?", 0),
        ("How many sit at 5 am?", 1),
        ("How many sit at 5 p.m.?", 0),
        ("How many sit at 6 am?", 1),
        ("How many sit at 05:00 pm?", 0),
    ],
)
def test_numbers_of_the_question_that_the_quote_lacks_are_counted(question: str, missing: int) -> None:
    assert of(question).numbers == missing


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("When does the Parliament sit?", 0),
        ("When does Parliament's chamber sit?", 0),
        ("When does the Sejm sit in Warsaw?", 2),
        ("Sejm or council, which sits?", 0),  # a first word has a capital, whatever it is
        ("when does the sejm sit", 0),
        ("When do the Parliament’s and the Chambers' members sit?", 0),
        ("WHERE DOES THE SEJM SIT?", 0),  # where all are capitals, they mark nothing
        ("", 0),
    ],
)
def test_names_that_the_quote_lacks_are_counted(question: str, missing: int) -> None:
    assert of(question).names == missing


def test_names_and_numbers_in_the_title_are_not_missing() -> None:
    assert of("When did the Sejm of 1921 sit?", title="Sejm, 1921").names == 0
    assert of("When did the Sejm of 1921 sit?", title="Sejm, 1921").numbers == 0


def test_a_name_in_another_sentence_of_the_quote_is_missing_from_the_answers() -> None:
    text = "The Sejm sat in Warsaw. The Senate sat in Lublin."
    assert of("Where did the Sejm sit?", text, "Warsaw").names == 0
    assert of("Where did the Sejm sit?", text, "Lublin").names == 1


def test_missing_names_that_no_document_holds_are_counted_again() -> None:
    terms = (Term("Sejm", 1.0), Term("Rotterdam", 1.0, known=False))
    missed = of("Did the Sejm of Rotterdam sit?", CHAMBER, "chamber", *terms)
    assert (missed.names, missed.absent) == (2, 1)


def test_a_word_of_the_question_that_the_answer_denies_is_told() -> None:
    text = "France has not signed the treaty. Spain has."
    assert of("Who has signed the treaty?", text, "France").denied
    assert not of("Who has signed the treaty?", text, "Spain").denied
    assert not of("Has France signed the treaty?", text, "France").denied  # which is an answer
    assert not of("Who has not signed the treaty?", text, "France").denied


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


def test_an_hour_may_have_its_half_of_the_day_from_another() -> None:
    assert of("What happens at 9 p.m.?", "There is dancing from 9 to 11 p.m.").numbers == 0
