"""The encoder through OpenVINO: ``python -m benchmarks.peers.openvino_encoder MODEL PRECISION`` (auto or f32).

The model is converted when the process starts; a batch is padded to its longest text, 32 at once, as
sentence-transformers does.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

from benchmarks.peers.protocol import Handler, Reply, serve

LONGEST = 256
BATCH = 32


def prepare() -> tuple[Reply, Mapping[str, Handler]]:
    import numpy as np
    import openvino
    import torch
    from transformers import AutoModel, AutoTokenizer

    folder, precision = sys.argv[1:]
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
    sample = dict(tokenizer(["a text", "another text of some words"], padding=True, return_tensors="pt"))
    with torch.no_grad():
        converted = openvino.convert_model(model, example_input=sample)
    hints = {} if precision == "auto" else {"INFERENCE_PRECISION_HINT": precision}
    compiled = openvino.Core().compile_model(converted, "CPU", hints)

    def encode(texts: list[str]) -> Reply:
        ordered = sorted(texts, key=len)
        for start in range(0, len(ordered), BATCH):
            fed = dict(
                tokenizer(
                    ordered[start : start + BATCH],
                    padding=True,
                    truncation=True,
                    max_length=LONGEST,
                    return_tensors="np",
                )
            )
            hidden = compiled(fed)[0]
            mask = fed["attention_mask"][:, :, None]
            pooled = (hidden * mask).sum(axis=1) / mask.sum(axis=1)
            pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return {"passages": len(texts)}

    return {"ready": True}, {"encode": encode}


if __name__ == "__main__":
    serve(prepare)
