"""The chat in a real browser: suggestions, filters, the ways of not answering, corrections, copying, the keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from browsing import Visit, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

BORDER = "How long is the border between Anta and Beru?"
FAIR = "The fair of Orme was opened by the mayor in 1911. It lasted nine days, and the market sold felt and copper.\n"
HARBOUR = "By whom was the harbour of Lom opened?"

UNSEEN = """() => {
    const ringed = (each) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(each);
        return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
    };
    const active = document.activeElement;
    const box = active.closest('.input-container') || active;
    return active === document.body || ringed(active) || ringed(box) ? '' : active.outerHTML.slice(0, 120);
}"""
"""What has the focus and no ring, or nothing."""


@pytest.fixture
def varied(browser: Browser, varied_address: str) -> Iterator[Visit]:
    """The page over documents in folders, of several types and dates, one of which cannot be read."""
    with visiting(browser, varied_address) as tab:
        yield tab


def add_filter(visit: Visit, words: str) -> None:
    """Type a document or folder into the filters' panel, and close it again."""
    visit.page.click("#open-filters")
    visit.page.fill("#filter-path", words)
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector("#filters .chip")
    visit.page.keyboard.press("Escape")


class TestSuggestions:
    def test_one_is_asked_by_a_click_and_answered(self, varied: Visit) -> None:
        varied.page.wait_for_selector("#suggestions button")
        offered = varied.page.locator("#suggestions button").all_inner_texts()
        assert 1 <= len(offered) <= 3
        varied.page.locator("#suggestions button").first.click()
        varied.page.wait_for_selector(".exchange.answered")
        assert varied.page.inner_text(".exchange .question") == offered[0]
        assert not varied.page.locator("#suggestions").is_visible()

    def test_they_go_with_the_documents(self, browser: Browser, empty_address: str) -> None:
        """They are made again at once on an empty chat, and for the next one where something was asked."""
        with visiting(browser, empty_address) as visit:
            page = visit.page
            file = {"name": "fair.txt", "mimeType": "text/plain", "buffer": FAIR.encode()}
            page.set_input_files("#pick-files", files=file)  # type: ignore[arg-type]  # a file's payload
            page.wait_for_selector("#suggestions button")
            visit.ask("Who opened the fair of Orme?")
            page.click("#listing .menu summary")
            page.click("#listing [data-action=delete]")
            page.click("#confirm-removal [data-answer=yes]")
            page.wait_for_selector("#listing .row", state="detached")
            page.click("[data-side=history]")
            page.click("#new-conversation")
            page.wait_for_selector("#suggestions button", state="detached")

    def test_an_empty_corpus_suggests_nothing(self, browser: Browser, empty_address: str) -> None:
        with visiting(browser, empty_address) as visit:
            visit.ask("Is anybody there?")
            assert visit.page.locator("#suggestions button").count() == 0


