"""The large measurement on two documents and a bag of words: every step but the real models."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from citeleaf.models.sentence_reader import SentenceReader
from citeleaf.questions import GoldSpan, Question
from citeleaf.types import Scores, Span
from quality import runs
from quality.examples import make_trial
from quality.figures import figures_of
from quality.large_sets import LargeSet
from quality.measures import MEASURES, UNCALIBRATED
from quality.report import as_json, as_markdown
from quality.runs import code_digest, fingerprint, run_set
from quality.trials import Trial, own_score, squash
from quality.variants import (
    ABLATIONS,
    BASELINE,
    BASELINE_READER,
    DEFAULT,
    DEFAULT_READER,
    READERS,
    VARIANTS,
    WatchedReader,
)
from support import BagOfWordsEncoder, make_hit, make_passage, make_query

BEES = "Bees make honey from nectar in summer. They live in a hive near the garden wall."
CATS = "Cats chase mice at night. By day they sleep on the warm stones of the garden wall."
LEXICAL = ABLATIONS[0]


@pytest.fixture(autouse=True)
def without_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """The default's reader is the untrained one, so that nothing here hangs on what a model makes of two documents."""
    monkeypatch.setitem(READERS, DEFAULT_READER, READERS[BASELINE_READER])


@pytest.fixture
def garden(tmp_path: Path) -> LargeSet:
    corpus = tmp_path / "garden" / "corpus"
    corpus.mkdir(parents=True)
    (corpus / "bees.txt").write_text(BEES)
    (corpus / "cats.txt").write_text(CATS)
    honey, mice = BEES.index("honey"), CATS.index("mice")
    questions = (
        Question("1", "What do bees make from nectar?", ("honey",), (GoldSpan("bees.txt", Span(honey, honey + 5)),)),
        Question("2", "What do cats chase at night?", ("mice",), (GoldSpan("cats.txt", Span(mice, mice + 4)),)),
        Question("3", "Who wrote the constitution of Iceland?"),
    )
    return LargeSet("garden", corpus, questions)


def test_the_measures_of_trials_are_those_of_the_evaluation(garden: LargeSet, tmp_path: Path) -> None:
    for outcome in run_set(garden, BagOfWordsEncoder(), tmp_path / "out"):
        evaluation = asdict(outcome.evaluation)
        assert {name: measure(outcome.trials) for name, measure in MEASURES.items()} == {
            name: evaluation[name] for name in MEASURES
        }


def test_trials_say_what_was_read_and_found(garden: LargeSet, tmp_path: Path) -> None:
    [outcome] = run_set(garden, BagOfWordsEncoder(), tmp_path / "out", [DEFAULT])
    bees, cats, iceland = outcome.trials
    assert (bees.evidence_read, bees.reranked, bees.has_evidence) == (True, 1, True)
    assert (cats.evidence_read, cats.reranked, cats.row.right) == (True, 1, True)
    assert (iceland.evidence_read, iceland.reranked, iceland.has_evidence) == (False, None, False)
    assert bees.reader_score is not None
    assert iceland.reader_score is not None
    assert bees.reader_score > iceland.reader_score


def test_half_a_search_finds_with_that_half_alone(garden: LargeSet, tmp_path: Path) -> None:
    by_name = {each.variant.name: each for each in run_set(garden, BagOfWordsEncoder(), tmp_path / "out")}
    nothing = by_name["lexical"].trials[2]  # no word of the question occurs
    assert (nothing.reader_score, nothing.row.reason) == (None, "none of the question's words occurs in the documents")
    assert by_name["dense"].trials[2].reader_score is not None


def test_what_was_measured_is_not_measured_again(garden: LargeSet, tmp_path: Path) -> None:
    first = run_set(garden, BagOfWordsEncoder(), tmp_path / "out")
    encoder = BagOfWordsEncoder()
    assert run_set(garden, encoder, tmp_path / "out") == first
    assert encoder.encoded == 0


def test_an_interrupted_measurement_goes_on_where_it_was(garden: LargeSet, tmp_path: Path) -> None:
    run_set(garden, BagOfWordsEncoder(), tmp_path / "out", [DEFAULT])
    kept = (tmp_path / "out" / "garden" / "default.jsonl").stat().st_mtime_ns
    names = [each.variant.name for each in run_set(garden, BagOfWordsEncoder(), tmp_path / "out")]
    assert names == [variant.name for variant in VARIANTS]
    assert (tmp_path / "out" / "garden" / "default.jsonl").stat().st_mtime_ns == kept


