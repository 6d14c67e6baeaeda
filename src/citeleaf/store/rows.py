"""Documents and passages <-> rows of the catalogue. What goes in comes out, to the character."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from citeleaf.store.schema import HEADING_SEPARATOR
from citeleaf.types import Block, BlockKind, Document, Entry, Passage, Span

if TYPE_CHECKING:
    from citeleaf.protocols import Vectors

ENTRY_COLUMNS = "id, path, sha256, title, published, language, media_type, characters"
DOCUMENT_COLUMNS = f"{ENTRY_COLUMNS}, page_labels, blocks, text"
PASSAGE_COLUMNS = (
    "documents.id, documents.path, passages.suffix, passages.start, passages.stop, passages.page, passages.title,"
    " passages.headings, passages.text, documents.language"
)

SEALED_COLUMNS = "sha256, title, published, language, media_type, characters, page_labels, blocks, text"
SEALED_PASSAGE_COLUMNS = "suffix, start, stop, page, title, headings, text, vector"

STORED_FLOAT = "<f4"
"""How a vector's numbers lie in the catalogue on any machine: four bytes each, the least significant first."""


class NotAsStored(sqlite3.DatabaseError):
    """A row that nobody can have stored: its file is damaged where SQLite does not notice."""


@contextmanager
def as_stored(what: str) -> Iterator[None]:
    """Raises NotAsStored, which names ``what`` was read, for what cannot be made of its row."""
    try:
        yield
    except (ValueError, KeyError, TypeError) as error:
        raise NotAsStored(f"{what}: {error}") from error


def document_row(document: Document) -> tuple[str | int | None, ...]:
    """In the order of DOCUMENT_COLUMNS: id and path, then SEALED_COLUMNS."""
    blocks = [[block.span.start, block.span.end, block.kind, block.level, block.page] for block in document.blocks]
    return (
        document.id,
        document.path,
        document.sha256,
        document.title,
        document.published.isoformat() if document.published else None,
        document.language,
        document.media_type,
        len(document.text),
        json.dumps(document.page_labels),
        json.dumps(blocks, separators=(",", ":")),
        document.text,
    )


def seal(*rows: Iterable[str | int | bytes | None]) -> str:
    """A hash of all that is stored of a document: its SEALED_COLUMNS, then its passages' in the order of their rows.

    The file itself has no checksums: a bit that flips in a number or a vector leaves it readable. Path and id are not
    sealed, since a rename changes them alone, and one follows from the other.
    """
    digest = hashlib.sha256()
    for row in rows:
        for value in row:
            data = value if isinstance(value, bytes) else json.dumps(value).encode()
            digest.update(len(data).to_bytes(8, "big"))
            digest.update(data)
    return digest.hexdigest()


def document_from(row: sqlite3.Row) -> Document:
    with as_stored(str(row["path"])):
        return Document(
            id=row["id"],
            path=row["path"],
            sha256=row["sha256"],
            text=row["text"],
            blocks=tuple(
                Block(Span(start, end), BlockKind(kind), level, page)
                for start, end, kind, level, page in json.loads(row["blocks"])
            ),
            title=row["title"],
            published=_day(row["published"]),
            language=row["language"],
            media_type=row["media_type"],
            page_labels=tuple(json.loads(row["page_labels"])),
        )


def entry_from(row: sqlite3.Row) -> Entry:
    with as_stored(str(row["path"])):
        return Entry(
            document_id=row["id"],
            path=row["path"],
            sha256=row["sha256"],
            title=row["title"],
            published=_day(row["published"]),
            language=row["language"],
            media_type=row["media_type"],
            passages=row["passages"],
            characters=row["characters"],
        )


def passage_row(passage: Passage, vector: bytes) -> tuple[str | int | bytes | None, ...]:
    """In the order of SEALED_PASSAGE_COLUMNS."""
    return (
        passage.id.removeprefix(passage.document_id),
        passage.span.start,
        passage.span.end,
        passage.page,
        passage.title,
        HEADING_SEPARATOR.join(passage.headings),
        passage.text,
        vector,
    )


def passage_from(row: sqlite3.Row) -> Passage:
    with as_stored(str(row["path"])):
        return Passage(
            id=row["id"] + row["suffix"],
            document_id=row["id"],
            path=row["path"],
            title=row["title"],
            headings=tuple(row["headings"].split(HEADING_SEPARATOR)) if row["headings"] else (),
            span=Span(row["start"], row["stop"]),
            text=row["text"],
            page=row["page"],
            language=row["language"],
        )


def vectors_from(blobs: Iterable[bytes], dimensions: int) -> Vectors:
    """An array of shape (blobs, dimensions). Raises NotAsStored where one of them has another length."""
    bytes_each = np.dtype(STORED_FLOAT).itemsize * dimensions
    with as_stored("a vector"):
        found = list(blobs)
        if any(len(blob) != bytes_each for blob in found):
            raise ValueError(f"it has not {dimensions} numbers")
        numbers = np.frombuffer(b"".join(found), dtype=STORED_FLOAT)
    return numbers.astype(np.float32, copy=False).reshape(-1, dimensions)


def json_list(rows: Iterable[int]) -> str:
    """Row numbers as one parameter, for ``json_each``: the number of parameters of a statement is limited."""
    return json.dumps([int(row) for row in rows])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
