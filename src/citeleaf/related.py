"""An answer and the passages it was chosen from -> further passages for reading on, each thing once."""

from __future__ import annotations

from collections.abc import Iterator

from citeleaf.answer import cite
from citeleaf.copies import is_copy
from citeleaf.errors import CitationError, UnknownDocument
from citeleaf.protocols import Documents
from citeleaf.types import Citation, Consideration, Hit, Passage, Span

AMONG = 10
"""How many of the best passages are looked through: what comes after them shares hardly more than a word."""


def related(considered: Consideration, documents: Documents, count: int) -> tuple[Citation, ...]:
    """Up to ``count`` whole passages that the answer does not quote, best first, numbered on from its citations.

    A passage that has changed since it was found is left out: reading on is worth no error.
    """
    answer = considered.answer
    number = len(answer.citations) + 1
    cited: list[Citation] = []
    for passage in _unquoted(considered.hits[:AMONG], answer.citations):
        if len(cited) == count:
            break
        if any(is_copy(passage.text, other.quote) for other in (*answer.citations, *cited)):
            continue
        try:
            cited.append(cite(number + len(cited), documents(passage.document_id), passage, passage.span))
        except (UnknownDocument, CitationError):
            continue
    return tuple(cited)


def _unquoted(hits: tuple[Hit, ...], citations: tuple[Citation, ...]) -> Iterator[Passage]:
    quoted: dict[str, list[Span]] = {}
    for citation in citations:
        quoted.setdefault(citation.document_id, []).append(citation.span)
    for hit in hits:
        passage = hit.passage
        if not any(span.overlaps(passage.span) for span in quoted.get(passage.document_id, ())):
            yield passage
