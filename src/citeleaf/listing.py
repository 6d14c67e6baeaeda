"""Findings -> the items of the list that a question asks for, as the highlights of one quote or a few.

A list stands in one sentence, in sentences that follow each other, or in a row of list items. What the reader finds
near its best finding is taken for another item; what it finds elsewhere only supports or adds, as for any question.
It finds a few places of a passage at most: where two of them are in items of one row, or one is all that an item says,
the whole row is quoted. Its other items are lit as well where those that were found say nothing else, unless that
is one only, and a sentence or without a mark: else only who reads them can tell which of them answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from citeleaf.copies import agree
from citeleaf.enumerations import enumerated
from citeleaf.excerpts import altered, clear_of, lit, quote_of, said, same_document
from citeleaf.list_rows import Item, fills, rows
from citeleaf.passages import passage_at
from citeleaf.quotes import QUOTE_WORDS
from citeleaf.sentences import sentences, word_count
from citeleaf.types import Document, Finding, Passage, Quote, Span

ITEM = 0.5
"""An item needs this share of the best finding's score: one sentence names the list's subject, and the reader is less
sure of the others, which only go on."""
WHOLE_SENTENCE_ITEM = 0.8
"""The same where the answer is all of its sentences: it is not told apart from what merely stands beside the list."""
GAP = 4
"""In characters: what lies between two passages of one list, a line's end and the mark of an item."""
MEANT = 2
"""So many items of a row must be found for all of it to be meant, where each says more than what was found of it: one
may well be the answer by itself."""
ROW_WORDS = 2 * QUOTE_WORDS
"""A row of items is taken in faster than prose. Of a longer one, what was found is quoted, or all that a passage
holds of it."""


def whole_items(findings: Sequence[Finding]) -> list[Finding]:
    """``findings``, each with the names that stand in a row with its answer, where that lies in one sentence."""
    return [_whole_item(finding) for finding in findings]


def _whole_item(finding: Finding) -> Finding:
    passage = finding.hit.passage
    answer = finding.answer.shifted(-passage.span.start)
    quote = finding.sentence.shifted(-passage.span.start)
    found = sentences(passage.text, language=passage.language)
    own = next((span for span in found if span.contains(answer) and quote.contains(span)), None)
    if own is None:
        return finding
    return replace(finding, answer=enumerated(passage.text, answer, own).shifted(passage.span.start))


def list_quotes(findings: Sequence[Finding], document: Document, count: int) -> list[Quote]:
    """Up to ``count`` quotes of the list's items: the best finding's, then the best others in the document's order.

    Raises CitationError where the ``document`` of the best finding has changed since it was searched.
    """
    quotes = [quote_of(findings[0])]
    for item in _items(findings):
        quotes = _with_item(quotes, item)
    for row in rows(document):
        quotes = _with_row(quotes, row, document)
    first, *others = quotes
    others.sort(key=lambda quote: -_score(quote, findings))
    return [first, *sorted(others[: count - 1], key=lambda quote: quote.span)]


def _score(quote: Quote, findings: Sequence[Finding]) -> float:
    """What the reader thinks of the best item in ``quote``."""
    same = [finding for finding in findings if same_document(finding, quote)]
    return max(finding.scores.reader for finding in same if finding.answer in quote.highlights)


def _items(findings: Sequence[Finding]) -> list[Finding]:
    """The further items, nearest to the best finding first, so that a quote grows from its middle."""
    best, *others = findings
    items = [best]
    for other in others:
        if _in_list(other, best) and not any(_same_item(other, item) for item in items):
            items.append(other)
    return sorted(items[1:], key=lambda item: (abs(item.answer.start - best.answer.start), item.answer))


def _in_list(finding: Finding, best: Finding) -> bool:
    score, top = finding.scores.reader, best.scores.reader
    if score < ITEM * top or not _adjoin(finding.hit.passage, best.hit.passage):
        return False
    return finding.answer != _own_sentences(finding) or score >= WHOLE_SENTENCE_ITEM * top


def _same_item(one: Finding, other: Finding) -> bool:
    return one.answer.overlaps(other.answer) or agree(said(one), said(other))


def _adjoin(one: Passage, other: Passage) -> bool:
    """Whether two passages are one, or nothing stands between them."""
    if one.document_id != other.document_id:
        return False
    return max(one.span.start, other.span.start) - min(one.span.end, other.span.end) <= GAP


