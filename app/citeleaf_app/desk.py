"""Where documents are handed in and taken away: what the page and the programs' interface do to the corpus folder."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from citeleaf.errors import CiteleafError, IndexMissing, UsageError
from citeleaf.receiving import IfThere, Intake, Outcome, Placed, Receiving
from citeleaf.scan import is_passed_over
from citeleaf.trash import Trashed
from citeleaf_app.indexing import BackgroundIngest, Indexing
from citeleaf_app.rows import Row, Status, rows
from citeleaf_app.service import Service

REMEMBERED = 2000
"""Uploads whose fate a page can still ask for."""
DELETED = "The index was deleted. Press “Update index” to make it anew from the documents."
NONE_THERE = "there is no such document (any more)"
LEFT_OUT = "it was passed over: its first line says that it is no document"

Citing = Callable[[str, str], int]
"""A visitor and a document's path -> how many kept answers of that visitor cite it."""


@dataclass(frozen=True, slots=True)
class Table:
    """All documents, and how an update of the index stands."""

    rows: tuple[Row, ...]
    indexing: Indexing
    trouble: str = ""
    """Why the index could not be read, where it could not."""


_State = tuple[int, Indexing, dict[str, str], set[str]]
"""All that a table is made of: the index's generation, how its update stands, what is awaited, what is deleted."""


class Desk:
    """Shared by all visitors; several threads call it."""

    def __init__(
        self, service: Service, ingest: BackgroundIngest, intake: Intake, corpus: Path, citing: Citing
    ) -> None:
        self.ingest = ingest
        self.intake = intake
        self.corpus = corpus
        self.citing = citing
        self._service = service
        self._lock = threading.Lock()
        self._awaited: OrderedDict[str, str] = OrderedDict()
        self._settled: OrderedDict[str, Row] = OrderedDict()
        self._deleted: set[str] = set()
        self._drawn: tuple[_State, Table] | None = None

    def table(self) -> Table:
        """Every document as it stands now."""
        with self._lock:
            awaited, deleted = dict(self._awaited), set(self._deleted)
        idle, indexing = self.ingest.idle(), self.ingest.state()  # before the index is read: what was seen to is in it
        try:
            table = self._draw((self._service.generation, indexing, awaited, deleted))
        except CiteleafError as error:
            self._drawn = None
            return Table((), indexing, DELETED if isinstance(error, IndexMissing) else str(error))
        if awaited or deleted:
            found = {row.path: row for row in table.rows}
            with self._lock:
                self._deleted -= deleted - found.keys()
            self._settle(awaited, found, idle and indexing.error is None)
        return table

    def _draw(self, state: _State) -> Table:
        """The table for that state; the last one is remembered, since pages ask again and again."""
        drawn = self._drawn
        if drawn is None or drawn[0] != state:
            _, indexing, awaited, deleted = state
            found = rows(self._service.entries(), self._service.failures(), awaited, indexing, deleted)
            drawn = self._drawn = state, Table(tuple(found), indexing)
        return drawn[1]

    def fates(self) -> dict[str, Row]:
        """The last uploads that have been read, or will not be, by path."""
        with self._lock:
            return dict(self._settled)

    def accept(self, upload: Receiving, path: str, if_there: IfThere) -> Placed:
        """Put an upload that has arrived into the corpus, and have it indexed."""
        placed = self.intake.place(upload, path, if_there)
        if placed.outcome in (Outcome.ADDED, Outcome.REPLACED):
            self.ingest.request(placed.path)
            with self._lock:
                self._settled.pop(placed.path, None)
                self._deleted.discard(placed.path)
                self._awaited[placed.path] = placed.sha256
        return placed

    def delete(self, path: str) -> Trashed:
        """Move a document to the trash. Raises UsageError where there is none at ``path``."""
        try:
            trashed = self.intake.trash.put(self._existing(path))
        except FileNotFoundError:  # somebody was quicker
            raise UsageError(NONE_THERE) from None
        with self._lock:
            self._awaited.pop(path, None)
            self._settled.pop(path, None)
            self._deleted.add(path)
        self.ingest.request(path)
        return trashed

    def restore(self, identity: str) -> Trashed:
        """Take a file out of the trash. Raises UsageError where that cannot be."""
        restored = self.intake.trash.restore(identity)
        with self._lock:
            self._deleted.discard(restored.path)
        self.ingest.request(restored.path)
        return restored

    def _existing(self, path: str) -> str:
        """``path``, if it is that of a plain file in the corpus which may be a document, and no way out of it."""
        parts = path.split("/")
        place = self.corpus / path
        forged = any(part in ("", ".", "..") for part in parts) or is_passed_over(path) or "\0" in path
        try:
            if forged or place.is_symlink() or not place.is_file():
                raise UsageError(NONE_THERE)
            if not place.resolve().is_relative_to(self.corpus.resolve()):
                raise UsageError(NONE_THERE)
        except OSError:  # a name longer than any that this disk can hold
            raise UsageError(NONE_THERE) from None
        return path

    def _settle(self, awaited: dict[str, str], found: dict[str, Row], over: bool) -> None:
        """Note what became of the uploads ``awaited``. Where all is ``over``, nothing is waited for any more."""
        for path, sha256 in awaited.items():
            row = found[path]
            if row.status in (Status.QUEUED, Status.READING):
                if not over:
                    continue
                row = Row(path, "", row.kind, Status.FAILED, reason=LEFT_OUT)
            with self._lock:
                if self._awaited.get(path) == sha256:
                    del self._awaited[path]
                    if os.path.lexists(self.corpus / path):
                        self._settled[path] = row
                while len(self._settled) > REMEMBERED:
                    self._settled.popitem(last=False)
