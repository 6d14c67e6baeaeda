"""What goes through the pipe: messages of a bounded length, a Document and its passages as JSON, and nothing that runs.

The worker's word is not taken for anything this side knows itself: path, id and hash are of the bytes that were sent,
and every passage is cut from the text here, so that a quote cannot be another than what the document says.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO

from citeleaf.passages import passage_at
from citeleaf.types import Block, BlockKind, Document, Passage, Span, document_id

READ, SPENT, FAILED, UNKNOWN = b"read", b"read, and spent", b"failed", b"unknown"
"""How it went: well; well, but the worker is to be replaced; not; and the file's bytes are needed first."""

LONGEST_REASON = 4096

_LENGTH = struct.Struct(">Q")


class BrokenMessage(Exception):
    """The pipe ended within a message, or the message is too long or not what was agreed on."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read, and how much processor time that may take."""

    path: str
    passage_words: int
    processor_seconds: int


def send(stream: IO[bytes], *parts: bytes) -> None:
    for part in parts:
        stream.write(_LENGTH.pack(len(part)))
        stream.write(part)
    stream.flush()


def receive(stream: IO[bytes], longest: int) -> bytes:
    """The next message. Raises BrokenMessage, and EOFError where the other side has ended in good order."""
    head = stream.read(_LENGTH.size)
    if not head:
        raise EOFError
    if len(head) < _LENGTH.size:
        raise BrokenMessage("the message ends within its head")
    (length,) = _LENGTH.unpack(head)
    if length > longest:
        raise BrokenMessage(f"the message has {length} bytes, more than {longest}")
    content = stream.read(length)
    if len(content) < length:
        raise BrokenMessage("the message is cut short")
    return content


def encode_job(job: Job) -> bytes:
    return json.dumps([job.path, job.passage_words, job.processor_seconds]).encode()


def decode_job(content: bytes) -> Job:
    path, passage_words, processor_seconds = json.loads(content)
    return Job(path, passage_words, processor_seconds)


def encode_document(document: Document, passages: Sequence[Passage]) -> bytes:
    return json.dumps(
        {
            "text": document.text,
            "blocks": [
                [block.span.start, block.span.end, block.kind, block.level, block.page] for block in document.blocks
            ],
            "title": document.title,
            "published": document.published.isoformat() if document.published else None,
            "language": document.language,
            "media_type": document.media_type,
            "page_labels": document.page_labels,
            "passages": [[p.span.start, p.span.end, p.headings, p.page] for p in passages],
        },
        separators=(",", ":"),
    ).encode()


def decode_document(content: bytes, path: str, sha256: str) -> tuple[Document, list[Passage]]:
    """The document at ``path`` and its passages. Raises BrokenMessage where what was said of it does not hold."""
    try:
        said = json.loads(content)
        document = Document(
            id=document_id(path),
            path=path,
            sha256=sha256,
            text=_text(said["text"]),
            blocks=tuple(
                Block(Span(start, end), BlockKind(kind), int(level), None if page is None else int(page))
                for start, end, kind, level, page in said["blocks"]
            ),
            title=_text(said["title"]),
            published=date.fromisoformat(said["published"]) if said["published"] else None,
            language=None if said["language"] is None else _text(said["language"]),
            media_type=_text(said["media_type"]),
            page_labels=tuple(_text(label) for label in said["page_labels"]),
        )
        passages = [
            passage_at(document, tuple(_text(heading) for heading in headings), Span(start, end), page)
            for start, end, headings, page in said["passages"]
        ]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BrokenMessage(f"what was said of the document does not hold: {error!r}") from error
    return document, passages


def one_line(reason: bytes) -> str:
    """A worker's reason, whatever it is made of."""
    return " ".join(reason.decode("utf-8", "replace").split())[:LONGEST_REASON]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"not text: {type(value).__name__}")
    return value
