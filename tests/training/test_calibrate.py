"""The fits of belief and confidence, on cases whose outcome is known."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from citeleaf.confidence import Calibration, gather
from citeleaf.metrics import Prediction
from citeleaf.models import weights
from citeleaf.models.span_reader import Belief, believed
from citeleaf.training import calibrate
from citeleaf.training.calibrate import Case, Cases, fit_belief, fit_confidence, reordered, report, thresholds
from citeleaf.types import Finding, Hit, Policy, Scores
from support import every_policy, make_finding, make_passage, make_query


def finding(span: float, search: float, words: str = "long", path: str = "a.txt") -> Finding:
    passage = make_passage("The river is long.", path=path)
    hit = Hit(passage, search, 1, None)
    return replace(make_finding(passage, words), hit=hit, scores=Scores(0.0, 0.0, 0.0, span=span))


def case(*findings: Finding, right: int | None) -> Case:
    """What was found for a question, where the finding numbered ``right`` answers, or none."""
    return Case(make_query("How long?"), findings, tuple(at == right for at in range(len(findings))))


def test_what_the_reader_says_is_believed_when_it_is_right_and_the_search_when_that_is() -> None:
    by_reader = [case(finding(5, 0.1), finding(0, 0.9, "river"), right=0) for _ in range(5)]
    by_search = [case(finding(5, 0.1), finding(0, 0.9, "river"), right=1) for _ in range(5)]
    assert fit_belief([Cases("reader", tuple(by_reader))]).search == 0
    assert fit_belief([Cases("search", tuple(by_search))]).span == 0


def test_a_belief_is_the_log_odds_that_were_seen_less_the_penalty() -> None:
    """The finding whose span scores 1 more is right 3 times in 4. Without a penalty its weight were log 3; with 0.01 of
    the square of w/2, as scores of 1 and 0 are spread by 1/2, s(w) - 3/4 + 0.005 w = 0, s being the logistic function:
    w = 1.070, as s(1.070) = 0.7446."""
    higher, lower = finding(1, 0.5), finding(0, 0.5, "river")
    seen = tuple(case(higher, lower, right=number // 3) for number in range(4))
    assert fit_belief([Cases("", seen)]).span == pytest.approx(1.070, abs=0.002)


def test_every_set_has_the_same_say_in_what_is_believed() -> None:
    """Forty questions speak for the span's score and one against it: together they cancel out."""
    higher, lower = finding(1, 0.5), finding(0, 0.5, "river")
    large = Cases("large", (case(higher, lower, right=0),) * 40)
    small = Cases("small", (case(higher, lower, right=1),))
    assert fit_belief([large, small]).span == pytest.approx(0, abs=0.002)


def test_what_tells_nothing_changes_no_belief() -> None:
    """Nothing that was found answers the one, all of it the other."""
    telling = case(finding(1, 0.5), finding(0, 0.5, "river"), right=0)
    nothing = case(finding(9, 0.5), finding(0, 0.5, "river"), right=None)
    alone = case(finding(9, 0.5), right=0)
    assert fit_belief([Cases("", (telling, nothing, alone))]) == fit_belief([Cases("", (telling,))])


def test_a_belief_puts_the_findings_in_its_own_order() -> None:
    """Logits with weights 1 and 10: 5 + 1 = 6, and 0 + 9 = 9, which comes first with its share of e^3 / (1 + e^3)."""
    (found,) = reordered(Cases("", (case(finding(5, 0.1), finding(0, 0.9, "river"), right=1),)), Belief(1, 10)).cases
    assert [each.scores.logit for each in found.findings] == [9, 6]
    assert found.right == (True, False)
    assert found.findings[0].scores.reader == pytest.approx(0.952574, abs=1e-6)


def test_confidence_tells_right_from_wrong_and_how_often() -> None:
    """At a lead of 0.8 nine in ten are right, at 0.2 one in ten; nothing else differs."""
    sure = [case(finding(1, 0.8), right=0 if number else None) for number in range(10)]
    unsure = [case(finding(1, 0.2), right=None if number else 0) for number in range(10)]
    intercept, weights = fit_confidence([Cases("", (*sure, *unsure))])
    calibration = Calibration(intercept, weights, every_policy(0.5))
    assert weights.lead > 0
    assert weights.numbers == weights.explains == 0
    low, high = (calibration.confidence(gather(each.query, each.findings)) for each in (unsure[0], sure[0]))
    assert low < 0.35
    assert high > 0.65  # the penalty pulls so few cases inwards


