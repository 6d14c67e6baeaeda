"""PDF bytes -> Draft, and the boxes in which a viewer shows where a quote stands.

pypdf reads what the file says of itself, pdfium its characters; the text and the boxes come from the same pass over
the same lines, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from citeleaf.documents.bounds import check_length
from citeleaf.documents.draft import Draft, DraftBuilder
from citeleaf.documents.pdf.characters import UNKNOWN, opened, read_page
from citeleaf.documents.pdf.columns import columns_in_order
from citeleaf.documents.pdf.geometry import edges_around
from citeleaf.documents.pdf.headings import title_position, with_levels
from citeleaf.documents.pdf.layout import LaidBlock, page_blocks
from citeleaf.documents.pdf.lines import lines_of
from citeleaf.documents.pdf.margins import Page, margin_lines
from citeleaf.documents.pdf.paragraphs import typography_of
from citeleaf.documents.pdf.structure import Structure, read_structure
from citeleaf.documents.pdf.words import Place, joined, vocabulary_of
from citeleaf.errors import DocumentError
from citeleaf.types import BlockKind, Span


@dataclass(frozen=True, slots=True)
class PageBox:
    """Where a run of characters is shown: shares (0..1) of the page's width and height, from its top left corner.

    ``page`` counts from 1. The page is meant as a reader sees it: cropped and rotated.
    """

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class _Placed:
    """A block's text in the draft, and the place on the page of each of its characters."""

    span: Span
    places: Sequence[Place | None]


@dataclass(frozen=True, slots=True)
class _LaidOut:
    draft: Draft
    placed: Sequence[_Placed]
    pages: Sequence[Page]


def parse(data: bytes) -> Draft:
    """The text of a PDF and its blocks. Raises DocumentError."""
    return _laid_out(data).draft


def character_boxes(data: bytes, span: Span) -> list[PageBox]:
    """Where the characters at ``span`` of ``parse(data).text`` are shown: a box for each line they stand on."""
    laid_out = _laid_out(data)
    boxes: list[PageBox] = []
    for placed in laid_out.placed:
        if placed.span.overlaps(span):
            first = max(0, span.start - placed.span.start)
            boxes += _line_boxes(placed.places[first : span.end - placed.span.start], laid_out.pages)
    return boxes


def _laid_out(data: bytes) -> _LaidOut:
    structure = read_structure(data)
    pages = _pages(data, structure.page_labels)
    blocks, title = _titled_blocks(pages, structure)
    vocabulary = vocabulary_of(line for page in pages for line in page.lines)
    builder = DraftBuilder()
    placed = []
    for block in blocks:
        text = joined(block.lines, vocabulary)
        span = builder.add(text.text, block.kind, level=block.level, page=block.page)
        if span is not None:
            placed.append(_Placed(span, text.places))
    draft = Draft(builder.text, builder.blocks, title, structure.published, page_labels=structure.page_labels)
    return _LaidOut(draft, placed, pages)


def _pages(data: bytes, labels: Sequence[str]) -> list[Page]:
    pages: list[Page] = []
    characters = 0
    is_blank = True
    with opened(data) as document:
        for index in range(len(document)):
            page = read_page(document, index)
            label = labels[index] if index < len(labels) else ""
            pages.append(Page(columns_in_order(lines_of(page)), page.frame, label))
            is_blank = is_blank and page.is_blank
            characters += len(page.characters)
            check_length(characters)
    _refuse_if_unreadable(pages, is_blank)
    return pages


def _refuse_if_unreadable(pages: Sequence[Page], is_blank: bool) -> None:
    text = "".join(line.text for page in pages for line in page.lines)
    if is_blank:
        raise DocumentError("its pages are empty; export it anew, or remove it")
    if not text:
        raise DocumentError("its pages are pictures without text; run OCR over it first")
    if 2 * text.count(UNKNOWN) > len(text):
        raise DocumentError("its fonts do not say which letters they show; run OCR over it first")


def _titled_blocks(pages: Sequence[Page], structure: Structure) -> tuple[list[LaidBlock], str]:
    """The blocks of all pages, and the document's title, which one of them may be."""
    typography = typography_of([line for page in pages for line in page.lines], structure.outline)
    found = zip(pages, margin_lines(pages, typography.body_size), strict=True)
    blocks = [block for page, margin in found for block in page_blocks(page.lines, margin, typography)]
    position = title_position(blocks, structure.title, typography, pages[0].frame.height)
    if position is None:
        return with_levels(blocks, typography), structure.title
    title = replace(blocks[position], kind=BlockKind.TITLE)
    blocks[position] = title
    return with_levels(blocks, typography), structure.title or title.text


def _line_boxes(places: Sequence[Place | None], pages: Sequence[Page]) -> Iterator[PageBox]:
    inked = [place for place in places if place is not None]
    for (page, _), run in groupby(inked, key=lambda place: (place.page, place.line)):
        yield PageBox(page, *pages[page - 1].frame.shown(edges_around(place.edges for place in run)))
