"""The export: the graph that is written reads as the model that was trained, and no product overflows."""

from __future__ import annotations

import json
import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from citeleaf.models.bundle import ENCODER, FOLDER, READER, TOKENIZER, read_verified
from citeleaf.models.onnx_encoder import BundledEncoder
from citeleaf.models.sequences import TOKENS, SequenceModel, TokenSequence
from citeleaf.models.span_reader import SpanReader
from citeleaf.models.span_scorer import SpanScorer
from citeleaf.training.bert_graph import BertGraph, _whole_weights
from citeleaf.training.export import export_reader, main
from citeleaf.training.nudges import NUDGED, nudged_scorers
from models.tiny_bundle import HEADS, LAYERS, WIDTH, bert_weights
from support import make_hit, make_passage, make_query

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEQUENCES = [TokenSequence([101, *range(2000, 2000 + count), 102], [0] * (count + 2)) for count in (1, 9, 120)]


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    """A trained reader's folder, small, with random weights."""
    from safetensors.numpy import save_file

    folder = tmp_path / "checkpoint"
    folder.mkdir()
    config = {
        "model_type": "bert",
        "vocab_size": 30522,
        "hidden_size": WIDTH,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "intermediate_size": 4 * WIDTH,
    }
    (folder / "config.json").write_text(json.dumps(config))
    head = np.random.default_rng(1).normal(0, 1, (2, WIDTH)).astype(np.float32)
    save_file(bert_weights(), folder / "model.safetensors", metadata={"format": "pt"})
    save_file({"weight": head, "bias": np.array([0.5, -0.5], np.float32)}, folder / "head.safetensors")
    shutil.copyfile(FOLDER / TOKENIZER, folder / TOKENIZER)
    return folder


@pytest.mark.slow
def test_the_exported_reader_gives_the_logits_of_the_trained_one(checkpoint: Path, tmp_path: Path) -> None:
    import torch

    from citeleaf.training.span_model import load_model

    bundle = tmp_path / "bundle"
    assert main(["reader", str(checkpoint), str(bundle)]) == 0
    exported = SequenceModel(read_verified(READER, bundle))
    trained = load_model(checkpoint).eval()
    for sequence, output in zip(SEQUENCES, exported.run(SEQUENCES), strict=True):
        ids = torch.tensor([sequence.ids])
        with torch.inference_mode():
            starts, ends = trained(ids, torch.zeros_like(ids), torch.ones_like(ids))
        expected = torch.cat([starts, ends]).T.numpy()
        assert output.shape == expected.shape == (len(sequence.ids), 2)
        assert np.abs(output - expected).mean() < 0.05 * expected.std()


def compared(arguments: list[str]) -> int:
    """The exit status of the command, which loads PyTorch."""
    from citeleaf.training.parity import main as parity

    return parity(arguments)


