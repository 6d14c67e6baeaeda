"""Draws a citation: its quote set apart from our own words, and below it the link that opens its place."""

from __future__ import annotations

from citeleaf.types import Citation, Span, Standing
from citeleaf_app.markup import Html, element, join
from citeleaf_app.spans import pieces


def quote(citation: Citation, exchange_id: str, mark: str = "") -> Html:
    """The quote with its highlights, and its place; ``mark`` is what has become of the place since."""
    words = element("blockquote", marked(citation), dir="auto")
    place_of_it = element("figcaption", link(citation, exchange_id, mark), _standing(citation))
    return element("figure", words, place_of_it, class_="quote")


def _standing(citation: Citation) -> Html:
    """What was amiss with the file when it was cited."""
    if citation.standing is Standing.CURRENT:
        return Html()
    return element("p", f"When this was asked, {citation.standing.value}.", class_="standing")


def marked(citation: Citation) -> Html:
    """The citation's quote with its highlights marked; the words are the document's, each of them once."""
    start = citation.span.start
    words = (
        (piece.shifted(-start).of(citation.quote), lit) for piece, lit in pieces(citation.span, highlights(citation))
    )
    return join(*(element("mark", _in_cells(part)) if lit else _in_cells(part) for part, lit in words))


def _in_cells(words: str) -> Html:
    """``words`` with what parts the cells of a table made visible: beside a mere tab they would run together."""
    first, *others = words.split("\t")
    return join(first, *(join(element("span", "\t", class_="tab"), cell) for cell in others))


def highlights(citation: Citation) -> tuple[Span, ...]:
    """The parts of the quote worth marking: a mark over all of it would tell nothing apart."""
    return tuple(span for span in citation.highlights if span != citation.span)


def link(citation: Citation, exchange_id: str, mark: str = "") -> Html:
    """Opens the citation's source. A number belongs to its answer for good, and so does the link."""
    called = name(citation.title, citation.path)
    facts = [citation.path, place(citation)] if called != citation.path else [place(citation)]
    return element(
        "a",
        element("span", str(citation.number), class_="number"),
        element("span", called, class_="title", dir="auto"),
        element("span", dotted(*facts), mark, class_="facts"),
        href=f"#cite-{exchange_id}-{citation.number}",
        class_="cite",
        data_path=citation.path,
        data_title=called,
        data_place=place(citation),
        aria_label=f"Source {citation.number}: {called}, {place(citation)}. Show it in the document.",
    )


def place(citation: Citation) -> str:
    """Where in its document the quote stands, in words."""
    if citation.page is not None:
        return f"page {citation.page}"
    return f"characters {citation.span.start:,}–{citation.span.end:,}"


def name(title: str, path: str) -> str:
    """What to call a document: its title or, where it names none, its file's name."""
    return title or path.rpartition("/")[2]


def dotted(*facts: str) -> Html:
    """The facts that are not empty on one line, with a dot between them; each breaks only where it must."""
    first, *others = [element("span", fact) for fact in facts if fact] or [Html()]
    return join(first, *(join(" · ", other) for other in others))


def counted(number: int, noun: str) -> str:
    """``1 passage``, ``2,000 passages``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
