"""The page in a real browser: ask, open a source, and see that it shows the quote and speaks to nobody else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browsing import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

BORDER = "How long is the border between Anta and Beru?"
SURVEYORS = "Who drew the border in 1895?"
HOSTILE = "How many envoys signed the treaty of Mallory in the year 1990?"


def test_a_citation_opens_its_source_with_exactly_the_quote_lit(visit: Visit, filled: Path) -> None:
    visit.ask(BORDER)
    quote = visit.quote()
    assert "1.3 thousand km" in quote
    assert quote in (filled / "corpus" / "border.md").read_text(encoding="utf-8")
    assert visit.open() == quote
    assert visit.page.locator("#source mark").is_visible()
    visit.page.click("#source >> text=Whole document")
    visit.page.wait_for_selector("#source .document >> text=The market of Anta sells wool.")


def test_a_number_belongs_to_its_answer(visit: Visit) -> None:
    visit.ask(BORDER)
    first = visit.quote()
    visit.ask("What does the market of Beru sell to merchants?")
    assert visit.open(0) == first
    second = visit.page.locator(".exchange").nth(1)
    second.locator("a.cite").first.click()
    visit.page.wait_for_function(
        "quote => document.querySelector('#source mark').textContent === quote",
        arg=second.locator("blockquote").first.text_content(),
    )
    assert "copper" in visit.lit()


def test_by_keyboard_alone(visit: Visit) -> None:
    page = visit.page
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    page.keyboard.type(BORDER)
    page.keyboard.press("Enter")
    page.wait_for_selector(".exchange.answered")
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.classList.contains('cite')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("#source mark")
    assert page.evaluate("document.querySelector('#source').contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert not page.locator("#source").is_visible()
    assert page.evaluate("document.activeElement.classList.contains('cite')")


def test_a_hostile_document_is_text(visit: Visit) -> None:
    visit.ask(HOSTILE)
    quote = visit.quote()
    assert "\u202eeleven\u202c" in quote
    assert visit.open() == quote
    shown = visit.page.locator("#source .document").evaluate("shown => shown.textContent")
    for code in ("<script>", "<img", "${window.broken=5}", "{{window.broken}}", "</article><style>", "$$x^2$$"):
        assert code in shown
    for tag in ("script", "img", "form", "style", "a[href^=javascript]"):
        assert visit.page.locator(f"#chat {tag}, #source {tag}, #listing {tag}").count() == 0
    assert "${window.broken=1}{{window.broken}}<img src=x" in visit.page.inner_text("#listing")


def test_a_question_is_text(visit: Visit) -> None:
    visit.ask("<img src=x onerror=window.broken=7> ${window.broken=8} {{window.broken}}")
    assert "${window.broken=8} {{window.broken}}" in visit.page.inner_text(".exchange .question")


def test_where_there_is_no_answer_it_says_so(visit: Visit) -> None:
    visit.ask("Which telescope photographed Jupiter?")
    shown = visit.page.inner_text(".exchange.abstained .notice")
    assert "The documents say nothing about this" in shown
    assert "Jupiter" in shown
    assert "telescope" in shown


def test_a_document_opens_from_the_list(visit: Visit) -> None:
    visit.page.click("#listing a >> text=border")
    visit.page.wait_for_selector("#source .document")
    assert "The river rises" in visit.page.inner_text("#source .document")
    assert visit.page.locator("#source mark").count() == 0


def test_questions_are_answered_while_the_index_is_updated(visit: Visit, filled: Path) -> None:
    hold = filled / "hold"
    hold.touch()
    added = filled / "corpus" / "harbour.txt"
    added.write_text("The harbour of Lom was opened on 3 May 1911 by the governor of the coast.\n", encoding="utf-8")
    try:
        visit.page.click("#update")
        visit.page.wait_for_selector("#listing .running")
        visit.ask(BORDER)
        assert "1.3 thousand km" in visit.quote()
        assert visit.page.locator("#listing .running").is_visible()
    finally:
        hold.unlink()
    visit.page.wait_for_selector("#listing a >> text=harbour.txt")
    assert "1 new" in visit.page.inner_text("#listing .status")
    visit.ask("When was the harbour of Lom opened?")
    assert "3 May 1911" in visit.page.inner_text(".exchange:last-child blockquote")


def test_an_empty_corpus_says_what_to_do(browser: Browser, empty_address: str) -> None:
    context = browser.new_context()
    visit = Visit(context.new_page(), empty_address)
    greeting = visit.page.inner_text(".greeting")
    assert "No documents yet" in greeting
    assert "Update index" in greeting
    visit.ask("Is anybody there?")
    assert "No documents are indexed yet" in visit.page.inner_text(".exchange")
    visit.page.click("#update")
    visit.page.wait_for_selector("#listing .status:has-text('no files')")
    visit.assert_harmless()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 768, 1280])
def test_it_fits_its_window_in_light_and_dark(browser: Browser, page_address: str, scheme: str, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme="dark" if scheme == "dark" else "light"
    )
    visit = Visit(context.new_page(), page_address)
    assert visit.overflowing() == []
    visit.ask(HOSTILE)
    assert visit.overflowing() == []
    visit.open()
    assert visit.overflowing() == []
    background = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
    red = int(re.findall(r"\d+", background)[0])
    assert red < 64 if scheme == "dark" else red > 192
    if width < 900:  # the source covers the page, and gives it back
        box = visit.page.locator("#source").bounding_box()
        assert box is not None
        assert box["width"] == width
    visit.page.click("#source .close")
    assert visit.page.locator("#question").is_visible()
    context.close()
