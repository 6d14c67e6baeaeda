"""A document's text as HTML with a quote lit in it: pure functions, without Gradio.

The text of the marks, read one after the other, is exactly the quote, also where it runs over several blocks. Rows of a
table stand in columns: what is between two cells, or two rows, is at the edge of a cell, where it takes no room.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from citeleaf.types import Block, BlockKind, Citation, Document, Span
from citeleaf_app.markup import Html, element, join
from citeleaf_app.quoting import highlights
from citeleaf_app.spans import overlap, pieces

WINDOW = 200_000
"""Characters shown at once; a document no longer than this is shown whole."""

_MARKER = re.compile(r"[-*+•●○◦▪■‣⁃∙·–—]|\(?\w{1,3}[.)]\s")  # where the text has its own, none is drawn


@dataclass(frozen=True, slots=True)
class Lit:
    """The quote's place in the document as it is now, and those of the answers in it."""

    quote: Span
    answers: tuple[Span, ...] = ()


def locate(document: Document, citation: Citation) -> Lit | None:
    """Where the quote stands now: at its place, or where else it is found exactly once; None when it is gone."""
    start = citation.span.start
    if citation.span.of(document.text) != citation.quote:
        start = document.text.find(citation.quote) if citation.quote else -1
        if start < 0 or document.text.find(citation.quote, start + 1) >= 0:
            return None
    shift = start - citation.span.start
    return Lit(citation.span.shifted(shift), tuple(span.shifted(shift) for span in highlights(citation)))


def window_around(document: Document, quote: Span | None, start: int | None = None) -> Span:
    """The stretch of text to show. It begins with a block where one begins near enough."""
    length = len(document.text)
    if length <= WINDOW:
        return Span(0, length)
    if start is None:
        start = max(0, quote.start - WINDOW // 2) if quote else 0
    start = min(max(start, 0), length - 1)
    begun = [block.span.start for block in document.blocks if start - WINDOW // 4 <= block.span.start <= start]
    start = begun[-1] if begun else start
    return Span(start, min(length, start + WINDOW))


def written(document: Document, lit: Lit | None, window: Span, *, noise: bool = True) -> Html:
    """The text within ``window``; without ``noise``, of the boilerplate only what the quote holds."""
    return element("div", *_pieces(document, lit, window, noise), class_="document", dir="auto")


def page_name(document: Document, page: int) -> str:
    """What the document itself calls that page, or its number."""
    labels = document.page_labels
    return labels[page - 1] if 0 < page <= len(labels) and labels[page - 1] else str(page)


def _pieces(document: Document, lit: Lit | None, window: Span, noise: bool) -> Iterator[Html]:
    """Every block within the window, the text between blocks, and a line where a page begins."""
    position, page = window.start, None
    rows: list[Html] = []
    for block in document.blocks:
        shown = overlap(block.span, window)
        if shown is None:
            continue
        if noise or not _is_noise(block, lit):
            gap = Span(position, shown.start)
            is_row = block.kind is BlockKind.TABLE and "\t" in shown.of(document.text)
            goes_on = is_row and bool(rows) and block.page == page and not gap.of(document.text).strip()
            if not goes_on:
                yield from _table(rows)
                yield _lit(document.text, gap, lit)
            if block.page is not None and block.page != page:
                page = block.page
                yield element("p", f"Page {page_name(document, page)}", class_="page-break")
            if is_row:
                rows.append(_row(document.text, gap if goes_on else Span(gap.end, gap.end), shown, lit))
            else:
                yield _block(block, shown, document.text, _lit(document.text, shown, lit))
        position = shown.end
    yield from _table(rows)
    yield _lit(document.text, Span(position, window.end), lit)


def _table(rows: list[Html]) -> Iterator[Html]:
    """The table of the ``rows`` gathered so far, which are none afterwards; too wide a one scrolls by itself."""
    if rows:
        yield element("div", element("div", *rows, role="table", dir="auto"), class_="rows", tabindex="0")
        rows.clear()


def _row(text: str, gap: Span, row: Span, lit: Lit | None) -> Html:
    """A row with a cell for each of its own, the tab behind one in it; the ``gap`` before the row is in the first."""
    ends = [found.end() for found in re.finditer("\t", row.of(text))]
    bounds = [gap.start, *(row.start + end for end in ends), row.end]
    cells = (_lit(text, Span(start, end), lit) for start, end in pairwise(bounds))
    return element("p", *(element("span", cell, role="cell", dir="auto") for cell in cells), class_="table", role="row")


def _is_noise(block: Block, lit: Lit | None) -> bool:
    return block.kind is BlockKind.BOILERPLATE and not (lit and block.span.overlaps(lit.quote))


def _lit(text: str, span: Span, lit: Lit | None) -> Html:
    """``span`` of the text, with what of the quote, and within it of the answers, lies there marked."""
    drawn = (
        element("mark", *_answers(text, piece, lit.answers if lit else ())) if is_lit else join(piece.of(text))
        for piece, is_lit in pieces(span, [lit.quote] if lit else [])
    )
    return join(*drawn)


def _answers(text: str, span: Span, answers: Sequence[Span]) -> Iterator[Html]:
    for piece, is_answer in pieces(span, answers):
        yield element("span", piece.of(text), class_="answer") if is_answer else join(piece.of(text))


def _block(block: Block, shown: Span, text: str, content: Html) -> Html:
    """The block as the element that its kind asks for. Roles, not lists and tables: the text stays one string."""
    if block.kind is BlockKind.TITLE:
        return element("h3", content, class_="document-title")
    if block.kind is BlockKind.HEADING:
        return element(f"h{min(6, 3 + max(1, block.level))}", content)
    return element("p", content, class_=_look(block, shown, text), dir="auto")


def _look(block: Block, shown: Span, text: str) -> str:
    words = shown.of(text)
    if block.kind is BlockKind.PARAGRAPH and _is_wrapped(words):
        return "paragraph wrapped"
    if block.kind is BlockKind.LIST_ITEM and not _MARKER.match(words):
        return "list-item unmarked"
    if block.kind is BlockKind.BOILERPLATE and _is_sign(block.span, text):
        return "boilerplate sign"
    return block.kind.value.replace(" ", "-")


def _is_sign(span: Span, text: str) -> bool:
    """Whether this is only a mark of layout on the line it opens, like Markdown's "#" before a heading."""
    line_end = text.find("\n", span.end)
    rest = text[span.end : line_end if line_end >= 0 else len(text)]
    return bool(rest.strip()) and not any(character.isalnum() for character in span.of(text))


def _is_wrapped(text: str) -> bool:
    """Whether the paragraph's lines were broken by an editor at its margin, and may run on."""
    lines = text.split("\n")
    return len(lines) > 1 and all(45 <= len(line) <= 100 for line in lines[:-1])
