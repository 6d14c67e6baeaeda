"""Which lines are rows, and where their cells are."""

from __future__ import annotations

import pytest

from citeleaf.tables import cells, is_row, rows, tables, with_bars
from citeleaf.types import Span


@pytest.mark.parametrize(
    "line", ["| a | b |", "|a|", "  | a |\r", "> | a | b |", "a\tb", "a\t\tc", "K1\t40", "1.\ta\tb"]
)
def test_lines_between_bars_and_of_cells_with_tabs_between_are_rows(line: str) -> None:
    assert is_row(line)


@pytest.mark.parametrize(
    "line", ["", "|", "||", "a | b", "| a", "a", "\ta", "a\t", "1.\ta", "•\ta", "3.1\ta", "Ann:\ta", "a\tb\nc"]
)
def test_other_lines_are_none(line: str) -> None:
    assert not is_row(line)


def test_the_line_of_dashes_belongs_to_the_head() -> None:
    text = "Before\n| a | b |\n|---|:-:|\n| c | d |\n---\nAfter"
    assert [row.of(text) for row in rows(text, Span(0, len(text)))] == ["| a | b |\n|---|:-:|", "| c | d |\n---"]
    assert [row.of(text) for row in rows(text, Span(26, len(text) - 9))] == ["| c | d |"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("| a | b c |  |", ["a", "b c", ""]),
        ("|a \\| b|c|\n|-|-|", ["a \\| b", "c"]),
        ("a\t b \t\td", ["a", "b", "", "d"]),
        ("a | b\tc", ["a | b", "c"]),
        ("| a\tb |", ["a\tb"]),
    ],
)
def test_cells(row: str, expected: list[str]) -> None:
    text = f"x\n{row}"
    assert [cell.of(text) for cell in cells(text, Span(2, len(text)))] == expected


def test_a_reader_of_words_sees_where_cells_end() -> None:
    text = "1.\tPrices\n\nTown\tRain\t\nParma\t\t120\n\n| a\tb |"
    assert with_bars(text) == "1.\tPrices\n\nTown|Rain|\nParma||120\n\n| a|b |"
    assert with_bars("1.\ta") == "1.\ta"
    assert with_bars("a | b") == "a | b"


def test_a_table_is_rows_of_one_kind_that_follow_each_other() -> None:
    texts = ["Words.", "a\tb", "c\td", "| a |", "More.", "| a |", "| b |", "| c |"]
    assert list(tables(texts)) == [range(1, 3), range(5, 8)]
