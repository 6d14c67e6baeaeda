"""Single pages of a PDF: the boxes are those of the whole layout, and what they hold on the drawn page is the quote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from citeleaf.documents import load_bytes
from citeleaf.documents.pdf import PageBox, character_boxes
from citeleaf.documents.pdf.measuring import MAXIMUM_PIXELS
from citeleaf.errors import DocumentError
from citeleaf.types import Document, Span
from documents.pdf_files import LINE, Words, lines, pdf
from documents.pdf_pages import draw_page, read_sheet

RIVER = [
    "The river rises in the hills above the old town and runs for",
    "more than two hundred kilometres before it comes to the sea.",
]
LEFT = [
    "The survey of the upper valley",
    "was begun in the early spring",
    "and all of the work went on",
    "until the first reports",
]
RIGHT = [
    "about the snow had arrived",
    "from the pass in late October.",
    "Then all of the men went home",
    "and did not come back again.",
]


def columns(*red: str) -> list[Words]:
    """A page of two columns that is drawn row by row; the lines in ``red`` are."""
    rows = zip(LEFT, RIGHT, strict=True)
    return [
        Words(x, 700 - LINE * row, text, red=text in red)
        for row, pair in enumerate(rows)
        for x, text in zip((72, 330), pair, strict=True)
    ]


HYPHENS = lines(72, 700, ["The committee asked for infor-", "mation about the well-", "known bridge of the valley."])
LIGATURES = [Words(72, 700, glyphs=("\ufb01", "t", "s", " ", "o", "ffi", "c", "e", " ", "w", "o", "r", "k"))]
TABLE = [
    *lines(72, 700, RIVER),
    *(Words(72 + 150 * x, 600 - LINE * y, f"{name} {y}") for y in range(3) for x, name in enumerate(["Ash", "Elm"])),
    Words(280, 40, "Page 1 of the survey", 8),
]
SAMPLES = {
    "hyphens": pdf(HYPHENS, lines(72, 700, RIVER)),
    "columns": pdf(columns()),
    "ligatures": pdf(LIGATURES),
    "right to left": pdf([Words(200, 700, glyphs=tuple("\u05e9\u05dc\u05d5\u05dd"), leftwards=True)]),
    "a table": pdf(TABLE),
    "turned and cropped": pdf(lines(150, 600, RIVER), crop=(100, 150, 600, 700), rotate=90),
}


def document_of(data: bytes) -> Document:
    return load_bytes(data, "a.pdf")


def span_of(document: Document, words: str) -> Span:
    start = document.text.index(words)
    return Span(start, start + len(words))


def boxes(data: bytes, document: Document, span: Span) -> list[PageBox]:
    """All pages' boxes."""
    pages = {block.page for block in document.blocks if block.page is not None}
    return [box for page in sorted(pages) for box in read_sheet(data, document, page).boxes(span)]


def under(data: bytes, box: PageBox) -> str:
    """What pdfium says stands in the box of a Letter page."""
    with pypdfium2.PdfDocument(data) as document:
        textpage = document[box.page - 1].get_textpage()
        edges = (box.left * 612 + 0.5, (1 - box.bottom) * 792 + 0.5, box.right * 612 - 0.5, (1 - box.top) * 792 - 0.5)
        text = textpage.get_text_bounded(*edges)
        textpage.close()
    return str(text).strip().strip("\ufffe\x02-")


@pytest.mark.parametrize("name", SAMPLES)
def test_the_boxes_are_those_of_the_whole_layout(name: str) -> None:
    data = SAMPLES[name]
    document = document_of(data)
    length = len(document.text)
    for start in range(0, length, 7):
        for end in {start + 1, min(start + 25, length), length}:
            assert boxes(data, document, Span(start, end)) == character_boxes(data, Span(start, end))


@pytest.mark.parametrize(
    ("data", "quote", "lines_of_it"),
    [
        (SAMPLES["hyphens"], "asked for information about the", ["asked for infor", "mation about the"]),
        (SAMPLES["hyphens"], "well-known bridge", ["well", "known bridge"]),
        (SAMPLES["columns"], "the first reports about", ["the first reports", "about"]),
        (SAMPLES["ligatures"], "fits office", ["fits office"]),
        (SAMPLES["a table"], "Elm 1", ["Elm 1"]),
    ],
)
def test_what_stands_under_a_box_is_the_quote(data: bytes, quote: str, lines_of_it: Sequence[str]) -> None:
    document = document_of(data)
    found = boxes(data, document, span_of(document, quote))
    assert [under(data, box).replace("\ufb01", "fi") for box in found] == lines_of_it


