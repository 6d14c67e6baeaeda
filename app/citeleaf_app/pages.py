"""The pages of PDFs for the source viewer, drawn and measured by a process of their own, the latest ones kept."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TypeVar

from citeleaf.documents.pdf.open_files import OpenPdfs, PageReader
from citeleaf.documents.pdf.sheets import Sheet, sheet_of
from citeleaf.errors import CiteleafError, DocumentError
from citeleaf.sandbox import PageSandbox
from citeleaf.types import Document
from citeleaf_app.byte_cache import ByteCache
from citeleaf_app.originals import Originals

WIDTHS = (480, 800, 1200, 1600, 2000, 2600)
"""In pixels: a browser chooses among them by the room it has and the density of its screen."""

PDF = "application/pdf"

_CACHE_BYTES = 64_000_000
_SHEETS = 64  # of about a megabyte each: the citations of a long conversation
_REFUSALS = 256

Made = TypeVar("Made")

logger = logging.getLogger(__name__)


@lru_cache(maxsize=4)
def pages_over(corpus: Path) -> Pages:
    """The pages of the PDFs in the folder: the same for whoever asks, so that none is drawn twice."""
    pages = Pages(Originals(corpus), PageSandbox())
    pages.start()
    return pages


class Pages:
    """Draws and measures pages of files that still are what was indexed, and raises what ``Originals`` does."""

    def __init__(self, originals: Originals, reader: PageReader | None = None) -> None:
        """Over the files of ``originals``. Without ``reader``, pages are read in this very process."""
        self.originals = originals
        self._reader = reader or OpenPdfs()
        self._drawn = ByteCache(_CACHE_BYTES)
        self._sheets: OrderedDict[tuple[str, int], Sheet] = OrderedDict()
        self._refused: OrderedDict[tuple[str, int], str] = OrderedDict()
        self._lock = Lock()
        self._ahead = ThreadPoolExecutor(1, "citeleaf-pages")

    def draw_ahead(self, document: Document, number: int, width: int) -> None:
        """Begin to draw a page that will be asked for in a moment."""
        if width in WIDTHS:
            self._ahead.submit(self._try_to_draw, document, number, width)

    def draw(self, document: Document, number: int, width: int) -> bytes:
        """Page ``number`` as a PNG of one of the ``WIDTHS``. Raises DocumentError where there is no such page."""
        data = self.originals.read(document)
        sha256 = document.sha256
        return self._drawn.get(
            (sha256, number, width),
            lambda: self._tried((sha256, number), lambda: self._reader.draw(data, sha256, number, width)),
        )

    def start(self) -> None:
        """Make ready, in the background, what the first page would wait for."""
        if isinstance(self._reader, PageSandbox):
            self._ahead.submit(self._reader.start)

    def sheet(self, document: Document, number: int) -> Sheet:
        """Page ``number``, measured, with the places of its text. Raises DocumentError where there is no such page."""
        key = (document.sha256, number)
        data = self.originals.read(document)
        with self._lock:
            if key in self._sheets and key not in self._refused:
                self._sheets.move_to_end(key)
                return self._sheets[key]
        page = self._tried(key, lambda: self._reader.measure(data, document.sha256, number))
        sheet = sheet_of(document, number, page)
        with self._lock:
            _keep(self._sheets, key, sheet, _SHEETS)
        return sheet

    def _try_to_draw(self, document: Document, number: int, width: int) -> None:
        try:
            self.draw(document, number, width)
        except CiteleafError as error:  # whoever asks for the page is told
            logger.debug("Page %d of %s could not be drawn ahead: %s", number, document.path, error)

    def _tried(self, page: tuple[str, int], make: Callable[[], Made]) -> Made:
        """What ``make`` makes; a page that was refused once is not tried again, as it may take seconds to fail."""
        with self._lock:
            reason = self._refused.get(page)
        if reason:
            raise DocumentError(reason)
        try:
            return make()
        except DocumentError as error:
            with self._lock:
                _keep(self._refused, page, str(error), _REFUSALS)
            raise


def _keep(held: OrderedDict[tuple[str, int], Made], page: tuple[str, int], made: Made, most: int) -> None:
    """Hold it, and let go of the oldest beyond ``most``."""
    held[page] = made
    if len(held) > most:
        held.popitem(last=False)
