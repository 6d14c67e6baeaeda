"""Corpora of a given number of passages, as files and as an index that was written through the store's own way.

They lie under a folder and are used again; one that was interrupted is gone on with. What its index holds is what an
ingest would have put there, but for the vectors beyond those really encoded (see ``embeddings``).
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.embeddings import Embeddings, encoded
from benchmarks.sources import Source
from benchmarks.variations import Variations
from citeleaf.passages import for_encoder, passage_at
from citeleaf.settings import Settings, load_settings
from citeleaf.store.local import LocalStore
from citeleaf.types import Block, BlockKind, Document, Passage, Span, document_id

if TYPE_CHECKING:
    from citeleaf.protocols import Encoder, Vectors

BYTES_EACH = 9_000
"""Of disk that a passage takes in files, catalogue and cache, with room for the catalogue's log."""
IN_A_FOLDER = 1000
ADDED = "added by the benchmark.txt"
"""The document that is put in and taken out again to see what that takes."""
TOLD_EVERY = 10.0
"""Seconds."""


class NotMade(Exception):
    """A corpus cannot be made, or not yet: the message says why."""


@dataclass(frozen=True, slots=True)
class Made:
    """A corpus, its index and what is in it."""

    settings: Settings
    documents: int
    passages: int


class Maker:
    """Makes corpora of the same documents: a larger one holds all of a smaller one."""

    def __init__(self, folder: Path, sources: list[Source], encoder: Encoder, really: int) -> None:
        """``really`` is how many passages to encode: half of them the base, half their first variation."""
        self._folder = folder
        self._encoder = encoder
        self._base = _first(sources, max(1, really // 2))
        self._variations = Variations(sources)
        self._starts = [0, *accumulate(len(source.pieces) for source in self._base)]
        self.embeddings = self._embed()

    def document(self, number: int) -> tuple[Document, list[Passage]]:
        """The document with this number, which is a copy of the base's document ``number`` modulo their count."""
        copy, at = divmod(number, len(self._base))
        return laid_out(self._variations.of(self._base[at], copy), path_of(number))

    def vectors(self, number: int) -> Vectors:
        """The vectors of its passages."""
        copy, at = divmod(number, len(self._base))
        return self.embeddings.of(copy, np.arange(self._starts[at], self._starts[at + 1]))

    def new_source(self, number: int) -> Source:
        """A document that no corpus holds: a copy further than any has."""
        return self._variations.of(self._base[number % len(self._base)], 1_000_000 + number)

    def documents_for(self, passages: int) -> int:
        """How many documents hold so many passages, or the few more that the last one brings."""
        copies, rest = divmod(passages, self._starts[-1])
        further = next((at for at, start in enumerate(self._starts) if start >= rest), 0)
        return copies * len(self._base) + further

    def make(self, passages: int, until: float) -> Made:
        """The corpus of about so many passages. Raises NotMade where disk or time (``until``, monotonic) run out."""
        folder = self._folder / f"{passages}"
        settings = load_settings(corpus=folder / "corpus", index=folder / "index")
        documents = self.documents_for(passages)
        settings.corpus.mkdir(parents=True, exist_ok=True)
        store = LocalStore.open(
            settings.index, encoder=self._encoder.name, dimensions=self._encoder.dimensions, create=True
        )
        with closing(store):
            there = _left(store, settings.corpus)
            if there < documents:
                require_room(folder, (passages - store.passage_count()) * BYTES_EACH)
                self._fill(store, settings.corpus, there, documents, until)
            return Made(settings, documents, store.passage_count())

    def _fill(self, store: LocalStore, corpus: Path, begin: int, end: int, until: float) -> None:
        tell = _Teller(f"a corpus of {end} documents", end)
        store.bind(corpus)
        with store.writing():
            for number in range(begin, end):
                document, passages = self.document(number)
                file = corpus / document.path
                file.parent.mkdir(exist_ok=True)
                file.write_bytes(document.text.encode())
                store.replace(document, passages, self.vectors(number))
                tell(number + 1)
                if time.monotonic() > until:
                    break
        if number + 1 < end:
            raise NotMade(f"the time for making it is over at {number + 1} of {end} documents: run again to go on")

    def _embed(self) -> Embeddings:
        texts = [
            [for_encoder(passage) for source in copied for passage in laid_out(source, "x")[1]]
            for copied in (
                self._base,
                [self._variations.of(source, 1) for source in self._base],
            )
        ]
        made_of = hashlib.sha256("\0".join([self._encoder.name, *texts[0], *texts[1]]).encode()).hexdigest()[:12]
        parts = []
        for name, those in zip(("base", "varied"), texts, strict=True):
            tell = _Teller(f"vectors of the {name} passages", len(those))
            parts.append(encoded(those, self._encoder, self._folder / "vectors" / f"{name}-{made_of}", tell))
        return Embeddings(*parts)


def laid_out(source: Source, path: str) -> tuple[Document, list[Passage]]:
    """``source`` as a text file's document: its title, and a paragraph a passage."""
    blocks, parts, at = [], [], 0
    for kind, text in [(BlockKind.TITLE, source.title), *((BlockKind.PARAGRAPH, piece) for piece in source.pieces)]:
        if text:
            blocks.append(Block(Span(at, at + len(text)), kind))
            parts.append(text)
            at += len(text) + 2
    text = "\n\n".join(parts)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    document = Document(document_id(path), path, sha256, text, tuple(blocks), source.title, None, "en", "text/plain")
    spans = [block.span for block in blocks if block.kind is BlockKind.PARAGRAPH]
    return document, [passage_at(document, (), span, None) for span in spans]


def path_of(number: int) -> str:
    return f"{number // IN_A_FOLDER:04}/{number:07}.txt"


def number_of(path: str) -> int:
    return int(Path(path).stem)


def require_room(folder: Path, size: int) -> None:
    """Raises NotMade where the disk would have less than a tenth more than ``size`` bytes free."""
    free = shutil.disk_usage(folder).free
    if free < size * 1.1:
        raise NotMade(f"it needs {size / 1e9:.1f} GB of disk, and {free / 1e9:.1f} GB are free")


def _left(store: LocalStore, corpus: Path) -> int:
    """How many documents are there of those that belong there; one that a run left behind is taken out."""
    paths = [entry.path for entry in store.entries()]
    if ADDED not in paths:
        return len(paths)
    store.remove(ADDED)
    (corpus / ADDED).unlink(missing_ok=True)
    return len(paths) - 1


def _first(sources: list[Source], passages: int) -> list[Source]:
    """The first sources that hold so many passages together, or all of them."""
    kept, count = [], 0
    for source in sources:
        if count >= passages:
            break
        kept.append(source)
        count += len(source.pieces)
    return kept


class _Teller:
    """Says on standard error how far a long thing has come, now and then."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total, self._next = what, total, time.monotonic() + TOLD_EVERY

    def __call__(self, done: int) -> None:
        if time.monotonic() >= self._next:
            sys.stderr.write(f"{self._what}: {done} of {self._total}\n")
            self._next = time.monotonic() + TOLD_EVERY
