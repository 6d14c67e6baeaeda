"""Noise is labelled on saved pages, and nothing is on documents that people wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from citeleaf.documents import load
from citeleaf.documents.text import parse
from citeleaf.documents.wording import Wording, wording_of
from citeleaf.types import BlockKind
from documents.cases import FOLDER, SEED, marked_page, noise_lines

PAGES = sorted((FOLDER / "pages").glob("*.txt"))
CLEAN = sorted((FOLDER / "clean").glob("*.txt"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_noise_line_of_a_saved_page_is_labelled_and_no_other(path: Path) -> None:
    text, expected = marked_page(path)
    assert noise_lines(parse(text.encode())) == expected


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_nothing_is_labelled_in_a_document_that_was_no_page(path: Path) -> None:
    assert noise_lines(parse(path.read_bytes())) == set()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_keeps_its_title_and_loses_no_prose(path: Path) -> None:
    text, _ = marked_page(path)
    draft = parse(text.encode())
    assert draft.title
    assert sum(block.kind is BlockKind.PARAGRAPH for block in draft.blocks) >= 2


def test_the_seed_article() -> None:
    document = load(SEED, SEED.parent)
    banner = document.text.split("\n")[-1]
    assert "cookie" in banner
    assert noise_lines(document) == {
        "0: Skip to main content",
        "1: Advertisement",
        "2: Live broadcast",
        "7: 0",
        "8: Photo: RIA Novosti/Amir Isaev",
        "9: Select important",
        "10: On",
        "11: Off",
        "49: Переведено сервисом «Яндекс Переводчик»",
        "51: Live broadcast",
        "52: Следующая новость",
        f"53: {banner}",
    }
    headings = [block.span.of(document.text) for block in document.blocks if block.kind is BlockKind.HEADING]
    assert document.title == "System unit: the CSTO is concerned about the situation in Afghanistan"
    assert headings == [
        "Tajikistan is ready for the first stage of strengthening the border with Afghanistan",
        "The risks of terrorism in Central Asia",
    ]
    assert document.language == "en"


def test_the_seed_does_not_hang_on_the_lists_of_words(monkeypatch: pytest.MonkeyPatch) -> None:
    with_lists = noise_lines(load(SEED, SEED.parent))

    def without_lists(text: str) -> Wording:
        found = wording_of(text)
        return found if found in (Wording.CREDIT, Wording.NUMBER) else Wording.NONE

    monkeypatch.setattr("citeleaf.documents.boilerplate.wording_of", without_lists)
    assert noise_lines(load(SEED, SEED.parent)) == with_lists


def test_only_the_banner_of_an_otherwise_clean_article_is_labelled() -> None:
    text = (
        "A new bridge\n\nThe bridge was opened on Monday by the mayor, and four hundred people walked across it.\n\n"
        "We use cookies on this site. By continuing you agree to our use of cookies."
    )
    assert noise_lines(parse(text.encode())) == {
        "4: We use cookies on this site. By continuing you agree to our use of cookies."
    }


def test_a_single_sign_does_not_make_a_page() -> None:
    text = "Advertisement\n\nThe oldest advertisement in the museum is for soap, and it was printed in Leipzig in 1898."
    assert noise_lines(parse(text.encode())) == set()


def test_facts_and_sentences_stay_in_the_midst_of_furniture() -> None:
    page, _ = marked_page(FOLDER / "pages" / "news-english.txt")
    with_facts = page.replace("Menu\n", "Menu\nOpening hours: 9 to 5\nThe office is closed today.\nPhone: 555-0100\n")
    labelled = {line.partition(": ")[2] for line in noise_lines(parse(with_facts.encode()))}
    assert {"Menu", "News"} <= labelled
    assert labelled.isdisjoint({"Opening hours: 9 to 5", "The office is closed today.", "Phone: 555-0100"})
