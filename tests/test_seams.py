"""What no answer goes across."""

from __future__ import annotations

import pytest

from citeleaf.echoes import Asked
from citeleaf.seams import paragraph_ends, seams


def found(text: str, question: str = "How high is the penalty per day?") -> list[str]:
    return [part.of(text).strip() for part in seams(Asked.by(question), text)]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("4.2 For each day the Operator pays.", ["4.2"]),
        ("It ends.\n4.2 For each day the Operator pays.", ["4.2"]),
        ("Terms\n\n§ 5.1 Die Strafe", ["§ 5.1"]),
        ("(3) The Operator pays.", ["(3)"]),
        ("1. Anna\n2. Bob", ["1.", "2."]),
        ("- Tobias (Mayor)\n- Ruth", ["-", "-"]),
        ("The alarm came at 02:14. 63 men were sent.", ["."]),
    ],
)
def test_marks_of_clauses_and_items_and_the_ends_of_sentences_are(text: str, marks: list[str]) -> None:
    assert found(text) == marks


@pytest.mark.parametrize(
    "text",
    [
        "4.2 million people came.",
        "They paid\n4.2 Millionen Kronen.",  # a line that was wrapped
        "14. September 2023",
        "63 firefighters came.",
        "a well-known - and old - bridge",
        "am 3. 12. 2020",
        "Version 2.5 Beta",
        "1.5 Million people live in Alderton.",
        "Memory needed:\n\n3.5 GB of RAM",
        "Processor:\n\n2.4 GHz",
        "its seat moved in the year\n640. Nobody knows why",
        "its members rose to\n20. The guild grew",
        "– 40 to 60 °C",
        "- 12 degrees",
    ],
)
def test_amounts_and_dates_are_not(text: str) -> None:
    assert found(text) == []


def test_the_number_of_a_clause_answers_which_clause() -> None:
    assert found("4.2 For each day the Operator pays.", "Which clause speaks of a penalty?") == []


def test_paragraphs_end_at_empty_lines() -> None:
    text = "One.\n\nTwo,\nstill two.\n \nThree."
    assert list(paragraph_ends(text)) == [4, 21]
