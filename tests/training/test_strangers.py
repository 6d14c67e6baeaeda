"""Questions of what no document names, made of such as have an answer."""

from __future__ import annotations

import json
from pathlib import Path

from citeleaf.questions import Question, read_questions
from citeleaf.training.strangers import main, strangers
from citeleaf.types import Turn

MAYOR = Question("1", "Who is the mayor of Loderi?", ("Ada",))


def test_a_name_is_exchanged_for_one_that_no_text_has() -> None:
    (stranger,) = strangers([MAYOR])
    assert stranger.text.startswith("Who is the mayor of ")
    assert "Loderi" not in stranger.text
    assert (stranger.id, stranger.answers, stranger.evidence) == ("1-stranger", (), ())


def test_only_questions_with_an_answer_and_a_name_that_stand_alone_have_one() -> None:
    without_answer = Question("2", "Who is the mayor of Loderi?")
    without_name = Question("3", "who is the mayor?", ("Ada",))
    follow_up = Question("4", "Is the mayor of Loderi old?", ("no",), history=(Turn("Who is she?", "Ada"),))
    assert not list(strangers([without_answer, without_name, follow_up]))


def test_the_same_seed_makes_the_same_and_each_question_its_own() -> None:
    many = [MAYOR] * 20
    assert list(strangers(many, 3)) == list(strangers(many, 3))
    assert len({each.text for each in strangers(many, 3)}) > 15


def test_the_step_writes_questions_that_can_be_asked(tmp_path: Path) -> None:
    asked = tmp_path / "asked.jsonl"
    asked.write_text(json.dumps({"id": "1", "question": MAYOR.text, "answers": ["Ada"]}) + "\n", encoding="utf-8")
    assert main([str(tmp_path / "out.jsonl"), str(asked), str(asked)]) == 0
    made = read_questions(tmp_path / "out.jsonl")
    assert [each.id for each in made] == ["1-stranger", "1-stranger"]
    assert not any(each.answerable for each in made)


def test_a_file_that_holds_no_questions_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").touch()
    assert main([str(tmp_path / "out.jsonl"), str(tmp_path / "empty.jsonl")]) != 0
