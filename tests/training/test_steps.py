"""Every step of the training, one after the other, on a tiny sample: what one writes, the next must read."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from citeleaf.errors import ModelError, UsageError
from citeleaf.models.bundle import FOLDER, READER
from citeleaf.models.onnx_encoder import BundledEncoder
from citeleaf.models.span_reader import SpanReader
from citeleaf.models.span_scorer import SpanScorer
from citeleaf.questions import read_questions
from citeleaf.training import prepare as preparation
from citeleaf.training.average import main as average
from citeleaf.training.calibrate import main as calibrate
from citeleaf.training.distil import main as distil
from citeleaf.training.export import export_reader
from citeleaf.training.fuse import main as fuse
from citeleaf.training.nearby import main as nearby
from citeleaf.training.options import Options
from citeleaf.training.prepare import main as prepare_with_the_bundle
from citeleaf.training.prepare import prepare
from citeleaf.training.records import read_records
from citeleaf.training.recover import recover
from citeleaf.training.sources import ENCYCLOPEDIA, HELD_OUT_TITLES
from citeleaf.training.span_model import load_model
from citeleaf.training.train import main as train_by_command
from citeleaf.training.train import train
from citeleaf.training.written import digest, written
from citeleaf.types import Evidence, Policy
from support import BagOfWordsEncoder, make_hit, make_passage, make_query

pytestmark = pytest.mark.slow

RIVERS = ("Elbe", "Hamburg"), ("Oder", "Stettin"), ("Rhine", "Rotterdam"), ("Danube", "Sulina"), ("Seine", "Le Havre")


def write_sample(data: Path) -> None:
    """Seven articles of one paragraph and question each; the last five are held out."""
    articles = []
    for number in range(HELD_OUT_TITLES + 2):
        river, town = RIVERS[number % len(RIVERS)]
        text = (
            f"In the year 19{number}0 many boats sailed. The {river} flows to {town} in the north. Nobody counted them."
        )
        answer = {"text": town, "answer_start": text.index(town)}
        asked = {"id": f"q{number}", "question": f"Where does the {river} flow?", "answers": [answer, answer]}
        articles.append({"title": f"River_{number}", "paragraphs": [{"context": text, "qas": [asked]}]})
    data.mkdir()
    (data / ENCYCLOPEDIA).write_text(json.dumps({"data": articles}))


def write_questions(data: Path, path: Path) -> None:
    """One question that is answered, and one that is not, about every paragraph of ``write_sample``."""
    articles = json.loads((data / ENCYCLOPEDIA).read_text())["data"]
    with path.open("w") as file:
        for number, article in enumerate(articles):
            line = {
                "paragraph": digest(article["paragraphs"][0]["context"]),
                "answered": [["Did anybody count the boats?", "Nobody"]],
                "unanswered": [["In which year did no boat sail?", f"19{number}0"]],
            }
            file.write(json.dumps(line) + "\n")


def test_every_step_reads_what_the_one_before_it_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_sample(tmp_path / "data")
    write_questions(tmp_path / "data", tmp_path / "written.jsonl")
    monkeypatch.setattr(preparation, "written", partial(written, questions=tmp_path / "written.jsonl"))
    work = tmp_path / "work"

    prepare(tmp_path / "data", work, BagOfWordsEncoder())
    records = list(read_records(work / "records" / "wiki.jsonl"))
    assert [record.question for record in records] == ["Where does the Elbe flow?", "Where does the Oder flow?"]
    assert all("Elbe" not in negative.text for negative in records[0].negatives)
    asked = list(read_records(work / "records" / "written.jsonl"))  # none of those that are held out
    assert [(record.question, record.lookalikes) for record in asked] == [
        ("Did anybody count the boats?", ("In which year did no boat sail?",))
    ] * 2
    assert nearby([str(work)]) == 0
    assert [replace(record, nearby=()) for record in read_records(work / "records" / "wiki.jsonl")] == records
    held = read_questions(work / "held_out" / "questions.jsonl")
    assert len(held) == HELD_OUT_TITLES
    text = (work / "held_out" / "corpus" / held[0].evidence[0].document).read_text()
    assert held[0].evidence[0].span.of(text) == "Rotterdam"

    trained = train(work, "first", Options(learning_rate=1e-3))
    assert distil([str(work), str(trained), "second", "--share", "0.5", "--stages", "1", "3", "4", "5"]) == 0
    first, second = (load_model(work / "models" / name).head.weight for name in ("first", "second"))
    assert not first.equal(second)

    assert average([str(work / "models" / "mean"), str(trained), str(work / "models" / "second")]) == 0
    mean = load_model(work / "models" / "mean").head.weight
    assert mean.allclose((first + second) / 2)

    export_reader(work / "models" / "second", tmp_path / "bundle")
    assert (tmp_path / "bundle" / READER).stat().st_size > 1_000_000
    hit = make_hit(make_passage("The Elbe flows to Hamburg in the north. Nobody counted them."))
    findings = SpanReader(SpanScorer(tmp_path / "bundle"), BundledEncoder()).read(
        make_query("Where does the Elbe flow?"), [hit]
    )
    assert {hit.passage.read(found.sentence) for found in findings} == {hit.passage.text}


def test_the_order_and_the_confidence_are_fitted_to_what_was_held_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_sample(tmp_path / "data")
    assert prepare_with_the_bundle([str(tmp_path / "data"), str(tmp_path)]) == 0
    (record, _) = read_records(tmp_path / "records" / "wiki.jsonl")
    assert len(record.negatives) == 1  # of two articles, the other one
    held = tmp_path / "held_out"
    answered = f"{held / 'questions.jsonl'}:{held / 'corpus'}"

    assert fuse([str(tmp_path / "fusion.json"), answered]) == 0
    fusion = json.loads((tmp_path / "fusion.json").read_text())
    assert fusion["fitted_on"] == [{"questions": "held_out/questions.jsonl", "asked": HELD_OUT_TITLES}]
    assert max(fusion["weights"].values()) > 0

    assert calibrate([str(tmp_path / "reader.json"), answered]) == 2  # none is wrong
    assert "all first findings are right" in capsys.readouterr().err
    silent = tmp_path / "silent.jsonl"
    silent.write_text('{"id": "1", "question": "Who paints the bridges of Prague?", "answers": []}\n')
    assert calibrate([str(tmp_path / "reader.json"), answered, f"{silent}:{held / 'corpus'}", "--held", answered]) == 0
    fitted = json.loads((tmp_path / "reader.json").read_text())
    assert [(each["asked"], each["right"]) for each in fitted["fitted_on"]] == [
        (HELD_OUT_TITLES, HELD_OUT_TITLES),
        (1, 0),
    ]
    assert max(asdict(Evidence(**fitted["weights"])).values()) > 0
    assert fitted["thresholds"].keys() == set(Policy)


def test_a_stopped_run_goes_on_from_its_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped after its first step and started again, it ends with the weights of a run that was not stopped."""
    write_sample(tmp_path / "data")
    prepare(tmp_path / "data", tmp_path, BagOfWordsEncoder())
    whole = load_model(train(tmp_path, "whole", Options()))

    monkeypatch.setattr("citeleaf.training.train._SAVED_EVERY", 1)
    save = "citeleaf.training.train._Run._save"
    original = __import__("citeleaf.training.train", fromlist=["_Run"])._Run._save

    def stop_after_saving(run: object, step: int) -> None:
        original(run, step)
        raise KeyboardInterrupt

    with monkeypatch.context() as stopping:
        stopping.setattr(save, stop_after_saving)
        with pytest.raises(KeyboardInterrupt):
            train(tmp_path, "stopped", Options())
    for workers in (1, 2):
        with pytest.raises(UsageError, match="or other options: delete it, or choose another name"):
            train(tmp_path, "stopped", Options(group_weight=0, workers=workers))
    resumed = load_model(train(tmp_path, "stopped", Options()))
    for one, other in zip(whole.parameters(), resumed.parameters(), strict=True):
        assert one.allclose(other, atol=1e-6)


