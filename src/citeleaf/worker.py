"""Reads files from the queue of a shared index, beside any number of other workers, on this machine and others.

Whoever finds nobody else at it looks through the corpus and puts what is to be read into the queue. All take from it,
a few files at a time, and go when it is empty: not before, so that a killed worker's files are taken over.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from citeleaf.errors import CiteleafError, IndexLocked
from citeleaf.ingest import Intake, Read, ingest, read_here
from citeleaf.protocols import Encoder
from citeleaf.store.postgres.queue import LEASE, Claim, Queue
from citeleaf.store.postgres.store import PostgresStore
from citeleaf.types import Failure

CLAIMED_TOGETHER = 8
"""Files: enough that small ones share a call of the encoder, few enough that no worker is left with many."""
MOST_ATTEMPTS = 3
"""A file that so many workers did not survive is not given to another."""
PAUSE = 1.0
"""Seconds between looks into a queue in which all is claimed."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker did: how many files it finished with, and those of them that could not be read.

    ``question`` is what somebody has to decide, in a sentence or two (see ``ingest.Report``).
    """

    files: int = 0
    failures: tuple[Failure, ...] = ()
    question: str | None = None

    def __add__(self, other: Work) -> Work:
        return Work(self.files + other.files, self.failures + other.failures, other.question or self.question)


class Worker:
    """One worker of the index ``store`` over the files in ``corpus``."""

    def __init__(
        self,
        corpus: Path,
        store: PostgresStore,
        encoder: Encoder,
        *,
        passage_words: int = 120,
        read: Read = read_here,
        lease: float = LEASE,
    ) -> None:
        self._corpus = corpus
        self._store = store
        self._encoder = encoder
        self._words = passage_words
        self._read = read
        self._queue = store.queue(lease)
        self._name = f"{socket.gethostname()}, process {os.getpid()}"

    def look(self) -> Work:
        """Put what is new or changed into the queue, and settle the rest, unless someone is about to.

        Raises UsageError where there is no corpus, or the index is that of another.
        """
        try:
            report = ingest(self._corpus, self._store, self._encoder, passage_words=self._words, defer=self._queue.fill)
        except IndexLocked:
            return Work()
        return Work(question=report.question)

    def run(self, stop: Event, *, every: float | None = None, told: Callable[[Work], None] | None = None) -> Work:
        """Work until nothing is left to read, or until ``stop`` with ``every``, looking again after so many seconds.

        ``told`` hears of each few files that are done with.
        """
        total = self.look()
        while not stop.is_set():
            done = self.take()
            total += done
            if done.files:
                if told:
                    told(done)
            elif self._is_done():
                self._store.tend()
                if every is None:
                    break
                stop.wait(every)
                total += self.look()
            else:
                stop.wait(PAUSE)
        return total

    def take(self) -> Work:
        """Claim some files and read them: none where all are claimed."""
        claims = self._queue.claim(self._name, CLAIMED_TOGETHER)
        if not claims:
            return Work()
        with _kept(self._queue, claims):
            return Work(files=len(claims), failures=self._finish(claims))

    def _finish(self, claims: Sequence[Claim]) -> tuple[Failure, ...]:
        store = self._store.claimed(claims)
        given_up = [_given_up(claim) for claim in claims if claim.attempts > MOST_ATTEMPTS]
        for failure in given_up:
            store.fail(failure)
        wanted = self._queue.drop_known([claim for claim in claims if claim.attempts <= MOST_ATTEMPTS])
        intake = Intake(self._corpus, store, self._encoder, self._words, None, self._read)
        intake.take_in([claim.path for claim in wanted])
        return (*given_up, *intake.failures)

    def _is_done(self) -> bool:
        """Whether nothing waits, nothing is being read, and nobody is just looking for more."""
        return not len(self._queue) and self._store.writer() is None


def _given_up(claim: Claim) -> Failure:
    reason = (
        f"reading it ended the program {MOST_ATTEMPTS} times, so it is not tried again until it changes; split or"
        " export it anew"
    )
    return Failure(claim.path, reason, claim.sha256)


@contextmanager
def _kept(queue: Queue, claims: Sequence[Claim]) -> Iterator[None]:
    """Keep the leases from running out for as long as the block takes, and give back what is not done after it."""
    ended = Event()

    def keep() -> None:
        while not ended.wait(queue.lease / 3):
            try:
                queue.extend(claims)
            except CiteleafError:  # the database is away: the work itself will tell, if it still is by then
                continue

    keeper = Thread(target=keep, name="citeleaf-leases", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()
        queue.give_back(claims)
