"""The store of one machine: a catalogue that is the truth, the vectors that follow it, and a lock for who writes.

A change touches the catalogue alone, in one transaction. Each search takes one snapshot of it, so that whatever is
committed meanwhile, and by whichever process, what it returns is of one generation throughout.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from citeleaf.errors import CiteleafError, UsageError
from citeleaf.store import ranking, records, runs, wording
from citeleaf.store.catalogue import Catalogue, Facts, corpus_of, create_catalogue, is_made, set_corpus, version
from citeleaf.store.lock import WriterLock
from citeleaf.store.memory import Memory
from citeleaf.store.messages import ingest_command, unreachable
from citeleaf.store.schema import CATALOGUE_FILE, DIGESTS_FILE, PIPELINE_VERSION, SCHEMA_VERSION, VECTORS_FILE
from citeleaf.store.shelf import Shelf
from citeleaf.types import Document, Entry, Failure, Filters, Passage, Ranked

if TYPE_CHECKING:
    from citeleaf.protocols import Vectors


class LocalStore:
    """A ``protocols.Store`` in one folder, for any number of threads and reading processes and one writing process."""

    def __init__(
        self, folder: Path, catalogue: Catalogue, memory: Memory, dimensions: int, made_of: Facts | None = None
    ) -> None:
        """Of parts that belong together: ``open`` makes them. ``made_of`` is what to make a lost catalogue with."""
        self._folder = folder
        self._made_of = made_of
        self._catalogue = catalogue
        self._memory = memory
        self._dimensions = dimensions
        self._lock = WriterLock(folder)
        self._shelf = Shelf()
        self._wording = wording.Wording()

    @classmethod
    def open(
        cls, folder: Path, *, encoder: str, dimensions: int, passage_words: int = 120, create: bool = False
    ) -> LocalStore:
        """The index in ``folder``, made by ``encoder`` from passages of about ``passage_words`` words.

        Raises IndexMissing, unless ``create`` makes one, here and whenever ``writing`` begins and it was deleted;
        IndexMismatch, IndexDamaged, and UsageError where ``folder`` is a file.
        """
        facts: Facts = {
            "schema": SCHEMA_VERSION,
            "pipeline": PIPELINE_VERSION,
            "encoder": encoder,
            "dimensions": dimensions,
            "passage_words": passage_words,
        }
        if create:
            _make(folder, facts)
        catalogue = Catalogue(folder, facts)
        memory = Memory(catalogue, folder / VECTORS_FILE, encoder, dimensions)
        return cls(folder, catalogue, memory, dimensions, facts if create else None)

    @property
    def generation(self) -> int:
        with self._catalogue.reading() as connection:
            return version(connection).generation

    @property
    def corpus(self) -> Path | None:
        with self._catalogue.reading() as connection:
            return corpus_of(connection)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keeps other writers out for several changes in a row; after them the vectors' file is written.

        But for a large one, of which little has changed: see ``memory``.
        """
        if self._made_of:
            _make_folder(self._folder)
        with self._lock.held():
            if self._made_of:
                create_catalogue(self._folder, self._made_of)
            yield
            with suppress(CiteleafError):  # for want of room, most likely: it was to make some
                self._catalogue.compact()
            with suppress(CiteleafError):
                self._extend_runs(1)
            self.flush()

    def bind(self, corpus: Path) -> None:
        corpus = corpus.resolve()
        if self.corpus == corpus:
            return
        self.require_corpus(corpus)
        with self._changing() as connection:
            set_corpus(connection, corpus)

    def require_corpus(self, corpus: Path) -> None:
        bound, corpus = self.corpus, corpus.resolve()
        if bound and is_another(bound, corpus):
            command = ingest_command(self._folder, "--rebuild", "--corpus", str(corpus))
            raise UsageError(
                f"The index in {self._folder} is that of the documents in {bound}, not of those in {corpus}. Name those"
                f" documents with --corpus, or another folder with --index, or run {command} to give this one up for"
                " the new documents."
            )

    def replace(self, document: Document, passages: Sequence[Passage], vectors: Vectors) -> None:
        if vectors.shape != (len(passages), self._dimensions) or not np.isfinite(vectors).all():
            wanted = (len(passages), self._dimensions)
            raise ValueError(f"{document.path}: the vectors must be finite and of shape {wanted}, not {vectors.shape}")
        if not all(passage.id.startswith(document.id) for passage in passages):
            raise ValueError(f"{document.path}: the passages are another document's")
        with self._changing() as connection:
            records.remove(connection, document.path)
            records.insert(connection, document, passages, vectors)
        self._extend_runs(runs.LOOSE)

    def rename(self, old: str, new: str) -> None:
        with self._changing() as connection:
            records.rename(connection, old, new)

    def remove(self, path: str) -> None:
        with self._changing() as connection:
            records.remove(connection, path)

    def fail(self, failure: Failure) -> None:
        with self._changing() as connection:
            records.fail(connection, failure)

    def dense(self, vector: Vectors, limit: int, filters: Filters) -> list[Ranked]:
        with self._memory.in_step() as (connection, index):
            return ranking.dense(connection, index, vector, limit, filters)

    def lexical(self, words: Sequence[str], limit: int, filters: Filters) -> list[Ranked]:
        with self._catalogue.reading() as connection:
            if state := self._wording.at(connection):
                return ranking.lexical_among_many(connection, state, words, limit, filters)
            return ranking.lexical(connection, words, limit, filters)

    def frequencies(self, words: Sequence[str]) -> list[int]:
        """For each word, how many passages hold it, in their text or in the title or a heading above it."""
        with self._catalogue.reading() as connection:
            if state := self._wording.at(connection):
                return wording.frequencies(connection, state, words)
            return [ranking.frequency(connection, word) for word in words]

    def document(self, document_id: str) -> Document:
        with self._catalogue.reading() as connection:
            state = version(connection)
            return self._shelf.get(state, document_id, lambda: records.document(connection, document_id))

    def passages(self, document_id: str) -> list[Passage]:
        with self._catalogue.reading() as connection:
            return records.passages(connection, document_id)

    def entries(self, within: Collection[str] | None = None) -> list[Entry]:
        with self._catalogue.reading() as connection:
            return records.entries(connection, within)

    def failures(self, within: Collection[str] | None = None) -> list[Failure]:
        with self._catalogue.reading() as connection:
            return records.failures(connection, within)

    def paths(self) -> list[str]:
        with self._catalogue.reading() as connection:
            return records.paths(connection)

    def passage_count(self) -> int:
        with self._catalogue.reading() as connection:
            state = self._wording.at(connection)
            return state.passages if state else records.passage_count(connection)

    def flush(self) -> None:
        """Write the vectors' file where it is out of date. While someone else writes, that is left to them.

        A lost cache costs time alone, and of whatever else is amiss the next question will tell.
        """
        with suppress(CiteleafError, OSError):
            if self._memory.is_saved():
                return
            with self._lock.held(wait=False):
                self._memory.save()

    def close(self) -> None:
        if self._catalogue.closed:
            return
        self.flush()
        self._catalogue.close()

    def _extend_runs(self, loose: int) -> None:
        """Have all passages in runs, where so many are not: each run in a transaction of its own."""
        with self._catalogue.reading() as connection:
            if not runs.is_loose(connection, loose):
                return
        with self._lock.held():
            more = True
            while more:
                with self._catalogue.arranging() as connection:
                    more = runs.extend(connection)

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        with self._lock.held(), self._catalogue.changing() as connection:
            yield connection