def test_more_workers_learn_the_same(tmp_path: Path) -> None:
    """Two that share a step's batches and sum their gradients end where one does that reads them all.

    Where a gradient is nearly zero, rounding decides which way its weight goes; so the matrices' paths compare, not
    each weight.
    """
    write_sample(tmp_path / "data")
    prepare(tmp_path / "data", tmp_path, BagOfWordsEncoder())
    alone, shared = (
        load_model(train(tmp_path, f"by-{workers}", Options(learning_rate=1e-3, workers=workers))) for workers in (1, 2)
    )
    matrices = [
        {name: weight for name, weight in model.named_parameters() if name.endswith("output.dense.weight")}
        for model in (load_model(), alone, shared)
    ]
    for untrained, one, other in zip(*(each.values() for each in matrices), strict=True):
        assert (one - other).abs().mean() < 0.1 * (one - untrained).abs().mean()


def test_the_bundle_gives_back_the_model_it_was_made_of(tmp_path: Path) -> None:
    """But for rounding, as a weight of eight bits is off by up to half a step of its row's scale: a hundredth of the
    range of the scores."""
    recovered = recover(FOLDER, tmp_path / "recovered")
    export_reader(tmp_path / "recovered", tmp_path / "bundle")
    asked = "Where does the Elbe flow?", [("", "The Elbe flows to Hamburg in the north. Nobody counted them.")]
    (bundled,), (again,) = (SpanScorer(folder).score(*asked) for folder in (FOLDER, tmp_path / "bundle"))
    np.testing.assert_allclose(again.starts, bundled.starts, atol=0.01 * float(np.ptp(bundled.starts)))
    assert load_model(tmp_path / "recovered").head.weight.equal(recovered.head.weight)


def test_a_missing_step_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="run the prepare step first"):
        train(tmp_path, "reader", Options())
    with pytest.raises(UsageError, match="none of the training sets"):
        prepare(tmp_path, tmp_path, BagOfWordsEncoder())
    with pytest.raises(ModelError, match="train one first"):
        load_model(tmp_path)


def test_a_command_prints_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train_by_command([str(tmp_path), "reader"]) == 2
    assert capsys.readouterr().err.endswith(
        f"train: there are no records in {tmp_path / 'records'}: run the prepare step first\n"
    )
