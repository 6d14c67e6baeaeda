"""The source viewer's controls: to other citations, pages and ways of showing, to the file itself, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from citeleaf.documents.pdf.sheets import Sheet
from citeleaf.types import Document
from citeleaf_app.links import Link
from citeleaf_app.markup import Html, element
from citeleaf_app.page_view import page_words

if TYPE_CHECKING:
    from citeleaf_app.viewer import Way


def close_button() -> Html:
    return element(
        "button", "Close", element("kbd", "Esc"), type="button", class_="close", aria_label="Close the source"
    )


def citations_bar(link: Link, numbers: Sequence[int]) -> Html:
    """Which of the answer's citations this is, between links to its neighbours; nothing where no citation led here."""
    if link.number not in numbers:
        return element("div", element("span", "Document", class_="which"), class_="citations")
    at = numbers.index(link.number)
    before = link.to_citation(numbers[at - 1]) if at else None
    after = link.to_citation(numbers[at + 1]) if at + 1 < len(numbers) else None
    number = element("span", str(link.number), class_="number")
    which = element("span", "Source ", number, f" of {len(numbers)}", class_="which")
    if len(numbers) == 1:
        return element("div", which, class_="citations")
    steps = (
        _step("citation-back", "Previous source (P)", "‹", before),
        which,
        _step("citation-on", "Next source (N)", "›", after),
    )
    return element("div", *steps, class_="citations", role="group", aria_label="Sources of this answer")


def segments(way: Way, link: Link, *, has_pages: bool, has_quote: bool) -> Html:
    """The ways in which this document can be shown, where there is a choice."""
    if has_pages:
        choices = {"pages": ("Page", link.as_default()), "text": ("Text", link.as_text())}
    elif has_quote:
        choices = {"context": ("Quote", link.as_quote()), "text": ("Whole document", link.as_text())}
    else:
        return Html()
    drawn = (
        element("a", words, href=str(target), data_key=f"as-{kind}", aria_current="true" if kind == way else None)
        for kind, (words, target) in choices.items()
    )
    return element("div", *drawn, class_="segments", role="group", aria_label="Show as")


def pager(document: Document, link: Link, sheets: Sequence[Sheet]) -> Html:
    """The page that is shown, between links to the one before and the one after."""
    first, last = sheets[0], sheets[-1]
    words = page_words(document, first.number, first.count)
    if last is not first:
        words = f"pages {first.number}–{last.number} of {first.count}"
    before = link.at_page(first.number - 1) if first.number > 1 else None
    after = link.at_page(last.number + 1) if last.number < last.count else None
    steps = (
        _step("page-back", "Previous page (←)", "‹", before),
        element("span", words, class_="which"),
        _step("page-on", "Next page (→)", "›", after),
    )
    return element("div", *steps, class_="pager", role="group", aria_label="Page")


def zoom() -> Html:
    """Buttons that ``static/viewer.js`` heeds."""
    steps = (("out", "Smaller", "−"), ("fit", "As wide as the window", "Fit"), ("in", "Larger", "+"))
    buttons = (
        element("button", sign, type="button", data_zoom=kind, data_key=f"zoom-{kind}", title=words, aria_label=words)
        for kind, words, sign in steps
    )
    return element("div", *buttons, class_="zoom", role="group", aria_label="Size")


def file_links(document: Document, page: int | None) -> Html:
    """To the file itself, as a tab of its own or as a download."""
    address = f"/source/{document.id}/original"
    place = f"#page={page}" if page else ""
    opened = element("a", "Open file", href=f"{address}{place}", target="_blank", rel="noopener")
    saved = element("a", "Download", href=f"{address}?download=1", download=True)
    return element("p", opened, saved, class_="file")


def _step(key: str, words: str, sign: str, link: Link | None) -> Html:
    """A link one step on; where there is none to go, the sign alone."""
    if link is None:
        return element("span", sign, class_="step", aria_hidden="true")
    return element("a", sign, href=str(link), class_="step", data_key=key, title=words, aria_label=words)
