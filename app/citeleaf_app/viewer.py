"""Shows a document with a quote lit in its surroundings: a pure function, without Gradio.

The text of the marks, read one after the other, is exactly the quote, also where it runs over several blocks.
A very long document is shown a window at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from citeleaf.types import Block, BlockKind, Citation, Document, Span
from citeleaf_app.markup import Html, element, join
from citeleaf_app.render import dotted, highlights, name
from citeleaf_app.spans import overlap, pieces

_MARKER = re.compile(r"[-*+•●○◦▪■‣⁃∙·–—]|\(?\w{1,3}[.)]\s")  # where the text has its own, none is drawn

WINDOW = 200_000
"""Characters shown at once; a document no longer than this is shown whole."""


def view(document: Document, citation: Citation | None = None, start: int | None = None) -> Html:
    """The document with the citation's quote lit, from the window that begins at ``start`` or else holds the quote."""
    quote = locate(document, citation) if citation else None
    window = window_around(document, quote, start)
    body = element("div", *_pieces(document, citation, quote, window), class_="document", dir="auto")
    return element(
        "section",
        _header(document, quote),
        element(
            "div",
            _notice(document, citation, quote),
            *_framed(body, document, window),
            class_="scroller",
            tabindex=0,
            role="group",
            aria_label="Text",
        ),
        class_="source",
        aria_label=f"Source: {name(document.title, document.path)}",
    )


def gone(citation: Citation) -> Html:
    """What to show when the citation's document is in the index no more: the quote as it was."""
    title = element("h2", name(citation.title, citation.path))
    notice = _box("This document has been removed", "It is no longer in the index. This is what was quoted from it:")
    quote = element("blockquote", citation.quote, class_="kept", dir="auto")
    header = element("header", title, element("p", citation.path, class_="facts"), _close())
    return element(
        "section",
        header,
        element("div", notice, quote, class_="scroller", tabindex=0, role="group", aria_label="Text"),
        class_="source",
    )


def message(title: str, remedy: str) -> Html:
    """A source that cannot be shown, and what can be done."""
    body = element("div", _box(title, remedy), class_="scroller", tabindex=0, role="group", aria_label="Text")
    return element("section", element("header", element("h2", "Source"), _close()), body, class_="source")


def locate(document: Document, citation: Citation) -> Span | None:
    """Where the quote stands now: at its place, or where else it is found exactly once; None when it is gone."""
    if citation.span.of(document.text) == citation.quote:
        return citation.span
    start = document.text.find(citation.quote) if citation.quote else -1
    if start < 0 or document.text.find(citation.quote, start + 1) >= 0:
        return None
    return Span(start, start + len(citation.quote))


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


def _header(document: Document, quote: Span | None) -> Html:
    page = document.page_at(quote.start) if quote else None
    published = document.published
    facts = [
        document.path if name(document.title, document.path) != document.path else "",
        f"{published.day} {published:%B} {published.year}" if published else "",
        f"page {_page_name(document, page)}" if page else "",
    ]
    title = element("h2", name(document.title, document.path), dir="auto")
    return element("header", title, element("p", dotted(*facts), class_="facts"), _close())


def _close() -> Html:
    return element(
        "button", "Close", element("kbd", "Esc"), type="button", class_="close", aria_label="Close the source"
    )


def _page_name(document: Document, page: int) -> str:
    labels = document.page_labels
    return labels[page - 1] if 0 < page <= len(labels) and labels[page - 1] else str(page)


def _box(title: str, remedy: str) -> Html:
    return element("div", element("h3", title), element("p", remedy), class_="notice")


def _notice(document: Document, citation: Citation | None, quote: Span | None) -> Html:
    if citation is None or quote == citation.span:
        return Html()
    if quote is None:
        return _box(
            "The file has changed since this answer", "The quoted words stand in it no more. Ask again to be sure."
        )
    return _box(
        "The file has changed since this answer", "The quoted words are the same; they have moved to another place."
    )


def _framed(body: Html, document: Document, window: Span) -> Iterator[Html]:
    """``body`` between links to what comes before and after the window."""
    if window.start > 0:
        yield _move("Show what comes before", max(0, window.start - WINDOW))
    yield body
    if window.end < len(document.text):
        yield _move("Show what follows", window.end)


def _move(words: str, start: int) -> Html:
    return element("a", words, href=f"#move-{start}", class_="move")


def _pieces(document: Document, citation: Citation | None, quote: Span | None, window: Span) -> Iterator[Html]:
    """Every block within the window, the text between blocks, and a line where a page begins."""
    shift = quote.start - citation.span.start if citation and quote else 0
    answers = [span.shifted(shift) for span in highlights(citation)] if citation and quote else []
    position, page = window.start, None
    for block in document.blocks:
        shown = overlap(block.span, window)
        if shown is None:
            continue
        yield _lit(document.text, Span(position, shown.start), quote, answers)
        if block.page is not None and block.page != page:
            page = block.page
            yield element("p", f"Page {_page_name(document, page)}", class_="page-break")
        yield _block(block, shown, document.text, _lit(document.text, shown, quote, answers))
        position = shown.end
    yield _lit(document.text, Span(position, window.end), quote, answers)


def _lit(text: str, span: Span, quote: Span | None, answers: Sequence[Span]) -> Html:
    """``span`` of the text, with what of the quote, and within it of the answers, lies there marked."""
    quotes = [quote] if quote else []
    drawn = (
        element("mark", *_answers(text, piece, answers)) if lit else join(piece.of(text))
        for piece, lit in pieces(span, quotes)
    )
    return join(*drawn)


def _answers(text: str, span: Span, answers: Sequence[Span]) -> Iterator[Html]:
    for piece, lit in pieces(span, answers):
        yield element("span", piece.of(text), class_="answer") if lit else join(piece.of(text))


def _block(block: Block, shown: Span, text: str, content: Html) -> Html:
    """The block as the element that its kind asks for. Roles, not lists and tables: the text stays one string."""
    if block.kind is BlockKind.TITLE:
        return element("h3", content, class_="document-title")
    if block.kind is BlockKind.HEADING:
        return element(f"h{min(6, 3 + max(1, block.level))}", content)
    look = block.kind.value.replace(" ", "-")
    if block.kind is BlockKind.PARAGRAPH and _is_wrapped(shown.of(text)):
        look = "paragraph wrapped"
    if block.kind is BlockKind.LIST_ITEM and not _MARKER.match(shown.of(text)):
        look = "list-item unmarked"
    if block.kind is BlockKind.BOILERPLATE and _is_sign(block.span, text):
        look = "boilerplate sign"
    return element("p", content, class_=look, dir="auto")


def _is_sign(span: Span, text: str) -> bool:
    """Whether this is only a mark of layout on the line it opens, like Markdown's "#" before a heading."""
    line_end = text.find("\n", span.end)
    rest = text[span.end : line_end if line_end >= 0 else len(text)]
    return bool(rest.strip()) and not any(character.isalnum() for character in span.of(text))


def _is_wrapped(text: str) -> bool:
    """Whether the paragraph's lines were broken by an editor at its margin, and may run on."""
    lines = text.split("\n")
    return len(lines) > 1 and all(45 <= len(line) <= 100 for line in lines[:-1])
