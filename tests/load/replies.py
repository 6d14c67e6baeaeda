"""From what the server sends to a Reply: the JSON of the programs' interface, and the page's HTML."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TypedDict

from load.checks import CURRENT, Cited, Reply


class _Citation(TypedDict):
    path: str
    start: int
    end: int
    quote: str
    sha256: str
    standing: str


class _Answer(TypedDict):
    answer: str | None
    citations: list[_Citation]
    nearest: list[_Citation]


def read_reply(text: str, began: float, ended: float) -> Reply:
    """The reply that ``text`` is, asked for at ``began`` and complete at ``ended``."""
    body: _Answer = json.loads(text)
    return Reply(body["answer"], _cited(body["citations"]), _cited(body["nearest"]), began, ended)


def _cited(citations: list[_Citation]) -> tuple[Cited, ...]:
    return tuple(
        Cited(each["path"], each["start"], each["end"], each["quote"], each["sha256"], each["standing"])
        for each in citations
    )


_PLACE = re.compile(r"characters ([\d,]+)–([\d,]+)")


def read_page(html: str, began: float, ended: float) -> Reply:
    """The reply that an exchange of the page shows. Raises ValueError for one that says that it failed."""
    page = _Exchange()
    page.feed(html)
    if page.kind not in ("answered", "abstained"):
        raise ValueError(f"the page shows no answer: {html[:300]}")
    shown = tuple(page.cited)
    citations, nearest = (shown, ()) if page.kind == "answered" else ((), shown)
    return Reply(None, citations, nearest, began, ended)


class _Exchange(HTMLParser):
    """Gathers the quotes set apart, each with the place that its link names."""

    def __init__(self) -> None:
        super().__init__()
        self.kind = ""
        self.cited: list[Cited] = []
        self._quote: str | None = None
        self._within = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attributes}
        classes = named.get("class", "").split()
        if tag == "article":
            self.kind = classes[-1]
        elif tag == "blockquote":
            self._quote, self._within = "", True
        elif tag == "a" and "cite" in classes and self._quote is not None:
            place = _PLACE.fullmatch(named["data-place"])
            start, end = (int(number.replace(",", "")) for number in place.groups()) if place else (0, 0)
            self.cited.append(Cited(named["data-path"], start, end, self._quote, None, CURRENT))
            self._quote = None
        elif tag == "p" and "standing" in classes and self.cited:
            self.cited[-1] = replace(self.cited[-1], standing="not current")

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":
            self._within = False

    def handle_data(self, data: str) -> None:
        if self._within and self._quote is not None:
            self._quote += data
