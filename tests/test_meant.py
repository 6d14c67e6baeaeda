"""Which cells of a table a question means."""

from __future__ import annotations

import pytest

from citeleaf.echoes import Asked
from citeleaf.meant import unmeant
from citeleaf.sentences import sentences
from citeleaf.tables import cells

BERTHS = """\
| Berth | Length max. (m) | Fee (euros) | Owner |
|---|---|---|---|
| A1 | 12 | 340 | Tiller Ltd |
| A2 | 15 | 415 | K. Moss |
| B1 | 22 | 680 | City of Lorvane |
"""
AIR = """\
Pollutant\tLimit\tHighest value 2021\tDays above limit

Nitrogen oxides\t120\t164\t12

Ozone\t180\t171\t0"""
HOURS = "Day\tOpens\tCloses\n\nMonday\t7:00\t19:00\n\nSaturday\t9:30\t17:45"
EVERY = ["A1", "12", "340", "Tiller Ltd", "A2", "15", "415", "K. Moss", "B1", "22", "680", "City of Lorvane"]


def meant(question: str, text: str) -> list[str]:
    """The cells below the head that are left."""
    table = sentences(text)
    closed = list(unmeant(Asked.by(question), text, table))
    left = [cell for row in table[1:] for cell in cells(text, row) if not any(map(cell.overlaps, closed))]
    return [cell.of(text) for cell in left]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the fee for berth A1?", ["340"]),
        ("What is the maximum length at berth A2?", ["15"]),  # "Length"; "berth" is over a cell that the question says
        ("Who owns berth B1?", ["22", "680", "City of Lorvane"]),  # no head says "owns"
        ("Which berth belongs to K. Moss?", ["A2"]),
        ("Which berth costs 680 euros?", ["B1"]),
        ("What do berths A1 and B1 cost in euros?", ["340", "680"]),
        ("Is berth B1 the City of Lorvane's?", ["B1", "22", "680", "City of Lorvane"]),
        ("Who owns the berths?", EVERY),
        ("Who owns berth C7?", EVERY),
    ],
)
def test_rows_by_their_words_and_columns_by_their_heads(question: str, expected: list[str]) -> None:
    assert meant(question, BERTHS) == expected


def test_the_head_is_no_answer_where_a_row_is_meant() -> None:
    table = sentences(HOURS)
    assert table[0] in set(unmeant(Asked.by("When do the baths open on Saturday?"), HOURS, table))
    assert list(unmeant(Asked.by("When do the baths open?"), HOURS, table)) == []


def test_cells_with_tabs_between() -> None:
    assert meant("When do the baths open on Saturday?", HOURS) == ["9:30"]
    assert meant("When do the baths close on Monday?", HOURS) == ["19:00"]


def test_a_head_with_numbers_in_it() -> None:
    assert meant("What was the highest value of nitrogen oxides in 2021?", AIR) == ["164"]
    assert meant("On how many days was ozone above the limit?", AIR) == ["0"]


@pytest.mark.parametrize("head", ["District\t2019\t2020\t2021", "2019\t2020\t2021"])
def test_years_over_columns(head: str) -> None:
    text = f"{head}\n\nHarbour\t4120\t4388\t4502\n\nOld Town\t2871\t2799\t2754"
    assert meant("How many people lived in Old Town in 2020?", text) == ["2799"]
    assert meant("How many people lived at the Harbour in 2021?", text) == ["4502"]


def test_a_row_that_lacks_cells_does_not_keep_the_others_from_being_compared() -> None:
    text = "Pollutant\tLimit\tHighest value\n\nOzone\t180\t171\n\nAmmonia\t8"
    assert meant("What is the limit for ozone?", text) == ["180"]
    assert meant("What is the limit for ammonia?", text) == ["8"]


def test_a_row_that_lacks_cells_is_taken_as_it_is() -> None:
    assert meant("When do the baths open on Saturday?", HOURS.removesuffix("\t17:45")) == ["9:30"]


def test_a_word_of_all_rows_tells_nothing() -> None:
    text = "Berth\tState\n\nA1\tin service\n\nA2\tin service"
    assert meant("What is in service?", text) == ["A1", "in service", "A2", "in service"]


def test_lines_of_a_conversation_are_no_table() -> None:
    text = "DW\tWhom did Ann tell?\nPH\tThe director.\nDW\tWhen did she?\nPH\tIn May."
    assert meant("Whom did Ann tell?", text) == ["PH", "The director.", "DW", "When did she?", "PH", "In May."]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Founded\t1969\n\nFounder\tAnn Lee\n\nHeadquarters\tBonn", "When was the company of Ann Lee founded?"),
        ("Wednesday\t8:00\t19:00\tall\n\nThursday\t8:00\t19:00\tsauna closed", "When is the sauna open on Wednesday?"),
    ],
)
def test_where_the_first_row_is_no_head_every_cell_may_answer(text: str, question: str) -> None:
    assert not list(unmeant(Asked.by(question), text, sentences(text)))


def test_columns_that_may_be_shifted_are_not_compared() -> None:
    text = "Open\tClose\tPrice\n\nSunday\t10:15\t17:30\n\nMonday\t7:00\t19:00\t4 euros"
    assert meant("When do the baths close on Sunday?", text) == ["10:15", "17:30"]
