"""The documents' side: the table, how an update stands, what is in the trash, and the greeting. Pure functions.

The table is one column wide, so each row holds a document's facts under its title, and its actions behind a button.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from citeleaf.trash import Trashed
from citeleaf_app import filters
from citeleaf_app.desk import Table
from citeleaf_app.indexing import Indexing
from citeleaf_app.markup import Html, element, join
from citeleaf_app.quoting import dotted
from citeleaf_app.rows import Row, Sort, Status, arranged

SHOWN = 100
"""Rows drawn at first, and added whenever the end of them comes into view."""

ACCEPTED = ".txt,.md,.csv,.tsv,.html,.htm,.pdf,.docx,.epub"
"""What the browser's file dialog offers; the server checks for itself."""

_SORTS = {
    Sort.TITLE: "Title",
    Sort.PATH: "Folder",
    Sort.NEWEST: "Newest first",
    Sort.OLDEST: "Oldest first",
    Sort.TYPE: "Type",
    Sort.PASSAGES: "Most passages",
    Sort.STATUS: "Trouble first",
}


def frame() -> Html:
    """What stands still: the controls, and the places that ``documents.js`` fills."""
    return join(_intake(), element("ul", id="uploads", aria_label="Uploads"), _tools(), *_places())


def _intake() -> Html:
    files = element("button", "Add files", type="button", data_pick="files", class_="primary")
    folder = element("button", "Add folder", type="button", data_pick="folder")
    hint = element("p", "or drop them anywhere on this page", class_="hint")
    pickers = [
        element("input", type="file", id="pick-files", multiple=True, accept=ACCEPTED, hidden=True),
        element("input", type="file", id="pick-folder", webkitdirectory=True, hidden=True),
        element("input", type="file", id="pick-replacement", accept=ACCEPTED, hidden=True),
    ]
    return element("div", element("div", files, folder, class_="pair"), hint, *pickers, class_="intake")


def _tools() -> Html:
    search = element(
        "input",
        type="search",
        id="find-document",
        placeholder="Find a document",
        aria_label="Find a document by its title or path",
        autocomplete="off",
        spellcheck="false",
    )
    options = [element("option", words, value=sort.value) for sort, words in _SORTS.items()]
    order = element("select", *options, id="sort-documents", aria_label="Sort the documents by")
    update = element("button", "Update index", type="button", id="update")
    return element("div", search, order, update, class_="tools-row", role="search")


def _places() -> list[Html]:
    return [
        element("div", id="listing", aria_busy="true"),
        element("dialog", id="confirm-removal", aria_labelledby="confirm-title"),
        element("p", id="documents-note", role="status", aria_live="polite"),
    ]


def account(visitor: str) -> Html:
    """Who is signed in, and the way out; nothing where there are no accounts."""
    if not visitor:
        return Html()
    leave = element("form", element("button", "Sign out", type="submit"), method="post", action="/sign-out")
    return element("div", element("span", "Signed in as ", element("b", visitor)), leave, class_="account")


def listing(
    table: Table, corpus: Path, trash: Sequence[Trashed] = (), *, search: str = "", sort: Sort = Sort.TITLE, shown: int
) -> Html:
    """Everything that changes: how an update stands, the rows that were searched for, and the trash."""
    if table.trouble and not table.indexing.active:
        alert = element("p", table.trouble, class_="status error", role="alert")
        update = progress(replace(table.indexing, summary=None))  # what an earlier one did is no more
        return join(update, alert)
    found = arranged(table.rows, search, sort)
    drawn = element("ul", *(_row(row) for row in found[:shown]), class_="entries")
    rest = len(found) - shown
    more = element("button", f"Show more ({rest:,})", type="button", class_="more") if rest > 0 else Html()
    totals = _totals(table.rows, found, corpus, searched=bool(search.strip()))
    return join(progress(table.indexing), totals, drawn, more, _trash(trash))


def progress(indexing: Indexing) -> Html:
    """How an update of the index stands, or how the last one ended."""
    if indexing.running:
        return _running(indexing)
    if indexing.elsewhere is not None:
        line = f"The index is being updated by {indexing.elsewhere}. You can go on asking."
        return element("p", line, class_="status", role="status")
    if indexing.error is not None:
        return element("p", indexing.error, class_="status error", role="alert")
    told = element("p", indexing.summary, class_="status", role="status") if indexing.summary is not None else Html()
    return join(told, _question(indexing.question)) if indexing.question else told


def _question(question: str) -> Html:
    confirm = element("button", "They were deleted: remove them", type="button", data_action="confirm-removal")
    return element("div", element("p", question), confirm, class_="status error", role="alert")


def _running(indexing: Indexing) -> Html:
    value = indexing.done if indexing.total else None  # without a value the bar says "busy"
    bar = element("progress", value=value, max=indexing.total or None, aria_label="Indexing")
    head = f"Indexing {indexing.done:,} of {indexing.total:,}" if indexing.total else "Looking for changes…"
    lines = [element("b", head), element("span", indexing.path, class_="path"), bar]
    return element("div", *lines, element("span", "You can go on asking."), class_="status running", role="status")


