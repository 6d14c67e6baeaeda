"""Corpus -> store: what changed goes in, what is gone goes out, and what cannot be read is named.

Removals and renames come first and at once, since they cost nothing; then each new or changed file is read, split
and encoded. Every document is committed by itself: whatever stops the run, the next one goes on from there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from citeleaf.changes import Changes, compare
from citeleaf.documents import load_bytes
from citeleaf.errors import DocumentError
from citeleaf.passages import for_encoder, split
from citeleaf.scan import scan
from citeleaf.types import Document, Encoder, Failure, Passage, Store

if TYPE_CHECKING:
    from citeleaf.types import Vectors

ENCODED_TOGETHER = 64
"""Passages in one call of the encoder: enough for many small documents to share it, few enough to show progress."""


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of the ``total`` files to read are done with, the last being ``path``; ``passages`` are encoded."""

    done: int
    total: int
    path: str
    passages: int


@dataclass(frozen=True, slots=True)
class Report:
    """How many files of each fate there are. A failed file counts as failed alone, whatever is kept of it."""

    new: int
    updated: int
    renamed: int
    unchanged: int
    removed: int
    failed: int
    failures: tuple[Failure, ...]

    @property
    def summary(self) -> str:
        counts = ("new", "updated", "renamed", "unchanged", "removed", "failed")
        return ", ".join(f"{getattr(self, name)} {name}" for name in counts)


def ingest(
    corpus: Path,
    store: Store,
    encoder: Encoder,
    *,
    passage_words: int = 120,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Bring ``store`` in step with the files in ``corpus``, and tell what that took.

    Raises UsageError, and changes nothing, where there is no such folder or the store is that of another one;
    IndexLocked while another process writes.
    """
    with store.writing():
        found = scan(corpus)
        store.bind(corpus)
        changes = compare(found, store.entries(), store.failures())
        _settle(changes, store)
        intake = _Intake(corpus, store, encoder, passage_words, progress)
        intake.take_in(sorted((*changes.new, *changes.updated)))
    failures = sorted((*changes.failing, *changes.failed, *intake.failures), key=lambda failure: failure.path)
    failed = {failure.path for failure in intake.failures}
    vanished = set(intake.vanished)
    return Report(
        new=len(set(changes.new) - failed - vanished),
        updated=len(set(changes.updated) - failed - vanished),
        renamed=len(changes.renamed),
        unchanged=len(changes.unchanged),
        removed=len(changes.removed) + len(vanished & set(changes.updated)),
        failed=len(failures),
        failures=tuple(failures),
    )


def _settle(changes: Changes, store: Store) -> None:
    """Everything that takes no reading."""
    for path in (*changes.removed, *changes.forgotten):
        store.remove(path)
    for old, new in changes.renamed:
        store.rename(old, new)
    for path in changes.recovered:
        store.rename(path, path)  # forgets the failure, and leaves the document as it is
    for failure in changes.failed:
        store.fail(failure)


class _Intake:
    """Reads files and puts them in the store, small ones together in one call of the encoder."""

    def __init__(
        self,
        corpus: Path,
        store: Store,
        encoder: Encoder,
        passage_words: int,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self.failures: list[Failure] = []
        self.vanished: list[str] = []
        self._corpus = corpus
        self._store = store
        self._encoder = encoder
        self._words = passage_words
        self._progress = progress
        self._waiting: list[tuple[Document, list[Passage]]] = []
        self._total = 0
        self._done = 0
        self._encoded = 0

    def take_in(self, paths: Sequence[str]) -> None:
        """Read the files at ``paths``. Those that were deleted meanwhile are ``vanished``, no ``failures``."""
        self._total = len(paths)
        for path in paths:
            outcome = _read(self._corpus, path, self._words)
            if outcome is None:
                self._store.remove(path)
                self.vanished.append(path)
                self._finish(path)
                continue
            if isinstance(outcome, Failure):
                self._store.fail(outcome)
                self.failures.append(outcome)
                self._finish(path)
                continue
            self._waiting.append(outcome)
            if len(self._waiting) + sum(len(passages) for _, passages in self._waiting) >= ENCODED_TOGETHER:
                self._store_waiting()
        self._store_waiting()

    def _store_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        vectors = self._encode([passage for _, passages in waiting for passage in passages])
        start = 0
        for document, passages in waiting:
            end = start + len(passages)
            self._store.replace(document, passages, vectors[start:end])
            self._finish(document.path)
            start = end

    def _encode(self, passages: Sequence[Passage]) -> Vectors:
        import numpy as np

        parts = [np.empty((0, self._encoder.dimensions), dtype=np.float32)]
        for start in range(0, len(passages), ENCODED_TOGETHER):
            together = passages[start : start + ENCODED_TOGETHER]
            parts.append(self._encoder.encode_passages([for_encoder(passage) for passage in together]))
            self._encoded += len(together)
            self._tell(together[-1].path)
        return np.concatenate(parts)

    def _finish(self, path: str) -> None:
        self._done += 1
        self._tell(path)

    def _tell(self, path: str) -> None:
        if self._progress:
            self._progress(Progress(self._done, self._total, path, self._encoded))


def _read(corpus: Path, path: str, passage_words: int) -> tuple[Document, list[Passage]] | Failure | None:
    """The document in the file's bytes, whose own hash it carries, or why there is none; None if the file is gone."""
    try:
        data = (corpus / path).read_bytes()
    except (FileNotFoundError, NotADirectoryError):  # deleted, or its folder, since the scan
        return None
    except OSError as error:
        return Failure(path, f"it cannot be opened: {error.strerror}. Give this account access to it")
    try:
        document = load_bytes(data, path)
        _check_unicode(document)
        return document, split(document, words=passage_words)
    except DocumentError as error:
        reason = str(error)
    except Exception as error:  # a mistake of ours, but no file may stop the rest
        reason = f"reading it failed unexpectedly ({type(error).__name__}: {error}); please report this file"
    return Failure(path, " ".join(reason.split()), hashlib.sha256(data).hexdigest())


def _check_unicode(document: Document) -> None:
    """Some formats can spell half of a character, which no catalogue and no page can hold."""
    try:
        f"{document.title}{document.text}".encode()
    except UnicodeEncodeError as error:
        raise DocumentError("its text holds broken characters (lone surrogates); export it again") from error
