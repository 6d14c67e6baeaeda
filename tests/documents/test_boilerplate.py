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


PAGE = (
    "Skip to content\nHome\nNews\nSport\nSign in\n\nVillage fair draws a record crowd\nBy Ann Lee\n3 May 2023\n"
    "Share\n\nThe village fair drew a record crowd of two thousand on Sunday, the mayor said after it closed.\n\n"
    "Advertisement\n\nThe band gave out the prizes in the evening, and the winners went home with a goose each.\n\n"
)
FOOTER = "\nShare this article\nRelated articles\nRain stops play\nPrivacy policy\n© 2023 Valley News\n"
LISTS = {
    "winners": "Best jam\nAnn Porter\nBest pie\nTom Reed\nLargest marrow\nJo Fenn",
    "ingredients": "Ingredients\nButter\nPoppy seeds\nTwo unwaxed lemons\nSalt\nFlour\nMilk\nCream",
    "verse": "O little fair upon the hill\nthe tents are down\nno penny left\nno pie to eat\nno music in the street",
    "hours": "Opening hours\nMonday to Friday\n9 to 5\nClosed on Sundays\n1400 Mill Lane\nPhone: 555-0100",
    "results": "Final results\nLeeds 2 Hull 1\nYork 0 Ripon 0\nSelby 3 Goole 3",
}


@pytest.mark.parametrize("footer", ["", FOOTER, "\n© 2023 Valley News\n"], ids=["bare", "footer", "copyright"])
@pytest.mark.parametrize("lines", LISTS.values(), ids=LISTS)
def test_a_list_that_ends_the_text_of_a_page_stays(lines: str, footer: str) -> None:
    labelled = {line.partition(": ")[2] for line in noise_lines(parse((PAGE + lines + "\n" + footer).encode()))}
    assert {"Home", "Advertisement"} <= labelled
    assert labelled.isdisjoint(lines.split("\n"))


def test_what_was_put_below_the_end_of_a_page_stays() -> None:
    labelled = {line.partition(": ")[2] for line in noise_lines(parse(f"{PAGE}{FOOTER}\n{LISTS['hours']}".encode()))}
    assert "© 2023 Valley News" in labelled
    assert labelled.isdisjoint(LISTS["hours"].split("\n"))


def test_a_sentence_that_begins_like_a_notice_stays() -> None:
    sentence = "All rights reserved by the Commission to revise the annex drew most of the criticism on Tuesday."
    labelled = {line.partition(": ")[2] for line in noise_lines(parse(f"{PAGE}{sentence}\n{FOOTER}".encode()))}
    assert "Related articles" in labelled
    assert sentence not in labelled


def test_a_copyright_ends_the_furniture_above_it_in_any_language() -> None:
    # None of these words is in the lists: only their place above the copyright gives them away.
    words = "Yhteystiedot\nTietoa meistä\nMediakortti\nPalaute\nIlmoittajalle"
    labelled = {line.partition(": ")[2] for line in noise_lines(parse(f"{PAGE}{words}\n© 2023 Kylä".encode()))}
    assert set(words.split("\n")) <= labelled