def _totals(rows: Sequence[Row], found: Sequence[Row], corpus: Path, *, searched: bool) -> Html:
    if not rows:
        where = element("code", str(corpus))
        return element("p", "Nothing is indexed yet. Files that you add are kept in ", where, ".", class_="none")
    if searched:
        words = f"{len(found):,} of {count(len(rows), 'document')}" if found else "No document is called that."
        return element("p", words, class_="totals")
    failed = sum(row.status is Status.FAILED for row in rows)
    unread = sum(row.status is Status.FAILED and not row.document_id for row in rows)
    words = f"{count(len(rows) - unread, 'document')}, {count(sum(row.passages for row in rows), 'passage')}"
    if not failed:
        return element("p", words, class_="totals")
    show = element("button", f"{failed:,} could not be read", type="button", data_sort=Sort.STATUS.value)
    return element("p", words, show, class_="totals")


def _row(row: Row) -> Html:
    published = row.published
    facts = [
        row.path if row.title else "",
        f"{published.day} {published:%b} {published.year}" if published else "",
        count(row.passages, "passage") if row.passages else "",
    ]
    inside = [
        element("span", row.kind or "?", class_="kind", aria_hidden="true"),
        element("span", row.name, class_="title", dir="auto"),
        element("span", dotted(*facts), class_="facts"),
        _standing(row),
    ]
    place = f"document-{row.document_id}" if row.document_id else None  # a link into the page leads to something there
    opened = {"href": f"#{place}"} if place else {}
    main = element("a" if opened else "div", *inside, class_="entry", **opened)
    data = {"data_path": row.path, "data_document": row.document_id or None}
    return element("li", main, _menu(row), id=place, class_=f"row {row.status.name.lower()}", **data)


def _standing(row: Row) -> Html:
    """What is worth telling beyond "indexed"."""
    if row.status is Status.INDEXED:
        return Html()
    if row.status is Status.FAILED:
        kept = " Its last good version still answers." if row.document_id else ""
        return element("span", element("b", "Failed: "), f"{row.reason}.{kept}", class_="standing")
    return element("span", row.status.value.capitalize(), class_="standing")


def _menu(row: Row) -> Html:
    if row.status is Status.REMOVING:
        return Html()
    alone = element("button", "Ask only this", type="button", data_filter=f"path:{filters.escape(row.path)}")
    actions = [
        alone if row.document_id else Html(),
        element("button", "Replace…", type="button", data_action="replace"),
        element("button", "Delete…", type="button", data_action="delete"),
    ]
    summary = element("summary", element("span", "⋯", aria_hidden="true"), aria_label=f"Actions for {row.name}")
    return element("details", summary, element("div", *actions), class_="menu")


def _trash(trash: Sequence[Trashed]) -> Html:
    if not trash:
        return Html()
    items = [
        element(
            "li",
            element("span", each.path, class_="title", dir="auto"),
            element("span", f"since {each.deleted:%Y-%m-%d %H:%M} UTC", class_="facts"),
            element("button", "Restore", type="button", data_restore=each.id, aria_label=f"Restore {each.path}"),
        )
        for each in trash[:SHOWN]
    ]
    rest = element("p", f"… and {len(trash) - SHOWN:,} more", class_="none") if len(trash) > SHOWN else Html()
    empty = element("button", "Empty the trash…", type="button", data_action="empty-trash")
    summary = element("summary", f"Trash ({len(trash):,})")
    return element("details", summary, element("ul", *items), rest, empty, class_="trash")


def welcome(table: Table, corpus: Path) -> Html:
    """What stands in the conversation's place before the first question, or why nothing can be asked."""
    documents = sum(bool(row.document_id) for row in table.rows)
    if documents:
        held = count(documents, "document")
        line = f"{held} in “{corpus.name}”. Every answer is a quote, with the place it was taken from."
        return _greeting("Ask your documents", line)
    if table.indexing.active:
        return _greeting("Reading your documents…", "The first ones can be asked as soon as they appear on the list.")
    if table.trouble:
        return _greeting("There is nothing to ask", table.trouble)
    steps = [
        element("li", "Drop files or a folder on this page: text, Markdown, CSV, HTML, PDF, Word, EPUB."),
        element("li", "Or put them into ", element("code", str(corpus)), " and press “Update index”."),
        element("li", "Ask."),
    ]
    return element(
        "div", element("h2", "No documents yet"), element("ol", *steps), class_="greeting", data_state="empty"
    )


def _greeting(title: str, line: str) -> Html:
    return element("div", element("h2", title), element("p", line), class_="greeting")


def count(number: int, noun: str) -> str:
    """``1 passage``, ``2,000 passages``"""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
