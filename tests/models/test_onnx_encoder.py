"""The bundled encoder: what an encoder promises, and that it stands in for the model it was made from."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from citeleaf.documents import load
from citeleaf.models.choose import open_encoder
from citeleaf.models.encoder import PACKAGED, SentenceTransformerEncoder
from citeleaf.models.onnx_encoder import BundledEncoder
from citeleaf.passages import for_encoder, split
from citeleaf.protocols import Encoder
from citeleaf.questions import Question, read_questions
from citeleaf.settings import Settings
from citeleaf.types import Passage

ROOT = Path(__file__).parents[2]
QUALITY = ROOT / "tests" / "quality"
SETS = ((QUALITY / "seed.jsonl", ROOT / "corpus"), (QUALITY / "squad2" / "questions.jsonl", QUALITY / "squad2/corpus"))
DEPTH = 5


@pytest.fixture(scope="module")
def encoder() -> BundledEncoder:
    return BundledEncoder()


@pytest.fixture(scope="module")
def reference() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder(PACKAGED)


class TestEncoder:
    def test_is_the_default(self) -> None:
        assert isinstance(open_encoder(Settings().encoder), BundledEncoder)

    def test_is_named_with_its_weights(self, encoder: BundledEncoder) -> None:
        name, _, digest = encoder.name.partition("@")
        assert name == "all-MiniLM-L6-v2-int8"
        assert len(digest) == 12
        assert int(digest, 16)

    def test_gives_unit_vectors(self, encoder: BundledEncoder) -> None:
        texts = ["The river is long.", "", "Река длинная. 👍🏽 e\u0301 河很长", "\0\u200b\n", "word " * 2000]
        for vectors in (encoder.encode_passages(texts), encoder.encode_questions(texts)):
            assert vectors.shape == (len(texts), encoder.dimensions) == (5, 384)
            assert vectors.dtype == np.float32
            assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)

    def test_gives_the_promised_shape_for_nothing(self, encoder: BundledEncoder) -> None:
        for vectors in (encoder.encode_passages([]), encoder.encode_questions([])):
            assert vectors.shape == (0, 384)
            assert vectors.dtype == np.float32

    def test_gives_each_text_its_vector_whatever_stands_beside_it(self, encoder: BundledEncoder) -> None:
        texts = ["The river is long.", "word " * 200, "Who?", "Bake the bread for an hour.", ""]
        together = encoder.encode_passages(texts)
        for text, vector in zip(texts, together, strict=True):
            assert np.array_equal(encoder.encode_passages([text])[0], vector)
        assert np.array_equal(encoder.encode_passages(texts[::-1]), together[::-1])

    def test_reads_the_first_256_tokens(self, encoder: BundledEncoder) -> None:
        # [CLS] and [SEP] leave room for 254 words of one token each.
        some, more, fewer = encoder.encode_passages(["word " * 254, "word " * 254 + "bread", "word " * 253 + "bread"])
        assert np.array_equal(some, more)
        assert not np.array_equal(some, fewer)

    def test_puts_what_means_the_same_near(self, encoder: BundledEncoder) -> None:
        question = encoder.encode_questions(["How long is the frontier?"])[0]
        near, far = encoder.encode_passages(["The border has a length of 1,300 km.", "Bake the bread for an hour."])
        assert question @ near > question @ far + 0.2


@cache
def gold(questions: Path, corpus: Path) -> tuple[list[Passage], list[Question]]:
    """The passages of a gold set, and its questions whose evidence is known."""
    documents = [load(path, corpus) for path in sorted(corpus.rglob("*.txt"))]
    passages = [passage for document in documents for passage in split(document)]
    return passages, [question for question in read_questions(questions) if question.evidence and not question.history]


def found(encoder: Encoder, passages: list[Passage], questions: list[Question]) -> list[bool]:
    """For each question, whether the passages nearest to it include one that overlaps its evidence."""
    vectors = encoder.encode_passages([for_encoder(passage) for passage in passages])
    similarities = encoder.encode_questions([question.text for question in questions]) @ vectors.T
    nearest = np.argsort(-similarities, axis=1)[:, :DEPTH]
    return [
        any(
            passages[at].path == item.document and passages[at].span.overlaps(item.span)
            for at in row
            for item in question.evidence
        )
        for row, question in zip(nearest, questions, strict=True)
    ]


@pytest.mark.slow
class TestParity:
    """Beside all-MiniLM-L6-v2 in full precision, run by sentence-transformers."""

    def test_the_vectors_are_nearly_the_same(
        self, encoder: BundledEncoder, reference: SentenceTransformerEncoder
    ) -> None:
        passages, questions = gold(*SETS[0])
        texts = [for_encoder(passage) for passage in passages] + [question.text for question in questions]
        texts += ["Река длинная. 👍🏽 e\u0301", "word " * 2000]
        cosines = (encoder.encode_passages(texts) * reference.encode_passages(texts)).sum(axis=1)
        assert cosines.mean() > 0.996
        assert cosines.min() > 0.99

    def test_the_same_passages_are_found(self, encoder: BundledEncoder, reference: SentenceTransformerEncoder) -> None:
        """At most one question apart: of as few as these, one is more than the half point that thousands may differ."""
        ours, theirs = ([hit for each in SETS for hit in found(one, *gold(*each))] for one in (encoder, reference))
        assert len(ours) > 30
        assert abs(sum(ours) - sum(theirs)) <= 1


def test_an_ask_on_the_bundled_models_needs_no_training_library(tmp_path: Path) -> None:
    """In a process of its own, as other tests have loaded PyTorch into this one."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "panj.txt").write_text("The river Panj is 1125 km long. It forms a border.\n")
    program = (
        "import json, sys; from citeleaf.cli import main\n"
        "codes = [main(['ingest']), main(['ask', 'How long is the river Panj?'])]\n"
        "print(json.dumps([codes, sorted({name.partition('.')[0] for name in sys.modules})]))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert ran.returncode == 0, ran.stderr
    codes, modules = json.loads(ran.stdout.splitlines()[-1])
    assert codes == [0, 0]
    assert "onnxruntime" in modules
    assert not {"torch", "transformers", "sentence_transformers", "onnx"} & set(modules)


class TestTokens:
    def test_their_mean_is_the_texts_vector(self, encoder: BundledEncoder) -> None:
        """All tokens count in it, also the two that stand nowhere in the text; the others are most of it."""
        text = "The treaty between both states was signed in 1973, three years after the end of the war."
        (tokens,) = encoder.encode_tokens([text])
        assert np.linalg.norm(tokens.vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
        mean = tokens.vectors.mean(axis=0)
        assert mean @ encoder.encode_passages([text])[0] / np.linalg.norm(mean) > 0.98

    def test_they_say_where_they_stand(self, encoder: BundledEncoder) -> None:
        (tokens, nothing) = encoder.encode_tokens(["Elbe, 1973!", ""])
        assert "|".join("Elbe, 1973!"[start:end] for start, end in tokens.offsets) == "El|be|,|1973|!"
        assert nothing.vectors.shape == (0, 384)
        assert nothing.offsets.shape == (0, 2)

    def test_the_vectors_keep_their_name_when_the_file_gains_an_output(self, encoder: BundledEncoder) -> None:
        """An index of a million passages is not made anew for vectors that are the same."""
        assert encoder.name == "all-MiniLM-L6-v2-int8@df2dc361bb0e"
        vector = encoder.encode_passages(["The river is long."])[0]
        assert vector[:4] == pytest.approx([0.0462, 0.0924, -0.0001, 0.0103], abs=2e-3)