def test_other_questions_documents_variants_or_code_are_another_measurement(garden: LargeSet) -> None:
    before = fingerprint(garden, DEFAULT, "code")
    assert fingerprint(replace(garden, questions=garden.questions[:2]), DEFAULT, "code") != before
    assert fingerprint(garden, LEXICAL, "code") != before
    assert fingerprint(garden, DEFAULT, "other code") != before
    assert fingerprint(garden, DEFAULT, "code") == before
    (garden.corpus / "bees.txt").write_text(f"{BEES} And more.")
    assert fingerprint(garden, DEFAULT, "code") != before


def test_an_outcome_of_other_code_is_measured_again(
    garden: LargeSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_set(garden, BagOfWordsEncoder(), tmp_path / "out", [DEFAULT])
    monkeypatch.setattr(runs, "code_digest", lambda: "other code")
    encoder = BagOfWordsEncoder()
    run_set(garden, encoder, tmp_path / "out", [DEFAULT])
    assert encoder.encoded > 0


def test_training_is_no_part_of_the_code_that_answers(tmp_path: Path) -> None:
    (tmp_path / "training").mkdir()
    (tmp_path / "answer.py").write_text("1")
    before = code_digest(tmp_path)
    (tmp_path / "training" / "distil.py").write_text("2")
    assert code_digest(tmp_path) == before
    (tmp_path / "answer.py").write_text("3")
    assert code_digest(tmp_path) != before


def test_what_a_user_gets_is_measured_beside_the_baseline() -> None:
    assert VARIANTS[:2] == (DEFAULT, BASELINE)
    assert DEFAULT.reader != BASELINE.reader
    assert {variant.reader for variant in ABLATIONS} == {DEFAULT.reader}
    assert {variant.reader for variant in VARIANTS} <= set(READERS)


def test_a_trial_is_read_as_it_was_written() -> None:
    trial = make_trial(reader_score=-1.5, reranked=None)
    assert Trial.from_json(trial.as_json()) == trial


def test_a_readers_own_score_leaves_the_search_out() -> None:
    assert own_score(Scores(reader=1.5, similarity=0.5, cover=0.5)) == 1.5
    # 2 - -1: neither its share of what is believed, nor the search's part in that
    assert own_score(Scores(reader=0.9, similarity=0.5, cover=0.5, logit=7.0, span=2.0, no_answer=-1.0)) == 3


def test_a_score_is_squashed_between_nothing_and_certainty() -> None:
    assert [squash(-1000), squash(0), squash(1000)] == [0, 0.5, 1]
    assert squash(2) + squash(-2) == pytest.approx(1)


def test_without_a_calibration_the_readers_score_is_the_confidence() -> None:
    # by the reader's score the right one is above the wrong one, by the calibrated confidence below it
    trials = [make_trial(reader_score=2.0, confidence=0.1), make_trial(right=False, reader_score=1.0, confidence=0.9)]
    assert UNCALIBRATED["auroc"](trials) == 1.0
    assert MEASURES["auroc"](trials) == 0.0
    nothing_found = make_trial(answerable=False, reader_score=None)
    assert nothing_found.uncalibrated.confidence == 0.0


def test_the_report_holds_every_set_and_variant(garden: LargeSet, tmp_path: Path) -> None:
    figures = [figures_of(each, resamples=10) for each in run_set(garden, BagOfWordsEncoder(), tmp_path / "out")]
    page = as_markdown({"garden": figures})
    assert "3 questions, of which 1 have no answer; 2 documents, 2 passages." in page
    assert "| recall_at_1 | 1.00 [1.00, 1.00] |" in page
    assert "| lexical | 1.00 [1.00, 1.00] |" in page
    stored = json.loads(as_json({"garden": figures}))["garden"]
    assert list(stored) == [variant.name for variant in VARIANTS]
    assert stored["default"]["measures"]["recall_at_1"] == {"value": 1.0, "interval": {"low": 1.0, "high": 1.0}}
    assert sum(stored["default"]["losses"].values()) == pytest.approx(1)


def test_a_question_that_is_read_in_parts_was_given_all_their_passages() -> None:
    reader = WatchedReader(SentenceReader(BagOfWordsEncoder()))
    bees, cats = make_hit(make_passage(BEES)), make_hit(make_passage(CATS, path="b.txt"))
    reader.read(make_query("What do bees make?"), [bees])
    found = reader.read(make_query("What do cats chase?"), [cats])
    assert (reader.given, reader.findings) == ((bees, cats), tuple(found))
    reader.forget()
    assert (reader.given, reader.findings) == ((), ())
