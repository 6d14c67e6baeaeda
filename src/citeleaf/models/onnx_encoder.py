"""The encoder that comes with the package: all-MiniLM-L6-v2 in whole numbers, without PyTorch."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from citeleaf.models.bundle import ENCODER, FOLDER, TOKENIZER, checksum, load_tokenizer, read_verified
from citeleaf.models.sequences import SequenceModel, TokenSequence

if TYPE_CHECKING:
    from citeleaf.protocols import Vectors

LONGEST = 256
"""In tokens. What follows is not read: the model was trained on no more."""


class BundledEncoder:
    """Unit vectors; a text's vector is the same whatever it is encoded with."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Raises ModelError when the bundle in ``folder`` is incomplete or damaged."""
        self._tokenizer = load_tokenizer(LONGEST, folder)
        self._model = SequenceModel(read_verified(ENCODER, folder))
        made_of = checksum(ENCODER, folder) + checksum(TOKENIZER, folder)
        self.name = f"all-MiniLM-L6-v2-int8@{hashlib.sha256(made_of.encode()).hexdigest()[:12]}"
        self.dimensions = self._model.width

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of shape (len(texts), dimensions)."""
        return self._encode(texts)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of shape (len(texts), dimensions)."""
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch(list(texts))
        vectors = self._model.run([TokenSequence(encoding.ids, encoding.type_ids) for encoding in encodings])
        return np.array(vectors, dtype=np.float32).reshape(len(texts), self.dimensions)
