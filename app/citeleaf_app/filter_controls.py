"""Draws the filters: a chip for each condition that is chosen, and a panel of what there is to choose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from citeleaf.types import Entry, Filters
from citeleaf_app.filters import LONGEST, chips, folders, type_words
from citeleaf_app.markup import Html, element
from citeleaf_app.quoting import name

OFFERED = 400
"""Folders and documents that are offered while a person types; every other one is found by typing it."""


def bar(filters: Filters) -> Html:
    """The chips, each with its removal, and the button that opens the choices."""
    shown = [
        element(
            "button",
            element("span", chip.words, dir="auto"),
            element("span", "×", class_="cross", aria_hidden="true"),
            type="button",
            class_="chip",
            data_unfilter=chip.key,
            aria_label=f"Remove the filter {chip.words}",
        )
        for chip in chips(filters)
    ]
    opener = element(
        "button",
        _FUNNEL,
        "Filter",
        type="button",
        class_="tool",
        id="open-filters",
        aria_expanded="false",
        aria_controls="filter-choices",
    )
    clear = (
        element("button", "Remove all", type="button", class_="quiet", data_unfilter="*") if len(shown) > 1 else Html()
    )
    return element("div", opener, *shown, clear, class_="chips", role="group", aria_label="Filters")


_FUNNEL = Html(
    '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2 3.5h12M4.5 8h7M6.5 12.5h3" fill="none"'
    ' stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/></svg>'
)


def choices(entries: Sequence[Entry], filters: Filters) -> Html:
    """What can be filtered by, made of the documents there are."""
    return element("div", _where(entries), _types(entries, filters), _dates(entries, filters), class_="choices")


def _where(entries: Sequence[Entry]) -> Html:
    offered = [element("option", value=f"{folder}/") for folder in folders(entries)[:OFFERED]]
    offered += [
        element("option", name(entry.title, entry.path), value=entry.path)
        for entry in entries[: OFFERED - len(offered)]
    ]
    box = element(
        "input",
        type="text",
        id="filter-path",
        list="filter-paths",
        placeholder="Name, or part of one",
        autocomplete="off",
        maxlength=LONGEST,
    )
    add = element("button", "Add", type="button", id="add-path")
    return element(
        "div",
        element("label", "Document or folder", for_="filter-path"),
        element("div", box, add, class_="adding"),
        element("datalist", *offered, id="filter-paths"),
    )


def _types(entries: Sequence[Entry], filters: Filters) -> Html:
    counts = Counter(entry.media_type for entry in entries)
    buttons = [
        element(
            "button",
            type_words(media_type),
            element("span", f"{count:,}", class_="count"),
            type="button",
            class_="chip",
            aria_pressed="true" if media_type in filters.media_types else "false",
            data_type=media_type,
        )
        for media_type, count in counts.most_common()
    ]
    return element("div", element("span", "Type", class_="label"), element("div", *buttons, class_="chips"))


def _dates(entries: Sequence[Entry], filters: Filters) -> Html:
    dated = sum(entry.published is not None for entry in entries)
    fields = [
        element(
            "label",
            words,
            element("input", type="date", data_date=kind, value=value.isoformat() if value else None),
        )
        for kind, words, value in (
            ("from", "From", filters.published_from),
            ("until", "Until", filters.published_until),
        )
    ]
    note = f"{dated:,} of {len(entries):,} documents name a date; a date range leaves the others out."
    return element(
        "div", element("span", "Published", class_="label"), element("div", *fields, class_="dates"), element("p", note)
    )
