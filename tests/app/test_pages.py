"""Pages are drawn once, refusals are remembered, and a page that cannot be drawn gives way to its text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

import pytest

from citeleaf.documents import load_bytes
from citeleaf.documents.pdf.measuring import MeasuredPage
from citeleaf.documents.pdf.open_files import OpenPdfs
from citeleaf.errors import DocumentError
from citeleaf_app.originals import Originals
from citeleaf_app.pages import Pages
from citeleaf_app.service import Service
from citeleaf_app.sources import Sources
from documents.pdf_files import lines, pdf

PDF = pdf(lines(72, 700, ["The river is long."]), lines(72, 700, ["The border is old."]))
PAPER = load_bytes(PDF, "b.pdf")
Made = TypeVar("Made")
CRASHED = "its page 2 crashes what draws it (SIGSEGV); it may be damaged"


class Counting:
    """Reads pages in this process, and fails at one of them."""

    failing = 2

    def __init__(self) -> None:
        self._pdfs = OpenPdfs()
        self.asked: list[str] = []

    def measure(self, data: bytes, sha256: str, number: int) -> MeasuredPage:
        return self._counted(f"measure {number}", number, lambda: self._pdfs.measure(data, sha256, number))

    def draw(self, data: bytes, sha256: str, number: int, width: int) -> bytes:
        return self._counted(f"draw {number}", number, lambda: self._pdfs.draw(data, sha256, number, width))

    def _counted(self, what: str, number: int, make: Callable[[], Made]) -> Made:
        self.asked.append(what)
        if number == self.failing:
            raise DocumentError(CRASHED)
        return make()


@pytest.fixture
def reader() -> Counting:
    return Counting()


@pytest.fixture
def pages(tmp_path: Path, reader: Counting) -> Pages:
    (tmp_path / "b.pdf").write_bytes(PDF)
    return Pages(Originals(tmp_path), reader)


def test_a_page_is_read_once(pages: Pages, reader: Counting) -> None:
    assert pages.sheet(PAPER, 1) is pages.sheet(PAPER, 1)
    assert pages.draw(PAPER, 1, 480) is pages.draw(PAPER, 1, 480)
    assert reader.asked == ["measure 1", "draw 1"]


def test_a_page_that_was_refused_is_not_tried_again(pages: Pages, reader: Counting) -> None:
    """It may have taken seconds to fail, and the viewer asks for its places and for its picture."""
    for _ in range(2):
        with pytest.raises(DocumentError, match="SIGSEGV"):
            pages.sheet(PAPER, 2)
        with pytest.raises(DocumentError, match="SIGSEGV"):
            pages.draw(PAPER, 2, 480)
    assert reader.asked == ["measure 2"]
    assert pages.sheet(PAPER, 1).number == 1


def test_a_page_that_can_be_measured_but_not_drawn_is_refused_from_then_on(pages: Pages, reader: Counting) -> None:
    """The viewer, which shows it already, asks once more when its picture fails, and is told."""
    assert pages.sheet(PAPER, 1)
    reader.failing = 1
    with pytest.raises(DocumentError, match="SIGSEGV"):
        pages.draw(PAPER, 1, 480)
    with pytest.raises(DocumentError, match="SIGSEGV"):
        pages.sheet(PAPER, 1)


def test_in_its_place_the_indexed_text_is_shown_and_why(pages: Pages) -> None:
    class Documents:
        def document(self, document_id: str) -> object:
            return PAPER

    shown = Sources(cast(Service, Documents()), pages).follow(f"#document-{PAPER.id}/page-2", ())
    assert "Only the indexed text can be shown" in shown
    assert "Its page 2 crashes what draws it (SIGSEGV); it may be damaged." in shown
    assert "The border is old." in shown
    assert "<img" not in shown
