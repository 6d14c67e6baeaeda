"""Answers that are no number where one is asked for."""

from __future__ import annotations

import pytest

from citeleaf.counting import uncounted


@pytest.mark.parametrize(
    ("question", "answer", "told_not"),
    [
        ("How many soldiers serve at the base?", "201st", True),
        ("How many soldiers serve at the base?", "the 201st has 300", False),
        ("How many soldiers serve at the base?", "hundreds of them", False),
        ("How many soldiers serve at the base?", "Nobody", False),
        ("Over how many days did it last?", "until the thaw", True),
        ("What was the price of oil?", "refineries", True),
        ("What percentage of them left?", "a third", False),
        ("In what year was the fort built?", "to protect them", True),
        ("In what year was the fort built?", "1561", False),
        ("In which century did it rise?", "the sixteenth", False),
        ("In which century did it rise?", "the Renaissance", True),
        ("It was built in what year?", "by the river", True),
        ("How long did the strike last?", "2 August", True),
        ("How long did he live there?", "1919", True),
        ("How long did he live there?", "from May to June, two months", False),
        ("How long is the border?", "1.3 thousand km", False),
        ("How long is the border, in km?", "1,300", False),
        ("How long is the border?", "the mountains", True),
        ("How did it rise?", "slowly", False),
        ("How long is the wall, in paces?", "1500", False),
        ("How many acres is it?", "½", False),
        ("What is the number one song of Lorvane?", "Harbour Lights", False),
        ("Who decided how long the strike should last?", "the union", False),
        ("Who calculated how many stars there are?", "Ann Lee", False),
        ("Which year-round resort lies in Tyrol?", "Sölden", False),
        ("Which date palm grows there?", "Phoenix", False),
    ],
)
def test_an_answer_that_is_no_number_is_told_where_one_is_asked_for(question: str, answer: str, told_not: bool) -> None:
    assert uncounted(question, answer) is told_not
