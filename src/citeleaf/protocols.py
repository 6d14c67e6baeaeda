"""What can be exchanged: an encoder, a reader and a store are whatever does this.

This module imports only ``types``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from citeleaf.types import Document, Entry, Failure, Filters, Finding, Hit, Passage, Query, Ranked

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

Documents = Callable[[str], Document]
"""Looks a document up by its id. Raises UnknownDocument."""


class Encoder(Protocol):
    """Turns texts into vectors whose dot product is their cosine similarity."""

    @property
    def name(self) -> str:
        """Identifies the model and its weights: vectors of two names must never be compared."""

    @property
    def dimensions(self) -> int: ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of shape (len(texts), dimensions)."""

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of shape (len(texts), dimensions)."""


class Reader(Protocol):
    """Finds the words that answer a question in the passages that were retrieved for it."""

    def read(self, query: Query, hits: Sequence[Hit]) -> list[Finding]:
        """Findings, best first; empty only when there are no hits."""


class Store(Protocol):
    """Keeps documents, passages and vectors, and finds passages. Every change is one transaction.

    Ties between equal scores go by path and then by position, so that the order in which documents arrived
    never shows in an answer. Changes raise ``errors.IndexLocked`` while another process writes.
    """

    @property
    def generation(self) -> int:
        """Counts the committed changes."""

    @property
    def corpus(self) -> Path | None:
        """The folder that this store is kept in step with; None before ``bind`` named one."""

    def writing(self) -> AbstractContextManager[None]:
        """Keeps other writers out for several changes in a row. Each change does so for itself where none is held."""

    def bind(self, corpus: Path) -> None:
        """Note that ``corpus`` is the folder this store is kept in step with. Raises as ``require_corpus`` does."""

    def require_corpus(self, corpus: Path) -> None:
        """Raises ``errors.UsageError`` where this store is kept in step with another folder, which is still there."""

    def replace(self, document: Document, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Put a document in, instead of what stood at its path, and forget any failure recorded there."""

    def rename(self, old: str, new: str) -> None:
        """Give the document at ``old`` the path ``new`` and forget failures at both; passages and vectors stay."""

    def remove(self, path: str) -> None:
        """Forget the document and the failure at ``path``."""

    def fail(self, failure: Failure) -> None:
        """Record that the file could not be read. What was stored of it before is kept."""

    def dense(self, vector: Vectors, limit: int, filters: Filters) -> list[Ranked]:
        """The passages whose vectors are nearest to ``vector`` of shape (dimensions,), scored by cosine."""

    def lexical(self, words: Sequence[str], limit: int, filters: Filters) -> list[Ranked]:
        """The passages that hold any of ``words``, scored by BM25 (negated where an engine counts downwards)."""

    def frequencies(self, words: Sequence[str]) -> list[int]:
        """For each word, how many passages hold it (in any of its inflected forms)."""

    def document(self, document_id: str) -> Document:
        """The document as it was last stored. Raises ``errors.UnknownDocument``."""

    def passages(self, document_id: str) -> list[Passage]:
        """The document's passages, in its order; none where there is no such document."""

    def entries(self, within: Collection[str] | None = None) -> list[Entry]:
        """Every document, by path; or those at and below the places that ``within`` names."""

    def failures(self, within: Collection[str] | None = None) -> list[Failure]:
        """Every file that could not be read, by path; or those at and below some places."""

    def paths(self) -> list[str]:
        """Every document's path, in order."""

    def passage_count(self) -> int: ...

    def close(self) -> None:
        """Write out what is only cached and let go of the files."""