def _with_item(quotes: Sequence[Quote], item: Finding) -> list[Quote]:
    for at, quote in enumerate(quotes):
        if grown := _grown(quote, item, quotes):
            return [*quotes[:at], grown, *quotes[at + 1 :]]
    return [*quotes, clear_of(quote_of(item), quotes)]


def _grown(quote: Quote, item: Finding, quotes: Sequence[Quote]) -> Quote | None:
    """``quote`` with the item in it, where it holds the item or may be lengthened to."""
    if quote.passage.id != item.hit.passage.id:
        return None
    if quote.span.contains(item.answer):
        return lit(quote, [item.answer])
    own = _own_sentences(item)
    span = Span(min(quote.span.start, own.start), max(quote.span.end, own.end))
    taken = any(other.span.overlaps(span) for other in quotes if other != quote)
    if taken or not _touch(quote, own) or word_count(quote.passage.read(span)) > QUOTE_WORDS:
        return None
    return lit(replace(quote, span=span), [item.answer])


def _touch(quote: Quote, span: Span) -> bool:
    """Whether no word stands between the quote and ``span``; they may overlap, as an item may end a sentence later."""
    if quote.span.overlaps(span):
        return True
    between = Span(min(quote.span.end, span.end), max(quote.span.start, span.start))
    return not any(letter.isalnum() for letter in quote.passage.read(between))


def _own_sentences(finding: Finding) -> Span:
    """The sentences that hold the answer, without the neighbours that make its quote easier to read."""
    passage = finding.hit.passage
    within = [span.shifted(passage.span.start) for span in sentences(passage.text, language=passage.language)]
    own = [span for span in within if span.overlaps(finding.answer)]
    return Span(own[0].start, own[-1].end) if own else finding.sentence


def _with_row(quotes: list[Quote], row: Sequence[Item], document: Document) -> list[Quote]:
    """``quotes`` with all of ``row`` in one quote, if it is meant; of a longer row, with what each passage holds."""
    places = [place for quote in quotes for place in quote.highlights]
    found = [item for item in row if any(map(item.span.overlaps, places))]
    filled = bool(found) and all(any(fills(place, item, document) for place in places) for item in found)
    if len(found) < MEANT and not filled:
        return quotes
    spans = [item.span for item in row]
    alike = filled and (len(found) >= MEANT or found[0].is_term)
    unlit = [item.said for item in row if item not in found] if alike else []
    if word_count(Span(spans[0].start, spans[-1].end).of(document.text)) <= ROW_WORDS:
        return _with_items(quotes, spans, unlit, document)
    for passage in {quote.passage.id: quote.passage for quote in quotes}.values():
        within = [span for span in spans if passage.span.contains(span)]
        quotes = _with_items(quotes, within, [place for place in unlit if passage.span.contains(place)], document)
    return quotes


def _with_items(quotes: list[Quote], items: Sequence[Span], unlit: Sequence[Span], document: Document) -> list[Quote]:
    """``quotes`` with those within the row ``items`` made one that shows it all, and lights ``unlit`` as well."""
    if not items:
        return quotes
    row = Span(items[0].start, items[-1].end)
    showing = [quote for quote in quotes if quote.span.overlaps(row)]
    if not showing:
        return quotes
    shown = [row, *(quote.span for quote in showing)]
    span = Span(min(each.start for each in shown), max(each.end for each in shown))
    if word_count(span.of(document.text)) > ROW_WORDS:
        return quotes
    passage = _reaching(showing[0].passage, span, document)
    lights = [place for quote in showing for place in quote.highlights]
    whole = lit(Quote(passage, span, showing[0].highlights), [*lights, *unlit])
    return [whole if quote is showing[0] else quote for quote in quotes if quote is showing[0] or quote not in showing]


def _reaching(passage: Passage, span: Span, document: Document) -> Passage:
    """``passage``, or, where a row goes on in the next, one that reaches as far.

    Raises CitationError where the document no longer says what the passage does: what is next to it may be new.
    """
    if passage.span.contains(span):
        return passage
    if passage.span.of(document.text) != passage.text:
        raise altered(document)
    whole = Span(min(passage.span.start, span.start), max(passage.span.end, span.end))
    return passage_at(document, passage.headings, whole, document.page_at(whole.start))
