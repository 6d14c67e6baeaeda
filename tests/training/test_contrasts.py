"""Contrasts: what is exchanged in a question is exchanged in its text, so that neither alone tells what is answered."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from citeleaf.quotes import QUOTE_SENTENCES
from citeleaf.sentences import sentences
from citeleaf.training.contrasts import build_contrasts, exchange, exchanged, squares
from citeleaf.training.examples import Example
from citeleaf.training.records import Record, Text
from citeleaf.types import Span

TEXT = "Rivers rise in spring. The Elbe flows to Hamburg. The Oder is longer than it. Nobody counts the boats."


def spot(words: str, text: str = TEXT) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


RECORD = Record(
    id="1",
    source="wiki",
    question="Where does the Elbe flow?",
    passage=Text("Rivers", TEXT),
    answers=(spot("Hamburg"),),
    negatives=(Text("", "The Rhine is long. The Elbe is not. It rains."),),
    lookalikes=("Where does the Oder flow?",),
    nearby=("Where does the Elbe end?",),
)
ANSWERED = Example(RECORD.question, RECORD.passage, RECORD.answers)


def said(example: Example) -> list[str]:
    return [answer.of(example.passage.text) for answer in example.answers]


@pytest.mark.parametrize(
    ("lookalike", "words"),
    [
        ("Where does the Oder flow?", ("Elbe", "Oder")),
        ("Where does the White Elster flow?", ("Elbe", "White Elster")),
        ("Where does the Elbe flow", None),  # the same question
        ("Where does the Elbe flow in winter?", None),  # nothing of the other stands there instead
        ("Where did the Elbe flow?", None),  # too little a word to be found in a text
    ],
)
def test_what_two_questions_differ_in(lookalike: str, words: tuple[str, str] | None) -> None:
    assert exchanged(RECORD.question, lookalike) == words


def test_words_change_places_and_answers_move_with_their_text() -> None:
    other = exchange(ANSWERED, "Elbe", "White Elster")
    assert other is not None
    assert other.passage.text == TEXT.replace("Elbe", "White Elster")
    assert said(other) == ["Hamburg"]
    both = exchange(ANSWERED, "elbe", "Oder")
    assert both is not None
    assert "The Oder flows to Hamburg. The elbe is longer" in both.passage.text


@pytest.mark.parametrize(
    ("one", "other"), [("Rhine", "Oder"), ("Oder", "Hamburg"), ("Hamburg", "Oder"), ("River", "x")]
)
def test_what_does_not_stand_there_or_answers_is_not_exchanged(one: str, other: str) -> None:
    assert exchange(ANSWERED, one, other) is None


def test_each_text_of_a_square_answers_one_of_its_questions() -> None:
    (square,), rest = squares(RECORD, ANSWERED)
    assert rest == ["Where does the Elbe end?"]
    pairs = [*square.first, *square.second]
    assert [said(each) for each in pairs] == [["Hamburg"], [], ["Hamburg"], []]
    # Either question, and either text, is answered once and not answered once.
    answered, unanswered = ([each for each in pairs if bool(each.answers) is has] for has in (True, False))
    for part in (lambda each: each.question, lambda each: each.passage.text):
        assert {*map(part, answered)} == {*map(part, unanswered)}
        assert len({*map(part, answered)}) == 2


def test_a_stage_reads_quotes_and_whole_passages() -> None:
    groups = build_contrasts({"wiki": [replace(RECORD, id=str(number)) for number in range(40)]}, random.Random(3))
    assert all(any(each.answers for each in group) for group in groups)
    texts = [each.passage.text for group in groups for each in group if said(each) == ["Hamburg"]]
    lengths = {len(sentences(text)) for text in texts}
    assert {1, 2, QUOTE_SENTENCES, 4} == lengths
    questions = {each.question for group in groups for each in group}
    assert questions == {RECORD.question, *RECORD.lookalikes, *RECORD.nearby}


def test_a_question_without_an_answer_has_no_contrast() -> None:
    assert build_contrasts({"wiki": [replace(RECORD, answers=())]}, random.Random(0)) == []
