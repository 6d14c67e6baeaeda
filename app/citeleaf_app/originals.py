"""The files that the documents were read from: where they lie, and whether they still are what was indexed."""

from __future__ import annotations

import hashlib
from pathlib import Path
from threading import Lock

from citeleaf.documents import contents
from citeleaf.errors import CiteleafError, DocumentError
from citeleaf.types import Document
from citeleaf_app.byte_cache import ByteCache

_CACHE_BYTES = 128_000_000

_Signature = tuple[int, int, int]


class OriginalMissing(CiteleafError):
    """The file is not in its place any more, or cannot be opened there."""


class OriginalChanged(CiteleafError):
    """The file holds something else than what was indexed."""


class Originals:
    """The files below ``corpus``, as far as the index knows them."""

    def __init__(self, corpus: Path) -> None:
        self._corpus = corpus
        self._cache = ByteCache(_CACHE_BYTES)
        self._digests: dict[Path, tuple[_Signature, str]] = {}
        self._lock = Lock()

    def path(self, document: Document) -> Path:
        """The document's file. Raises OriginalMissing, also where its place leads out of the corpus by now."""
        try:
            root = self._corpus.resolve(strict=True)
            path = (root / document.path).resolve(strict=True)
        except (OSError, RuntimeError) as error:  # the latter from links that lead to each other
            raise _missing(document) from error
        if not path.is_relative_to(root) or not path.is_file():
            raise _missing(document)
        return path

    def check(self, document: Document) -> None:
        """Raises OriginalMissing or OriginalChanged where the file is not what was indexed."""
        self.read(document)

    def read(self, document: Document) -> bytes:
        """The file's bytes, which are the ones that were indexed. Raises OriginalMissing or OriginalChanged."""
        path = self.path(document)
        try:
            signature = _signature(path)
            data = self._cache.get((path, signature), lambda: contents(path))
        except (OSError, DocumentError) as error:  # the latter where it is a file no longer, or too large for one
            raise _missing(document) from error
        if self._digest(path, signature, data) != document.sha256:
            raise OriginalChanged(f"“{document.path}” has changed since it was indexed: update the index.")
        return data

    def _digest(self, path: Path, signature: _Signature, data: bytes) -> str:
        """The sha256 of the file, worked out once for each state that it is found in."""
        with self._lock:
            known = self._digests.get(path)
        if known is None or known[0] != signature:
            known = (signature, hashlib.sha256(data).hexdigest())
            with self._lock:
                self._digests[path] = known
        return known[1]


def _signature(path: Path) -> _Signature:
    """What differs once a file was written to: its inode, size and time of change."""
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


def _missing(document: Document) -> OriginalMissing:
    return OriginalMissing(f"“{document.path}” is not in the documents’ folder any more: update the index.")
