"""The store of many machines: an index in a PostgreSQL database, for any number of readers and claiming workers.

Each document is one transaction, and each search takes one snapshot: whatever is committed meanwhile, and by
whichever machine, what it returns is of one generation throughout.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from citeleaf.errors import UsageError
from citeleaf.store.catalogue import Facts
from citeleaf.store.local import is_another
from citeleaf.store.postgres import lexemes, meaning, records, schema, verification, wording
from citeleaf.store.postgres import queue as queues
from citeleaf.store.postgres.address import Address, parse_address
from citeleaf.store.postgres.connection import Change, Database, connect
from citeleaf.store.postgres.lock import WriterLock, holder, refusal, take_turns, try_for_this_transaction
from citeleaf.store.postgres.neighbours import build_graph
from citeleaf.store.postgres.queue import Claim, ClaimLost, Queue
from citeleaf.store.schema import PIPELINE_VERSION
from citeleaf.store.shelf import Shelf
from citeleaf.types import Document, Entry, Failure, Filters, Passage, Ranked

if TYPE_CHECKING:
    from citeleaf.protocols import Vectors


class PostgresStore:
    """A ``protocols.Store`` in one schema of a database."""

    def __init__(self, database: Database, facts: Facts, *, make: bool = False) -> None:
        """``open`` makes the parts. With ``make`` a deleted index is made anew whenever ``writing`` begins."""
        self._database = database
        self._facts = facts
        self._make = make
        self._dimensions = int(facts["dimensions"])
        self._lock = WriterLock(database)
        self._shelf = Shelf()

    @classmethod
    def open(
        cls, store: str, *, encoder: str, dimensions: int, passage_words: int = 120, create: bool = False
    ) -> PostgresStore:
        """The index at the address ``store``, made by ``encoder`` from passages of about ``passage_words`` words.

        Raises IndexMissing, unless ``create`` makes one; IndexMismatch; UsageError for what is no address, and
        CiteleafError where the server cannot be used.
        """
        address = parse_address(store)
        facts: Facts = {
            "pipeline": PIPELINE_VERSION,
            "encoder": encoder,
            "dimensions": dimensions,
            "passage_words": passage_words,
        }
        if create:
            _make(address, facts)
        return cls(Database(address, facts), facts, make=create)

    @property
    def address(self) -> Address:
        return self._database.address

    @property
    def generation(self) -> int:
        with self._database.reading() as (_, meta):
            return int(meta["generation"])

    @property
    def corpus(self) -> Path | None:
        with self._database.reading() as (_, meta):
            return Path(os.fsdecode(meta["corpus"])) if meta["corpus"] else None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keeps other writers out for several changes in a row; workers go on with what they have claimed."""
        if self._make:
            _make(self.address, self._facts)
        with self._lock.held():
            yield
        self.tend()

    def tend(self) -> None:
        """After much writing: build what makes a large index quick, if it is due."""
        with self._database.connected() as connection:
            build_graph(connection)

    def writer(self) -> str | None:
        """Who is changing the whole index now, in words; None where nobody is."""
        with self._database.connected() as connection:
            return holder(connection)

    def queue(self, lease: float = queues.LEASE) -> Queue:
        """The files that wait for a worker."""
        return Queue(self._database, lease)

    def claimed(self, claims: Sequence[Claim]) -> ClaimedStore:
        """This store for who holds these claims, and may change the documents at their paths and no others."""
        return ClaimedStore(self._database, self._facts, {claim.path: claim for claim in claims})

    def bind(self, corpus: Path) -> None:
        corpus = corpus.resolve()
        if self.corpus == corpus:
            return
        self.require_corpus(corpus)
        with self._changing() as change:
            change.connection.execute("UPDATE meta SET corpus = %s", (os.fsencode(corpus),))

    def require_corpus(self, corpus: Path) -> None:
        bound, corpus = self.corpus, corpus.resolve()
        if bound and is_another(bound, corpus):
            raise UsageError(
                f"The index in {self.address} is that of the documents in {bound}, not of those in {corpus}. Name those"
                " documents with --corpus, or another index with --store, or another schema of that database with"
                f" ?schema=NAME, or run {self.address.command('--rebuild', '--corpus', str(corpus))} to give this one"
                " up for the new documents."
            )

    def replace(self, document: Document, passages: Sequence[Passage], vectors: Vectors) -> None:
        if vectors.shape != (len(passages), self._dimensions) or not np.isfinite(vectors).all():
            wanted = (len(passages), self._dimensions)
            raise ValueError(f"{document.path}: the vectors must be finite and of shape {wanted}, not {vectors.shape}")
        if not all(passage.id.startswith(document.id) for passage in passages):
            raise ValueError(f"{document.path}: the passages are another document's")
        with self._changing(document.path) as change:
            records.remove(change, document.path)
            records.insert(change, document, passages, vectors)

    def rename(self, old: str, new: str) -> None:
        with self._changing(old, new) as change:
            records.rename(change, old, new)

    def remove(self, path: str) -> None:
        with self._changing(path) as change:
            records.remove(change, path)

    def fail(self, failure: Failure) -> None:
        with self._changing(failure.path) as change:
            records.fail(change, failure)

    def dense(self, vector: Vectors, limit: int, filters: Filters) -> list[Ranked]:
        with self._database.reading() as (connection, meta):
            return meaning.dense(connection, vector, limit, filters, meta)

    def lexical(self, words: Sequence[str], limit: int, filters: Filters) -> list[Ranked]:
        with self._database.reading() as (connection, meta):
            return wording.lexical(connection, words, limit, filters, meta)

    def frequencies(self, words: Sequence[str]) -> list[int]:
        with self._database.reading() as (connection, _):
            return wording.frequencies(connection, words)

    def document(self, document_id: str) -> Document:
        with self._database.reading() as (connection, meta):
            state = (meta["catalogue"], meta["generation"])
            return self._shelf.get(state, document_id, lambda: records.document(connection, document_id))

    def passages(self, document_id: str) -> list[Passage]:
        with self._database.reading() as (connection, _):
            return records.passages(connection, document_id)

    def entries(self, within: Collection[str] | None = None) -> list[Entry]:
        with self._database.reading() as (connection, _):
            return records.entries(connection, within)

    def failures(self, within: Collection[str] | None = None) -> list[Failure]:
        with self._database.reading() as (connection, _):
            return records.failures(connection, within)

    def paths(self) -> list[str]:
        with self._database.reading() as (connection, _):
            return records.paths(connection)

    def passage_count(self) -> int:
        with self._database.reading() as (_, meta):
            return int(meta["passages"])

    def faults(self) -> list[str]:
        """What does not fit together in what is stored, in words."""
        with self._database.reading() as (connection, meta):
            return list(verification.table_faults(connection, meta))

    def close(self) -> None:
        if not self._database.closed:
            self._database.close()

    @contextmanager
    def _changing(self, *paths: str) -> Iterator[Change]:
        with self._lock.held() as connection:
            with self._database.changing(connection) as change:
                take_turns(connection, *paths)
                yield change
            lexemes.fold(connection)


