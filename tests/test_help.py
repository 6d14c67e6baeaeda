"""What is said to the program, and what is asked of the documents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from citeleaf.help import asks_for_help, is_small_talk
from citeleaf.types import Term
from support import make_query


@pytest.mark.parametrize(
    "question",
    [
        *("hi", "Hello!", "HEY", "Good morning", "Hi there :)", "hello Citeleaf"),
        *("thanks", "Thank you very much!", "ok, thanks", "Great, thank you.", "bye"),
        *("help", "Help me, please!", "Can you help me?", "Who are you?", "What's your name?", "what’s your name"),
        *("What can you do?", "Hi, what can you do?", "What can I ask?", "How do you work?", "Are you an AI?"),
        *("How do I add documents?", "how can I upload a new document", "Where do I put my files?"),
    ],
)
def test_small_talk(question: str) -> None:
    assert is_small_talk(question)
    assert asks_for_help(make_query(question))


@pytest.mark.parametrize(
    "question",
    [
        "Hello, how long is the border?",
        "Who are you in the play?",
        "What can you do about malaria?",
        "help desk",
        "Help by the Beatles",
        "thanksgiving",
        "Who thanked the Taliban?",
        "hi-fi",
        "What is this organization?",
        "How does the border work?",
        "What do you know about the CSTO?",
        "How do I add documents to the register of deeds?",
        "How do I add files?",
        "How do I add salt?",
        "Who added the documents?",
        "",
        "???",
    ],
)
def test_questions_for_the_documents(question: str) -> None:
    assert not is_small_talk(question)
    assert not asks_for_help(make_query(question))


def test_its_name_is_asked_of_the_documents_where_they_know_it() -> None:
    assert asks_for_help(make_query("What is Citeleaf?", Term("Citeleaf", known=False)))
    assert not asks_for_help(make_query("What is Citeleaf?", Term("Citeleaf", known=True)))


@pytest.mark.parametrize("question", ["How does this work?", "What is this?", "How do I use it?"])
def test_what_this_means_depends_on_what_was_talked_about(question: str) -> None:
    query = make_query(question)
    assert asks_for_help(query)
    assert not asks_for_help(replace(query, text=f"{question} (the pump)"))
