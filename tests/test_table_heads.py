"""Which first rows are heads, by what stands below them."""

from __future__ import annotations

import pytest

from citeleaf.sentences import sentences
from citeleaf.table_heads import column_names


def names(*rows: str) -> list[str]:
    text = "\n\n".join(row.replace(" | ", "\t") for row in rows)
    return column_names(text, sentences(text))


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("Day | Opens | Closes", ["Monday | 7:00 | 19:00"]),
        ("Pollutant | Limit | Highest value 2021", ["Ozone | 180 | 171", "Fine dust | 50 | 88"]),
        ("Item | 1st quarter | 2nd quarter | Total", ["Paper | 12 | 9 | 21", "Ink | 3 | 4.5 | "]),
        ("Goods | Q1 | Q2 | Weight", ["Paper | 12 | - | 3 kg", "Ink | 3 | 4 | 0.5 kg"]),
        ("District | 2019 | 2020 | 2021", ["Harbour | 4120 | 4388 | 4502"]),
        (
            "District | 2021 | 2020 | Change",
            ["Harbour | 1998 | 940 | 1058", "Moss | 87 | 12 | 75"],
        ),
        ("School | 2019/20 | 2020/21", ["North | 310 | 305"]),
        ("Town | 2000 | 2010 | 2020", ["Parma | 12 | 15 | 16"]),
        ("Prize | Winner 2021 | Winner 2022", ["Peace | Ann Lee | Ole Lund", "Physics | Mia Roth | K. Moss"]),
        ("Year | Budget", ["2019 | 96000", "2020 | 121500"]),
    ],
)
def test_words_over_numbers_and_years_over_counts_are_a_head(head: str, rows: list[str]) -> None:
    assert names(head, *rows) == head.split(" | ")


@pytest.mark.parametrize(
    "rows",
    [
        ["2019 | 96000", "2020 | 121500"],
        ["2019 | December | 9120 | 7.8 | 31 | 0", "2020 | January | 8744 | 7.1 | 31 | 2"],
        ["2019 | spring | Lorvane", "2020 | autumn | Moss"],
        ["Founded | 1969", "Founder | Ann Lee", "Seat | Bonn"],
        ["Capital | Rome", "Inhabitants | 59000000"],  # a fact and its name
        ["Wednesday | 8:00 | 19:00 | all", "Thursday | 8:00 | 19:00 | sauna closed"],
        ["A1 | 12 m | none | Tiller Ltd", "A2 | 15 m | 415 | K. Moss"],
        ["Room 12 | Ann Lee | free", "Hall 3 | Ole Lund | 4490"],
        ["Anna | 2018 | 2020", "Ole | 2017 | 2019"],  # from which year to which
        ["Harbour | 1950 | 2002", "Moss | 871 | 799", "Hill | 2320 | 2411"],  # counts that look like years
        ["Fair of 2019 | Ann Lee | Parma", "Fair of 2020 | Ole Lund | Rome"],
        ["2019 | 2020 | 2021", "4120 | 4388"],  # nothing stands below
    ],
)
def test_a_row_like_those_below_it_is_none(rows: list[str]) -> None:
    assert names(*rows) == []


def test_an_empty_corner_over_years_is_lost() -> None:
    assert names("2019 | 2020", "Harbour | 4120 | 4388", "Moss | 12 | 9") == ["", "2019", "2020"]
    assert names("2019 | 2020", "1 | 4120 | 4388", "2 | 12 | 9") == []


def test_the_line_of_dashes_tells_a_head_whatever_it_holds() -> None:
    text = "| 1 | 2 |\n|---|---|\n| 3 | 4 |"
    assert column_names(text, sentences(text)) == ["1", "2"]
