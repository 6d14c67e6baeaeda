"""What makes an answer more or less certain."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from citeleaf.confidence import Calibration, gather
from citeleaf.errors import ModelError
from citeleaf.models import weights
from citeleaf.types import Evidence, Finding, Policy, Scores, Term
from support import every_policy, make_finding, make_passage, make_query

PASSAGE = make_passage("The river is long.")


def finding(reader: float, similarity: float = 0.5, cover: float = 0.5, words: str = "long") -> Finding:
    return replace(make_finding(PASSAGE, words), scores=Scores(reader, similarity, cover))


def gathered(*findings: Finding, question: str = "How long?", terms: tuple[Term, ...] = ()) -> Evidence:
    return gather(make_query(question, *terms), findings)


class TestGather:
    def test_is_of_the_best_finding_and_its_lead(self) -> None:
        evidence = gathered(finding(1.5, 0.7, 0.2), finding(1.25, 0.9, 0.9, "river"), finding(0.1))
        # margin 1.5 - 1.25 = 0.25
        assert (evidence.similarity, evidence.cover, evidence.margin) == (0.7, 0.2, 0.25)

    def test_the_same_words_in_a_second_place_take_nothing_from_the_lead(self) -> None:
        assert gathered(finding(1.5), finding(1.5), finding(1.25, words="river")).margin == 0.25

    def test_a_single_finding_leads_by_all_it_has(self) -> None:
        assert gathered(finding(1.5)).margin == 1.5

    def test_belief_in_other_words_of_the_quote_and_in_the_same_elsewhere_is_shared(self) -> None:
        best = make_finding(PASSAGE, "The river is long.", answer="long", reader=0.5)
        beside = make_finding(PASSAGE, "The river is long.", answer="river", reader=0.125)
        elsewhere = make_finding(make_passage("It is Long.", path="b.txt"), "It is Long.", answer="Long", reader=0.25)
        other = make_finding(make_passage("It is short.", path="c.txt"), "It is short.", answer="short", reader=0.125)
        # 0.5 + 0.125 within the quote, and 0.25 that says the same: all but the last 0.125
        assert gathered(best, beside, elsewhere, other).share == pytest.approx(math.log(0.875))

    def test_the_answers_length_is_counted_in_words(self) -> None:
        assert gathered(make_finding(PASSAGE, "river is")).length == pytest.approx(math.log(1 + 2))

    def test_the_lead_is_over_the_best_of_the_other_passages(self) -> None:
        found = [make_finding(make_passage("It is long.", path=path), "It is long.") for path in ("a.txt", "b.txt")]
        here, there = (
            replace(each, hit=replace(each.hit, score=score)) for each, score in zip(found, (0.5, 0.75), strict=True)
        )
        assert gathered(here, there).lead == -0.25
        assert gathered(here, here).lead == 0.5

    def test_what_the_question_says_and_the_quote_does_not_is_told(self) -> None:
        terms = (Term("Elbe", 1.0, known=False), Term("Saxony", 1.0))
        evidence = gathered(finding(1.0), question="Is the Elbe in Saxony not 1,094 km long?", terms=terms)
        assert (evidence.numbers, evidence.names, evidence.absent) == (1, 2, 1)
        assert evidence.undenied == 1
        assert evidence.opposite == evidence.denied == 0
        assert gathered(make_finding(PASSAGE, "The river is long."), question="Is it short?").opposite == 1

    @pytest.mark.parametrize(("question", "explains"), [("Why is it long?", 1), ("Who measured it?", 0)])
    def test_reasons_are_told_from_facts(self, question: str, explains: int) -> None:
        assert gathered(finding(1.0), question=question).explains == explains


class TestCalibration:
    CALIBRATION = Calibration(-1.0, Evidence(similarity=2.0, cover=1.0, margin=4.0), thresholds=every_policy(0.5))

    def test_is_a_logistic_regression(self) -> None:
        # -1 + 2 · 0.25 + 1 · 0.25 + 4 · 0 = -0.25, and 1 / (1 + e^0.25) = 1 / 2.284025 = 0.437823
        assert self.CALIBRATION.confidence(Evidence(0.25, 0.25, 0.0)) == pytest.approx(0.437823, abs=1e-6)

    def test_is_one_half_where_all_evidence_balances(self) -> None:
        # -1 + 2 · 0.5 = 0
        assert self.CALIBRATION.confidence(Evidence(0.5, 0.0, 0.0)) == 0.5

    @pytest.mark.parametrize("kind", ["similarity", "cover", "margin"])
    def test_moves_as_the_sign_of_each_weight_says(self, kind: str) -> None:
        some = Evidence(0.5, 0.5, 0.5)
        more = replace(some, **{kind: 0.6})
        gained = self.CALIBRATION.confidence(more) - self.CALIBRATION.confidence(some)
        assert gained * getattr(self.CALIBRATION.weights, kind) > 0


class TestBundled:
    def test_what_the_quote_does_not_bear_out_speaks_against_it(self) -> None:
        weights = Calibration.bundled("span_reader").weights
        doubts = (weights.numbers, weights.names, weights.absent, weights.opposite, weights.undenied, weights.denied)
        assert max(doubts) < 0

    @pytest.mark.parametrize("reader", ["span_reader", "sentence_reader"])
    def test_holds(self, reader: str) -> None:
        calibration = Calibration.bundled(reader)
        asked = [calibration.thresholds[policy] for policy in (Policy.OPEN, Policy.BALANCED, Policy.CAREFUL)]
        assert 0 < asked[0] < asked[1] < asked[2] <= 1
        good = Evidence(0.9, 1.0, 0.5, weakest=0.7, alone=9.0)
        poor = Evidence(0.1, share=-3.0, alone=-9.0)
        assert 0 < calibration.confidence(poor) < asked[0]
        assert asked[1] < calibration.confidence(good) < 1

    @pytest.mark.parametrize(
        "content",
        [
            "",
            "{",
            "[]",
            "null",
            "\ufffd{}",
            '{"intercept": 0, "thresholds": {"careful": 1, "balanced": 1, "open": 1}}',
            '{"intercept": 0, "weights": {}, "thresholds": {"careful": 1, "balanced": 1}}',
            '{"intercept": null, "weights": {}, "thresholds": {"careful": 1, "balanced": 1, "open": 1}}',
            '{"intercept": "x", "weights": {}, "thresholds": {"careful": 1, "balanced": 1, "open": 1}}',
            '{"intercept": 0, "weights": {"no such kind": 1}, "thresholds": {"careful": 1, "balanced": 1, "open": 1}}',
            '{"weights": {}, "thresholds": {"careful": 1, "balanced": 1, "open": 1}}',
        ],
    )
    def test_says_so_where_it_is_damaged(self, content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "damaged.json").write_text(content)
        monkeypatch.setattr(weights, "files", lambda package: tmp_path)
        with pytest.raises(ModelError, match=r"damaged\.json cannot be read: .*Install Citeleaf again\."):
            Calibration.bundled("damaged")

    def test_says_so_where_it_is_missing(self) -> None:
        with pytest.raises(ModelError, match=r"no_such_reader\.json cannot be read"):
            Calibration.bundled("no_such_reader")
