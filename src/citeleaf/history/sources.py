"""The documents as they are now, for ``citation_state``: as the index holds them, or as their files do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from citeleaf.documents import contents
from citeleaf.errors import CiteleafError, UnknownDocument
from citeleaf.ingest import Read, read_here
from citeleaf.passages import WORDS
from citeleaf.scan import scan
from citeleaf.types import Document, Entry


class IndexedSources:
    """What an index holds, for one look at it: each document is fetched once."""

    def __init__(self, entries: Sequence[Entry], document: Callable[[str], Document]) -> None:
        self._ids = {entry.path: entry.document_id for entry in entries}
        self._by_content = {entry.sha256: entry.document_id for entry in reversed(entries)}
        self._document = document
        self._fetched: dict[str, Document | None] = {}

    def at(self, path: str) -> Document | None:
        return self._fetch(self._ids.get(path))

    def with_content(self, sha256: str) -> Document | None:
        return self._fetch(self._by_content.get(sha256))

    def _fetch(self, document_id: str | None) -> Document | None:
        if document_id is None:
            return None
        if document_id not in self._fetched:
            try:
                self._fetched[document_id] = self._document(document_id)
            except UnknownDocument:  # removed since the entries were listed
                self._fetched[document_id] = None
        return self._fetched[document_id]


class FolderSources:
    """The files of a corpus, read anew; no index is needed. Raises UsageError where there is no such folder.

    Only what a scan finds is opened, so no path in an export leads anywhere else. Files are parsed by ``read``, as the
    ingest's are; without it, in this very process.
    """

    def __init__(self, corpus: Path, read: Read = read_here) -> None:
        self._corpus = corpus
        self._read_file = read
        found = scan(corpus)
        self._digests = found.files
        self._by_content = {digest: path for path, digest in reversed(found.files.items())}
        self._read: dict[str, Document | None] = {}
        self.unread: dict[str, str] = {failure.path: failure.reason for failure in found.failures}
        """Why a file could not be read, by its path; grows as they are asked for."""

    def at(self, path: str) -> Document | None:
        if path not in self._digests:
            return None
        if path not in self._read:
            try:
                self._read[path], _ = self._read_file(contents(self._corpus / path), path, WORDS)
            except CiteleafError as error:
                self.unread[path] = str(error)
                self._read[path] = None
            except OSError as error:
                self.unread[path] = f"it cannot be opened: {error.strerror or error}"
                self._read[path] = None
        return self._read[path]

    def with_content(self, sha256: str) -> Document | None:
        path = self._by_content.get(sha256)
        return self.at(path) if path else None
