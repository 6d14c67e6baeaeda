"""Haystack: its documents in memory, found by BM25 and by embedding, joined, and read by its extractive reader.

``python -m benchmarks.peers.with_haystack PASSAGES ENCODER READER``
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping

from benchmarks.peers.passages import read_passages
from benchmarks.peers.protocol import Handler, Reply, serve

FOUND = 50
READ = 10


def prepare() -> tuple[Reply, Mapping[str, Handler]]:
    from haystack import Document, Pipeline
    from haystack.components.embedders import SentenceTransformersDocumentEmbedder, SentenceTransformersTextEmbedder
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.readers import ExtractiveReader
    from haystack.components.retrievers import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack.utils import ComponentDevice

    file, encoder_folder, reader_folder = sys.argv[1:]
    passages = read_passages(file)
    processor = ComponentDevice.from_str("cpu")
    store = InMemoryDocumentStore(embedding_similarity_function="dot_product")
    embedder = SentenceTransformersDocumentEmbedder(
        encoder_folder, device=processor, progress_bar=False, normalize_embeddings=True
    )
    embedder.warm_up()
    began = time.perf_counter()
    store.write_documents(embedder.run([Document(content=text) for text in passages])["documents"])
    indexed = time.perf_counter() - began
    pipeline = Pipeline()
    pipeline.add_component(
        "encoder",
        SentenceTransformersTextEmbedder(
            encoder_folder, device=processor, progress_bar=False, normalize_embeddings=True
        ),
    )
    pipeline.add_component("meaning", InMemoryEmbeddingRetriever(store, top_k=FOUND))
    pipeline.add_component("wording", InMemoryBM25Retriever(store, top_k=FOUND))
    pipeline.add_component("joined", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=READ))
    reader = ExtractiveReader(reader_folder, device=processor, no_answer=False, max_seq_length=384, stride=128)
    pipeline.add_component("reader", reader)
    pipeline.connect("encoder.embedding", "meaning.query_embedding")
    pipeline.connect("meaning", "joined")
    pipeline.connect("wording", "joined")
    pipeline.connect("joined", "reader.documents")
    pipeline.warm_up()

    def ask(question: str) -> Reply:
        given = {"encoder": {"text": question}, "wording": {"query": question}, "reader": {"query": question}}
        answers = pipeline.run(given)["reader"]["answers"]
        return {"answer": (answers[0].data or "") if answers else ""}

    return {"indexed": indexed, "passages": len(passages)}, {"ask": ask}


if __name__ == "__main__":
    serve(prepare)
