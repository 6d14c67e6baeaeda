"""What a text denies, and whether a question asserts it."""

from __future__ import annotations

import pytest

from citeleaf.denial import denied, denies


@pytest.mark.parametrize(
    ("text", "said"),
    [("Who didn\u2019t sign?", True), ("Which was never built?", True), ("Who had no part?", True),
     ("What is a knot?", False), ("Which song was No. 1?", False)],
)  # fmt: skip
def test_a_denial_is_told_from_a_number_and_from_other_words(text: str, said: bool) -> None:
    assert denies(text) is said


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who has a codified constitution?", "The Union does not have a codified constitution."),
        ("What had the Commission proven?", "It held that the Commission had not proven its case."),
        ("Who could evade taxes?", "The company could not even evade tax."),
        ("Who finished the bridge?", "Ann never finished it."),
        ("Who signed?", "Spain didn\u2019t sign."),
        ("Who signed the treaty?", "It is not a law and was never signed."),
    ],
)
def test_what_the_question_asserts_is_denied(question: str, text: str) -> None:
    assert denied(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who has a codified constitution?", "The Union has a codified constitution, and does not change it."),
        ("Who finished the bridge?", "Not only Ann finished it."),
        ("Who finished the bridge?", "Not all finished it."),
        ("When was the bridge finished?", "The bridge was not finished until 1932."),
        ("What is common in art?", "It is not as common as low relief."),
        ("Who never finished the bridge?", "Ann never finished it."),  # asks for just that
        ("Who finished the bridge?", "Ann did not. Bea finished it."),  # another sentence
    ],
)
def test_what_else_a_denial_denies_is_not_what_was_asked(question: str, text: str) -> None:
    assert not denied(question, text)
