"""Findings -> the quotes to show: the best one, what bears it out, and what adds to it; each thing once."""

from __future__ import annotations

from collections.abc import Sequence

from citeleaf.copies import agree, is_version
from citeleaf.excerpts import quote_of, repeats, said
from citeleaf.listing import list_quotes
from citeleaf.protocols import Documents
from citeleaf.question_kinds import QuestionKind
from citeleaf.types import Finding, Quote

AGREES = 0.4
"""A further quote that says the same is shown when its score is at least this share of the best one's: that two places
agree is evidence in itself, so that the reader need not be as sure; and whoever reads the best one must know it where
another version of it says otherwise."""
ADDS = 0.8
"""The same for a quote that says something else: so near to the best, the reader cannot tell which one is meant."""


def select(kind: QuestionKind, findings: Sequence[Finding], count: int, documents: Documents) -> list[Quote]:
    """Up to ``count`` quotes of ``findings``, of which there is at least one, the best finding's first.

    Raises UnknownDocument or CitationError where the corpus has changed since it was searched.
    """
    quotes = [quote_of(findings[0])]
    if kind is QuestionKind.LIST:
        quotes = list_quotes(findings, documents(findings[0].hit.passage.document_id), count)
    answers = [quote.passage.read(highlight) for quote in quotes for highlight in quote.highlights]
    best = findings[0].scores.reader
    for finding in findings[1:]:
        told = any(agree(said(finding), answer) for answer in answers)
        bar = AGREES if told or _is_another_version(finding, quotes[0]) else ADDS
        if finding.scores.reader >= bar * best and not any(repeats(finding, quote) for quote in quotes):
            quotes.append(quote_of(finding))
    return quotes[:count]


def _is_another_version(finding: Finding, quote: Quote) -> bool:
    """Whether the finding's quote is ``quote`` in another version: what it finds there may be what was changed."""
    return is_version(finding.hit.passage.read(finding.sentence), quote.text)


def distinct(findings: Sequence[Finding], count: int) -> list[Quote]:
    """The first ``count`` quotes, whatever they are worth, of which none repeats another."""
    quotes: list[Quote] = []
    for finding in findings:
        if len(quotes) == count:
            break
        if not any(repeats(finding, quote) for quote in quotes):
            quotes.append(quote_of(finding))
    return quotes
