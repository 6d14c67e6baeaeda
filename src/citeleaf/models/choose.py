"""A setting -> the encoder that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citeleaf.models.bundle import BUNDLED

if TYPE_CHECKING:
    from citeleaf.protocols import Encoder


def open_encoder(name: str) -> Encoder:
    """The bundled encoder, or for any other name or folder a sentence-transformers model. Raises ModelError."""
    if name == BUNDLED:
        from citeleaf.models.onnx_encoder import BundledEncoder

        return BundledEncoder()
    from citeleaf.models.encoder import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name)
