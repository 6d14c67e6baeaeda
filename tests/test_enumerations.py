"""Names in a row with the one that was found."""

from __future__ import annotations

import pytest

from citeleaf.enumerations import enumerated
from citeleaf.types import Span


@pytest.mark.parametrize(
    ("text", "answer", "row"),
    [
        ("The members were Ann Lee, Bea and Cleo.", "Bea", "Ann Lee, Bea and Cleo"),
        ("The members were Ann Lee, Bea and Cleo.", "Ann Lee", "Ann Lee, Bea and Cleo"),
        ("The members were Ann Lee, Bea, and Cleo.", "Cleo", "Ann Lee, Bea, and Cleo"),
        ("Present: Ludwig van Beethoven; Carl of Weimar; Bea.", "Bea", "Ludwig van Beethoven; Carl of Weimar; Bea"),
        ("Those with a key were me, Orme and Achterberg.", "me, Orme", "me, Orme and Achterberg"),
        ("It went to Ann and Bea left early.", "Ann", "Ann and Bea"),
        ("She met Ann, who knew Bea and Cleo.", "Ann", "Ann"),
        ("It holds bread, milk and cheese.", "milk", "milk"),  # no names: where the row ends, only meaning tells
        ("It was Ann. Bea came.", "Ann", "Ann"),
        ("It was Ann (Bea, Cleo).", "Ann", "Ann"),
        ("Ann, then and now.", "Ann", "Ann"),
        ("In 1979, Ann and", "Ann", "Ann"),
        ("Board\tthose on it are Ann, Bea\tUlm", "Ann", "Ann, Bea"),  # a cell's end
        ("Who came: Ann,\nBea\n\nHarbour news", "Ann", "Ann,\nBea"),  # a paragraph's
    ],
)
def test_the_names_before_and_behind_belong_to_it(text: str, answer: str, row: str) -> None:
    start = text.index(answer)
    assert enumerated(text, Span(start, start + len(answer)), Span(0, len(text))).of(text) == row


def test_a_row_ends_with_its_sentence() -> None:
    text = "Ann, Bea, Cleo"
    assert enumerated(text, Span(0, 3), Span(0, 8)).of(text) == "Ann, Bea"


def test_an_answer_without_a_word_stays_as_it_is() -> None:
    assert enumerated("– , –", Span(0, 1), Span(0, 5)) == Span(0, 1)
