"""txtai: its own index with content, and its extractive pipeline.

``python -m benchmarks.peers.with_txtai PASSAGES ENCODER READER``
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping

from benchmarks.peers.passages import read_passages
from benchmarks.peers.protocol import Handler, Reply, serve

READ = 10


def prepare() -> tuple[Reply, Mapping[str, Handler]]:
    from txtai import Embeddings
    from txtai.pipeline import Questions

    file, encoder_folder, reader_folder = sys.argv[1:]
    passages = read_passages(file)
    embeddings = Embeddings(path=encoder_folder, content=True, gpu=False)
    reader = Questions(reader_folder, gpu=False)
    began = time.perf_counter()
    embeddings.index([(number, text, None) for number, text in enumerate(passages)])
    indexed = time.perf_counter() - began

    def read(question: str, text: str) -> str | None:
        """It reads one text at a time anyway, and cannot take "no answer" from a model that was taught to say so."""
        try:
            answer = reader([question], [text])[0]
        except TypeError:  # the span it looked for in the text is the model's mark before or behind it
            return None
        return str(answer) if answer else None

    def ask(question: str) -> Reply:
        answers = [read(question, found["text"]) for found in embeddings.search(question, READ)]
        return {"answer": next((answer for answer in answers if answer), "")}

    return {"indexed": indexed, "passages": len(passages)}, {"ask": ask}


if __name__ == "__main__":
    serve(prepare)
