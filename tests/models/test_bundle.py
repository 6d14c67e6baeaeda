"""The bundle: what is loaded is what was put into it, or an error that names the file and the remedy."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from citeleaf.errors import ModelError
from citeleaf.models.bundle import (
    CHECKSUMS,
    ENCODER,
    FOLDER,
    READER,
    TOKENIZER,
    VECTORS,
    checksum,
    read_verified,
    write_checksums,
)
from citeleaf.models.onnx_encoder import BundledEncoder
from citeleaf.models.span_scorer import SpanScorer
from models.tiny_bundle import bundle

MEGABYTES = 60
"""How large the bundle may become."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return bundle(tmp_path, ENCODER, b"weights")


def test_what_is_as_it_was_bundled_is_read(folder: Path) -> None:
    assert read_verified(ENCODER, folder) == b"weights"


def test_one_changed_bit_is_noticed(folder: Path) -> None:
    (folder / ENCODER).write_bytes(b"weightr")
    with pytest.raises(ModelError, match=r"model\.onnx is damaged: it does not fit its checksum\. Install Citeleaf"):
        read_verified(ENCODER, folder)


def test_a_changed_tokenizer_is_noticed(folder: Path) -> None:
    (folder / TOKENIZER).write_text("{}")
    with pytest.raises(ModelError, match=r"tokenizer\.json is damaged"):
        BundledEncoder(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / ENCODER).unlink()
    with pytest.raises(ModelError, match=r"model\.onnx cannot be read: No such file.*Install Citeleaf again"):
        BundledEncoder(folder)


def test_a_model_that_was_never_bundled_is_named(folder: Path) -> None:
    with pytest.raises(ModelError, match=r"holds no checksum of reader/model\.onnx.*Install Citeleaf again"):
        SpanScorer(folder)


@pytest.mark.parametrize("content", ["", "{", "[]", "7"])
def test_checksums_that_are_none(content: str, folder: Path) -> None:
    (folder / CHECKSUMS).write_text(content)
    with pytest.raises(ModelError, match=r"checksums\.json holds no checksum of encoder/model\.onnx"):
        read_verified(ENCODER, folder)


def test_what_fits_its_checksum_and_is_no_model(folder: Path) -> None:
    with pytest.raises(ModelError, match=r"cannot be loaded by onnxruntime [\d.]+"):
        BundledEncoder(folder)


def test_what_vectors_come_from_is_noted_until_the_encoder_is_another(folder: Path) -> None:
    assert checksum(VECTORS, folder) == checksum(ENCODER, folder)
    write_checksums(folder, "of its vectors")
    assert checksum(VECTORS, folder) == "of its vectors"
    (folder / READER).parent.mkdir()
    (folder / READER).write_bytes(b"a reader")
    write_checksums(folder)
    assert checksum(VECTORS, folder) == "of its vectors"
    (folder / ENCODER).write_bytes(b"other weights")
    write_checksums(folder)
    assert checksum(VECTORS, folder) == checksum(ENCODER, folder)


def test_the_package_carries_what_its_checksums_say() -> None:
    for name in (TOKENIZER, ENCODER, *([READER] if (FOLDER / READER).exists() else [])):
        read_verified(name)


def test_the_package_stays_small_and_each_model_has_its_card() -> None:
    files = [path for path in FOLDER.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= MEGABYTES * 1_000_000
    for model in FOLDER.rglob("model.onnx"):
        digest = hashlib.sha256(model.read_bytes()).hexdigest()
        assert digest[:12] in (model.parent / "MODEL_CARD.md").read_text(encoding="utf-8")
