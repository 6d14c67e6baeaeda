"""A confidence in words, and what is told of it."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from citeleaf.levels import LEVELS, Level, level_of, levels, told_apart
from citeleaf.metrics import Prediction
from citeleaf.training.levels import counted, main


def test_the_installed_levels_run_down_to_nothing_and_were_measured() -> None:
    found = levels()
    assert all(one.least > other.least for one, other in pairwise(found))
    assert found[-1].least == 0
    assert all(level.asked >= 10 for level in found)
    shares = [level.right / level.asked for level in found]
    assert shares == sorted(shares, reverse=True)  # a surer word was right more often


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (1.0, "Very likely"),
        (0.8, "Very likely"),
        (0.79, "Likely"),
        (0.4, "Possible"),
        (0.39, "Doubtful"),
        (0, "Doubtful"),
    ],
)
def test_a_level_begins_with_its_least(confidence: float, words: str) -> None:
    assert level_of(confidence, LEVELS).words == words


@pytest.mark.parametrize(
    ("asked", "right", "percent"),
    [(50, 44, 90), (40, 14, 35), (164, 90, 55), (143, 66, 45), (9, 9, None), (10, 10, 100)],
)
def test_so_many_of_a_hundred(asked: int, right: int, percent: int | None) -> None:
    # 44 of 50 is .88, 14 of 40 .35, 90 of 164 .549, 66 of 143 .462; and 9 are too few
    assert Level("x", 0.5, asked, right).percent == percent


class TestToldApart:
    def test_levels_of_which_the_same_would_be_told_are_one_by_the_lower_words(self) -> None:
        likely, possible = Level("Likely", 0.6, 100, 54), Level("Possible", 0.4, 100, 53)  # both about 55 %
        top, bottom = Level("Very likely", 0.8, 100, 80), Level("Doubtful", 0.0, 100, 15)
        assert told_apart([top, likely, possible, bottom]) == (top, Level("Possible", 0.4, 200, 107), bottom)

    def test_so_are_those_of_which_the_surer_was_right_less_often(self) -> None:
        # .40 and .60 are one at .50, which is no less than the .50 above it
        found = [Level("a", 0.8, 100, 50), Level("b", 0.6, 100, 40), Level("c", 0.0, 100, 60)]
        assert told_apart(found) == (Level("c", 0.0, 300, 150),)

    def test_levels_that_differ_or_were_not_measured_stay(self) -> None:
        found = (Level("a", 0.8, 100, 60), Level("b", 0.6, 100, 50), Level("c", 0.4, 9, 9), Level("d", 0.0, 100, 50))
        assert told_apart(found) == found
        assert told_apart(LEVELS) == LEVELS

    def test_the_words_are_those_that_were_earned(self) -> None:
        likely, possible = Level("Likely", 0.6, 100, 54), Level("Possible", 0.4, 100, 45)
        top, bottom = Level("Very likely", 0.8, 100, 70), Level("Doubtful", 0.0, 100, 15)
        assert told_apart([top, likely, possible, bottom]) == (
            Level("Likely", 0.8, 100, 70),
            Level("Possible", 0.4, 200, 99),
            bottom,
        )

    def test_no_two_of_the_installed_ones_are_told_alike(self) -> None:
        told = [level.share for level in levels()]
        assert len(set(told)) == len(told)


def test_more_cannot_be_right_than_were_asked() -> None:
    with pytest.raises(ValueError, match="no more are right"):
        Level("x", 0.5, 3, 4)


def test_counting() -> None:
    found = counted([Prediction(0.9, True), Prediction(0.85, False), Prediction(0.5, True), Prediction(0.0, False)])
    assert [(level.asked, level.right) for level in found] == [(2, 1), (0, 0), (1, 1), (1, 0)]


def test_the_command_counts_the_rows_of_an_evaluation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"confidence": 0.9, "right": True, "path": "a.txt"},
        {"confidence": 0.1, "right": False, "path": "b.txt"},
        {"confidence": 0.0, "right": False, "path": None},  # there was no candidate at all
    ]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert main([str(tmp_path / "levels.json"), str(tmp_path / "rows.jsonl")]) == 0
    written = json.loads((tmp_path / "levels.json").read_text(encoding="utf-8"))
    assert [level["asked"] for level in written["levels"]] == [1, 0, 0, 1]
    assert written["measured_on"] == [{"questions": "rows", "asked": 2}]
    assert "Very likely: 1 of 1" in capsys.readouterr().out