class ClaimedStore(PostgresStore):
    """Changes what a worker has claimed, and ends each claim with the change. What was lost meanwhile is let be."""

    def __init__(self, database: Database, facts: Facts, claims: Mapping[str, Claim]) -> None:
        super().__init__(database, facts)
        self._claims = claims

    def replace(self, document: Document, passages: Sequence[Passage], vectors: Vectors) -> None:
        with suppress(ClaimLost):
            super().replace(document, passages, vectors)

    def remove(self, path: str) -> None:
        with suppress(ClaimLost):
            super().remove(path)

    def fail(self, failure: Failure) -> None:
        with suppress(ClaimLost):
            super().fail(failure)

    @contextmanager
    def _changing(self, *paths: str) -> Iterator[Change]:
        with self._database.connected() as connection:
            with self._database.changing(connection) as change:
                take_turns(connection, *paths)
                for path in paths:
                    queues.end(change, self._claims[path])
                yield change
            lexemes.fold(connection)


def require_index(store: str) -> None:
    """Raises IndexMissing where there is no index at the address ``store``, before any model is loaded for it."""
    address = parse_address(store)
    with connect(address) as connection:
        if not schema.is_made(connection, address):
            raise schema.missing(address)


def delete_index(store: str) -> None:
    """Delete the index at the address ``store``, and nothing else. Raises IndexLocked while someone writes."""
    address = parse_address(store)
    with connect(address) as connection:
        if not schema.is_made(connection, address):
            return
        schema.use(connection, address)
        with connection.transaction():
            if not try_for_this_transaction(connection):
                raise refusal(connection, address)
            schema.drop(connection)


def _make(address: Address, facts: Facts) -> None:
    with connect(address) as connection, connection.transaction():
        schema.create(connection, facts, address)
