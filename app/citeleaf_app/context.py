"""What stands around a quote: two sentences on either side, and the headings above it. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable

from citeleaf.sentences import sentences
from citeleaf.types import Block, BlockKind, Document, Span

SENTENCES = 2
"""How many are shown before a quote, and how many after it."""

_REACH = 4_000  # characters of one block in which its sentences are looked for
_TITLES = (BlockKind.TITLE, BlockKind.HEADING)


def around(document: Document, quote: Span) -> Span:
    """The quote with up to ``SENTENCES`` before and after it, which never lie beyond a heading or in noise."""
    before = [block for block in document.blocks if block.span.start < quote.start]
    after = [block for block in document.blocks if block.span.end > quote.end]
    earlier = (_sentences(document, _before(block, quote)) for block in _under_one_heading(reversed(before), quote))
    later = (_sentences(document, _after(block, quote)) for block in _under_one_heading(after, quote))
    first = _nth(reversed(found) for found in earlier)
    last = _nth(later)
    return Span(first.start if first else quote.start, last.end if last else quote.end)


def headings_above(document: Document, offset: int) -> list[Span]:
    """The headings under which the character stands, the outermost first; the document's title is none of them."""
    trail: list[Block] = []
    for block in document.blocks:
        if block.span.start > offset:
            break
        if block.kind is BlockKind.HEADING:
            trail = [*(above for above in trail if above.level < block.level), block]
    return [block.span for block in trail if not block.span.start <= offset < block.span.end]


def _under_one_heading(blocks: Iterable[Block], quote: Span) -> Iterable[Block]:
    """The blocks up to the next heading, without noise."""
    for block in blocks:
        if block.kind in _TITLES and not block.span.overlaps(quote):
            return
        if block.kind is not BlockKind.BOILERPLATE:
            yield block


def _before(block: Block, quote: Span) -> Span:
    end = min(block.span.end, quote.start)
    return Span(max(block.span.start, end - _REACH), end)


def _after(block: Block, quote: Span) -> Span:
    start = max(block.span.start, quote.end)
    return Span(start, min(block.span.end, start + _REACH))


def _sentences(document: Document, within: Span) -> list[Span]:
    return sentences(document.text, within, document.language)


def _nth(found: Iterable[Iterable[Span]]) -> Span | None:
    """The last of the first ``SENTENCES`` spans; None where there is none."""
    nearest: list[Span] = []
    for spans in found:
        for span in spans:
            nearest.append(span)
            if len(nearest) == SENTENCES:
                return span
    return nearest[-1] if nearest else None
