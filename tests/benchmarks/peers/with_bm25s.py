"""bm25s, for the half of the search that goes by wording: ``python -m benchmarks.peers.with_bm25s PASSAGES``."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping

from benchmarks.peers.passages import read_passages
from benchmarks.peers.protocol import Handler, Reply, serve


def prepare() -> tuple[Reply, Mapping[str, Handler]]:
    import bm25s
    import Stemmer

    passages = read_passages(sys.argv[1])
    stemmer = Stemmer.Stemmer("english")
    began = time.perf_counter()
    index = bm25s.BM25()
    index.index(bm25s.tokenize(passages, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)
    indexed = time.perf_counter() - began

    def lexical(question: str, limit: int) -> Reply:
        words = bm25s.tokenize(question, stopwords="en", stemmer=stemmer, show_progress=False)
        rows, _ = index.retrieve(words, k=min(limit, len(passages)), show_progress=False)
        return {"found": int(rows.shape[1])}

    return {"indexed": indexed, "passages": len(passages)}, {"lexical": lexical}


if __name__ == "__main__":
    serve(prepare)
