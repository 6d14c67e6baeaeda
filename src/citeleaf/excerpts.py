"""Findings -> quotes: how one is made, takes up further highlights, and keeps clear of those that are shown already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from citeleaf.copies import holds, is_copy
from citeleaf.errors import CitationError
from citeleaf.sentences import sentences, trim
from citeleaf.types import Document, Finding, Quote, Span


def quote_of(finding: Finding) -> Quote:
    return Quote(finding.hit.passage, finding.sentence, (finding.answer,))


def said(finding: Finding) -> str:
    """The answer in the document's words."""
    return finding.hit.passage.read(finding.answer)


def around(finding: Finding) -> str:
    """The sentences of the quote that the answer touches."""
    passage = finding.hit.passage
    quote = passage.read(finding.sentence)
    answer = finding.answer.shifted(-finding.sentence.start)
    found = sentences(quote, language=passage.language)
    return " ".join(each.of(quote) for each in found if each.overlaps(answer)) or quote


def altered(document: Document) -> CitationError:
    """The error of a document that no longer says what a passage of it does."""
    return CitationError(f"{document.path} has changed since it was indexed: run `citeleaf ingest`")


def same_document(finding: Finding, quote: Quote) -> bool:
    return finding.hit.passage.document_id == quote.passage.document_id


def repeats(finding: Finding, quote: Quote) -> bool:
    """Whether the finding's quote shares its place with ``quote``, or copies it and finds nothing else there."""
    if same_document(finding, quote) and finding.sentence.overlaps(quote.span):
        return True
    if not is_copy(finding.hit.passage.read(finding.sentence), quote.text):
        return False
    return holds(quote.text, said(finding)) or is_copy(said(finding), quote.text)


def lit(quote: Quote, highlights: Iterable[Span]) -> Quote:
    """``quote`` with ``highlights`` as well, each once and in the document's order."""
    return replace(quote, highlights=tuple(sorted({*quote.highlights, *highlights})))


def clear_of(quote: Quote, taken: Sequence[Quote]) -> Quote:
    """``quote`` without the sentences that quotes of the same document show already.

    Its highlights must lie outside them. As quotes are whole sentences, so is what is left.
    """
    start, end = quote.span.start, quote.span.end
    first, last = min(quote.highlights), max(quote.highlights)
    for other in taken:
        if other.passage.document_id == quote.passage.document_id and other.span.overlaps(quote.span):
            start = max(start, other.span.end) if other.span.end <= first.start else start
            end = min(end, other.span.start) if other.span.start >= last.end else end
    offset = quote.passage.span.start
    left = trim(quote.passage.text, Span(start - offset, end - offset))
    return replace(quote, span=left.shifted(offset) if left else quote.span)
