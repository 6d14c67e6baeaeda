"""A service over a folder of plain text, without models: what the tests of the documents' routes index into."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from pathlib import Path
from threading import Event
from typing import cast

from citeleaf.errors import CiteleafError
from citeleaf.ingest import Progress, Report
from citeleaf.types import Entry, Failure, document_id
from citeleaf_app.service import Service


class FolderService:
    """Indexes each file as one passage; one that holds "bad" fails. Waits while ``released`` is not set."""

    def __init__(self, corpus: Path) -> None:
        self.corpus = corpus
        self.indexed: dict[str, Entry] = {}
        self.failed: dict[str, Failure] = {}
        self.begun, self.released = Event(), Event()
        self.released.set()
        self.asked: list[tuple[frozenset[str] | None, bool]] = []
        self.errors: list[CiteleafError] = []
        self.generation = 0

    def as_service(self) -> Service:
        return cast(Service, self)

    def ingest(
        self,
        progress: Callable[[Progress], None] | None = None,
        *,
        within: Collection[str] | None = None,
        confirm_removal: bool = False,
    ) -> Report:
        self.asked.append((None if within is None else frozenset(within), confirm_removal))
        self.begun.set()
        assert self.released.wait(10)
        if self.errors:
            raise self.errors.pop(0)
        found = sorted(path.relative_to(self.corpus).as_posix() for path in self.corpus.rglob("*") if path.is_file())
        before = len(self.indexed)
        self.generation += 1
        for path in set(self.indexed) | set(self.failed):
            if path not in found:
                self.indexed.pop(path, None)
                self.failed.pop(path, None)
        for path in found:
            self._take_in(path)
        return Report(len(self.indexed) - before, 0, 0, 0, 0, len(self.failed), tuple(self.failed.values()))

    def _take_in(self, path: str) -> None:
        data = (self.corpus / path).read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        if b"bad" in data:
            self.failed[path] = Failure(path, "it says bad", sha256)
        elif b"not a document" not in data:
            self.indexed[path] = Entry(document_id(path), path, sha256, "", None, "en", "text/plain", 1, len(data))

    def entries(self) -> list[Entry]:
        return sorted(self.indexed.values(), key=lambda entry: entry.path)

    def failures(self) -> list[Failure]:
        return sorted(self.failed.values(), key=lambda failure: failure.path)

    def indexing(self) -> str | None:
        return None
