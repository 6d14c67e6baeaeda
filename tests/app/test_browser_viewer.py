"""The source viewer in a real browser: the boxes lie over the quoted words, and nobody loses their place."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from PIL import Image

from browsing import Visit, visiting
from viewer_files import (
    BRIDGE,
    BRIDGE_QUESTION,
    CHANGING_QUESTION,
    COMET_QUESTION,
    COMET_QUOTE,
    FARES,
    FARES_QUESTION,
    HOSTILE_QUESTION,
    PARTED,
    PARTED_QUESTION,
    TURNED_QUESTION,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

LOADED = """() => {
    const images = [...document.querySelectorAll("#source .sheet img")];
    return images.length > 0 && images.every(image => image.complete && image.naturalWidth > 0);
}"""


class Rectangle(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        """Whether the pixel that begins at (x, y) lies in it, to within a pixel."""
        return self.left - 2 <= x <= self.right + 1 and self.top - 2 <= y <= self.bottom + 1


@pytest.fixture
def paged_visit(browser: Browser, paged: tuple[Path, str]) -> Iterator[Visit]:
    """The page over PDFs and a long text."""
    with visiting(browser, paged[1], width=1400, height=900) as tab:
        yield tab


def open_page(visit: Visit, question: str) -> str:
    """Ask, click the citation, wait until its page is drawn; the quote as the chat shows it."""
    visit.ask(question)
    visit.page.locator(".exchange").last.locator("a.cite").first.click()
    visit.page.wait_for_selector("#source .box")
    visit.page.wait_for_function(LOADED)
    quote = visit.page.locator(".exchange").last.locator("blockquote").first
    return quote.evaluate("quote => quote.textContent") or ""


def boxes(visit: Visit, sheet: int = 0) -> list[Rectangle]:
    """The boxes' places within one of the drawn pages, in pixels."""
    found = (
        visit.page.locator("#source .sheet")
        .nth(sheet)
        .locator(".box")
        .evaluate_all(
            """boxes => boxes.map(box => {
            const sheet = box.closest(".sheet").getBoundingClientRect(), place = box.getBoundingClientRect();
            return [place.left - sheet.left, place.top - sheet.top, place.right - sheet.left, place.bottom - sheet.top];
        })"""
        )
    )
    return [Rectangle(*place) for place in found]


