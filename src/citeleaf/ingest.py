"""Corpus -> store: what changed goes in, what is gone goes out, and what cannot be read is named.

Removals and renames come first and at once, since they cost nothing; then each new or changed file is read, split
and encoded. Every document is committed by itself: whatever stops the run, the next one goes on from there.

The removal of all documents, or of most, waits until it is confirmed (see ``removals``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from citeleaf.ahead import ahead
from citeleaf.changes import Changes, compare, places_of
from citeleaf.digests import Digests
from citeleaf.documents import contents, load_bytes
from citeleaf.errors import CiteleafError, DocumentError
from citeleaf.passages import for_encoder, split
from citeleaf.protocols import Encoder, Store
from citeleaf.removals import Removals, removals
from citeleaf.scan import scan
from citeleaf.types import Document, Failure, Passage

if TYPE_CHECKING:
    from citeleaf.protocols import Vectors

Read = Callable[[bytes, str, int], tuple[Document, list[Passage]]]
"""A file's bytes, its path in the corpus and words a passage -> its document and passages; raises DocumentError."""

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
    """How many files of each fate there are. A failed file counts as failed alone, whatever is kept of it.

    ``doubts`` are the removals that were not made, because so many at once may be a mistake.
    """

    new: int
    updated: int
    renamed: int
    unchanged: int
    removed: int
    failed: int
    failures: tuple[Failure, ...]
    doubts: Removals | None = None

    @property
    def withheld(self) -> int:
        """How many documents are gone from the corpus, and were not removed."""
        return self.doubts.gone if self.doubts else 0

    @property
    def question(self) -> str | None:
        """What to ask about them, in a sentence or two; None where none were withheld."""
        return self.doubts.question if self.doubts else None

    @property
    def summary(self) -> str:
        counts = ("new", "updated", "renamed", "unchanged", "removed", "failed")
        return ", ".join(f"{getattr(self, name)} {name}" for name in counts)


def read_here(data: bytes, path: str, passage_words: int) -> tuple[Document, list[Passage]]:
    """Read in this very process: ``Read`` at its simplest."""
    document = load_bytes(data, path)
    return document, split(document, words=passage_words)


def ingest(
    corpus: Path,
    store: Store,
    encoder: Encoder,
    *,
    passage_words: int = 120,
    progress: Callable[[Progress], None] | None = None,
    read: Read = read_here,
    within: Collection[str] | None = None,
    digests: Digests | None = None,
    confirm_removal: bool = False,
    defer: Callable[[Mapping[str, str]], None] | None = None,
) -> Report:
    """Bring ``store`` in step with the files in ``corpus``, and tell what that took.

    ``within`` names the files and folders that may have changed: no other is looked at. ``digests`` spares hashing
    again what was hashed before. ``defer`` is given the files to read and their hashes, where others are to read them:
    they count as new and updated all the same.

    Raises UsageError, and changes nothing, where there is no such folder or the store is that of another one;
    IndexLocked while another process writes.
    """
    with store.writing():
        found = scan(corpus, within, digests)
        store.bind(corpus)
        places = None if within is None else places_of(within)
        changes = compare(found, store.entries(places), store.failures(places))
        lost = removals(changes, store.paths, corpus, looked_everywhere=places is None)
        doubts = lost if lost.doubtful and not confirm_removal else None
        if doubts:
            changes = replace(changes, removed=())
        settle(changes, store)
        intake = Intake(corpus, store, encoder, passage_words, progress, read)
        to_read = sorted((*changes.new, *changes.updated))
        if defer:
            defer({path: found.files[path] for path in to_read})
        else:
            intake.take_in(to_read)
    failures = sorted((*changes.failing, *changes.failed, *intake.failures), key=lambda failure: failure.path)
    failed = {failure.path for failure in intake.failures}
    vanished = set(intake.vanished)
    return Report(
        new=len(set(changes.new) - failed - vanished),
        updated=len(set(changes.updated) - failed - vanished),
        renamed=len(changes.renamed),
        unchanged=len(changes.unchanged),
        removed=len(changes.removed) + len(set(intake.removed) & set(changes.updated)),
        failed=len(failures),
        failures=tuple(failures),
        doubts=doubts,
    )


def settle(changes: Changes, store: Store) -> None:
    """Everything that takes no reading."""
    for path in (*changes.removed, *changes.forgotten):
        store.remove(path)
    for old, new in changes.renamed:
        store.rename(old, new)
    for path in changes.recovered:
        store.rename(path, path)  # forgets the failure, and leaves the document as it is
    for failure in changes.failed:
        store.fail(failure)


class Intake:
    """Reads files and puts them in the store, small ones together in one call of the encoder."""

    def __init__(
        self,
        corpus: Path,
        store: Store,
        encoder: Encoder,
        passage_words: int,
        progress: Callable[[Progress], None] | None,
        read: Read,
    ) -> None:
        self.failures: list[Failure] = []
        self.vanished: list[str] = []
        self.removed: list[str] = []
        self._corpus = corpus
        self._store = store
        self._encoder = encoder
        self._words = passage_words
        self._progress = progress
        self._read = read
        self._waiting: list[tuple[Document, list[Passage]]] = []
        self._total = 0
        self._done = 0
        self._encoded = 0

    def take_in(self, paths: Sequence[str]) -> None:
        """Read the files at ``paths``. Those that were deleted meanwhile are ``vanished``, no ``failures``."""
        self._total = len(paths)
        for path, outcome in self._outcomes(paths):
            if outcome is None:
                self.vanished.append(path)
                if _holds_anything(self._corpus):  # else it is a drive that has just gone: the next ingest asks
                    self._store.remove(path)
                    self.removed.append(path)
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

    def _outcomes(self, paths: Sequence[str]) -> Iterator[tuple[str, _Outcome]]:
        """Ahead of their encoding where another process reads them; in this very one nothing would be won."""

        def outcome(path: str) -> _Outcome:
            return _outcome(self._corpus / path, path, self._words, self._read)

        return ((path, outcome(path)) for path in paths) if self._read is read_here else ahead(outcome, paths)

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


def _holds_anything(corpus: Path) -> bool:
    try:
        return any(corpus.iterdir())
    except OSError:
        return False


_Outcome = tuple[Document, list[Passage]] | Failure | None


def _outcome(file: Path, path: str, passage_words: int, read: Read) -> _Outcome:
    """The document in the file's bytes, whose own hash it carries, or why there is none; None if the file is gone."""
    try:
        data = contents(file)
    except DocumentError as error:
        return Failure(path, str(error))
    except (FileNotFoundError, NotADirectoryError):  # deleted, or its folder, since the scan
        return None
    except OSError as error:
        return Failure(path, f"it cannot be opened: {error.strerror}. Give this account access to it")
    try:
        document, passages = read(data, path, passage_words)
        return document, passages
    except DocumentError as error:
        reason = str(error)
    except CiteleafError:  # of no one file: there is nobody to read any
        raise
    except Exception as error:  # a mistake of ours, but no file may stop the rest
        reason = f"reading it failed unexpectedly ({type(error).__name__}: {error}); please report this file"
    return Failure(path, " ".join(reason.split()), hashlib.sha256(data).hexdigest())
