"""Conversations in a real browser: kept over a reload, listed, found, renamed, deleted, linked to, judged, exported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import Visit, visiting
from citeleaf.cli import main
from citeleaf.history.store import History

pytestmark = pytest.mark.browser

BORDER = "How long is the border between Anta and Beru?"
PASSWORD = "correct horse battery"
MARKET = "What does the market of Beru sell?"


@pytest.fixture
def tab(browser: Browser, desk: tuple[Path, str]) -> Iterator[Visit]:
    with visiting(browser, desk[1]) as visit:
        yield visit


def show(page: Page, side: str) -> None:
    """The zone at the left: its button hides it where it is shown already."""
    if not page.locator(f"#{side}").is_visible():
        page.click(f"[data-side={side}]")
    expect(page.locator(f"#{side}")).to_be_visible()


def titles(page: Page) -> list[str]:
    return page.locator("#conversations .title").all_inner_texts()


def asked(tab: Visit, *questions: str) -> str:
    """Ask them in a conversation of their own, and show the list, in which it stands first; its title."""
    show(tab.page, "history")
    tab.page.click("#new-conversation")
    expect(tab.page.locator(".exchange")).to_have_count(0)
    for question in questions:
        tab.ask(question)
    expect(tab.page.locator("#conversations [aria-current=true] .title")).to_have_text(questions[0])
    return questions[0]


def menu(page: Page) -> None:
    """Open the menu of the conversation that is open."""
    page.locator("#conversations li:has([aria-current=true]) .menu summary").click()


def test_after_a_reload_the_conversation_is_there_and_its_citations_open(tab: Visit, desk: tuple[Path, str]) -> None:
    asked(tab, BORDER, MARKET)
    tab.page.reload()
    expect(tab.page.locator(".exchange")).to_have_count(2)
    assert tab.page.locator(".exchange .question").all_inner_texts() == [BORDER, MARKET]
    expect(tab.page.locator(".state.intact").first).to_be_visible()
    quote = tab.quote()
    assert quote in (desk[0] / "corpus" / "border.md").read_text(encoding="utf-8")
    assert tab.open() == quote


def test_it_is_opened_from_the_list_and_goes_on(tab: Visit) -> None:
    asked(tab, BORDER)
    asked(tab, MARKET)
    tab.page.locator("#conversations .open", has_text=BORDER).first.click()
    expect(tab.page.locator(".exchange .question")).to_have_text([BORDER])
    tab.ask("And who drew it?")
    expect(tab.page.locator("#conversations [aria-current=true] .facts")).to_have_text("2 questions")


def test_a_search_finds_words_of_quotes(tab: Visit) -> None:
    asked(tab, MARKET)
    tab.page.fill("#history-search", "COPPER merchants")
    expect(tab.page.locator("#conversations .title").first).to_have_text(MARKET)
    tab.page.fill("#history-search", "zeppelin")
    expect(tab.page.locator("#conversations .none")).to_have_text("No conversation holds these words.")
    tab.page.fill("#history-search", "")
    expect(tab.page.locator("#conversations li").first).to_be_visible()


def test_it_is_renamed_in_place_and_esc_leaves_it_as_it_was(tab: Visit) -> None:
    asked(tab, BORDER)
    for key, title in (("Escape", BORDER), ("Enter", "A <b>frontier</b>")):
        menu(tab.page)
        tab.page.click("#conversations .rename")
        tab.page.fill("#conversations form input", "A <b>frontier</b>")
        tab.page.press("#conversations form input", key)
        expect(tab.page.locator("#conversations [aria-current=true] .title")).to_have_text(title)
    tab.page.reload()
    show(tab.page, "history")
    expect(tab.page.locator("#conversations [aria-current=true] .title")).to_have_text("A <b>frontier</b>")


def test_a_title_being_written_outlives_an_answer_that_draws_the_list_anew(tab: Visit) -> None:
    asked(tab, BORDER)
    menu(tab.page)
    tab.page.click("#conversations .rename")
    title = tab.page.locator("#conversations form input")
    title.fill("Half a ti")
    tab.page.fill("#question textarea", MARKET)
    tab.page.press("#question textarea", "Enter")
    title.focus()
    expect(tab.page.locator(".exchange:not(.pending)")).to_have_count(2)
    tab.page.locator("#conversations [data-count='2 questions'] form").wait_for()  # the new list has come
    expect(title).to_be_focused()
    tab.page.keyboard.type("tle")
    tab.page.keyboard.press("Enter")
    expect(tab.page.locator("#conversations [aria-current=true] .title")).to_have_text("Half a title")


def test_it_is_deleted_only_after_a_question(tab: Visit, desk: tuple[Path, str]) -> None:
    asked(tab, "Is there a zeppelin in Anta?")
    history = History(desk[0] / ".citeleaf")
    before = len(history.conversations.listed(""))
    menu(tab.page)
    tab.page.click("#conversations .delete")
    expect(tab.page.locator("#conversations .confirm")).to_contain_text("gone for good")
    tab.page.click("#conversations .confirm >> text=Cancel")
    assert len(history.conversations.listed("")) == before
    menu(tab.page)
    tab.page.click("#conversations .delete")
    tab.page.click("#conversations .confirm .danger")
    expect(tab.page.locator(".exchange")).to_have_count(0)
    expect(tab.page.locator("#conversations .title", has_text="zeppelin")).to_have_count(0)
    for _ in range(50):  # the page empties while the server still deletes
        if len(history.conversations.listed("")) != before:
            break
        tab.page.wait_for_timeout(100)
    assert len(history.conversations.listed("")) == before - 1
    assert tab.page.url.endswith("/")


def test_a_link_opens_the_conversation_at_its_answer(tab: Visit, browser: Browser, desk: tuple[Path, str]) -> None:
    asked(tab, BORDER, MARKET, "Who drew the border in 1895?")
    link = tab.page.locator(".permalink").nth(1).get_attribute("href")
    with visiting(browser, desk[1]) as other:
        other.page.goto(desk[1] + str(link))
        expect(other.page.locator(".exchange")).to_have_count(3)
        expect(other.page.locator(".exchange").nth(1)).to_be_focused()
        top = "part => part.getBoundingClientRect().top"
        distance = other.page.locator(".exchange").nth(1).evaluate(top) - other.page.locator("#scroll").evaluate(top)
        assert abs(distance) < 5
        assert other.page.url.endswith(str(link))


def test_a_link_that_was_clicked_leads_back_after_a_reload(tab: Visit) -> None:
    asked(tab, BORDER, MARKET, "Who drew the border in 1895?")
    tab.page.locator(".permalink").nth(1).click()
    tab.page.reload()
    expect(tab.page.locator(".exchange")).to_have_count(3)
    expect(tab.page.locator(".exchange").nth(1)).to_be_focused()


def test_a_link_that_leads_nowhere_says_so(browser: Browser, desk: tuple[Path, str]) -> None:
    with visiting(browser, desk[1]) as tab:
        tab.page.goto(f"{desk[1]}/?answer=0123456789abcdef")
        expect(tab.page.locator(".exchange.failed")).to_contain_text("is not kept")
        tab.ask(BORDER)
        assert "1.3 thousand km" in tab.page.inner_text(".exchange.answered")


def test_what_is_said_about_an_answer_is_kept_changed_and_taken_back_by_keyboard(tab: Visit) -> None:
    asked(tab, BORDER)
    row = tab.page.locator(".feedback")
    right, wrong = row.locator("[data-verdict=RIGHT]"), row.locator("[data-verdict=WRONG_ANSWER]")
    right.focus()
    tab.page.keyboard.press("Enter")
    expect(row).to_contain_text("Thank you")
    expect(right).to_be_focused()
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Space")
    expect(wrong).to_have_attribute("aria-pressed", "true")
    expect(right).to_have_attribute("aria-pressed", "false")
    expect(row).to_contain_text("Thank you")
    tab.page.reload()
    expect(wrong).to_have_attribute("aria-pressed", "true")
    wrong.click()
    expect(row).to_contain_text("Was this right?")
    expect(wrong).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("whole", [False, True])
def test_an_export_is_downloaded_and_verified(
    tab: Visit, desk: tuple[Path, str], tmp_path: Path, whole: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    asked(tab, BORDER)
    for ending in ("html", "json"):
        if whole:
            menu(tab.page)
        else:
            tab.page.click(".tools .export summary")
        with tab.page.expect_download() as download:
            place = "#conversations li:has([aria-current=true])" if whole else ".tools"
            tab.page.click(f'{place} a[href$=".{ending}"]')
        download.value.save_as(tmp_path / f"export.{ending}")
        assert download.value.suggested_filename.startswith("citeleaf-how-long-is-the-border")
    assert main(["verify", str(tmp_path / "export.json"), "--corpus", str(desk[0] / "corpus")]) == 0
    assert "0 altered, 0 gone" in capsys.readouterr().out
    page = tab.page.context.new_page()
    page.goto((tmp_path / "export.html").as_uri())
    assert "1.3 thousand km" in page.inner_text("blockquote >> nth=0")
    page.close()


def test_a_changed_source_is_marked_and_a_removed_one_shows_what_was_quoted(tab: Visit, desk: tuple[Path, str]) -> None:
    """The place of each quote in its document, after the document changed in three ways."""
    source = desk[0] / "corpus" / "lighthouse.txt"
    text = "The lighthouse of Skagen was built in 1858 by Anders Holm and his brothers."
    source.write_text(f"{text}\n", encoding="utf-8")
    update(tab)
    asked(tab, "When was the lighthouse of Skagen built?")
    quote = tab.quote()
    assert "1858" in quote
    for content, state in (
        (f"A new beginning of this document.\n\n{text}\n", "moved"),
        ("The lighthouse of Skagen was built in 1859 by others.\n", "altered"),
        (None, "gone"),
    ):
        if content is None:
            source.unlink()
        else:
            source.write_text(content, encoding="utf-8")
        update(tab)
        tab.page.reload()
        expect(tab.page.locator(".exchange .state").first).to_have_class(f"state {state}")
        assert tab.quote() == quote
        if state == "moved":
            assert tab.open() == quote
    tab.page.locator("a.cite").first.click()
    expect(tab.page.locator("#source")).to_contain_text("1858")
    expect(tab.page.locator("#source")).to_contain_text("removed")


def update(tab: Visit) -> None:
    """Bring the index in step with the files."""
    show(tab.page, "documents")
    tab.page.click("#update")
    expect(tab.page.locator("#listing .status")).to_contain_text(re.compile("Index updated|up to date"), timeout=30_000)


def test_nobody_sees_what_another_has_asked(browser: Browser, guarded_address: str) -> None:
    """Ben has Anna's link and the address of her export, and gets neither."""
    with signed_in(browser, guarded_address, "anna") as anna:
        anna.ask(BORDER)
        show(anna.page, "history")
        expect(anna.page.locator("#conversations .title")).to_have_text([BORDER])
        link = str(anna.page.locator(".permalink").get_attribute("href"))
        export = str(anna.page.locator(".tools a[href$='.json']").get_attribute("href"))
        assert anna.page.request.get(guarded_address + export).status == 200
    with signed_in(browser, guarded_address, "ben") as ben:
        show(ben.page, "history")
        expect(ben.page.locator("#conversations .none")).to_be_visible()
        assert titles(ben.page) == []
        assert ben.page.request.get(guarded_address + export).status == 404
        ben.page.goto(guarded_address + link)
        expect(ben.page.locator(".exchange.failed")).to_contain_text("is not kept")
        assert "1.3 thousand km" not in ben.page.inner_text("#chat")


@contextmanager
def signed_in(browser: Browser, address: str, name: str) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(address)
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_selector(".greeting")
    tab = Visit(page, address)
    yield tab
    tab.assert_harmless()
    context.close()