def ink(visit: Visit, sheet: int = 0) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Where the page, as a person sees it, is clearly red, and where it is black."""
    image = Image.open(BytesIO(visit.page.locator("#source .sheet").nth(sheet).screenshot())).convert("RGB")
    red: list[tuple[int, int]] = []
    black: list[tuple[int, int]] = []
    colours = image.tobytes()
    for index in range(image.width * image.height):
        first, second, third = colours[3 * index : 3 * index + 3]
        if second < 90 and third < 90 and not 90 <= first <= 160:
            (red if first > 160 else black).append((index % image.width, index // image.width))
    return red, black


class TestBoxes:
    @pytest.mark.parametrize("question", [COMET_QUESTION, TURNED_QUESTION])
    def test_lie_over_the_quoted_words_and_no_others(self, paged_visit: Visit, question: str) -> None:
        """The quote is red: across two columns with a broken word, and on a page that is cropped and turned."""
        open_page(paged_visit, question)
        red, black = ink(paged_visit)
        places = boxes(paged_visit)
        assert len(red) > 200
        assert len(black) > 50
        outside = [place for place in red if not any(box.holds(*place) for box in places)]
        assert outside == []
        covered = [place for place in black if any(box.holds(*place) for box in places)]
        assert len(covered) < 0.01 * len(red)  # the line under the answer's box

    def test_follow_a_quote_over_to_the_next_page(self, paged_visit: Visit) -> None:
        quote = open_page(paged_visit, PARTED_QUESTION)
        sheets = paged_visit.page.locator("#source .sheet")
        assert sheets.count() == 2
        assert " ".join(PARTED) in " ".join(quote.split())
        assert paged_visit.lit() == quote
        for number in range(2):
            places, (red, _) = boxes(paged_visit, number), ink(paged_visit, number)
            assert len(red) > 100
            assert [place for place in red if not any(box.holds(*place) for box in places)] == []

    def test_come_with_the_quote_as_text(self, paged_visit: Visit) -> None:
        assert open_page(paged_visit, COMET_QUESTION) == COMET_QUOTE
        assert paged_visit.lit() == COMET_QUOTE
        assert len([box for box in boxes(paged_visit) if box.right > box.left]) >= 3

    def test_stay_in_their_place_when_the_page_grows(self, paged_visit: Visit) -> None:
        open_page(paged_visit, COMET_QUESTION)
        page = paged_visit.page
        before, width = boxes(paged_visit), page.locator(".sheet").evaluate("sheet => sheet.clientWidth")
        page.click('[data-zoom="in"]')
        page.click('[data-zoom="in"]')
        wider = page.locator(".sheet").evaluate("sheet => sheet.clientWidth")
        assert wider == pytest.approx(1.5 * width, abs=2)
        for small, large in zip(before, boxes(paged_visit), strict=True):
            assert large == pytest.approx([1.5 * edge for edge in small], abs=3)
        page.wait_for_function("() => document.querySelector('.sheet img').naturalWidth >= 800")
        page.click('[data-zoom="fit"]')
        assert page.locator(".sheet").evaluate("sheet => sheet.clientWidth") == pytest.approx(width, abs=1)


class TestMoving:
    def test_page_by_page_with_the_pages_own_names(self, paged_visit: Visit) -> None:
        open_page(paged_visit, COMET_QUESTION)
        page = paged_visit.page
        assert page.inner_text(".pager .which") == "ii · page 2 of 4"
        page.click('[data-key="page-on"]')
        page.wait_for_selector('.sheet[data-number="3"]')
        assert page.inner_text(".pager .which") == "1 · page 3 of 4"
        assert page.locator("#source .box, #source mark").count() == 0
        assert page.evaluate("document.activeElement.dataset.key") == "page-on"
        page.keyboard.press("ArrowLeft")
        page.wait_for_selector("#source .box")
        assert page.inner_text(".pager .which") == "ii · page 2 of 4"

    def test_between_page_and_text(self, paged_visit: Visit) -> None:
        quote = open_page(paged_visit, COMET_QUESTION)
        paged_visit.page.click("#source .segments >> text=Text")
        paged_visit.page.wait_for_selector("#source .text mark")
        assert paged_visit.lit() == quote
        assert paged_visit.page.locator("#source mark").first.is_visible()
        paged_visit.page.click("#source .segments >> text=Page")
        paged_visit.page.wait_for_selector("#source .box")

    def test_between_citations_without_moving_the_chat(self, paged_visit: Visit) -> None:
        page = paged_visit.page
        paged_visit.ask(BRIDGE_QUESTION)
        open_page(paged_visit, COMET_QUESTION)
        clicked = page.locator(".exchange").last.locator("a.cite").first
        address, above = clicked.get_attribute("href"), clicked.bounding_box()
        place = page.locator("#scroll").evaluate("chat => chat.scrollTop")
        assert page.inner_text("#source .citations .which").startswith("Source 1 of ")
        page.locator("#source .scroller").focus()
        page.keyboard.press("n")
        page.wait_for_function("() => document.querySelector('#source .citations .number').textContent === '2'")
        assert page.locator("#scroll").evaluate("chat => chat.scrollTop") == place
        assert page.locator("#chat a.cite[aria-current]").first.get_attribute("href") != address
        page.keyboard.press("p")
        page.wait_for_selector("#source .box")
        assert clicked.bounding_box() == above
        page.keyboard.press("Escape")
        assert not page.locator("#source").is_visible()
        assert page.evaluate("document.activeElement.getAttribute('href')") == address
        assert page.locator("#chat a[aria-current]").count() == 0

    def test_opening_and_closing_leave_the_clicked_citation_where_it_is(self, paged_visit: Visit) -> None:
        page = paged_visit.page
        page.emulate_media(reduced_motion="reduce")  # the chat is at the new answer at once
        paged_visit.ask(BRIDGE_QUESTION)
        paged_visit.ask(COMET_QUESTION)
        link = page.locator(".exchange").first.locator("a.cite").first
        link.scroll_into_view_if_needed()
        before = link.bounding_box()
        link.click()
        page.wait_for_selector("#source mark")
        opened = link.bounding_box()
        page.keyboard.press("Escape")
        closed = link.bounding_box()
        assert before is not None
        assert opened is not None
        assert closed is not None
        assert opened["y"] == pytest.approx(before["y"], abs=2)
        assert closed["y"] == pytest.approx(before["y"], abs=2)


class TestText:
    def test_two_sentences_first_and_the_whole_document_on_demand(self, paged_visit: Visit) -> None:
        page = paged_visit.page
        paged_visit.ask(BRIDGE_QUESTION)
        quote = paged_visit.quote()
        assert BRIDGE in quote
        assert paged_visit.open() == quote
        shown = page.inner_text("#source .document")
        assert "Chapter 3 tells" not in shown
        page.click("#source .segments >> text=Whole document")
        page.wait_for_selector("#source .source.text")
        assert paged_visit.lit() == quote
        assert "Chapter 3 tells" in page.inner_text("#source .document")
        top = page.locator("#source mark").first.bounding_box()
        assert top is not None
        assert 100 < top["y"] < 700  # scrolled to it: thirty paragraphs stand above

    def test_its_file_opens_as_text_and_is_not_run(self, paged_visit: Visit, paged: tuple[Path, str]) -> None:
        paged_visit.ask(BRIDGE_QUESTION)
        paged_visit.open()
        address = paged_visit.page.locator("#source .file a").first.get_attribute("href")
        reply = paged_visit.page.request.get(f"{paged[1]}{address}")
        assert reply.headers["content-type"] == "text/plain; charset=utf-8"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in reply.headers["content-security-policy"]
        assert BRIDGE in reply.text()


def test_a_hostile_pdf_is_text(paged_visit: Visit) -> None:
    quote = open_page(paged_visit, HOSTILE_QUESTION)
    assert "<img src=x onerror=window.broken=4>" in quote
    assert paged_visit.lit() == quote
    assert paged_visit.page.locator("#source .page-text img, #source script").count() == 0
    paged_visit.page.click("#source .segments >> text=Text")
    paged_visit.page.wait_for_selector("#source .text mark")
    assert paged_visit.lit() == quote


def test_a_file_that_changed_since_shows_its_indexed_text(paged_visit: Visit, paged: tuple[Path, str]) -> None:
    path = paged[0] / "corpus" / "changing.pdf"
    indexed = path.read_bytes()
    paged_visit.ask(CHANGING_QUESTION)
    try:
        path.write_bytes((paged[0] / "corpus" / "turned.pdf").read_bytes())
        lit = paged_visit.open()
        assert "has changed since it was indexed" in paged_visit.page.inner_text("#source .notice")
        assert paged_visit.page.locator("#source .sheet").count() == 0
        assert "forty masons" in lit
    finally:
        path.write_bytes(indexed)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 768])
def test_a_page_fits_a_narrow_window(browser: Browser, paged: tuple[Path, str], width: int, dark: bool) -> None:
    with visiting(browser, paged[1], width=width, height=844, dark=dark) as visit:
        open_page(visit, COMET_QUESTION)
        assert visit.overflowing() == []
        box = visit.page.locator("#source .box").first.bounding_box()
        assert box is not None
        assert 0 <= box["y"] <= 844
        visit.page.click("#source .close")
        assert visit.page.locator("#question").is_visible()


class TestTables:
    @pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
    def test_cells_stand_below_each_other_and_are_copied_as_they_stand(
        self, browser: Browser, paged: tuple[Path, str], width: int, *, dark: bool
    ) -> None:
        """A first cell wider than any tab stop, and rows that a narrow window shows only on several lines."""
        with visiting(browser, paged[1], width=width, height=800, dark=dark) as visit:
            visit.ask(FARES_QUESTION)
            visit.page.locator(".exchange").last.locator("a.cite").first.click()
            visit.page.click("#source a:has-text('Whole document')")
            visit.page.wait_for_selector("#source .source:not(.context) .rows")
            rows = visit.page.locator("#source .rows")
            edges = rows.evaluate(LEFT_EDGES)
            assert len(edges) == 3
            assert edges[0] == edges[1] == edges[2] == sorted(edges[0])
            assert len(edges[0]) == 4
            assert rows.evaluate("rows => rows.scrollWidth <= rows.clientWidth")
            assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            quote = visit.page.locator("#source mark")
            assert "".join(quote.all_text_contents()) in "\n".join(FARES)
            assert rows.evaluate(SELECTED) == "\n\n".join(FARES)  # each row is a paragraph


LEFT_EDGES = """rows => [...rows.querySelectorAll('[role=row]')].map(row =>
    [...row.children].map(cell => Math.round(cell.getBoundingClientRect().left)))"""
SELECTED = "rows => { getSelection().selectAllChildren(rows); return getSelection().toString().trim(); }"