@pytest.mark.parametrize(
    ("page", "quote"),
    [
        (columns(LEFT[3], RIGHT[0]), "until the first reports about the snow had arrived"),
        ([*lines(72, 700, RIVER), Words(72, 700 - 2 * LINE, "Boats stop there.", red=True)], "Boats stop there."),
    ],
)
def test_on_the_drawn_page_the_red_words_lie_in_their_boxes(page: Sequence[Words], quote: str) -> None:
    data = pdf(page)
    document = document_of(data)
    image = Image.open(BytesIO(draw_page(data, 1, 800))).convert("RGB")
    found = boxes(data, document, span_of(document, quote))
    red, black = _ink(image)
    assert red
    assert black
    assert all(any(_holds(box, x, y, image) for box in found) for x, y in red)
    assert not any(_holds(box, x, y, image) for box in found for x, y in black)


def test_a_quote_over_two_pages_has_boxes_on_both() -> None:
    data = pdf(lines(72, 700, RIVER), lines(72, 700, RIVER))
    document = document_of(data)
    assert [box.page for box in boxes(data, document, Span(0, len(document.text)))] == [1, 1, 2, 2]


def test_another_text_has_no_boxes() -> None:
    data = SAMPLES["hyphens"]
    document = document_of(data)
    other = replace(document, text=document.text.replace("information", "Information"))
    sheet = read_sheet(data, other, 1)
    assert sheet.places is None
    assert sheet.boxes(Span(0, 10)) == []
    assert read_sheet(data, other, 2).places is not None


def test_a_sheet_says_how_large_it_is_and_of_how_many() -> None:
    data = SAMPLES["turned and cropped"]
    sheet = read_sheet(data, document_of(data), 1)
    assert (sheet.number, sheet.count) == (1, 1)
    assert (sheet.width, sheet.height) == (550, 500)  # cropped to 500 x 550 points, then turned by a quarter


@pytest.mark.parametrize("width", [480, 800, 1600])
def test_a_page_is_drawn_as_wide_as_asked(width: int) -> None:
    image = Image.open(BytesIO(draw_page(SAMPLES["hyphens"], 1, width)))
    assert image.width == width
    assert image.height == pytest.approx(width * 792 / 612, abs=1)
    assert image.mode == "L"  # it is black on white: a third of the bytes


def test_colours_are_drawn() -> None:
    image = Image.open(BytesIO(draw_page(pdf([Words(72, 700, "red", size=80, red=True)]), 1, 480)))
    assert (255, 0, 0) in {colour for _, colour in image.getcolors(1 << 20) or []}


def test_a_page_of_any_shape_is_drawn_within_bounds() -> None:
    """100 points wide and 14,400 high: 2,600 pixels wide it would have 973 million of them."""
    data = SAMPLES["hyphens"].replace(b"/MediaBox [0 0 612 792]", b"/MediaBox [0 0 99 14400]")
    image = Image.open(BytesIO(draw_page(data, 1, 2600)))
    assert image.width * image.height == pytest.approx(MAXIMUM_PIXELS, rel=0.02)


@pytest.mark.parametrize("number", [0, 3, 999])
def test_a_page_that_is_not_there_is_refused(number: int) -> None:
    data = SAMPLES["hyphens"]
    with pytest.raises(DocumentError, match=f"no page {number}, only 2"):
        draw_page(data, number, 480)
    with pytest.raises(DocumentError, match=f"no page {number}, only 2"):
        read_sheet(data, document_of(data), number)


def _ink(image: Image.Image) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Where pixels are clearly red, and where they are clearly dark without being red."""
    red: list[tuple[int, int]] = []
    black: list[tuple[int, int]] = []
    colours = image.tobytes()
    for index in range(image.width * image.height):
        first, second, _ = colours[3 * index : 3 * index + 3]
        if second < 128:
            (red if first > 128 else black).append((index % image.width, index // image.width))
    return red, black


def _holds(box: PageBox, x: int, y: int, image: Image.Image) -> bool:
    """Whether the pixel lies in the box, to within a pixel."""
    across, down = 1 / image.width, 1 / image.height
    return box.left - across <= x * across <= box.right + across and box.top - down <= y * down <= box.bottom + down
