"""What short forms stand for, as the passages say, and only where a question needs it."""

from __future__ import annotations

import pytest

from citeleaf.abbreviations import forms
from citeleaf.types import Form

CSTO = Form("CSTO", ("Collective", "Security", "Treaty", "Organization"))


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("The Collective Security Treaty Organization (CSTO) met.", "Collective Security Treaty Organization"),
        ("It met. CSTO (Collective Security Treaty Organization) said so.", "Collective Security Treaty Organization"),
        ("the North Atlantic Treaty Organisation (NATO; founded 1949)", "North Atlantic Treaty Organisation"),
        ("funded by the Department of Defense (DoD)", "Department of Defense"),
        ("hidden Markov models (HMMs) are trained", "hidden Markov models"),
        ("the polymerase chain reaction (PCR)", "polymerase chain reaction"),
    ],
)
def test_a_form_is_what_the_passage_explains_it_as(text: str, long: str) -> None:
    short = next(each for each in ("CSTO", "NATO", "DoD", "HMMs", "PCR") if each in text)
    assert forms(f"Who leads {short}?", [text]) == (Form(short, tuple(long.split())),)


@pytest.mark.parametrize(
    "text",
    [
        "The meeting (Oslo) was long.",  # one capital: no short form
        "Everybody agreed at last (WHO asked?).",
        "The Treaty Organization (CSTO) met.",  # its letters are not in these words
        "A xylophone was played (CSTO).",
        "CSTO (founded in 2002) met.",
        "(CSTO)",
    ],
)
def test_what_stands_in_parentheses_need_not_be_a_form(text: str) -> None:
    assert forms("Who leads the CSTO, and who is asked?", [text]) == ()


DEFINED = "The Collective Security Treaty Organization (CSTO) met in Astana."


@pytest.mark.parametrize(
    "question",
    [
        "Who leads the CSTO?",
        "who leads the csto?",
        "Who leads the Collective Security Treaty Organization?",
        "Who leads collective security treaty organizations?",
    ],
)
def test_it_is_found_from_either_side(question: str) -> None:
    assert forms(question, ["It rained (a lot).", DEFINED, DEFINED]) == (CSTO,)


@pytest.mark.parametrize(
    "question",
    [
        "What is the CSTO, the Collective Security Treaty Organization?",  # it says both itself
        "Who leads the collective?",
        "Which treaty is about the security of an organization?",
    ],
)
def test_a_question_that_needs_none_is_given_none(question: str) -> None:
    assert forms(question, [DEFINED]) == ()


def test_the_first_passage_that_explains_it_decides() -> None:
    cash = "An automated teller machine (ATM) was robbed."
    network = "Asynchronous transfer mode (ATM) is old."
    assert [form.long[0] for form in forms("How old is ATM?", [network, cash])] == ["Asynchronous"]
