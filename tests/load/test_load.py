"""What a load run checks: that a wrong citation, a wrong answer and a growing memory are caught; and a tiny run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from citeleaf.types import Citation, Span, Standing
from citeleaf_app.quoting import quote
from load.articles import STRANGERS, Library, Version, article, path_of, town
from load.checks import Cited, Reply, Verdict, citation_faults, verdict
from load.memory import Sample, growth, sample
from load.outcome import Plan, in_words, outcome_of
from load.people import Tally
from load.replies import read_page, read_reply

TESTS = Path(__file__).parents[1]
PLAN = Plan(people=3, documents=10, seconds=600.0, think=1.0, growth=10.0)
OLD = Version("a.txt", "0ld", "The mill has two wheels.", (), since=0.0, until=100.0)
NEW = Version("a.txt", "new", "The mill has six wheels.", (), since=100.0)
TRUE = Cited("a.txt", 4, 16, "mill has six", "new", "current")
MARKED = replace(TRUE, quote="mill has two", sha256="0ld", standing="changed")


def reply(*citations: Cited, began: float = 200.0) -> Reply:
    return Reply("six", citations, (), began, began + 1)


def faults(given: Reply) -> list[str]:
    return citation_faults(given, {"a.txt": (OLD, NEW)}.get)  # type: ignore[arg-type]  # asked of known paths alone


class TestCitations:
    def test_what_the_file_says_is_no_fault(self) -> None:
        assert faults(reply(TRUE)) == []

    @pytest.mark.parametrize(
        "wrong",
        [
            replace(TRUE, quote="mill has ten"),  # no version says so
            replace(TRUE, start=3, end=15),  # the right words at the wrong place
            replace(TRUE, quote="", end=4),
            replace(TRUE, sha256="0ther"),
            replace(TRUE, sha256="0ld"),  # another version's words
            replace(MARKED, standing="current"),  # a ghost: it was replaced at 100 and asked at 200
            replace(TRUE, quote="mill has two", sha256=None),  # the same on the page, which gives no sha256
        ],
    )
    def test_what_it_does_not_say_is_one(self, wrong: Cited) -> None:
        assert len(faults(reply(TRUE, wrong))) == 1

    def test_the_nearest_passages_are_held_against_it_too(self) -> None:
        assert len(faults(Reply(None, (), (replace(TRUE, start=3, end=15),), 200.0, 201.0))) == 1

    def test_what_stood_there_as_it_was_asked_or_is_marked_is_none(self) -> None:
        assert faults(reply(replace(MARKED, standing="current"), TRUE, began=99.5)) == []
        assert faults(reply(MARKED)) == []


@pytest.mark.parametrize(
    ("given", "path", "expected"),
    [
        (reply(TRUE), "a.txt", Verdict.RIGHT),
        (reply(TRUE), "b.txt", Verdict.WRONG),
        (reply(replace(TRUE, quote="mill has two")), "a.txt", Verdict.WRONG),
        (reply(), "a.txt", Verdict.ABSTAINED),
        (reply(), None, Verdict.RIGHT),
        (reply(TRUE), None, Verdict.WRONG),
    ],
)
def test_verdict(given: Reply, path: str | None, expected: Verdict) -> None:
    assert verdict(given, path, ["six"]) is expected


class TestMemory:
    def test_growth_is_counted_after_the_given_second_alone(self) -> None:
        # 300 MB are added in the first 100 seconds; from there on 1 MB every 60 seconds, which makes 10 in ten minutes
        samples = [Sample(float(at), 0.0, 500.0 + min(at, 100) * 3 + at / 60) for at in range(0, 601, 5)]
        assert growth(samples, 100.0) == pytest.approx(10.0)
        assert (growth(samples, 0.0) or 0.0) > 100

    def test_a_short_time_says_nothing(self) -> None:
        assert growth([Sample(float(at), 0.0, 500.0) for at in range(100)], 0.0) is None
        assert growth([], 0.0) is None

    @pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads /proc")
    def test_children_are_counted(self) -> None:
        code = "import sys; sys.stdout.write('!'); sys.stdout.flush(); sys.stdin.read()"
        with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            child.stdout.read(1)
            here, there = sample(os.getpid(), 0.0), sample(child.pid, 0.0)
            child.communicate()
        assert there.server == there.all > 1
        assert here.all >= here.server + there.all * 0.9


class TestOutcome:
    def test_all_is_well(self) -> None:
        tally = Tally({"fact": Counter({Verdict.RIGHT: 2})}, seconds=[1.0, 3.0])
        flat = [Sample(float(at), 400.0, 500.0) for at in range(0, 600, 5)]
        outcome = outcome_of(PLAN, tally, flat, 200.0, [])
        assert (outcome.failures, outcome.median_seconds, outcome.growth) == ((), 2.0, 0.0)
        assert in_words(outcome).endswith("+0.0 MB in 10 minutes once all was indexed (bound 10)\n0 failures\n")

    @pytest.mark.parametrize(
        ("tally", "megabytes", "indexed_at", "complaints", "failure"),
        [
            (Tally(seconds=[1.0]), 0.05, 200.0, [], "the memory grows by 30.0 MB"),  # 0.05 · 600
            (Tally(seconds=[1.0]), 0.0, None, [], "not every document was indexed"),
            (Tally(seconds=[1.0]), 0.0, 200.0, ["Traceback"], "the server complained: Traceback"),
            (Tally(seconds=[1.0], faults=["who?: 500"]), 0.0, 200.0, [], "who?: 500"),
            (Tally(), 0.0, 200.0, [], "no question was answered"),
        ],
    )
    def test_what_must_not_be_is_a_failure(
        self, tally: Tally, megabytes: float, indexed_at: float | None, complaints: list[str], failure: str
    ) -> None:
        samples = [Sample(float(at), 400.0, 500.0 + megabytes * at) for at in range(0, 600, 5)]
        outcome = outcome_of(PLAN, tally, samples, indexed_at, complaints)
        assert [each[: len(failure)] for each in outcome.failures] == [failure]


class TestReplies:
    def test_json(self) -> None:
        cited = {"path": "a.txt", "start": 4, "end": 16, "quote": "mill has six", "sha256": "new"}
        body = {"answer": "six", "citations": [{**cited, "standing": "current"}], "nearest": []}
        assert read_reply(json.dumps(body), 200.0, 201.0) == reply(TRUE)

    @pytest.mark.parametrize(("standing", "expected"), [(Standing.CURRENT, "current"), (Standing.GONE, "not current")])
    def test_page(self, standing: Standing, expected: str) -> None:
        words = "mill <has> & six"
        span = Span(1004, 1004 + len(words))
        highlight = (Span(1005, 1006),)
        citation = Citation(1, "d", "a & b.txt", "A", span, words, highlight, None, "new", standing)
        html = f'<article class="exchange answered">{quote(citation, "x")}</article>'
        shown = Cited("a & b.txt", 1004, 1004 + len(words), words, None, expected)
        assert read_page(html, 1.0, 2.0) == Reply(None, (shown,), (), 1.0, 2.0)
        nearest = read_page(html.replace("answered", "abstained"), 1.0, 2.0)
        assert (nearest.citations, nearest.nearest) == ((), (shown,))

    def test_a_page_that_failed_is_no_reply(self) -> None:
        with pytest.raises(ValueError, match="no answer"):
            read_page('<article class="exchange failed"></article>', 1.0, 2.0)


class TestArticles:
    def test_each_knows_its_own_facts(self) -> None:
        for number in range(6):
            facts, text = article(number)
            assert all(fact.answer in text and town(number) in fact.question for fact in facts)
        assert article(3, 1) != article(3)

    def test_no_two_towns_have_one_name(self) -> None:
        assert len({town(number) for number in [*range(3000), *range(STRANGERS, STRANGERS + 3000)]}) == 6000

    def test_a_version_ends_when_the_next_is_written(self, tmp_path: Path) -> None:
        library = Library(tmp_path)
        paths = {library.write(number, edition) for edition in (0, 1) for number in range(3)}
        assert {Path(path).suffix for path in paths} == {".txt", ".md", ".html"}
        for path in paths:
            old, new = library.versions(path)
            assert old.since <= new.since <= old.until < new.until
            assert new.holds((tmp_path / path).read_bytes())
            assert not old.holds((tmp_path / path).read_bytes())
            assert all(fact.answer in new.text for fact in new.facts)
        assert library.versions(path_of(3)) == ()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads /proc")
def test_a_tiny_run(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    size = ("--people", "3", "--documents", "10", "--minutes", "0.15", "--think", "1")
    command = [sys.executable, "-m", "load", *size, "--folder", str(tmp_path), "--json", str(figures)]
    paths = os.pathsep.join(filter(None, (str(TESTS), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": paths}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    outcome = json.loads(figures.read_text())
    assert outcome["answered"] >= 3
    assert outcome["citations"] >= 3
    assert outcome["samples"][-1]["all"] > outcome["samples"][-1]["server"] > 100
