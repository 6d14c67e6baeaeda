"""Documents in a real browser: dropped, read, found, replaced, deleted and back, while questions are answered."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browsing import Visit, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

pytestmark = pytest.mark.browser

BORDER = "How long is the border between Anta and Beru?"
HOSTILE = "${window.broken=1}{{x}}<img src=x onerror=window.broken=2>\u202etxt.exe.md"
DROP = """files => {
  const carried = new DataTransfer();
  for (const [name, data] of files) {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    carried.items.add(new File([bytes], name));
  }
  for (const type of ["dragenter", "dragover", "drop"]) {
    const event = new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true });
    document.querySelector("#chat").dispatchEvent(event);
  }
}"""


@pytest.fixture
def page(browser: Browser, desk: tuple[Path, str]) -> Iterator[Visit]:
    with visiting(browser, desk[1]) as tab:
        tab.page.wait_for_selector("#listing .row")
        yield tab


@pytest.fixture
def corpus(desk: tuple[Path, str]) -> Path:
    return desk[0] / "corpus"


def drop(visit: Visit, files: dict[str, bytes]) -> None:
    visit.page.evaluate(DROP, [[name, base64.b64encode(data).decode()] for name, data in files.items()])


def upload(visit: Visit, name: str, state: str) -> Locator:
    """The row of an upload, once it is in ``state``."""
    row = visit.page.locator(f"#uploads [data-state={state}]").filter(has_text=name)
    row.wait_for()
    return row


def row(visit: Visit, path: str) -> Locator:
    return visit.page.locator(f'#listing li[data-path="{path}"]')


def act(visit: Visit, path: str, action: str) -> None:
    """Choose from a row's menu."""
    row(visit, path).locator(".menu summary").click()
    row(visit, path).get_by_role("button", name=action).click()


def test_what_is_dropped_is_a_row_each_until_it_is_indexed(page: Visit, corpus: Path) -> None:
    drop(
        page,
        {
            "market.txt": b"The market of Lom sells herring and rope from March to October.",
            "copy of border.md": (corpus / "border.md").read_bytes(),
            "film.mp4": b"moving pictures",
            "empty.txt": b"",
            ".DS_Store": b"a system's leavings",
        },
    )
    assert "Indexed" in upload(page, "market.txt", "indexed").inner_text()
    assert "the same as border.md" in upload(page, "copy of border.md", "duplicate").inner_text()
    assert ".mp4 are not read" in upload(page, "film.mp4", "failed").inner_text()
    assert "0 bytes" in upload(page, "empty.txt", "failed").inner_text()
    assert page.page.locator("#uploads [data-state]").count() == 4
    row(page, "market.txt").wait_for()
    assert not page.page.locator("#drop-veil").is_visible()
    page.page.click("#uploads .head button")
    assert page.page.locator("#uploads li").count() == 0
    page.ask("What does the market of Lom sell?")
    assert "herring" in page.quote()


