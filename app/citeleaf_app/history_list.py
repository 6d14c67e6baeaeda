"""The list of conversations as HTML: pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from citeleaf.history.conversations import LISTED
from citeleaf.history.kept import Listed
from citeleaf_app.answer_tools import export_links
from citeleaf_app.markup import Html, element, join

HEAD = join(
    element("button", "New conversation", type="button", id="new-conversation", data_closes=True),
    element(
        "input",
        type="search",
        id="history-search",
        placeholder="Search questions and quotes",
        aria_label="Search conversations",
        autocomplete="off",
        maxlength=200,
    ),
)


def listing(
    conversations: Sequence[Listed], search: str, current: str | None, today: date, trouble: str | None = None
) -> Html:
    """The conversations by day, the one that is open marked; ``trouble`` is what the last action met."""
    alert = element("p", trouble, class_="trouble", role="alert") if trouble else Html()
    if not conversations:
        return join(alert, element("p", _nothing(search), class_="none"))
    groups = [
        join(element("h2", day), element("ul", *(_row(each, current) for each in among)))
        for day, among in groupby(conversations, key=lambda each: _day(each.changed, today))
    ]
    full = element("p", f"The latest {LISTED}; search for older ones.", class_="none")
    return join(alert, *groups, full if len(conversations) == LISTED else Html())


def _nothing(search: str) -> str:
    if search.strip():
        return "No conversation holds these words."
    return "What you ask is kept here, on this machine, with its sources as they were."


def _day(moment: datetime, today: date) -> str:
    day = moment.astimezone().date()
    days = (today - day).days
    if days <= 0:
        return "Today"
    if days == 1:
        return "Yesterday"
    if days < 7:
        return f"{day:%A}"
    return f"{day:%B}" if day.year == today.year else f"{day:%B} {day.year}"


def _row(conversation: Listed, current: str | None) -> Html:
    count = "1 question" if conversation.questions == 1 else f"{conversation.questions} questions"
    opened = element(
        "button",
        element("span", conversation.title, class_="title", dir="auto"),
        element("span", count, class_="facts"),
        type="button",
        class_="open",
        data_closes=True,
        aria_current="true" if conversation.id == current else None,
    )
    actions = element(
        "ul",
        element("li", element("button", "Rename", type="button", class_="rename")),
        element("li", "Export", class_="lead"),
        *export_links(f"/api/conversations/{conversation.id}"),
        element("li", element("button", "Delete…", type="button", class_="delete")),
    )
    menu = element(
        "details",
        element("summary", "⋯", aria_label=f"More for “{conversation.title}”", title="Rename, export, delete"),
        actions,
        class_="menu",
    )
    return element(
        "li", opened, menu, data_conversation=conversation.id, data_title=conversation.title, data_count=count
    )