NAMES = [
    *"similarity cover margin share explains lead length weakest alone".split(),
    *"numbers names absent opposite undenied denied".split(),
]


def test_every_set_counts_the_same_however_many_questions_it_has() -> None:
    """The large set says half are right, the small one that all are: together three in four."""
    large = tuple(case(finding(1, 0.5), right=0 if number % 2 else None) for number in range(300))
    small = tuple(case(finding(1, 0.5), right=0) for _ in range(10))
    intercept, _ = fit_confidence([Cases("large", large), Cases("small", small)])
    # all evidence is alike, so that no kind has a weight but the constant ones, which belong to the intercept
    assert intercept == pytest.approx(1.0986, abs=0.02)  # log(3/4 : 1/4) = log 3


def test_the_careful_threshold_is_the_lowest_with_nine_in_ten_right() -> None:
    """Ten of ten, then one wrong (10 of 11 = .909), then another (10 of 12 = .833): the eleventh is the last."""
    sure = [Prediction(0.99 - number / 100, True) for number in range(10)]
    found = thresholds([*sure, Prediction(0.5, False), Prediction(0.4, False)])
    # balanced: a wrong quote costs three quarters of a right one, 0.75 / 1.75; open: a quarter, 0.25 / 1.25
    assert found == {Policy.CAREFUL: 0.5, Policy.BALANCED: 0.429, Policy.OPEN: 0.2}


def test_a_threshold_takes_all_of_equal_confidence() -> None:
    """Nine right at 0.9; at 0.5 one right and two wrong, whichever comes first: 10 of 12 is too few."""
    sure = [Prediction(0.9, True)] * 9
    for right in ([True, False, False], [False, False, True]):
        assert thresholds([*sure, *(Prediction(0.5, each) for each in right)])[Policy.CAREFUL] == 0.9


def test_a_careful_threshold_that_nothing_reaches_shows_nothing() -> None:
    assert thresholds([Prediction(0.9, False)])[Policy.CAREFUL] == 1.0


def test_the_report_says_what_each_level_was_worth() -> None:
    line = report("set", [Prediction(0.95, True), Prediction(0.9, True), Prediction(0.1, False)])
    assert "auroc 1.000" in line
    assert "0.8-1.0: 1.00 of 2" in line
    assert "0.0-0.2: 0.00 of 1" in line


def test_the_bundled_file_says_what_it_rests_on() -> None:
    path = Path(__file__).parents[2] / "src" / "citeleaf" / "models" / "span_reader.json"
    document = json.loads(path.read_text())
    assert set(document["weights"]) <= set(NAMES)
    assert document["belief"]["span"] > 0
    assert all({"questions", "asked", "right"} == set(each) for each in document["fitted_on"])


def test_nothing_is_believed_of_nothing() -> None:
    assert believed([], Belief(1, 1)) == []


def test_the_command_writes_what_the_reader_and_its_calibration_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    right = [case(finding(2, 0.8), finding(0, 0.2, "river"), right=0) for _ in range(10)]
    wrong = [case(finding(0, 0.1), finding(0, 0.1, "river"), right=None) for _ in range(10)]
    monkeypatch.setattr(calibrate, "ask", lambda questions, corpus: Cases(questions.name, (*right, *wrong)))
    written = tmp_path / "fitted.json"
    assert calibrate.main([str(written), "one.jsonl:corpus", "two.jsonl:corpus", "--held", "held.jsonl:corpus"]) == 0
    assert [line.split("  ")[0].strip() for line in capsys.readouterr().out.splitlines()[1:]] == [
        "one.jsonl", "", "two.jsonl", "", "held.jsonl",
    ]  # fmt: skip  # below each that was fitted, a line of the fit to the others

    monkeypatch.setattr(weights, "files", lambda package: tmp_path)
    calibration = Calibration.bundled("fitted")
    written.with_name("span_reader.json").write_bytes(written.read_bytes())
    read = reordered(Cases("", (right[0], wrong[0])), Belief.bundled()).cases
    good, poor = (calibration.confidence(gather(each.query, each.findings)) for each in read)
    assert poor < calibration.thresholds[Policy.BALANCED] < good
    counted = [{"questions": name, "asked": 20, "right": 10} for name in ("one.jsonl", "two.jsonl")]
    assert json.loads(written.read_text())["fitted_on"] == counted
    assert Belief.bundled().span > 0
