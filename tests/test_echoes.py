"""Where a text only asks, and what it may still answer."""

from __future__ import annotations

import pytest

from citeleaf.echoes import Asked, unanswering
from citeleaf.sentences import sentences


def left_out(question: str, text: str) -> list[str]:
    return [part.of(text) for part in unanswering(Asked.by(question), text, sentences(text))]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Where is the lost property office?", "Where is the lost property office?"),
        ("Where is the lost property office?", "- Where is the lost property office?"),
        ("where can I find the lost property office", "**Q:** Where is the lost property office?"),
        ("Whom did Halloran tell?", "DW: Whom did you tell?"),
        ("What did the laboratory say?", "DW: And what did the laboratory say?"),
        ("Did Halloran receive money from Brannock Marine?", "Did you ever receive money from Brannock Marine?"),
        # it asks more exactly: three of its five words are the question's, and all of the question's three are there
        ("Who signed the acceptance certificate?", "Who signed the acceptance certificate for the quay wall?"),
        ("Wann fährt der Nachtbus?", "„Wann fährt der Nachtbus?“"),
        ("Quelle est la hauteur du phare ?", "Quelle est la hauteur du phare ?"),
    ],
)
def test_the_same_question_is_no_answer(question: str, text: str) -> None:
    assert left_out(question, text) == [text]


@pytest.mark.parametrize(
    ("question", "text", "parts"),
    [
        ("When was the wall built?", "Why did the wall of 1902, long thought to be sound, crack?", ["Why"]),
        ("Who signed the certificate?", "Was it not Yusra Baptiste who signed the certificate?", ["who"]),
        ("Where is the office?", "How many passengers were carried in 2022?", ["How many"]),
        ("Which body warned of the flood?", "Did the WHO not warn us of it?", []),
        ("Where is the office?", "The office is in Salt Street.", []),
        ("Who asked?", "She asked who had signed it.", []),
    ],
)
def test_another_question_may_answer_but_for_its_question_words(question: str, text: str, parts: list[str]) -> None:
    assert left_out(question, text) == parts


def test_a_list_that_holds_the_question_answers_it_nowhere() -> None:
    items = ["- When does the night bus run?", "- Where is the office?", "- How many came in 2022?"]
    assert left_out("Where is the office?", "\n".join(items)) == items
    assert left_out("Where is the harbour?", "\n".join(items)) == ["When", "Where", "How many"]


def test_what_is_asked_after_it_in_the_same_line_is_left() -> None:
    text = "Who carried the sand? Was it not the Marguerite?"
    assert left_out("Who carried the sand?", text) == ["Who carried the sand?"]


def test_an_answer_beside_its_question_is_left() -> None:
    assert left_out("Are dogs allowed?", "Are dogs allowed? Only guide dogs are.") == ["Are dogs allowed?"]
    text = "“Are dogs allowed?” you ask, and we say that only guide dogs are."
    assert left_out("Are dogs allowed?", text) == ["“Are dogs allowed?”"]