def delete_index(folder: Path) -> None:
    """Delete what LocalStore keeps in ``folder``, and no other file. Raises IndexLocked while someone writes.

    The lock's own file stays: deleting it would let a second writer in beside one who is just opening it.
    """
    try:
        if not folder.is_dir():
            return
        with WriterLock(folder).held():
            for file in (CATALOGUE_FILE, VECTORS_FILE, DIGESTS_FILE):
                for suffix in ("", "-wal", "-shm", ".new"):
                    (folder / f"{file}{suffix}").unlink(missing_ok=True)
    except OSError as error:
        raise unreachable(folder, error) from error


def _make(folder: Path, facts: Facts) -> None:
    _make_folder(folder)
    if not is_made(folder):
        _close_to_others(folder)
        with WriterLock(folder).held():
            create_catalogue(folder, facts)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise UsageError(f"{folder} cannot hold an index: it is a file, or lies in one. Name a folder.") from error
    except OSError as error:
        raise unreachable(folder, error) from error


def _close_to_others(folder: Path) -> None:
    """Before there is anything in it: the folder may have been made by hand, or come with the repository.

    Who wants to share an index opens its folder afterwards, and that is left alone.
    """
    with suppress(OSError):
        folder.chmod(folder.stat().st_mode & 0o700)


def is_another(bound: Path, corpus: Path) -> bool:
    """Whether ``bound`` is still there beside ``corpus``: if it is gone, its documents have most likely moved."""
    try:
        return not bound.samefile(corpus)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:  # there may be something that this account cannot see
        return True
