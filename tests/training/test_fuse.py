"""The fit of the ranking's weights, on questions for which it is known what answers them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from citeleaf.fusion import Fusion
from citeleaf.training import fuse
from citeleaf.training.fuse import Asked, Asking, by_ranks, first_right, fit, report
from citeleaf.types import Hit, Match
from support import make_passage


def found(*matches: Match, right: int = 0) -> Asked:
    """What was found for a question, in the order of the dense half; the passage numbered ``right`` answers it."""
    hits = tuple(
        Hit(make_passage("x", path=f"{rank:02}.txt"), 0.5, rank, None, match) for rank, match in enumerate(matches, 1)
    )
    return Asked(hits, tuple(number == right for number in range(len(matches))))


class TestFit:
    def test_weighs_what_tells_the_answering_passage_from_the_others(self) -> None:
        # Where the passage that answers holds more of the words each time, and meaning is against it half of the time.
        asked = [found(Match(meaning=n % 2, cover=0.9), Match(meaning=1 - n % 2, cover=0.1)) for n in range(10)]
        weights = fit([asked])
        assert weights.cover > 1
        assert weights.meaning == pytest.approx(0, abs=0.01)

    def test_is_the_probability_that_was_seen(self) -> None:
        # Of two passages that differ by 1 in cover, the one with more answers 3 times in 4: its log odds are
        # ln 3 = 1.0986, from which the penalty of 0.001 takes 0.001 · 2 · 1.0986 / (3/4 · 1/4) = 0.012.
        more, less = Match(cover=1), Match()
        weights = fit([[found(more, less), found(more, less), found(more, less), found(more, less, right=1)]])
        assert weights.cover == pytest.approx(1.0986 - 0.0117, abs=0.002)

    def test_no_weight_is_negative(self) -> None:
        weights = fit([[found(Match(names=0.0, cover=1), Match(names=1.0, cover=0))]])
        assert weights.names == 0

    def test_every_set_counts_the_same_however_many_questions_it_has(self) -> None:
        # A hundred questions speak for cover, one against it: together they cancel out.
        more, less = Match(cover=1), Match()
        weights = fit([[found(more, less)] * 100, [found(more, less, right=1)]])
        assert weights.cover == pytest.approx(0, abs=1e-3)

    def test_questions_that_tell_nothing_are_left_out(self) -> None:
        # none of what was found answers the one, all of it the other
        telling = found(Match(cover=1), Match())
        nothing, everything = found(Match(names=1), right=9), found(Match(names=1))
        assert fit([[telling, nothing, everything]]) == fit([[telling]])


class TestFirstRight:
    ASKED = found(Match(cover=0.2), Match(cover=0.9), Match(cover=0.5), right=2)

    def test_is_a_rank_by_the_given_score(self) -> None:
        assert first_right(self.ASKED, lambda hit: hit.match.cover) == 2
        assert first_right(self.ASKED, by_ranks) == 3

    def test_is_none_where_nothing_answers(self) -> None:
        assert first_right(found(Match(), right=5), by_ranks) is None

    def test_ties_go_by_path_whatever_order_they_come_in(self) -> None:
        turned = Asked(self.ASKED.hits[::-1], self.ASKED.right[::-1])
        assert first_right(turned, lambda hit: 0.0) == 3


def test_the_report_measures_each_set_also_by_a_fit_to_the_others() -> None:
    one = Asking("one", (found(Match(), Match(cover=1), right=1),))
    other = Asking("other", (found(Match(), Match(names=1), right=1),))
    lines = [line.split() for line in report([one, other], [], Match(cover=1, names=1))]
    # "one" by ranks: second, so not among the first 1, but among the first 5; fitted: first.
    # A fit to "other" knows names alone: all tie, and the wrong one comes first by its path.
    assert [line[:-8] + line[-8:-6] for line in lines[1:4]] == [
        ["one", "ranks", "0.000", "1.000"],
        ["one", "fitted", "1.000", "1.000"],
        ["one", "fitted", "to", "the", "others", "0.000", "1.000"],
    ]
    assert len(lines) == 1 + 2 * 3


def test_the_command_writes_weights_that_a_search_can_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asking = Asking("set/questions.jsonl", (found(Match(cover=1), Match()),))
    monkeypatch.setattr(fuse, "ask", lambda questions, corpus: asking)
    assert fuse.main([str(tmp_path / "fusion.json"), "questions.jsonl:corpus"]) == 0
    written = json.loads((tmp_path / "fusion.json").read_text())
    assert Fusion(Match(**written["weights"])).score(Match(cover=1)) == pytest.approx(1)
    assert written["fitted_on"] == [{"questions": "set/questions.jsonl", "asked": 1}]
