"""What one writes in an afternoon: sentence-transformers, a flat FAISS index, and the reader in PyTorch.

``python -m benchmarks.peers.plain PASSAGES ENCODER READER``
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping

from benchmarks.peers.passages import read_passages
from benchmarks.peers.protocol import Handler, Reply, serve

READ = 10
"""Passages that are read for an answer, as many as the product reads."""
LONGEST = 384
LONGEST_ANSWER = 30


def prepare() -> tuple[Reply, Mapping[str, Handler]]:
    import faiss
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    file, encoder_folder, reader_folder = sys.argv[1:]
    passages = read_passages(file)
    encoder = SentenceTransformer(encoder_folder, device="cpu", local_files_only=True)
    tokenizer = AutoTokenizer.from_pretrained(reader_folder)
    reader = AutoModelForQuestionAnswering.from_pretrained(reader_folder).eval()
    began = time.perf_counter()
    vectors = encoder.encode(passages, normalize_embeddings=True, show_progress_bar=False)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    indexed = time.perf_counter() - began

    @torch.inference_mode()
    def ask(question: str) -> Reply:
        vector = encoder.encode([question], normalize_embeddings=True, show_progress_bar=False)
        rows = index.search(vector, min(READ, len(passages)))[1][0]
        read = [passages[row] for row in rows]
        fed = tokenizer(
            [question] * len(read),
            read,
            truncation="only_second",
            max_length=LONGEST,
            padding=True,
            return_tensors="pt",
        )
        output = reader(**fed)
        best, answer = -float("inf"), ""
        for number, text in enumerate(read):
            encoding = fed.encodings[number]
            place = torch.tensor([sequence == 1 for sequence in encoding.sequence_ids])
            starts = output.start_logits[number].masked_fill(~place, -float("inf"))
            ends = output.end_logits[number].masked_fill(~place, -float("inf"))
            spans = torch.triu(starts[:, None] + ends[None, :]).tril(LONGEST_ANSWER - 1)
            possible = torch.ones_like(spans, dtype=torch.bool).triu().tril(LONGEST_ANSWER - 1)
            spans = spans.masked_fill(~possible, -float("inf")).nan_to_num(nan=-float("inf"))
            value = float(spans.max())
            if value > best:
                first, last = divmod(int(spans.argmax()), spans.shape[1])
                best, answer = value, text[encoding.offsets[first][0] : encoding.offsets[last][1]]
        return {"answer": answer}

    return {"indexed": indexed, "passages": len(passages)}, {"ask": ask}


if __name__ == "__main__":
    serve(prepare)
