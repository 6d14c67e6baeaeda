"""PDF bytes -> the characters of each page with their boxes, as pdfium reads them.

A page is read turned so that most of its text stands upright: pdfium's reading order is only good that way.
"""

from __future__ import annotations

import ctypes
import math
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from citeleaf.documents.pdf.geometry import Box, Edges, Frame
from citeleaf.documents.pdf.structure import has_no_pages
from citeleaf.errors import DocumentError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

PDFIUM_LOCK = Lock()
"""pdfium is not thread safe: whoever calls it holds this lock."""

LINE_END_HYPHEN = "\x02"
"""Stands for a hyphen at the end of a line, after which pdfium gives no line break."""

UNKNOWN = "\ufffd"
"""Stands for a glyph that the file shows without saying what character it is."""

_HYPHEN_CODES = (0x2, 0xFFFE)
_INVISIBLE = frozenset("\u00ad\u200b\u2060\ufeff\uffff")
_UNPRINTABLE = frozenset({"Cc", "Cn", "Cs"})
_DIRECTION_SAMPLE = 400
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)


class Style(NamedTuple):
    """How a word is set: ``size`` and ``baseline`` (from the top) are points of the page as it is read."""

    size: float
    baseline: float
    bold: bool
    upright: bool


class Character(NamedTuple):
    """One character as pdfium gives it. White space has neither a box nor a style.

    ``edges`` are pdfium's own, ``box`` the same in points of the page as it is read.
    """

    text: str
    edges: Edges | None = None
    box: Box | None = None
    style: Style | None = None


@dataclass(frozen=True, slots=True)
class CharacterPage:
    """The characters of a page in reading order. Numbers count from 1."""

    number: int
    frame: Frame
    characters: tuple[Character, ...]
    is_blank: bool


@contextmanager
def opened(data: bytes) -> Iterator[PdfDocument]:
    """The PDF, open in pdfium, with the lock held. Raises DocumentError when it cannot be opened."""
    with PDFIUM_LOCK, open_pdf(data) as document:
        yield document


def open_pdf(data: bytes) -> PdfDocument:
    """The PDF, open in pdfium: for who holds the lock, and closes it. Raises DocumentError when it cannot be opened."""
    import pypdfium2

    _refuse_if_cut_short(data)
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _refusal(error.err_code, data) from error


def read_page(document: PdfDocument, index: int) -> CharacterPage:
    """The page at ``index`` (from 0). Raises DocumentError when it is damaged."""
    import pypdfium2

    try:
        page = document[index]
    except pypdfium2.PdfiumError as error:
        raise DocumentError(f"its page {index + 1} is damaged; fetch the file again or export it anew") from error
    try:
        return _read(page, index + 1)
    finally:
        page.close()


def _refuse_if_cut_short(data: bytes) -> None:
    """pdfium reads what is left of a truncated file and says nothing: an object after the last end mark shows it."""
    if b"%PDF-" not in data[:1024]:
        raise DocumentError("it is not a PDF although its name says so; give it the ending of what it is")
    end = data.rfind(b"%%EOF")
    if end < 0 or re.search(rb"\d\s+\d+\s+obj\b", data[end:]):
        raise DocumentError("it is cut short: its end is missing; fetch the file again or export it anew")


def _refusal(code: int | None, data: bytes) -> DocumentError:
    """The reason, from pdfium's error ``code``; where it sets none, that of an earlier file is still there."""
    import pypdfium2.raw as pdfium

    is_encrypted = b"/Encrypt" in data
    if is_encrypted and code == pdfium.FPDF_ERR_PASSWORD:
        return DocumentError("it is encrypted; save a copy without the password")
    if is_encrypted and code == pdfium.FPDF_ERR_SECURITY:
        return DocumentError("it is encrypted in a way that cannot be read; save a copy without encryption")
    if has_no_pages(data):
        return DocumentError("it has no pages; export it anew")
    return DocumentError("it is damaged and cannot be opened; fetch the file again or export it anew")