class TestAnswer:
    def test_what_is_folded_says_why_and_what_else_there_is(self, visit: Visit) -> None:
        visit.ask(BORDER)
        exchange = visit.page.locator(".exchange")
        assert "on the evaluation set" in exchange.locator(".confidence summary").inner_text()
        exchange.locator(".why summary").click()
        table = exchange.locator(".why table")
        assert table.locator("thead th").all_inner_texts()[1:4] == ["Passage", "By meaning", "By wording"]
        assert "The border" in table.locator("tbody th").first.inner_text()
        exchange.locator(".related summary").click()
        further = exchange.locator(".related a.cite").first
        assert further.get_attribute("href") != exchange.locator("figure a.cite").first.get_attribute("href")
        said = exchange.locator(".related .excerpt").first.text_content()
        further.click()
        visit.page.wait_for_selector("#source mark")
        assert visit.lit() == said

    def test_passages_stand_there_before_the_answer(self, visit: Visit) -> None:
        visit.page.evaluate(
            """window.seen = [];
            new MutationObserver(() => {
                const article = document.querySelector('.exchange');
                if (article) window.seen.push(article.querySelector('.preview') ? 'passages' : article.className);
            }).observe(document.getElementById('conversation'), { childList: true, subtree: true })"""
        )
        visit.ask(BORDER)
        seen = visit.page.evaluate("[...new Set(window.seen)]")
        assert seen == ["exchange pending", "passages", "exchange answered"]

    def test_copying_keeps_the_sources(self, browser: Browser, page_address: str) -> None:
        with visiting(browser, page_address) as visit:
            visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
            visit.ask(BORDER)
            quote = visit.quote()
            visit.page.click("[data-copy]")
            visit.page.wait_for_selector("[data-copy]:has-text('Copied')")
            text, html = clipboard(visit)
            place = visit.page.get_attribute("a.cite", "data-place")
            assert text.startswith(f"{BORDER}\n\n“{quote}”\n— The border, border.md, {place}\n")
            assert f"<cite>The border</cite>, border.md, {place}" in html
            assert "<blockquote" in html

    def test_copied_words_of_a_quote_keep_their_source(self, browser: Browser, page_address: str) -> None:
        with visiting(browser, page_address) as visit:
            visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
            visit.ask(BORDER)
            visit.page.evaluate(
                "document.getSelection().selectAllChildren(document.querySelector('#conversation blockquote'))"
            )
            visit.page.locator("#conversation blockquote").first.press("Control+c")
            text, _ = clipboard(visit)
            assert re.fullmatch(r"“.*1\.3 thousand km.*”\n— The border, border\.md, characters .*", text, re.DOTALL)

    def test_a_hostile_source_is_copied_as_text(self, browser: Browser, page_address: str) -> None:
        with visiting(browser, page_address) as visit:
            visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
            visit.ask("How many envoys signed the treaty of Mallory in the year 1990?")
            visit.page.click("[data-copy]")
            visit.page.wait_for_selector("[data-copy]:has-text('Copied')")
            text, html = clipboard(visit)
            assert "<img src=" in text
            assert "<img" not in html


def clipboard(visit: Visit) -> tuple[str, str]:
    """What was copied, as text and as HTML."""
    text, html = visit.page.evaluate(
        """async () => {
            const [item] = await navigator.clipboard.read();
            const read = async (type) => (await item.getType(type)).text();
            return [await read('text/plain'), await read('text/html')];
        }"""
    )
    return text, html


class TestUnderstood:
    def ask_on(self, visit: Visit) -> str:
        visit.ask(BORDER)
        visit.ask("And when was it drawn?")
        return visit.page.inner_text(".exchange:last-child .understood q").strip("“”")

    def test_a_follow_up_shows_how_it_was_understood_and_is_asked_again_as_corrected(self, visit: Visit) -> None:
        understood = self.ask_on(visit)
        assert understood != "And when was it drawn?"
        visit.page.click(".exchange:last-child [data-correct]")
        box = visit.page.locator(".exchange:last-child .understood input")
        assert box.input_value() == understood
        box.fill("What does the market of Beru sell?")
        box.press("Enter")
        visit.page.wait_for_function("document.querySelectorAll('.exchange:not(.pending)').length === 3")
        last = visit.page.locator(".exchange:last-child")
        assert last.locator(".question").inner_text() == "What does the market of Beru sell?"
        assert last.locator(".understood").count() == 0
        assert "copper" in last.locator("blockquote").first.inner_text()

    def test_a_misspelt_word_that_was_meant_can_be_asked_for(self, visit: Visit) -> None:
        typed = BORDER.replace("border", "bordder")
        visit.ask(typed)
        assert visit.page.inner_text(".understood q").strip("“”") == BORDER
        visit.page.click("[data-correct]")
        box = visit.page.locator(".understood input")
        box.fill(typed)
        box.press("Enter")
        visit.page.wait_for_function("document.querySelectorAll('.exchange:not(.pending)').length === 2")
        assert visit.page.locator(".exchange:last-child .understood").count() == 0

    def test_a_correction_can_be_left(self, visit: Visit) -> None:
        understood = self.ask_on(visit)
        visit.page.click(".exchange:last-child [data-correct]")
        visit.page.keyboard.press("Escape")
        assert visit.page.inner_text(".exchange:last-child .understood q").strip("“”") == understood
        assert visit.page.evaluate("document.activeElement.matches('[data-correct]')")


