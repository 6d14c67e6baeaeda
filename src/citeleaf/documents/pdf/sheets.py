"""A page of a PDF for a viewer: where on it the characters of the indexed text stand.

The page alone suffices, because joining a page's lines into paragraphs changes nothing but white space and the hyphens
at line ends: the characters of the page's blocks are the characters of its lines, in the same order. Where they are
not, the text is another file's, and has no boxes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from citeleaf.documents.pdf import PageBox
from citeleaf.documents.pdf.geometry import Edges, Frame, edges_around
from citeleaf.documents.pdf.measuring import Glyph, MeasuredPage
from citeleaf.types import Document, Span


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a PDF: its number, from 1, of how many, its size in points as shown, and where its text stands."""

    number: int
    count: int
    width: float
    height: float
    frame: Frame
    places: dict[int, tuple[int, Edges]] | None
    """The line and the place of each character of the document, by its offset; None where the text is not this."""

    def boxes(self, span: Span) -> list[PageBox]:
        """A box for each line on which characters at ``span`` of the document stand, here on this page."""
        places = self.places or {}
        found = (places[offset] for offset in range(span.start, span.end) if offset in places)
        lines = (edges_around(edges for _, edges in run) for _, run in groupby(found, key=lambda place: place[0]))
        return [PageBox(self.number, *self.frame.shown(line)) for line in lines]


def sheet_of(document: Document, number: int, page: MeasuredPage) -> Sheet:
    """The ``page`` with that number, of the file from which ``document`` was read."""
    places = _places(document, number, page.glyphs)
    return Sheet(number, page.count, page.width, page.height, page.frame, places)


def _places(document: Document, number: int, glyphs: Sequence[Glyph]) -> dict[int, tuple[int, Edges]] | None:
    """Where each inked character of the page's blocks stands; None unless all of the page's characters are found."""
    places: dict[int, tuple[int, Edges]] = {}
    position = 0
    for offset in _inked(document, number):
        character = document.text[offset]
        if position < len(glyphs) and glyphs[position].vanishes and glyphs[position].text != character:
            position += 1
        if position >= len(glyphs) or glyphs[position].text != character:
            return None
        places[offset] = (glyphs[position].line, glyphs[position].edges)
        position += 1
    return places if position == len(glyphs) else None


def _inked(document: Document, number: int) -> Iterator[int]:
    """The offsets of the characters on that page which leave ink."""
    for block in document.blocks:
        if block.page == number:
            yield from (
                offset
                for offset, character in enumerate(block.span.of(document.text), block.span.start)
                if not character.isspace()
            )
