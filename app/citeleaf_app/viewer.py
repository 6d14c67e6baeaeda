"""The source viewer as HTML: what a document is, how to move in it, and its quote in one of three ways.

A quote stands in its context, in the whole text, or on the drawn pages of a PDF. Pure functions, without Gradio.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from citeleaf.citation_state import NOWHERE, Surroundings
from citeleaf.documents.pdf.sheets import Sheet
from citeleaf.types import Citation, Document, Span
from citeleaf_app.context import around, headings_above
from citeleaf_app.document_text import WINDOW, Lit, window_around, written
from citeleaf_app.links import Link
from citeleaf_app.markup import Html, element
from citeleaf_app.page_view import page_words, sheets_view
from citeleaf_app.quoting import dotted, name
from citeleaf_app.viewer_bar import citations_bar, close_button, file_links, pager, segments, zoom


class Way(StrEnum):
    """How a document is shown."""

    CONTEXT = "context"
    TEXT = "text"
    PAGES = "pages"


@dataclass(frozen=True, slots=True)
class Scene:
    """What to show: a document, the ``link`` that led to it, and the citation's quote where it is ``lit`` now.

    ``numbers`` are those of all citations of the same answer, in their order; ``surroundings`` is what stood around the
    quote when it was taken, where that is known. ``trouble`` names what is wrong with the file itself, and
    ``has_pages`` says that it is a PDF whose pages can be shown.
    """

    document: Document
    link: Link
    citation: Citation | None = None
    lit: Lit | None = None
    numbers: tuple[int, ...] = ()
    surroundings: Surroundings = NOWHERE
    trouble: str = ""
    has_pages: bool = False

    @property
    def way(self) -> Way:
        """As the link asks; where it does not, the pages, or else the quote in its context."""
        if self.has_pages and not self.link.way and self.link.start is None:
            return Way.PAGES
        if self.lit and self.link.way != "text" and self.link.start is None:
            return Way.CONTEXT
        return Way.TEXT


def view(scene: Scene, sheets: Sequence[Sheet] = ()) -> Html:
    """The document as the scene's way asks; ``sheets`` are the pages to show where it asks for pages."""
    if scene.way is Way.PAGES:
        return _framed(scene, sheets_view(scene.document, sheets, scene.lit), sheets=sheets)
    if scene.way is Way.CONTEXT and scene.lit:
        return _framed(scene, *_in_context(scene, scene.lit))
    window = window_around(scene.document, scene.lit.quote if scene.lit else None, scene.link.start)
    return _framed(scene, *_with_moves(scene, window))


def gone(citation: Citation, link: Link, numbers: Sequence[int], surroundings: Surroundings) -> Html:
    """What to show when the citation's document is in the index no more: the quote, and what stood around it."""
    title = element("h2", name(citation.title, citation.path), dir="auto")
    header = element(
        "header", citations_bar(link, numbers), close_button(), title, element("p", citation.path, class_="facts")
    )
    notice = _box("This document has been removed", "It is no longer in the index. This is what was quoted from it:")
    return _source("removed", header, _scroller(notice, _kept(citation, surroundings)))


def message(title: str, remedy: str) -> Html:
    """A source that cannot be shown, and what can be done."""
    return _source(
        "message", element("header", close_button(), element("h2", "Source")), _scroller(_box(title, remedy))
    )


def _framed(scene: Scene, *body: Html, sheets: Sequence[Sheet] = ()) -> Html:
    return _source(
        scene.way,
        _header(scene, sheets),
        _scroller(*_notices(scene), *body),
        aria_label=f"Source: {name(scene.document.title, scene.document.path)}",
    )


def _source(way: str, header: Html, scroller: Html, aria_label: str = "Source") -> Html:
    return element("section", header, scroller, class_=f"source {way}", aria_label=aria_label)


def _scroller(*children: Html) -> Html:
    """Where the document scrolls, and where the focus goes: the keyboard scrolls it at once."""
    return element("div", *children, class_="scroller", tabindex=0, role="group", aria_label="Document")


def _header(scene: Scene, sheets: Sequence[Sheet]) -> Html:
    document, link = scene.document, scene.link
    called = name(document.title, document.path)
    return element(
        "header",
        citations_bar(link, scene.numbers),
        close_button(),
        element("h2", called, dir="auto"),
        element("p", dotted(*_facts(scene, called)), class_="facts"),
        file_links(document, sheets[0].number if sheets else None),
        element(
            "div",
            segments(scene.way, link, has_pages=scene.has_pages, has_quote=scene.lit is not None),
            *((pager(document, link, sheets), zoom()) if sheets else ()),
            class_="controls",
        ),
    )


def _facts(scene: Scene, called: str) -> Iterator[str]:
    document = scene.document
    yield document.path if called != document.path else ""
    published = document.published
    yield f"{published.day} {published:%B} {published.year}" if published else ""
    page = document.page_at(scene.lit.quote.start) if scene.lit else None
    yield page_words(document, page) if page and scene.way is not Way.PAGES else ""


def _notices(scene: Scene) -> Iterator[Html]:
    if scene.trouble:
        shown = "Below stands the text as it was indexed: it is what answers are quoted from."
        yield _box("Only the indexed text can be shown", f"{scene.trouble} {shown}")
    citation, changed = scene.citation, "The file has changed since this answer"
    if citation is None or (scene.lit and scene.lit.quote == citation.span):
        return
    if scene.lit:
        yield _box(changed, "The quoted words are the same; they have moved to another place.")
    else:
        yield _box(changed, "The quoted words stand in it no more. Ask again to be sure. They were:")
        yield _kept(citation, scene.surroundings)


def _box(title: str, remedy: str) -> Html:
    return element("div", element("h3", title), element("p", remedy), class_="notice")


def _kept(citation: Citation, surroundings: Surroundings) -> Html:
    """The quote as it was; what stood around it where that is known."""
    if surroundings == NOWHERE:
        return element("blockquote", citation.quote, class_="kept", dir="auto")
    words = (surroundings.before, element("mark", citation.quote), surroundings.after)
    return element("blockquote", *words, class_="kept", dir="auto")


def _in_context(scene: Scene, lit: Lit) -> Iterator[Html]:
    """The quote with what stands around it, under the headings above it."""
    document = scene.document
    window = around(document, lit.quote)
    trail = [element("li", span.of(document.text)) for span in headings_above(document, window.start)]
    if trail:
        yield element("ol", *trail, class_="trail", dir="auto", aria_label="Headings above")
    yield element("div", written(document, lit, window, noise=False), class_="context")


def _with_moves(scene: Scene, window: Span) -> Iterator[Html]:
    """The text between links to what comes before and after the window."""
    if window.start > 0:
        yield _move("Show what comes before", scene.link.from_offset(max(0, window.start - WINDOW)))
    yield written(scene.document, scene.lit, window)
    if window.end < len(scene.document.text):
        yield _move("Show what follows", scene.link.from_offset(window.end))


def _move(words: str, link: Link) -> Html:
    return element("a", words, href=str(link), class_="move")
