"""A setting -> the encoder that it names, and what gives the reader its tokens' vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citeleaf.models.bundle import BUNDLED

if TYPE_CHECKING:
    from citeleaf.models.alignment import TokenEncoder
    from citeleaf.protocols import Encoder


def open_encoder(name: str) -> Encoder:
    """The bundled encoder, or for any other name or folder a sentence-transformers model. Raises ModelError."""
    if name == BUNDLED:
        from citeleaf.models.onnx_encoder import BundledEncoder

        return BundledEncoder()
    from citeleaf.models.encoder import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name)


def token_encoder(encoder: Encoder) -> TokenEncoder:
    """``encoder`` itself where it is the bundled one, with which the reader's weights were fitted, or else that one."""
    from citeleaf.models.onnx_encoder import BundledEncoder

    return encoder if isinstance(encoder, BundledEncoder) else BundledEncoder()
