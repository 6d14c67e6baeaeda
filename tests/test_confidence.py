"""What makes an answer more or less certain."""

from __future__ import annotations

from dataclasses import astuple, fields, replace
from pathlib import Path

import pytest

from citeleaf import confidence
from citeleaf.confidence import Calibration, gather
from citeleaf.errors import ModelError
from citeleaf.types import Evidence, Finding, Scores
from support import make_finding, make_passage

WEIGHTS = '{"similarity": 1, "cover": 1, "margin": 1}'
PASSAGE = make_passage("The river is long.")


def finding(reader: float, similarity: float = 0.5, cover: float = 0.5, words: str = "long") -> Finding:
    return replace(make_finding(PASSAGE, words), scores=Scores(reader, similarity, cover))


class TestGather:
    def test_is_of_the_best_finding_and_its_lead(self) -> None:
        evidence = gather([finding(1.5, 0.7, 0.2), finding(1.25, 0.9, 0.9, "river"), finding(0.1)])
        # margin 1.5 - 1.25 = 0.25
        assert evidence == Evidence(similarity=0.7, cover=0.2, margin=0.25)

    def test_the_same_words_in_a_second_place_take_nothing_from_the_lead(self) -> None:
        assert gather([finding(1.5), finding(1.5), finding(1.25, words="river")]).margin == 0.25

    def test_a_single_finding_leads_by_all_it_has(self) -> None:
        assert gather([finding(1.5)]).margin == 1.5


class TestCalibration:
    CALIBRATION = Calibration(-1.0, Evidence(similarity=2.0, cover=1.0, margin=4.0), threshold=0.5)

    def test_is_a_logistic_regression(self) -> None:
        # -1 + 2 · 0.25 + 1 · 0.25 + 4 · 0 = -0.25, and 1 / (1 + e^0.25) = 1 / 2.284025 = 0.437823
        assert self.CALIBRATION.confidence(Evidence(0.25, 0.25, 0.0)) == pytest.approx(0.437823, abs=1e-6)

    def test_is_one_half_where_all_evidence_balances(self) -> None:
        # -1 + 2 · 0.5 = 0
        assert self.CALIBRATION.confidence(Evidence(0.5, 0.0, 0.0)) == 0.5

    @pytest.mark.parametrize("kind", [field.name for field in fields(Evidence)])
    def test_moves_as_the_sign_of_each_weight_says(self, kind: str) -> None:
        some = Evidence(0.5, 0.5, 0.5)
        more = replace(some, **{kind: 0.6})
        gained = self.CALIBRATION.confidence(more) - self.CALIBRATION.confidence(some)
        assert gained * getattr(self.CALIBRATION.weights, kind) > 0


class TestBundled:
    def test_never_falls_when_the_evidence_grows(self) -> None:
        assert min(astuple(Calibration.bundled().weights)) >= 0

    def test_holds(self) -> None:
        calibration = Calibration.bundled()
        assert 0 < calibration.threshold < 1
        good = calibration.confidence(Evidence(similarity=0.9, cover=1.0, margin=0.5))
        poor = calibration.confidence(Evidence(similarity=0.1, cover=0.0, margin=0.0))
        assert 0 < poor < calibration.threshold < good < 1

    @pytest.mark.parametrize(
        "content",
        [
            "",
            "{",
            "[]",
            "null",
            "\ufffd{}",
            '{"intercept": 0, "threshold": 0.5}',
            '{"intercept": 0, "threshold": 0.5, "weights": {"similarity": 1}}',
            f'{{"intercept": null, "threshold": 0.5, "weights": {WEIGHTS}}}',
            f'{{"intercept": "x", "threshold": 0.5, "weights": {WEIGHTS}}}',
            f'{{"intercept": 0, "weights": {WEIGHTS}}}',
        ],
    )
    def test_says_so_where_it_is_damaged(self, content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "damaged.json").write_text(content)
        monkeypatch.setattr(confidence, "files", lambda package: tmp_path)
        with pytest.raises(ModelError, match=r"damaged\.json cannot be read: .*Install Citeleaf again\."):
            Calibration.bundled("damaged")

    def test_says_so_where_it_is_missing(self) -> None:
        with pytest.raises(ModelError, match=r"no_such_reader\.json cannot be read"):
            Calibration.bundled("no_such_reader")