@pytest.mark.slow
class TestParity:
    """What the full precision answers is taken for right, so that its own F1 is 1."""

    def ask(self, checkpoint: Path, folder: Path) -> str:
        """Questions of a small corpus, as the command takes them."""
        from citeleaf.training.parity import TrainedModel
        from citeleaf.training.span_model import load_model

        corpus = folder / "corpus"
        corpus.mkdir()
        reader = SpanReader(SpanScorer(model=TrainedModel(load_model(checkpoint))), BundledEncoder())
        asked = []
        for river, town in (("Elbe", "Hamburg"), ("Oder", "Stettin"), ("Rhine", "Rotterdam"), ("Seine", "Le Havre")):
            text = f"The {river} flows to {town}."
            (corpus / f"{river}.txt").write_text(text)
            question = f"Where does the {river} flow?"
            (first, *_) = reader.read(make_query(question), [make_hit(make_passage(text))])
            asked.append({"id": river, "question": question, "answers": [first.hit.passage.read(first.answer)]})
        lines = "".join(json.dumps(each | {"evidence": [], "history": []}) + "\n" for each in asked)
        (folder / "questions.jsonl").write_text(lines)
        return f"{folder / 'questions.jsonl'}:{corpus}"

    def test_holds_of_what_was_exported(
        self, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        export_reader(checkpoint, tmp_path / "bundle")
        assert compared([str(checkpoint), str(tmp_path / "bundle"), self.ask(checkpoint, tmp_path)]) == 0
        assert "together: 4 questions: F1 1.0000 in full precision" in capsys.readouterr().out

    def test_fails_of_another_model(self, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        from safetensors.numpy import save_file

        asked = self.ask(checkpoint, tmp_path)
        other = shutil.copytree(checkpoint, tmp_path / "other")
        save_file(bert_weights(seed=7), other / "model.safetensors", metadata={"format": "pt"})
        export_reader(other, tmp_path / "bundle")
        assert compared([str(checkpoint), str(tmp_path / "bundle"), asked]) == 1
        assert "together: 4 questions: F1 1.0000 in full precision" in capsys.readouterr().out

    def test_is_judged_by_all_questions_together(
        self, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        export_reader(checkpoint, tmp_path / "bundle")
        asked = self.ask(checkpoint, tmp_path)
        shutil.copyfile(tmp_path / "questions.jsonl", tmp_path / "again.jsonl")
        again = f"{tmp_path / 'again.jsonl'}:{tmp_path / 'corpus'}"
        assert compared([str(checkpoint), str(tmp_path / "bundle"), asked, again, again]) == 0  # a set counts once
        lines = capsys.readouterr().out.splitlines()
        assert lines[-1].startswith("together: 8 questions: F1 1.0000 in full precision")

    @pytest.mark.parametrize("bundled", [0.69, 0.71])
    def test_fails_of_a_loss_as_of_a_gain(self, bundled: float) -> None:
        from citeleaf.training.parity import Pair, Parity

        assert not Parity((Pair(0.7, bundled, 1),)).holds
        assert Parity((Pair(0.7, bundled, 1), Pair(0.7, 1.4 - bundled, 1))).holds

    def test_needs_questions_with_an_answer(
        self, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        export_reader(checkpoint, tmp_path / "bundle")
        (tmp_path / "none.jsonl").write_text('{"id": "1", "question": "Why?", "answers": []}\n')
        assert compared([str(checkpoint), str(tmp_path / "bundle"), f"{tmp_path / 'none.jsonl'}:{tmp_path}"]) == 2
        assert "no question in" in capsys.readouterr().err


def test_nudged_readers_score_nearly_the_same(checkpoint: Path, tmp_path: Path) -> None:
    export_reader(checkpoint, tmp_path)
    texts = [("", "The Elbe flows to Hamburg.")]
    (bundled,), *others = (
        scorer.score("Where does it flow?", texts) for scorer in (SpanScorer(tmp_path), *nudged_scorers(tmp_path))
    )
    assert len(others) == NUDGED
    for (nudged,) in others:
        assert (nudged.starts != bundled.starts).any()
        np.testing.assert_allclose(nudged.starts, bundled.starts, atol=0.05)


def test_the_exported_encoder_is_the_bundled_one(tmp_path: Path) -> None:
    """The same weights give the same file, so that its checksum can be checked by making it again."""
    assert main(["encoder", str(tmp_path)]) == 0
    assert read_verified(ENCODER, tmp_path) == read_verified(ENCODER)
    assert read_verified(TOKENIZER, tmp_path) == read_verified(TOKENIZER)


def test_vectors_have_length_one() -> None:
    model = SequenceModel(BertGraph(bert_weights(), layers=LAYERS, heads=HEADS).pooled().SerializeToString())
    assert model.width == WIDTH
    for vector in model.run(SEQUENCES):
        assert vector.shape == (WIDTH,)
        assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "head.safetensors", "tokenizer.json"])
def test_an_incomplete_checkpoint_is_refused(
    name: str, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkpoint / name).unlink()
    assert main(["reader", str(checkpoint), str(tmp_path / "bundle")]) == 1
    assert f"{name} is missing: name the folder of a trained model" in capsys.readouterr().err


def test_a_reader_with_other_words_is_refused(
    checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = tmp_path / "bundle"
    assert main(["reader", str(checkpoint), str(bundle)]) == 0
    tokenizer = json.loads((checkpoint / TOKENIZER).read_text(encoding="utf-8"))
    tokenizer["normalizer"]["lowercase"] = False
    (checkpoint / TOKENIZER).write_text(json.dumps(tokenizer))
    assert main(["reader", str(checkpoint), str(bundle)]) == 1
    assert "export models of one trunk" in capsys.readouterr().err


class TestWholeWeights:
    def test_are_near_the_weights(self) -> None:
        weight = bert_weights()["encoder.layer.0.output.dense.weight"]
        whole, scales = _whole_weights(weight)
        assert whole.shape == weight.shape
        assert scales.shape == (len(weight),)
        assert (np.abs(whole * scales[:, None] - weight) <= scales[:, None] * 0.5001).all()

    @pytest.mark.parametrize("pair", [(1.0, 1.0), (-1.0, -1.0), (1.0, -1.0), (1.0, 0.25), (0.0, 0.0)])
    def test_leave_room_for_two_products_in_sixteen_bits(self, pair: tuple[float, float]) -> None:
        weight: NDArray[np.float32] = np.array([[*pair, 0.1, 0.1]], np.float32)
        whole, _ = _whole_weights(weight)
        products = whole[0].astype(int) * 255
        for chosen in (products[:2], products[:1], products[1:2]):
            assert -(2**15) <= chosen.sum() < 2**15

    def test_use_all_bits_where_signs_differ(self) -> None:
        # The pair's products can only take from each other, so that the larger weight alone sets the scale: 127.
        whole, scales = _whole_weights(np.array([[1.0, -1.0], [1.0, 1.0]], np.float32))
        assert whole.tolist() == [[127, -127], [64, 64]]  # 1 / (2 / 127) is 63.5, which rounds to the even 64
        assert scales == pytest.approx([1 / 127, 2 / 127])


def test_the_tokens_vectors_are_a_second_output_and_change_the_first_in_nothing() -> None:
    graph = partial(BertGraph, bert_weights(), layers=LAYERS, heads=HEADS)
    alone = SequenceModel(graph().pooled().SerializeToString())
    both = SequenceModel(graph().pooled(tokens=True).SerializeToString())
    sequence = TokenSequence([1, 5, 3, 2], [0] * 4)
    (vector,) = alone.run([sequence])
    assert np.array_equal(both.run([sequence])[0], vector)
    (tokens,) = both.run([sequence], TOKENS)
    mean = tokens.mean(axis=0)
    assert tokens.shape == (4, len(vector))
    assert mean / np.linalg.norm(mean) == pytest.approx(vector, abs=1e-5)