def test_a_folder_keeps_its_folders(page: Visit, corpus: Path, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    (folder / "letters").mkdir(parents=True)
    (folder / "letters" / "first.txt").write_text("The first letter was sent from Lom in the winter of 1911.")
    (folder / "index.txt").write_text("The archive holds one letter and this list.")
    page.page.set_input_files("#pick-folder", folder)
    upload(page, "archive/letters/first.txt", "indexed")
    upload(page, "archive/index.txt", "indexed")
    assert (corpus / "archive" / "letters" / "first.txt").is_file()


def test_questions_are_answered_while_uploads_are_read(page: Visit, desk: tuple[Path, str]) -> None:
    hold = desk[0] / "hold"
    hold.touch()
    try:
        drop(page, {"ferry.txt": b"The ferry to the island of Mora leaves the pier at six in the morning."})
        upload(page, "ferry.txt", "queued")
        page.page.wait_for_selector("#listing .running")
        page.ask(BORDER)
        assert "1.3 thousand km" in page.quote()
        assert row(page, "ferry.txt").locator(".standing").inner_text() in ("Queued", "Reading")
        drop(page, {"second.txt": b"Another file that arrives while the first one is still being read."})
        upload(page, "second.txt", "queued")
    finally:
        hold.unlink()
    upload(page, "ferry.txt", "indexed")
    upload(page, "second.txt", "indexed")
    page.ask("When does the ferry to the island of Mora leave the pier?")
    assert "six in the morning" in page.quote(1)


def test_another_file_of_the_name_is_replaced_only_when_it_is_said(page: Visit, corpus: Path) -> None:
    drop(page, {"notes.txt": b"The first version of the notes speaks of copper."})
    upload(page, "notes.txt", "indexed")
    page.page.click("#uploads .head button")
    drop(page, {"notes.txt": b"The second version of the notes speaks of salt."})
    conflict = upload(page, "notes.txt", "exists")
    assert b"copper" in (corpus / "notes.txt").read_bytes()
    conflict.get_by_role("button", name="Replace").click()
    upload(page, "notes.txt", "indexed")
    assert b"salt" in (corpus / "notes.txt").read_bytes()
    page.page.click("#uploads .head button")
    act(page, "notes.txt", "Replace…")
    third = {"name": "other.txt", "mimeType": "text/plain", "buffer": b"The third version speaks of wool."}
    page.page.set_input_files("#pick-replacement", files=third)  # type: ignore[arg-type]  # a file's payload, as documented
    upload(page, "notes.txt", "indexed")
    assert b"wool" in (corpus / "notes.txt").read_bytes()
    assert not (corpus / "other.txt").exists()


def test_a_deleted_document_leaves_its_citations_marked_and_can_come_back(page: Visit, corpus: Path) -> None:
    drop(page, {"decree.txt": b"The decree on salt mines was signed by the regent Orsolya in the year 1688."})
    upload(page, "decree.txt", "indexed")
    page.ask("Who signed the decree on salt mines?")
    quote = page.quote()
    assert "regent Orsolya" in quote
    row(page, "decree.txt").wait_for()
    act(page, "decree.txt", "Delete…")
    page.page.wait_for_selector("#confirm-removal[open]")  # the server is asked first what would go along
    told = page.page.inner_text("#confirm-removal")
    assert "1 passage will answer no more" in told
    assert "1 kept answer of yours cites it" in told
    page.page.click("#confirm-removal [data-answer=no]")
    assert (corpus / "decree.txt").exists()
    act(page, "decree.txt", "Delete…")
    page.page.click("#confirm-removal [data-answer=yes]")
    row(page, "decree.txt").wait_for(state="detached")
    assert not (corpus / "decree.txt").exists()
    assert page.page.inner_text("a.cite[data-path='decree.txt'] >> nth=0 >> .state.gone") == "source removed"
    page.page.locator("a.cite").first.click()
    page.page.wait_for_selector("#source :text('This document has been removed')")
    assert quote in (page.page.locator("#source").text_content() or "")
    page.page.locator("#documents-note").get_by_role("button", name="Undo").click()
    row(page, "decree.txt").wait_for()
    assert (corpus / "decree.txt").exists()
    assert page.page.locator("a.cite .state.gone").count() == 0
    page.ask("Which regent signed the decree on salt mines?")
    assert "regent Orsolya" in page.quote(1)


def test_a_file_that_is_too_large_is_not_added(page: Visit, corpus: Path) -> None:
    drop(page, {"large.txt": b"x" * 1_000_001})
    assert "larger than the 1 MB" in upload(page, "large.txt", "failed").inner_text()
    assert not (corpus / "large.txt").exists()


def test_a_hostile_name_is_text(page: Visit, corpus: Path) -> None:
    drop(page, {HOSTILE: b"Whatever its name says, this is a file of words about nothing at all."})
    shown = upload(page, "window.broken=1", "indexed")
    assert shown.locator("img").count() == 0
    [landed] = [path.name for path in corpus.iterdir() if "window" in path.name]
    assert landed == "${window.broken=1}{{x}}_img src=x onerror=window.broken=2_txt.exe.md"
    listed = page.page.locator("#listing li", has_text="window.broken=1")
    listed.wait_for()
    assert listed.locator("img").count() == 0


def test_the_table_is_searched_and_sorted(page: Visit) -> None:
    for name in ("zebra.txt", "aardvark.txt"):
        drop(page, {name: f"A page about the {name} and nothing else, for once.".encode()})
        upload(page, name, "indexed")
    page.page.fill("#find-document", "ZEBRA")
    page.page.wait_for_function("document.querySelectorAll('#listing .row').length === 1")
    assert "zebra.txt" in page.page.inner_text("#listing .row")
    page.page.fill("#find-document", "a page that nobody has")
    page.page.wait_for_selector("#listing :text('No document is called that')")
    page.page.fill("#find-document", "")
    row(page, "aardvark.txt").wait_for()
    page.page.select_option("#sort-documents", "path")
    page.page.wait_for_function(
        "() => { const paths = [...document.querySelectorAll('#listing .row')].map((row) => row.dataset.path);"
        " return paths.indexOf('aardvark.txt') < paths.indexOf('border.md')"
        " && paths.indexOf('border.md') < paths.indexOf('zebra.txt'); }"
    )


def test_the_menu_works_by_keyboard(page: Visit) -> None:
    row(page, "border.md").locator(".menu summary").focus()
    page.page.keyboard.press("Enter")
    page.page.keyboard.press("Tab")
    assert page.page.evaluate("document.activeElement.textContent") == "Ask only this"
    page.page.keyboard.press("Escape")
    assert page.page.locator("#listing .menu[open]").count() == 0
    assert page.page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.page.keyboard.press("Enter")
    for _ in range(3):
        page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    page.page.wait_for_selector("#confirm-removal[open]")
    assert page.page.evaluate("document.activeElement.textContent") == "Cancel"
    page.page.keyboard.press("Escape")
    assert not page.page.locator("#confirm-removal").is_visible()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_zone_fits_its_place(browser: Browser, desk: tuple[Path, str], width: int, dark: bool) -> None:
    with visiting(browser, desk[1], width=width, dark=dark) as visit:
        if width < 900:
            visit.page.click("[data-side=documents]")
        visit.page.wait_for_selector("#listing .row")
        drop(
            visit,
            {"a name that is long and goes on and on without an end in sight or a break " + "x" * 60 + ".zip": b"x"},
        )
        visit.page.wait_for_selector("#uploads [data-state=failed]")
        assert visit.overflowing() == []


def test_signing_in_and_out(browser: Browser, guarded_address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(guarded_address)
    assert page.url == f"{guarded_address}/sign-in"
    page.fill("[name=name]", "anna")
    page.fill("[name=password]", "not the password")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert "do not go together" in page.inner_text("[role=alert]")
    page.fill("[name=password]", "correct horse battery")
    page.keyboard.press("Enter")
    page.wait_for_selector(".greeting")
    page.wait_for_selector("#listing .account")
    assert "Signed in as anna" in page.inner_text("#listing .account")
    stolen = context.cookies()
    page.click("#listing .account button")
    page.wait_for_selector(".sign-in form")
    context.add_cookies(stolen)  # type: ignore[arg-type]  # what was read may be set, though the types differ
    page.goto(guarded_address)
    assert page.url == f"{guarded_address}/sign-in"
    context.close()
