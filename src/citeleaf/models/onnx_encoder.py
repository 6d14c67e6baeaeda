"""The encoder that comes with the package: all-MiniLM-L6-v2 in whole numbers, without PyTorch."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from citeleaf.models.alignment import TokenVectors
from citeleaf.models.bundle import ENCODER, FOLDER, TOKENIZER, VECTORS, checksum, load_tokenizer, read_verified
from citeleaf.models.sequences import OUTPUT, TOKENS, SequenceModel, TokenSequence

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Encoding

    from citeleaf.protocols import Vectors

LONGEST = 256
"""In tokens. What follows is not read: the model was trained on no more."""


class BundledEncoder:
    """Unit vectors; a text's vector is the same whatever it is encoded with."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Raises ModelError when the bundle in ``folder`` is incomplete or damaged."""
        self._tokenizer = load_tokenizer(LONGEST, folder)
        self._model = SequenceModel(read_verified(ENCODER, folder))
        made_of = checksum(VECTORS, folder) + checksum(TOKENIZER, folder)
        self.name = f"all-MiniLM-L6-v2-int8@{hashlib.sha256(made_of.encode()).hexdigest()[:12]}"
        self.dimensions = self._model.width

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of shape (len(texts), dimensions)."""
        return self._encode(texts)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of shape (len(texts), dimensions)."""
        return self._encode(texts)

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The tokens of each text in their context."""
        encodings = self._tokenizer.encode_batch(list(texts))
        return [
            TokenVectors.of(vectors, np.array(encoding.offsets, dtype=np.int64))
            for encoding, vectors in zip(encodings, self._run(encodings, TOKENS), strict=True)
        ]

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = self._run(self._tokenizer.encode_batch(list(texts)), OUTPUT)
        return np.array(vectors, dtype=np.float32).reshape(len(texts), self.dimensions)

    def _run(self, encodings: Sequence[Encoding], output: str) -> list[NDArray[np.float32]]:
        return self._model.run([TokenSequence(each.ids, each.type_ids) for each in encodings], output)
