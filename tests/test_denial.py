"""What a text denies, and whether a question asserts it."""

from __future__ import annotations

import pytest

from citeleaf.denial import denied, denies, of_another, of_none


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


@pytest.mark.parametrize(
    ("question", "text", "asked_of"),
    [
        ("Did Sweden sign the treaty?", "Finland did not sign it.", "Sweden"),
        ("Did the company pay the fine of 2018?", "It has not paid the fine of 2019.", "2018"),
        ("Does the fund have an office in Panama?", "It has no office in Switzerland.", "Panama"),
    ],
)
def test_a_denial_of_another_name_or_year_is_told(question: str, text: str, asked_of: str) -> None:
    assert of_another(question, text) == {asked_of}


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Did Sweden sign the treaty?", "It did not sign the treaty."),  # it may be Sweden
        ("Did Sweden sign the treaty?", "Sweden did not sign, nor did Norway."),
        ("Did Sweden sign the treaty?", "Finland signed it."),
        ("Did Sweden not sign the treaty?", "Finland did not sign it."),
        ("Was the bridge closed in 2020?", "The Brant bridge was not closed that year."),
        ("Does the fund have an office in Panama?", "It has no office there."),
        ("Did Karl Lund pay 5000 pounds?", "Karl Lund did not pay 5,000 pounds."),
        ("Did the Aurelia carry enough boats?", "She did not carry enough boats, as Captain Smith wrote."),
        ("Is a deposit required below 100 euros?", "No deposit is required for orders below EUR 500."),
        ("Was Alder Bridge open in 2010?", "It was not open until 2012."),
        ("Was Anna Berg present at the meeting?", "Ms Berg was not present at the meeting."),
    ],
)
def test_what_may_be_denied_of_what_was_asked_is_not(question: str, text: str) -> None:
    assert of_another(question, text) == set()


def test_whom_a_title_names_a_sentence_may_speak_of() -> None:
    assert of_another("Did the Aurelia carry boats?", "Captain Smith did not say so.", "The steamer Aurelia") == set()


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        ("How many workers were killed?", "Nobody was killed, but four workers were treated.", "Nobody was killed"),
        ("How many workers were killed?", "Nobody was killed but four were treated.", "Nobody was killed"),
        ("Who voted against it?", "On 3 May no one voted against it; three abstained.", "no one voted against it"),
        ("How many passengers died?", "No passenger died, but eleven were injured.", "No passenger died"),
        ("How many passengers died?", "It sank, and none of the passengers died.", "none of the passengers died"),
    ],
)
def test_of_none_it_is_true(question: str, text: str, said: str) -> None:
    assert [span.of(text) for span in of_none(question, text)] == [said]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many passengers were injured?", "No passenger died, but eleven were injured."),
        ("How many stations had fuel?", "In 1973, 20% of the stations had no fuel."),
        ("How many workers were not killed?", "Nobody was killed."),
        ("How many were injured?", "No more than ten were injured."),
        ("Who was No. 1 in 1990?", "No. 1 was Ann in 1990."),
        ("Who was injured?", "The blast, which killed nobody, injured Ann."),
        ("Who may enter the vault?", "No one may enter the vault except the director."),
        ("Who knows the code?", "Nobody knows the code but Anna Berg."),
        ("How many passengers died in the second crash?", "No passengers died at first, and 12 passengers died later."),
        ("Who won the Harlow Prize in 1901?", "Nobody won the Harlow Prize in 1900; Edda Lind won it in 1901."),
    ],
)
def test_of_some_it_may_be(question: str, text: str) -> None:
    assert list(of_none(question, text)) == []
