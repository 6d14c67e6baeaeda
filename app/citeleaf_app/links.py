"""The links that the source viewer follows: what to show, and in which way. They stand for themselves.

``#cite-<exchange>-<number>`` or ``#document-<id>``, and after a slash the way: ``quote`` in its context, ``text`` from
the quote or ``from-<offset>`` on, or ``page-<number>`` of a PDF.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_LINK = re.compile(
    r"#(?:cite-(?P<exchange>[0-9a-f]+)-(?P<number>[0-9]{1,6})|document-(?P<document>[^/]+))"
    r"(?:/(?:(?P<way>quote|text)|page-(?P<page>[0-9]{1,9})|from-(?P<start>[0-9]{1,12})))?"
)


@dataclass(frozen=True, slots=True)
class Link:
    """A citation (``exchange`` and ``number``) or a document, and how to show it where that is said."""

    exchange: str = ""
    number: int = 0
    document_id: str = ""
    way: str = ""
    page: int | None = None
    start: int | None = None

    def __str__(self) -> str:
        target = f"#cite-{self.exchange}-{self.number}" if self.exchange else f"#document-{self.document_id}"
        if self.page is not None:
            return f"{target}/page-{self.page}"
        if self.start is not None:
            return f"{target}/from-{self.start}"
        return f"{target}/{self.way}" if self.way else target

    def as_default(self) -> Link:
        return self._in_way("")

    def as_quote(self) -> Link:
        return self._in_way("quote")

    def as_text(self) -> Link:
        return self._in_way("text")

    def at_page(self, page: int) -> Link:
        return replace(self._in_way(""), page=page)

    def from_offset(self, start: int) -> Link:
        return replace(self._in_way(""), start=start)

    def to_citation(self, number: int) -> Link:
        """The citation under ``number`` of the same answer."""
        return Link(self.exchange, number)

    def _in_way(self, way: str) -> Link:
        return replace(self, way=way, page=None, start=None)


def parse(link: str) -> Link | None:
    """The link as it is written in the page; None where it is none of ours."""
    match = _LINK.fullmatch(link)
    if match is None:
        return None
    page, start = match["page"], match["start"]
    return Link(
        match["exchange"] or "",
        int(match["number"] or 0),
        match["document"] or "",
        match["way"] or "",
        int(page) if page else None,
        int(start) if start else None,
    )
