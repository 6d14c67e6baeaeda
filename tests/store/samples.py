"""Small documents, and a short way to put them into a store."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from citeleaf.protocols import Store
from citeleaf.types import Block, BlockKind, Document, Filters, Passage, Ranked, Span, document_id
from support import BagOfWordsEncoder

ENCODER = BagOfWordsEncoder()
EVERYTHING = Filters()


def make_document(path: str, *texts: str, title: str = "", published: date | None = None) -> Document:
    """A document of one paragraph for each of ``texts``."""
    text = "\n\n".join(texts)
    blocks: list[Block] = []
    start = 0
    for paragraph in texts:
        blocks.append(Block(Span(start, start + len(paragraph)), BlockKind.PARAGRAPH, page=len(blocks) + 1))
        start += len(paragraph) + 2
    return Document(
        id=document_id(path),
        path=path,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
        blocks=tuple(blocks),
        title=title,
        published=published,
        language="en",
        media_type="text/plain",
    )


def make_passages(document: Document, headings: tuple[str, ...] = ()) -> list[Passage]:
    """One passage for each of the document's blocks."""
    return [
        Passage(
            id=f"{document.id}:{block.span.start}-{block.span.end}",
            document_id=document.id,
            path=document.path,
            title=document.title,
            headings=headings,
            span=block.span,
            text=block.span.of(document.text),
            page=block.page,
            language=document.language,
        )
        for block in document.blocks
    ]


def put(store: Store, document: Document, headings: Sequence[str] = ()) -> list[Passage]:
    passages = make_passages(document, tuple(headings))
    store.replace(document, passages, ENCODER.encode_passages([passage.text for passage in passages]))
    return passages


def fill(store: Store) -> None:
    """Two documents of three passages."""
    put(store, make_document("a.txt", "The river is long.", "Mountains are high."))
    put(store, make_document("b.txt", "A valley with a river."))


def ask(store: Store, question: str, limit: int = 10, filters: Filters = EVERYTHING) -> list[Ranked]:
    """The dense half's answer."""
    return store.dense(ENCODER.encode_questions([question])[0], limit, filters)


def texts(found: Sequence[Ranked]) -> list[str]:
    return [ranked.passage.text for ranked in found]


def places(found: Sequence[Ranked]) -> list[tuple[str, int]]:
    """Path and start of each passage."""
    return [(ranked.passage.path, ranked.passage.span.start) for ranked in found]
