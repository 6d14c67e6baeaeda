"""What says the same, and what only looks alike."""

from __future__ import annotations

import pytest

from citeleaf.copies import COPIED, SHINGLE, agree, holds, is_copy, is_version

REPORT = "The ministers met in Dushanbe on Friday and agreed to guard the long border together from next year on."


@pytest.mark.parametrize(
    ("one", "other"),
    [("The CSTO", "csto"), ("1,125 km", "1125 km."), ("three", "three stages"), ("in November 2024", "November 2024")],
)
def test_answers_agree(one: str, other: str) -> None:
    assert agree(one, other)
    assert agree(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("1125 km", "921 km"), ("north", "northern"), ("a", "the river"), ("", "river"), ("...", "...")]
)
def test_answers_differ(one: str, other: str) -> None:
    assert not agree(one, other)
    assert not agree(other, one)


def test_a_text_holds_whole_words_only() -> None:
    assert holds("They met in Dushanbe.", "dushanbe")
    assert not holds("They met in Dushanbe.", "Dush")


@pytest.mark.parametrize(
    "copy",
    [
        REPORT,
        REPORT.upper(),
        f"Breaking news: {REPORT} More follows.",
        REPORT.replace("met", "gathered"),
        REPORT.replace("Dushanbe", "Dushanbé").replace("together ", ""),
    ],
    ids=["itself", "its capitals", "within more", "one word changed", "two edits"],
)
def test_a_copy_with_small_edits_is_one(copy: str) -> None:
    assert is_copy(REPORT, copy)
    assert is_copy(copy, REPORT)


@pytest.mark.parametrize(
    "other",
    [
        "On Friday, Dushanbe saw a meeting of ministers; a common guard of the border was agreed.",
        "The ministers met in Dushanbe.  They said nothing of any border, and went home early on Saturday morning.",
        "",
    ],
    ids=["the same in other words", "the same beginning", "nothing"],
)
def test_other_words_are_no_copy(other: str) -> None:
    assert not is_copy(REPORT, other)


def test_the_share_that_makes_a_copy() -> None:
    # ten words have 10 - 3 + 1 = 8 runs of three, and a change of the last words spoils as many as words are changed:
    # 5/8 = .625 are left after three, and 4/8 = .5 after four
    assert (SHINGLE, COPIED) == (3, 0.6)
    words = "one two three four five six seven eight nine ten"
    assert is_copy(words, "one two three four five six seven x y z")
    assert not is_copy(words, "one two three four five six w x y z")


def test_a_copy_with_another_number_says_something_else() -> None:
    template = "The river rises in the mountains, is {} km long and flows into the sea beside the old harbour."
    assert not is_copy(template.format(1125), template.format(921))
    assert is_copy(template.format(1125), template.format("1,125"))


@pytest.mark.parametrize("denial", ["was not", "wasn't", "wasn’t", "was never", "was by nobody"])
def test_a_copy_that_denies_says_something_else(denial: str) -> None:
    said = "The old bridge over the river was closed for repairs by the council in the spring of last year."
    assert not is_copy(said, said.replace("was", denial))


@pytest.mark.parametrize(
    ("other", "version"),
    [
        ("The works shall be completed no later than 31 December 2020.", True),
        ("The works shall not be completed later than 30 June 2021.", False),  # two edits in ten words are too many
        ("Completed works are paid for within 30 days.", False),
        ("", False),
    ],
)
def test_a_text_with_other_numbers_is_another_version_and_no_copy(other: str, version: bool) -> None:
    text = "The works shall be completed no later than 30 June 2021."
    assert is_version(text, other) is is_version(other, text) is version
    assert not is_copy(text, other)
