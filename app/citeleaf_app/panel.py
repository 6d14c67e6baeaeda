"""The documents' side: what is indexed, what could not be read and why, and how an update stands. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from citeleaf.types import Entry, Failure
from citeleaf_app.indexing import Indexing
from citeleaf_app.markup import Html, element, join
from citeleaf_app.render import dotted, name

LISTED = 500
"""Documents listed at most; a longer list helps nobody to find one."""

DELETED = "The index was deleted. Press “Update index” to make it anew from the documents."


def documents(entries: Sequence[Entry], failures: Sequence[Failure], indexing: Indexing, corpus: Path) -> Html:
    """The whole panel."""
    return join(_progress(indexing), _failures(failures), _listed(entries, corpus))


def welcome(entries: Sequence[Entry], indexing: Indexing, corpus: Path) -> Html:
    """What stands in the conversation's place before the first question."""
    if entries:
        count = _count(len(entries), "document")
        line = f"{count} in “{corpus.name}”. Every answer is a quote, with the place it was taken from."
        return _greeting("Ask your documents", line)
    if indexing.active:
        return _reading()
    steps = [
        element("li", "Put files (text, Markdown, HTML, PDF, Word, EPUB) into ", element("code", str(corpus)), "."),
        element("li", "Press “Update index”, under “Documents”."),
        element("li", "Ask."),
    ]
    return element(
        "div", element("h1", "No documents yet"), element("ol", *steps), class_="greeting", data_state="empty"
    )


def without_index(trouble: str, indexing: Indexing) -> tuple[Html, Html]:
    """The panel and the greeting where the index cannot be read; an update that is under way comes first."""
    if indexing.active:
        return _progress(indexing), _reading()
    alert = element("p", trouble, class_="status error", role="alert")
    update = _progress(replace(indexing, summary=None))  # what an earlier one did is no more
    return join(update, alert), _greeting("There is nothing to ask", trouble)


def _reading() -> Html:
    return _greeting("Reading your documents…", "The first ones can be asked as soon as they appear on the list.")


def _greeting(title: str, line: str) -> Html:
    return element("div", element("h1", title), element("p", line), class_="greeting")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _progress(indexing: Indexing) -> Html:
    if indexing.running:
        return _running(indexing)
    if indexing.elsewhere is not None:
        line = f"The index is being updated by {indexing.elsewhere}. You can go on asking."
        return element("p", line, class_="status", role="status")
    if indexing.error is not None:
        return element("p", indexing.error, class_="status error", role="alert")
    if indexing.summary is not None:
        return element("p", indexing.summary, class_="status", role="status")
    return Html()


def _running(indexing: Indexing) -> Html:
    value = indexing.done if indexing.total else None  # without a value the bar says "busy"
    bar = element("progress", value=value, max=indexing.total or None, aria_label="Indexing")
    head = f"Indexing {indexing.done:,} of {indexing.total:,}" if indexing.total else "Looking for changes…"
    lines = [element("b", head), element("span", indexing.path, class_="path"), bar]
    return element("div", *lines, element("span", "You can go on asking."), class_="status running", role="status")


def _failures(failures: Sequence[Failure]) -> Html:
    if not failures:
        return Html()
    rows = [
        element("li", element("b", failure.path), element("span", failure.reason, class_="facts"))
        for failure in failures[:LISTED]
    ]
    title = f"{_count(len(failures), 'file')} could not be read"
    return element("details", element("summary", title), element("ul", *rows), class_="failures", open=len(rows) <= 3)


def _listed(entries: Sequence[Entry], corpus: Path) -> Html:
    if not entries:
        return element(
            "p", "Nothing is indexed yet. Files belong into ", element("code", str(corpus)), ".", class_="none"
        )
    passages = sum(entry.passages for entry in entries)
    totals = f"{_count(len(entries), 'document')}, {_count(passages, 'passage')}"
    rest = len(entries) - LISTED
    more = element("p", f"… and {rest:,} more", class_="none") if rest > 0 else Html()
    return join(
        element("p", totals, class_="totals"),
        element("ul", *(_entry(entry) for entry in entries[:LISTED]), class_="entries"),
        more,
    )


def _entry(entry: Entry) -> Html:
    published = entry.published
    facts = [
        entry.path if name(entry.title, entry.path) != entry.path else "",
        f"{published.day} {published:%b} {published.year}" if published else "",
        _count(entry.passages, "passage"),
    ]
    link = element(
        "a",
        element("span", name(entry.title, entry.path), class_="title", dir="auto"),
        element("span", dotted(*facts), class_="facts"),
        href=f"#document-{entry.document_id}",
    )
    return element("li", link)
