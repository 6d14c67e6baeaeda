"""The documents as rows of a table: what is indexed, what failed, and what is still on its way. Pure functions."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from citeleaf.types import Entry, Failure
from citeleaf_app.indexing import Indexing


class Status(StrEnum):
    """How far a document is."""

    QUEUED = "queued"
    READING = "reading"
    INDEXED = "indexed"
    FAILED = "failed"
    REMOVING = "being removed"


class Sort(StrEnum):
    """What the table is ordered by."""

    TITLE = "title"
    PATH = "path"
    NEWEST = "newest"
    OLDEST = "oldest"
    TYPE = "type"
    PASSAGES = "passages"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Row:
    """One document. ``reason`` says why it failed; a document that failed later on keeps what was read of it before."""

    path: str
    title: str
    kind: str
    status: Status
    published: date | None = None
    passages: int = 0
    characters: int = 0
    document_id: str = ""
    media_type: str = ""
    reason: str = ""

    @property
    def name(self) -> str:
        """The title, or the file's path where it has none."""
        return self.title or self.path


def rows(
    entries: Sequence[Entry],
    failures: Sequence[Failure],
    awaited: Mapping[str, str],
    indexing: Indexing,
    deleted: Collection[str] = (),
) -> list[Row]:
    """Every document once, by path. ``awaited`` are uploads not yet settled: their sha256 by their path.

    ``deleted`` are files that are gone; what the index still has of them is on its way out.
    """
    indexed = {entry.path: entry for entry in entries}
    failed = {failure.path: failure for failure in failures}
    settled = {path for path, sha256 in awaited.items() if _is_settled(sha256, indexed.get(path), failed.get(path))}
    waiting = sorted(awaited.keys() - settled)
    reading = _being_read(waiting, indexing)
    on_the_way = {path: Status.READING if path == reading else Status.QUEUED for path in waiting}
    on_the_way.update(dict.fromkeys(deleted, Status.REMOVING))
    every = indexed.keys() | failed.keys() | set(waiting)
    return [_row(path, indexed.get(path), failed.get(path), on_the_way.get(path)) for path in sorted(every)]


def _is_settled(sha256: str, entry: Entry | None, failure: Failure | None) -> bool:
    return sha256 in (entry.sha256 if entry else None, failure.sha256 if failure else None)


def _being_read(waiting: Sequence[str], indexing: Indexing) -> str | None:
    """Files are read in the order of their paths: the one after the last that is done with."""
    if not indexing.running or not indexing.total:
        return None
    return next((path for path in waiting if path > indexing.path), waiting[0] if waiting else None)


def _row(path: str, entry: Entry | None, failure: Failure | None, waits: Status | None) -> Row:
    status = waits or (Status.FAILED if failure else Status.INDEXED)
    reason = failure.reason if failure and status is Status.FAILED else ""
    kind = path.rpartition("/")[2].rpartition(".")[2].lower()
    if entry is None:
        return Row(path, "", kind, status, reason=reason)
    return Row(
        path,
        entry.title,
        kind,
        status,
        entry.published,
        entry.passages,
        entry.characters,
        entry.document_id,
        entry.media_type,
        reason,
    )


def arranged(found: Sequence[Row], search: str = "", sort: Sort = Sort.TITLE) -> list[Row]:
    """Those whose title and path hold every word of ``search``, in whatever case and with or without accents."""
    words = _plain(search).split()
    chosen = [row for row in found if all(word in _plain(f"{row.title} {row.path}") for word in words)]
    return sorted(chosen, key=_ORDER[sort])


def fingerprint(found: Sequence[Row]) -> str:
    """Changes whenever a row does."""
    parts = (f"{row.path}\0{row.title}\0{row.status}\0{row.passages}\0{row.characters}\0{row.reason}" for row in found)
    return hashlib.blake2b("\1".join(parts).encode(errors="replace"), digest_size=8).hexdigest()


@lru_cache(maxsize=50_000)  # the same titles and paths at every look
def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _by_title(row: Row) -> tuple[str, str]:
    return _plain(row.name), row.path


_URGENCY = [Status.FAILED, Status.READING, Status.QUEUED, Status.REMOVING, Status.INDEXED]
_LAST = date.max.toordinal() + 1
_ORDER: Mapping[Sort, Callable[[Row], tuple[str | int, ...]]] = {
    Sort.TITLE: _by_title,
    Sort.PATH: lambda row: (row.path,),
    Sort.NEWEST: lambda row: (-row.published.toordinal() if row.published else 0, *_by_title(row)),
    Sort.OLDEST: lambda row: (row.published.toordinal() if row.published else _LAST, *_by_title(row)),
    Sort.TYPE: lambda row: (row.kind, *_by_title(row)),
    Sort.PASSAGES: lambda row: (-row.passages, *_by_title(row)),
    Sort.STATUS: lambda row: (_URGENCY.index(row.status), *_by_title(row)),
}
