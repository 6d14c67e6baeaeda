"""Asks pdfium for single pages: how they look, and which characters they show where.

Only the page asked for is read, so that page 200 opens as quickly as page 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from citeleaf.documents.pdf.characters import read_page
from citeleaf.documents.pdf.columns import columns_in_order
from citeleaf.documents.pdf.geometry import Edges, Frame
from citeleaf.documents.pdf.lines import Line, lines_of
from citeleaf.errors import DocumentError

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument, PdfPage

MAXIMUM_PIXELS = 12_000_000
"""A page is drawn no larger than this, however long and narrow it is."""

_QUICK = 1  # zlib's level: a better one makes pages of text a little smaller and takes twice as long


class Glyph(NamedTuple):
    """A character on the page, on which of its lines; ``vanishes`` for a hyphen that may only break the word."""

    text: str
    line: int
    edges: Edges
    vanishes: bool


@dataclass(frozen=True, slots=True)
class MeasuredPage:
    """A page of a file of ``count`` pages, its size in points as it is shown, and its characters in reading order."""

    count: int
    width: float
    height: float
    frame: Frame
    glyphs: Sequence[Glyph]


def measure_page(pdf: PdfDocument, number: int) -> MeasuredPage:
    """Page ``number``, from 1, and what stands where on it. Raises DocumentError."""
    with closing(_page(pdf, number)) as page:
        width, height = page.get_size()
    characters = read_page(pdf, number - 1)
    glyphs = tuple(_glyphs(columns_in_order(lines_of(characters))))
    return MeasuredPage(len(pdf), width, height, characters.frame, glyphs)


def draw_page(pdf: PdfDocument, number: int, width: int) -> bytes:
    """Page ``number``, from 1, as a PNG that is ``width`` pixels wide. Raises DocumentError."""
    with closing(_page(pdf, number)) as page:
        across, down = page.get_size()
        scale = min(width / across, (MAXIMUM_PIXELS / (across * down)) ** 0.5)
        with closing(page.render(scale=scale, rev_byteorder=True)) as bitmap:
            image = bitmap.to_pil().convert("RGB")
    return _png(image)


def _page(pdf: PdfDocument, number: int) -> PdfPage:
    import pypdfium2

    if not 1 <= number <= len(pdf):
        raise DocumentError(f"it has no page {number}, only {len(pdf)}")
    try:
        return pdf[number - 1]
    except pypdfium2.PdfiumError as error:
        raise DocumentError(f"its page {number} is damaged; fetch the file again or export it anew") from error


def _png(image: Image) -> bytes:
    """Most pages hold nothing but greys, which take a third of the time and of the bytes."""
    from PIL import ImageChops

    red, green, blue = image.split()
    is_grey = not (ImageChops.difference(red, green).getbbox() or ImageChops.difference(green, blue).getbbox())
    written = BytesIO()
    (green if is_grey else image).save(written, "PNG", compress_level=_QUICK)
    return written.getvalue()


def _glyphs(lines: Sequence[Line]) -> Iterator[Glyph]:
    for number, line in enumerate(lines):
        last = len(line.text) - 1
        for index, (character, edges) in enumerate(zip(line.text, line.edges, strict=True)):
            if edges is not None:
                yield Glyph(character, number, edges, line.breaks_word and index == last)
