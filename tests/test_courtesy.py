"""What is said around a question is no part of it."""

from __future__ import annotations

import pytest

from citeleaf.courtesy import bare


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Hi, could you please tell me: when was it signed?", "When was it signed?"),
        ("I would like to know who signed it.", "Who signed it."),
        ("I'm wondering why it fell", "Why it fell"),
        ("do you know how long it is", "How long it is"),
        ("Good morning! Can you tell me where Dushanbe lies?", "Where Dushanbe lies?"),
        ("My question is: in which year did it end?", "In which year did it end?"),
        ("According to the documents, who signed?", "Who signed?"),
        ("Hello, is it true?", "Is it true?"),
        ("Please, who wrote it? Thanks!", "Who wrote it?"),
        ("Who wrote it, please?", "Who wrote it?"),
        ("When was it, thank you very much", "When was it"),
    ],
)
def test_greeting_request_and_thanks_go(question: str, asked: str) -> None:
    assert bare(question) == asked


@pytest.mark.parametrize(
    "question",
    [
        "When was it signed?",
        "hi there",
        "Thanks",
        "Please?",
        "Hello, Dolly was composed by whom?",
        "Who gave thanks?",
        "Would you like to know what I think?",
        "In the documents which the court received, what was said?",
        "Tell me about the treaty",  # it asks for what the treaty is, and not with a question word
        "",
    ],
)
def test_what_belongs_to_the_question_stays(question: str) -> None:
    assert bare(question) == question
