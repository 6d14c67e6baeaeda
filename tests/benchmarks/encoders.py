"""One way to encode passages, as a process that is asked to: see ``peers.protocol`` for how.

``python -m benchmarks.encoders WAY``, with one of ``WAYS``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence

from benchmarks.peers.protocol import Handler, Reply, serve
from citeleaf.models.encoder import SentenceTransformerEncoder, packaged_folder
from citeleaf.models.onnx_encoder import BundledEncoder

Encode = Callable[[Sequence[str]], object]


def bundled() -> Encode:
    """As an ingest does it."""
    return BundledEncoder().encode_passages


def full_precision() -> Encode:
    """sentence-transformers as it comes, in fp32, with the threads that PyTorch chooses."""
    return SentenceTransformerEncoder().encode_passages


def bfloat16() -> Encode:
    """The same model with all its weights in bf16."""
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(packaged_folder()), device="cpu", local_files_only=True).to(torch.bfloat16)

    def encode(texts: Sequence[str]) -> object:
        return model.encode(list(texts), convert_to_tensor=True, show_progress_bar=False)

    return encode


WAYS: Mapping[str, Callable[[], Encode]] = {"bundled": bundled, "fp32": full_precision, "bf16": bfloat16}


def main() -> None:
    def prepare() -> tuple[Reply, Mapping[str, Handler]]:
        encode = WAYS[sys.argv[1]]()

        def handle(texts: list[str]) -> Reply:
            encode(texts)
            return {"passages": len(texts)}

        return {"ready": True}, {"encode": handle}

    serve(prepare)


if __name__ == "__main__":
    main()