class TestFilters:
    def test_a_folder_is_a_chip_that_every_answer_names_until_it_is_removed(self, varied: Visit) -> None:
        add_filter(varied, "maps/")
        varied.ask(BORDER)
        assert varied.page.inner_text(".exchange .scope") == "Asked only of: maps/"
        varied.page.click("#filters .chip")
        varied.page.wait_for_selector("#filters .chip", state="detached")
        varied.ask(HARBOUR)
        assert varied.page.inner_text(".exchange:last-child .scope") == "Asked of all documents"

    def test_types_and_dates_that_the_documents_have_are_offered(self, varied: Visit) -> None:
        varied.page.click("#open-filters")
        varied.page.click(".choices [data-type='text/markdown']")
        varied.page.wait_for_selector("#filters .chip:has-text('Markdown')")
        varied.page.fill(".choices [data-date='from']", "2011-01-01")
        varied.page.wait_for_selector("#filters .chip:has-text('from 1 Jan 2011')")
        varied.page.keyboard.press("Escape")
        varied.ask(HARBOUR)
        assert "governor of the coast" in varied.quote()
        assert varied.page.inner_text(".exchange .scope") == "Asked only of: Markdown · from 1 Jan 2011"

    def test_the_panel_is_opened_and_left_by_keyboard(self, varied: Visit) -> None:
        varied.page.focus("#open-filters")
        varied.page.keyboard.press("Enter")
        varied.page.wait_for_function("document.activeElement.id === 'filter-path'")
        varied.page.keyboard.press("Escape")
        assert varied.page.evaluate("document.activeElement.id") == "open-filters"
        assert varied.page.get_attribute("#open-filters", "aria-expanded") == "false"


class TestAbstention:
    def test_nothing_related_names_the_words_that_occur_nowhere(self, varied: Visit) -> None:
        varied.ask("Which telescope photographed Jupiter?")
        notice = varied.page.locator(".exchange.abstained .notice")
        assert notice.get_attribute("data-reason") == "nothing_found"
        assert notice.locator(".word").all_inner_texts() == ["telescope", "photographed", "Jupiter"]
        assert varied.page.locator("details.nearest").count() == 1

    def test_related_passages_without_an_answer_are_shown(self, varied: Visit) -> None:
        varied.ask("Which wool felt most telescopes?")
        assert varied.page.get_attribute(".exchange .notice", "data-reason") == "low_confidence"
        assert varied.page.locator("section.nearest blockquote").first.is_visible()

    def test_an_unread_file_is_told(self, varied: Visit) -> None:
        varied.ask("Which telescope photographed Jupiter?")
        assert "1 file could not be read" in varied.page.inner_text(".exchange .gaps")

    def test_an_answer_outside_the_filters_is_one_click_away(self, varied: Visit) -> None:
        add_filter(varied, "reports/wool.txt")
        varied.ask(HARBOUR)
        varied.page.wait_for_selector("[data-reason='outside_filters']")
        varied.page.click(".exchange .action")
        varied.page.wait_for_selector(".exchange.answered")
        assert "governor of the coast" in varied.page.inner_text(".exchange.answered blockquote")
        assert varied.page.inner_text(".exchange.answered .scope") == "Asked of all documents"
        varied.page.wait_for_selector("#filters .chip", state="detached")

    def test_what_lies_outside_the_filters_is_not_told_in_another_conversation(self, varied: Visit) -> None:
        """It is looked for after the answer; a new conversation is begun as soon as that stands."""
        add_filter(varied, "reports/wool.txt")
        varied.page.evaluate(
            """() => new MutationObserver((_, observer) => {
                if (!document.querySelector('.exchange.abstained')) return;
                observer.disconnect();
                document.getElementById('new-conversation').click();
                window.begun = true;
            }).observe(document.getElementById('conversation'), { childList: true })"""
        )
        varied.page.fill("#question textarea", HARBOUR)
        varied.page.press("#question textarea", "Enter")
        varied.page.wait_for_function("window.begun")
        varied.ask(BORDER)
        varied.page.wait_for_selector("[data-reason='outside_filters']")  # the second of two
        assert varied.page.locator(".exchange .question").all_inner_texts() == [BORDER]


