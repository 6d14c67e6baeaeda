"""Pages of a PDF as HTML: the drawn page, boxes over the quoted characters, and the page's text for who hears it.

The boxes' places are shares of the page, so that they fit however large it is drawn. ``static/viewer.js`` asks for the
picture in the size that the window has room for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from citeleaf.documents.pdf import PageBox
from citeleaf.documents.pdf.sheets import Sheet
from citeleaf.types import Document, Span
from citeleaf_app.document_text import Lit, page_name, written
from citeleaf_app.markup import Html, element, join
from citeleaf_app.spans import overlap

MOST_PAGES = 4
"""How many pages are shown below each other at most, where a quote runs over several."""


def pages_of(document: Document, span: Span) -> list[int]:
    """The pages on which ``span`` stands, in their order."""
    pages = (block.page for block in document.blocks if block.page is not None and block.span.overlaps(span))
    return list(dict.fromkeys(pages))[:MOST_PAGES]


def sheets_view(document: Document, sheets: Sequence[Sheet], lit: Lit | None) -> Html:
    """The pages, one below the other, with what of the quote stands on them under boxes."""
    return element("div", *(_sheet(document, sheet, lit) for sheet in sheets), class_="sheets")


def page_words(document: Document, number: int, count: int | None = None) -> str:
    """What to call the page: its own name, where it is not its number, and its number."""
    own = page_name(document, number)
    counted = f"page {number} of {count}" if count else f"page {number}"
    return counted if own == str(number) else f"{own} · {counted}"


def _sheet(document: Document, sheet: Sheet, lit: Lit | None) -> Html:
    picture = element(
        "img",
        data_page=f"/source/{document.id}/pages/{sheet.number}.png?of={document.sha256[:16]}",
        alt="",
        decoding="async",
        draggable="false",
    )
    return element(
        "figure",
        picture,
        element("div", *_boxes(sheet, lit), class_="boxes", aria_hidden="true"),
        element("div", *_text(document, sheet.number, lit), class_="page-text"),
        class_="sheet",
        style=f"aspect-ratio: {sheet.width:.3f} / {sheet.height:.3f}",
        aria_label=page_words(document, sheet.number, sheet.count),
        data_number=sheet.number,
    )


def _boxes(sheet: Sheet, lit: Lit | None) -> Iterator[Html]:
    if lit:
        yield from (_box(box, "box") for box in sheet.boxes(lit.quote))
        yield from (_box(box, "box answer") for span in lit.answers for box in sheet.boxes(span))


def _box(box: PageBox, look: str) -> Html:
    place = {"left": box.left, "top": box.top, "width": box.right - box.left, "height": box.bottom - box.top}
    return element("div", class_=look, style="; ".join(f"{name}: {share:.4%}" for name, share in place.items()))


def _text(document: Document, number: int, lit: Lit | None) -> Iterator[Html]:
    """The page's text. What stands between two pages of one quote goes with the first of them."""
    blocks = [block.span for block in document.blocks if block.page == number]
    if blocks:
        following = (block.span.start for block in document.blocks if block.span.start >= blocks[-1].end)
        window = Span(blocks[0].start, next(following, len(document.text)))
        if lit and not overlap(window, lit.quote):
            lit = None
        yield join(written(document, lit, window))
