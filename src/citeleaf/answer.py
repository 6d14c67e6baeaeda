"""Findings -> an answer: quotes with checked citations, or an abstention that says why.

No word of an answer is ours: everything shown is cut from the document's text, and ``cite`` refuses a quote that is
not what the document says there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from citeleaf.errors import CitationError
from citeleaf.types import Answer, Citation, Document, Finding, Passage, Query, Reason, Span

SUPPORT = 0.8
"""A further quote is shown when its score is at least this share of the best one's."""

Documents = Callable[[str], Document]
"""Looks a document up by its id. Raises UnknownDocument."""


def compose(query: Query, findings: Sequence[Finding], confidence: float, documents: Documents, quotes: int) -> Answer:
    """The answer of the first of ``findings``, of which there is at least one, with up to ``quotes`` citations.

    Raises UnknownDocument or CitationError when the corpus has changed since it was searched.
    """
    best, *others = findings
    supporting = [finding for finding in others if finding.scores.reader >= SUPPORT * best.scores.reader]
    return Answer(
        question=query.original,
        understood=query.text,
        text=best.hit.passage.read(best.answer),
        confidence=confidence,
        citations=_citations(_distinct([best, *supporting], quotes), documents, highlighted=True),
        reason=None,
        nearest=(),
        unknown_words=_unknown_words(query),
        filters=query.filters,
    )


def abstain(
    query: Query,
    reason: Reason,
    *,
    confidence: float = 0.0,
    findings: Sequence[Finding] = (),
    documents: Documents,
    nearest: int = 0,
) -> Answer:
    """No answer, and why; with the ``nearest`` best quotes of ``findings``, nothing in them highlighted.

    Raises as ``compose`` does.
    """
    return Answer(
        question=query.original,
        understood=query.text,
        text=None,
        confidence=confidence,
        citations=(),
        reason=reason,
        nearest=_citations(_distinct(findings, nearest), documents, highlighted=False),
        unknown_words=_unknown_words(query),
        filters=query.filters,
    )


def cite(number: int, document: Document, passage: Passage, quote: Span, *highlights: Span) -> Citation:
    """Quote what ``passage`` says at ``quote``, with ``highlights`` within it.

    Raises CitationError where the document no longer says there what the passage does.
    """
    if quote.of(document.text) != passage.read(quote):
        raise CitationError(f"{document.path} has changed since it was indexed: run `citeleaf ingest`")
    return Citation(
        number=number,
        document_id=document.id,
        path=document.path,
        title=document.title,
        span=quote,
        quote=quote.of(document.text),
        highlights=highlights,
        page=document.page_at(quote.start),
        sha256=document.sha256,
    )


def _citations(findings: Sequence[Finding], documents: Documents, *, highlighted: bool) -> tuple[Citation, ...]:
    return tuple(
        cite(
            number,
            documents(finding.hit.passage.document_id),
            finding.hit.passage,
            finding.sentence,
            *([finding.answer] if highlighted else []),
        )
        for number, finding in enumerate(findings, start=1)
    )


def _distinct(findings: Sequence[Finding], count: int) -> list[Finding]:
    """The first ``count`` findings of which no two quote the same words."""
    chosen: list[Finding] = []
    for finding in findings:
        if len(chosen) == count:
            break
        if not any(_same_words(finding, other) for other in chosen):
            chosen.append(finding)
    return chosen


def _same_words(one: Finding, other: Finding) -> bool:
    """Whether the two quote the same place, or copies of it in two documents."""
    if one.hit.passage.document_id == other.hit.passage.document_id:
        return one.sentence.overlaps(other.sentence)
    return one.hit.passage.read(one.sentence) == other.hit.passage.read(other.sentence)


def _unknown_words(query: Query) -> tuple[str, ...]:
    return tuple(term.word for term in query.terms if not term.known)