def _read(page: PdfPage, number: int) -> CharacterPage:
    import pypdfium2.raw as pdfium

    rotation = page.get_rotation()
    with _text_of(page) as textpage:
        turn = _main_direction(textpage, rotation)
    page.set_rotation(turn)
    try:
        frame = Frame(Edges(*page.get_bbox()), rotation, turn)
        with _text_of(page) as textpage:
            characters = tuple(_characters(textpage, frame))
    finally:
        page.set_rotation(rotation)  # which the open file would remember
    return CharacterPage(number, frame, characters, pdfium.FPDFPage_CountObjects(page) == 0)


@contextmanager
def _text_of(page: PdfPage) -> Iterator[PdfTextPage]:
    textpage = page.get_textpage()
    try:
        yield textpage
    finally:
        textpage.close()


def _main_direction(textpage: PdfTextPage, default: int) -> int:
    """The rotation (degrees, clockwise) at which most of the page's characters stand upright."""
    count = textpage.count_chars()
    probe = _Probe(textpage)
    sample = range(0, count, max(1, count // _DIRECTION_SAMPLE))
    directions = Counter(probe.direction(index) for index in sample if not probe.character(index).isspace())
    return max(directions, key=lambda turn: (directions[turn], turn == default)) if directions else default


def _characters(textpage: PdfTextPage, frame: Frame) -> Iterator[Character]:
    probe = _Probe(textpage)
    style: Style | None = None
    half = ""
    for index in range(textpage.count_chars()):
        text = half + probe.character(index)
        half = text if len(text) == 1 and "\ud800" <= text <= "\udbff" else ""
        if half:  # a character outside the basic plane may come in two parts
            continue
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
        if text.isspace():
            style = None
            yield Character(text)
        elif text == LINE_END_HYPHEN or (text and unicodedata.category(text[-1]) not in _UNPRINTABLE):
            edges = probe.edges(index)
            if edges and frame.holds(edges):
                style = style or probe.style(index, frame)
                yield Character(text, edges, frame.read(edges), style)


class _Probe:
    """Asks pdfium about single characters, reusing the buffers that it answers in."""

    def __init__(self, textpage: PdfTextPage) -> None:
        import pypdfium2.raw as pdfium

        self._pdfium = pdfium
        self._textpage = textpage.raw
        self._edges = pdfium.FS_RECTF()
        self._matrix = pdfium.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()

    def character(self, index: int) -> str:
        code = int(self._pdfium.FPDFText_GetUnicode(self._textpage, index))
        if code in _HYPHEN_CODES:
            return LINE_END_HYPHEN if self._pdfium.FPDFText_IsHyphen(self._textpage, index) == 1 else ""
        if code == 0:
            return UNKNOWN
        return "" if code > sys.maxunicode or chr(code) in _INVISIBLE else chr(code)

    def edges(self, index: int) -> Edges | None:
        """The character's box, as high as its font: None where pdfium knows of none."""
        if not self._pdfium.FPDFText_GetLooseCharBox(self._textpage, index, self._edges):
            return None
        return Edges(self._edges.left, self._edges.bottom, self._edges.right, self._edges.top)

    def direction(self, index: int) -> int:
        """Where the character's writing points to: 0 right, 90 up, 180 left, 270 down."""
        self._pdfium.FPDFText_GetMatrix(self._textpage, index, self._matrix)
        along, up = self._matrix.a, self._matrix.b
        if abs(along) >= abs(up):
            return 0 if along >= 0 else 180
        return 90 if up > 0 else 270

    def style(self, index: int, frame: Frame) -> Style:
        upright = self.direction(index) == frame.read_turn
        # pdfium's font size leaves out the scale of the text's matrix, which many writers put all of the size in
        scale = math.hypot(self._matrix.c, self._matrix.d)
        size = self._pdfium.FPDFText_GetFontSize(self._textpage, index) * scale
        self._pdfium.FPDFText_GetCharOrigin(self._textpage, index, self._x, self._y)
        x, y = self._x.value, self._y.value
        return Style(size, frame.read(Edges(x, y, x, y)).top, self._is_bold(index), upright)

    def _is_bold(self, index: int) -> bool:
        self._pdfium.FPDFText_GetFontInfo(self._textpage, index, self._name, len(self._name), self._flags)
        return bool(_BOLD.search(self._name.value.decode("utf-8", "replace")))