class TestKeyboard:
    def test_digits_open_the_sources_of_the_last_answer(self, visit: Visit) -> None:
        visit.ask(BORDER)
        visit.page.keyboard.press("Alt+1")  # from within the question
        visit.page.wait_for_selector("#source mark")
        assert visit.lit() == visit.quote()
        visit.page.keyboard.press("Escape")
        visit.page.focus("#question textarea")
        visit.page.keyboard.press("Escape")  # out of the empty question, to the answer
        assert visit.page.evaluate("document.activeElement.matches('.exchange')")
        visit.page.keyboard.press("2")  # a related passage, which is folded
        visit.page.wait_for_selector(".related[open] a.cite[aria-current]")

    def test_a_digit_in_the_question_is_a_digit(self, visit: Visit) -> None:
        visit.ask(BORDER)
        visit.page.keyboard.type("1 /")
        assert visit.page.input_value("#question textarea") == "1 /"
        assert not visit.page.locator("#source").is_visible()

    def test_a_stroke_goes_to_the_question(self, visit: Visit) -> None:
        visit.page.focus("[data-side=documents]")
        visit.page.keyboard.press("/")
        assert visit.page.evaluate("document.activeElement.matches('#question textarea')")
        assert visit.page.input_value("#question textarea") == ""

    def test_what_has_the_focus_can_be_seen(self, visit: Visit) -> None:
        visit.ask(BORDER)
        unseen = []
        for _ in range(25):
            visit.page.keyboard.press("Shift+Tab")
            ring = visit.page.evaluate(UNSEEN)
            unseen += [ring] if ring else []
        assert unseen == []


class TestNarrow:
    @pytest.fixture
    def narrow(self, browser: Browser, varied_address: str) -> Iterator[Visit]:
        with visiting(browser, varied_address, width=390, height=844) as tab:
            yield tab

    def test_the_left_zone_is_closed_and_covers_the_chat_when_opened(self, narrow: Visit) -> None:
        assert not narrow.page.locator("#documents").is_visible()
        narrow.page.click("[data-side=documents]")
        box = narrow.page.locator("#side").bounding_box()
        assert box is not None
        assert box["width"] == 390
        assert narrow.overflowing() == []
        narrow.page.click("[data-side=history]")
        assert narrow.page.locator("#history").is_visible()
        assert not narrow.page.locator("#documents").is_visible()
        narrow.page.keyboard.press("Escape")
        assert not narrow.page.locator("#side").is_visible()

    def test_filters_and_every_state_fit(self, narrow: Visit) -> None:
        add_filter(narrow, "reports/wool.txt")
        narrow.ask(HARBOUR)
        narrow.page.wait_for_selector("[data-reason='outside_filters']")
        assert narrow.overflowing() == []
        narrow.page.click("#open-filters")
        narrow.page.wait_for_selector(".choices")
        assert narrow.overflowing() == []
        narrow.page.click(".exchange .action", force=True)
        narrow.page.wait_for_selector(".exchange.answered")
        for summary in narrow.page.locator(".exchange.answered > details > summary").all():
            summary.click()
        assert narrow.overflowing() == []
