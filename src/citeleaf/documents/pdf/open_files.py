"""The PDFs that pages were asked of last, kept open: opening one anew for each page takes longer than the page does."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Protocol

from citeleaf.documents.pdf.characters import PDFIUM_LOCK, open_pdf
from citeleaf.documents.pdf.measuring import MeasuredPage, draw_page, measure_page

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_MOST_FILES = 4
_MOST_BYTES = 256 * 1024**2


class PageReader(Protocol):
    """Reads pages of PDFs. Numbers count from 1; ``sha256`` is that of ``data``. Raises DocumentError."""

    def measure(self, data: bytes, sha256: str, number: int) -> MeasuredPage: ...

    def draw(self, data: bytes, sha256: str, number: int, width: int) -> bytes: ...


class OpenPdfs:
    """A ``PageReader`` in this very process, which holds the last few files open."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, tuple[PdfDocument, int]] = OrderedDict()

    def holds(self, sha256: str) -> bool:
        """Whether that file is open, so that its bytes are not needed."""
        return sha256 in self._held

    def measure(self, data: bytes, sha256: str, number: int) -> MeasuredPage:
        """Page ``number`` with its characters and their places."""
        with PDFIUM_LOCK:
            return measure_page(self._opened(data, sha256), number)

    def draw(self, data: bytes, sha256: str, number: int, width: int) -> bytes:
        """Page ``number`` as a PNG that is ``width`` pixels wide."""
        with PDFIUM_LOCK:
            return draw_page(self._opened(data, sha256), number, width)

    def _opened(self, data: bytes, sha256: str) -> PdfDocument:
        if sha256 not in self._held:
            self._held[sha256] = (open_pdf(data), len(data))
            while len(self._held) > _MOST_FILES or (len(self._held) > 1 and self._size() > _MOST_BYTES):
                _, (oldest, _) = self._held.popitem(last=False)
                oldest.close()
        self._held.move_to_end(sha256)
        return self._held[sha256][0]

    def _size(self) -> int:
        return sum(size for _, size in self._held.values())
