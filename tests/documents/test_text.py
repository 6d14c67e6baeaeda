"""Plain text: paragraphs in every habit of breaking lines, titles, headings, lists and tables."""

from __future__ import annotations

import pytest

from citeleaf.documents.text import parse
from documents.cases import shown

PROSE = "The mill was built in 1763 beside the river, and it ground the flour of four villages until the flood."
MORE = "Since then it has been a museum, and on Sundays in summer the great wheel turns again for the visitors."


def parsed(text: str) -> list[tuple[str, str]]:
    return shown(parse(text.encode()))


def test_a_short_first_line_that_stands_alone_is_the_title() -> None:
    draft = parse(f"The old mill\n\n{PROSE}".encode())
    assert draft.title == "The old mill"
    assert shown(draft) == [("title", "The old mill"), ("paragraph", PROSE)]


def test_prose_is_no_title() -> None:
    assert parse(f"{PROSE}\n\n{MORE}".encode()).title == ""


def test_a_short_line_over_prose_is_a_heading_and_a_fact_is_not() -> None:
    text = f"The old mill\n\n{PROSE}\n\nA museum\n\n{MORE}\n\nPrice: 4 euros\n\n{PROSE}"
    assert parsed(text) == [
        ("title", "The old mill"),
        ("paragraph", PROSE),
        ("heading 1", "A museum"),
        ("paragraph", MORE),
        ("paragraph", "Price: 4 euros"),  # a heading is never quoted: what states a fact must not be one
        ("paragraph", PROSE),
    ]


def test_lines_wrapped_at_a_width_are_one_paragraph() -> None:
    wrapped = (
        "The mill was built in 1763 beside the river, and it ground the flour of\n"
        "four villages until the flood of 1954. The miller, who had seen the\n"
        "water rise before, carried the ledgers upstairs in time.\n"
    )
    assert parsed(f"{wrapped}\n{wrapped}") == [("paragraph", wrapped.strip())] * 2


def test_one_paragraph_a_line() -> None:
    assert parsed(f"{PROSE}\n{MORE}\n{PROSE}") == [("paragraph", PROSE), ("paragraph", MORE), ("paragraph", PROSE)]


def test_short_lines_stand_for_themselves() -> None:
    assert parsed("Milk\nEggs\nBread") == [("paragraph", "Milk"), ("paragraph", "Eggs"), ("paragraph", "Bread")]


def test_list_items_with_their_continued_lines() -> None:
    assert parsed("- call the plumber\n  before Friday\n* pay\n1. first\n2) second\n\n• dot") == [
        ("list item", "- call the plumber\n  before Friday"),
        ("list item", "* pay"),
        ("list item", "1. first"),
        ("list item", "2) second"),
        ("list item", "• dot"),
    ]


def test_speech_after_a_dash_is_a_paragraph() -> None:
    assert parsed(f"— {PROSE}") == [("paragraph", f"— {PROSE}")]


def test_rows_of_a_table() -> None:
    assert parsed("Town\tRain\nParma\t120") == [("table", "Town\tRain"), ("table", "Parma\t120")]
    assert parsed("| a | b |\n| 1 | 2 |") == [("table", "| a | b |"), ("table", "| 1 | 2 |")]


@pytest.mark.parametrize("line", ["a" * 300_000, "1" * 300_000, "[1]" * 100_000, "a@" * 150_000, "+1 " * 100_000])
def test_a_huge_line_is_read_in_time_that_grows_with_it_alone(line: str) -> None:
    # With one pattern that backtracks over the whole line, this would take hours and not a moment.
    draft = parse(line.encode())
    assert "".join(block.span.of(draft.text) for block in draft.blocks).strip() == line.strip()
