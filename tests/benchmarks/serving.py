"""This program over one index, as a process that is asked: see ``peers.protocol`` for how.

``python -m benchmarks.serving CORPUS INDEX``
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path

from benchmarks.corpora import ADDED
from benchmarks.parts import Parts, Watch, open_parts
from benchmarks.peers.protocol import Handler, Reply, serve
from citeleaf.settings import load_settings
from citeleaf.terms import content_words
from citeleaf.types import Filters

ENCODING = "encoding"


class Serving:
    """What can be asked of it, a method each."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._watch = Watch()
        self._watch.put_on(parts.encoder, "encode_passages", ENCODING)
        parts.sandbox.start()

    @property
    def handlers(self) -> Mapping[str, Handler]:
        return {"ask": self.ask, "dense": self.dense, "lexical": self.lexical, "add": self.add, "remove": self.remove}

    def ask(self, question: str) -> Reply:
        answer = self._parts.assistant.ask(question)
        return {"answer": answer.text or ""}

    def dense(self, vector: list[float], limit: int) -> Reply:
        """The passages nearest by meaning: of each its path and where it starts."""
        import numpy as np

        found = self._parts.store.dense(np.array(vector, np.float32), limit, Filters())
        return {"found": [[ranked.passage.path, ranked.passage.span.start] for ranked in found]}

    def lexical(self, question: str, limit: int) -> Reply:
        """How many passages the search by wording returns."""
        return {"found": len(self._parts.store.lexical(content_words(question), limit, Filters()))}

    def add(self, text: str) -> Reply:
        """Write a document into the corpus and take it in: ``encoding`` are the seconds that its vectors took."""
        file = self._parts.assistant.settings.corpus / ADDED
        file.write_text(text, encoding="utf-8")
        self._watch.take()
        began = time.perf_counter()
        report = self._parts.assistant.ingest(within=[ADDED])
        wall = time.perf_counter() - began
        return {"wall": wall, "encoding": self._watch.take().get(ENCODING, 0.0), "new": report.new}

    def remove(self) -> Reply:
        """Take it out again."""
        (self._parts.assistant.settings.corpus / ADDED).unlink(missing_ok=True)
        began = time.perf_counter()
        report = self._parts.assistant.ingest(within=[ADDED])
        return {"wall": time.perf_counter() - began, "removed": report.removed}


def main() -> None:
    corpus, index = (Path(each) for each in sys.argv[1:])

    def prepare() -> tuple[Reply, Mapping[str, Handler]]:
        serving = Serving(open_parts(load_settings(corpus=corpus, index=index)))
        return {"ready": True}, serving.handlers

    serve(prepare)


if __name__ == "__main__":
    main()
