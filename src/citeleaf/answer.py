"""Findings -> an answer: quotes with checked citations, or an abstention that says why.

No word of an answer is ours: everything shown is cut from the document's text, and ``cite`` refuses a quote that is
not what the document says there. Which findings are quoted is decided in ``support``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from citeleaf.excerpts import altered, clear_of, lit, quote_of, said
from citeleaf.listing import whole_items
from citeleaf.protocols import Documents
from citeleaf.question_kinds import QuestionKind, kind_of
from citeleaf.support import distinct, select
from citeleaf.types import Answer, AnsweredPart, Citation, Document, Finding, Passage, Query, Quote, Reason, Span


@dataclass(frozen=True, slots=True)
class Reading:
    """A part of a question in its own ``words``, with its findings, of which there is at least one, best first."""

    words: str
    query: Query
    findings: Sequence[Finding]
    confidence: float


def compose(query: Query, findings: Sequence[Finding], confidence: float, documents: Documents, quotes: int) -> Answer:
    """The answer of the first of ``findings``, of which there is at least one, with up to ``quotes`` citations.

    Raises UnknownDocument or CitationError when the corpus has changed since it was searched.
    """
    findings = _whole(query, findings)
    return _answer(query, findings[0], confidence, select(kind_of(query.text), findings, quotes, documents), documents)


def compose_parts(query: Query, readings: Sequence[Reading], unanswered: Sequence[str], documents: Documents) -> Answer:
    """The answer of the parts in ``readings``, at least one, a quote for each; the words of the others are named.

    Its confidence is that of the least sure part: whoever trusts the answer trusts each of its quotes. Raises as
    ``compose`` does.
    """
    quotes: list[Quote] = []
    parts = []
    readings = [replace(reading, findings=_whole(reading.query, reading.findings)) for reading in readings]
    for reading in readings:
        quotes, at = _with_part(quotes, reading, documents)
        parts.append(AnsweredPart(reading.words, said(reading.findings[0]), reading.confidence, at + 1))
    confidence = min(reading.confidence for reading in readings)
    answer = _answer(query, readings[0].findings[0], confidence, quotes, documents)
    return replace(answer, parts=tuple(parts), unanswered_parts=tuple(unanswered))


def _whole(query: Query, findings: Sequence[Finding]) -> Sequence[Finding]:
    """``findings``, with all names of a row where ``query`` asks for a list."""
    return whole_items(findings) if kind_of(query.text) is QuestionKind.LIST else findings


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
    quotes = [replace(quote, highlights=()) for quote in distinct(findings, nearest)]
    return Answer(
        question=query.original,
        understood=query.text,
        text=None,
        confidence=confidence,
        citations=(),
        reason=reason,
        nearest=_citations(quotes, documents),
        unknown_words=_unknown_words(query),
        filters=query.filters,
    )


def about_citeleaf(query: Query) -> Answer:
    """No answer, because nothing was asked of the corpus: ``help`` has the words to show instead."""
    return Answer(
        question=query.original,
        understood=query.original,
        text=None,
        confidence=0.0,
        citations=(),
        reason=Reason.ABOUT_CITELEAF,
        nearest=(),
        filters=query.filters,
    )


def cite(number: int, document: Document, passage: Passage, quote: Span, *highlights: Span) -> Citation:
    """Quote what ``passage`` says at ``quote``, with ``highlights`` within it.

    Raises CitationError where the document no longer says there what the passage does.
    """
    if quote.of(document.text) != passage.read(quote):
        raise altered(document)
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


def _answer(query: Query, best: Finding, confidence: float, quotes: Sequence[Quote], documents: Documents) -> Answer:
    return Answer(
        question=query.original,
        understood=query.text,
        text=said(best),
        confidence=confidence,
        citations=_citations(quotes, documents),
        reason=None,
        nearest=(),
        unknown_words=_unknown_words(query),
        filters=query.filters,
    )


def _with_part(quotes: Sequence[Quote], reading: Reading, documents: Documents) -> tuple[list[Quote], int]:
    """``quotes`` with the part's own, and at which place: that of the quote where its answer stands already, if any.

    One quote amid the items of the part's list is taken into it; beside more, only the list's best item is added.
    """
    (own,) = select(kind_of(reading.query.text), reading.findings, 1, documents)
    answer = reading.findings[0].answer
    amid = [at for at, quote in enumerate(quotes) if _is_amid(quote, own)]
    if amid and sum(_shows(quote, own, own.span) for quote in quotes) == 1:
        (at,) = amid
        unlit = [each for each in quotes[at].highlights if not any(map(each.overlaps, own.highlights))]
        return [*quotes[:at], lit(own, unlit), *quotes[at + 1 :]], at
    own = quote_of(reading.findings[0]) if amid else own
    for at, quote in enumerate(quotes):
        if _shows(quote, own, answer):
            inside = [highlight for highlight in own.highlights if quote.span.contains(highlight)]
            return [*quotes[:at], lit(quote, inside), *quotes[at + 1 :]], at
    outside = [highlight for highlight in own.highlights if not any(_shows(quote, own, highlight) for quote in quotes)]
    return [*quotes, clear_of(replace(own, highlights=tuple(outside)), quotes)], len(quotes)


def _shows(quote: Quote, own: Quote, highlight: Span) -> bool:
    """Whether ``quote`` holds, at least in part, what ``own`` highlights there."""
    return quote.passage.document_id == own.passage.document_id and quote.span.overlaps(highlight)


def _is_amid(quote: Quote, own: Quote) -> bool:
    """Whether ``quote`` stands between highlights of ``own``, as in a list: neither can be cut off the other."""
    same = quote.passage.document_id == own.passage.document_id
    return same and min(own.highlights).end <= quote.span.start and quote.span.end <= max(own.highlights).start


def _citations(quotes: Sequence[Quote], documents: Documents) -> tuple[Citation, ...]:
    return tuple(
        cite(number, documents(quote.passage.document_id), quote.passage, quote.span, *quote.highlights)
        for number, quote in enumerate(quotes, start=1)
    )


def _unknown_words(query: Query) -> tuple[str, ...]:
    """Also those that were read as others: perhaps they were meant."""
    return (*query.misspelt, *(term.word for term in query.terms if not term.known))
