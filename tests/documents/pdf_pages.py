"""Single pages of a PDF, read in this process."""

from __future__ import annotations

import hashlib
from functools import cache

from citeleaf.documents.pdf.open_files import OpenPdfs
from citeleaf.documents.pdf.sheets import Sheet, sheet_of
from citeleaf.types import Document

_PDFS = OpenPdfs()


def read_sheet(data: bytes, document: Document, number: int) -> Sheet:
    """Page ``number``, with the places of the document's characters."""
    return sheet_of(document, number, _PDFS.measure(data, _digest(data), number))


def draw_page(data: bytes, number: int, width: int) -> bytes:
    """The same page as a PNG."""
    return _PDFS.draw(data, _digest(data), number, width)


@cache
def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
