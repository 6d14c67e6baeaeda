"""What tests of several rooms share: a deterministic encoder, and short ways to make the types."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from citeleaf.passages import for_encoder, split
from citeleaf.protocols import Store
from citeleaf.types import (
    Block,
    BlockKind,
    Document,
    Finding,
    Hit,
    Passage,
    Policy,
    Query,
    Scores,
    Span,
    Term,
    document_id,
)

if TYPE_CHECKING:
    from citeleaf.protocols import Encoder, Vectors

DIMENSIONS = 256
NOBODY = 65534
"""The account to which nothing belongs."""
PASSABLE = 0o011
"""For the owner's group and for all others."""


class BagOfWordsEncoder:
    """Counts words in hashed buckets: texts that share words are near, so rankings in tests mean something."""

    name = "bag-of-words-256"
    dimensions = DIMENSIONS

    def __init__(self) -> None:
        self.encoded = 0

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.encoded += len(texts)
        return self._encode(texts)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                vectors[row, _bucket(word)] += 1.0
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return (vectors / np.where(norms == 0, 1, norms)).astype(np.float32)


@cache
def _bucket(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=4).digest(), "big") % DIMENSIONS


def make_document(
    *parts: str | tuple[BlockKind, str], path: str = "a.txt", title: str = "", language: str | None = "en"
) -> Document:
    """A document of the given blocks, an empty line between them; a bare string is a paragraph."""
    text = ""
    blocks: list[Block] = []
    for part in parts:
        kind, words = (BlockKind.PARAGRAPH, part) if isinstance(part, str) else part
        start = len(text) + (2 if text else 0)
        text = f"{text}\n\n{words}" if text else words
        blocks.append(Block(Span(start, len(text)), kind, level=int(kind is BlockKind.HEADING)))
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Document(document_id(path), path, sha256, text, tuple(blocks), title, None, language, "text/plain")


def make_passage(
    text: str,
    *,
    path: str = "a.txt",
    start: int = 0,
    title: str = "",
    headings: tuple[str, ...] = (),
    language: str | None = None,
) -> Passage:
    """A passage that lies at ``start`` of its document."""
    span = Span(start, start + len(text))
    identity = document_id(path)
    return Passage(f"{identity}:{span.start}-{span.end}", identity, path, title, headings, span, text, None, language)


def make_hit(passage: Passage, score: float = 0.5) -> Hit:
    """A hit of the dense half alone; the score is that of its first rank."""
    return Hit(passage, score, dense_rank=1, lexical_rank=None)


def make_finding(passage: Passage, words: str, *, reader: float = 1.0, answer: str = "") -> Finding:
    """A finding that quotes ``words`` of the passage, with ``answer`` in them, or all of them, highlighted."""
    quote = _place(passage, words)
    scores = Scores(reader=reader, similarity=0.5, cover=0.5)
    return Finding(make_hit(passage), _place(passage, answer) if answer else quote, quote, scores)


def make_query(text: str, *terms: Term) -> Query:
    return Query(text, text, terms)


def every_policy(minimum: float) -> dict[Policy, float]:
    """The same threshold for all policies."""
    return dict.fromkeys(Policy, minimum)


def put(store: Store, encoder: Encoder, *documents: Document) -> None:
    """Split, encode and store, as an ingest does with what it has read."""
    for document in documents:
        passages = split(document)
        store.replace(document, passages, encoder.encode_passages([for_encoder(passage) for passage in passages]))


@contextmanager
def bound_by_permissions(folder: Path) -> Iterator[None]:
    """Permissions hold for this process, even where it runs as root: it is another account for as long.

    Anything may be made in ``folder``, and the folders above it may be passed through; what lies in it stays as it is.
    """
    if os.geteuid() != 0:
        yield
        return
    folder.chmod(0o777)
    above = [(parent, parent.stat().st_mode) for parent in folder.parents]
    try:
        for parent, mode in above:
            if mode & PASSABLE != PASSABLE:
                parent.chmod(mode | PASSABLE)
        os.seteuid(NOBODY)
        yield
    finally:
        os.seteuid(0)
        for parent, mode in above:
            if mode & PASSABLE != PASSABLE:
                parent.chmod(mode)


def _place(passage: Passage, words: str) -> Span:
    start = passage.text.index(words)
    return Span(start, start + len(words)).shifted(passage.span.start)
