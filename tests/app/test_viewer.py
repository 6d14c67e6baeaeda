"""The viewer shows a quote in its context, in the whole text or on its page, and leads from one to the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html import unescape

import pytest

from citeleaf.citation_state import Surroundings
from citeleaf.documents import load_bytes
from citeleaf.documents.pdf.sheets import Sheet
from citeleaf.types import BlockKind, Citation, Document, Span
from citeleaf_app import viewer
from citeleaf_app.document_text import Lit, locate
from citeleaf_app.links import Link
from citeleaf_app.page_view import pages_of
from citeleaf_app.viewer import Scene
from documents.pdf_files import lines, pdf
from documents.pdf_pages import read_sheet
from support import make_document

LINK = Link("a1", 2)
STORY = make_document(
    (BlockKind.BOILERPLATE, "Menu | Home"),
    "Far away. One is here. Two is here.",
    "The border is 1.3 thousand km long.",
    "Three is here. Four is here. Five is here.",
)
FIRST = ["The committee asked for infor-", "mation about the bridge, and"]
SECOND = ["the governor gave it to them."]
PDF = pdf(lines(72, 700, FIRST), lines(72, 700, SECOND), lines(72, 700, ["A third page."]))
PAPER = replace(load_bytes(PDF, "paper.pdf"), page_labels=("iv", "v", "1"))


def cite(document: Document, quote: str, *answers: str) -> Citation:
    start = document.text.index(quote)
    spans = tuple(Span(at, at + len(words)) for words in answers if (at := document.text.index(words)) >= 0)
    span = Span(start, start + len(quote))
    return Citation(2, document.id, document.path, document.title, span, quote, spans, None, document.sha256)


def scene(document: Document, quote: str = "", *answers: str, link: Link = LINK, has_pages: bool = False) -> Scene:
    citation = cite(document, quote, *answers) if quote else None
    lit = locate(document, citation) if citation else None
    return Scene(document, link, citation, lit, (1, 2, 3), has_pages=has_pages)


def sheets(lit: Lit | None = None, pages: Sequence[int] = (1,)) -> list[Sheet]:
    return [read_sheet(PDF, PAPER, number) for number in (pages_of(PAPER, lit.quote) if lit else pages)]


def words(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup))


def marks(markup: str) -> str:
    return "".join(words(mark) for mark in re.findall(r"<mark>(.*?)</mark>", markup, re.DOTALL))


def links(markup: str) -> dict[str, str]:
    """The addresses of the controls by what they say."""
    return {
        unescape(words(text)): unescape(to)
        for to, text in re.findall(r'<a[^>]* href="([^"]*)"[^>]*>(.*?)</a>', _turned(markup))
    }


def _turned(markup: str) -> str:
    """With ``href`` before a link's other attributes."""
    return re.sub(r'<a ([^>]*?)href="([^"]*)"', r'<a \1 href="\2"', markup)


class TestInContext:
    def test_two_sentences_stand_on_either_side(self) -> None:
        shown = viewer.view(scene(STORY, "The border is 1.3 thousand km long.", "1.3 thousand km"))
        assert marks(shown) == "The border is 1.3 thousand km long."
        assert '<span class="answer">1.3 thousand km</span>' in shown
        text = words(shown[shown.index('class="context"') :])
        assert "One is here. Two is here." in text
        assert "Three is here. Four is here." in text
        for beyond in ("Far away", "Five is here", "Menu"):
            assert beyond not in text

    def test_the_whole_document_is_a_step_away_and_back(self) -> None:
        shown = viewer.view(scene(STORY, "The border is 1.3 thousand km long."))
        assert links(shown)["Whole document"] == "#cite-a1-2/text"
        whole = viewer.view(scene(STORY, "The border is 1.3 thousand km long.", link=LINK.as_text()))
        assert "Far away" in whole
        assert "Menu" in whole
        assert links(whole)["Quote"] == "#cite-a1-2/quote"

    def test_the_headings_above_are_named(self) -> None:
        document = make_document((BlockKind.HEADING, "History"), "It was drawn in 1895.")
        assert 'class="trail"' in viewer.view(scene(document, "It was drawn in 1895."))


class TestOnPages:
    def test_a_quote_over_two_pages_is_lit_on_both_and_its_text_is_the_quote(self) -> None:
        asked = scene(PAPER, "for information about the bridge, and\n\nthe governor", "information", has_pages=True)
        shown = viewer.view(asked, sheets(asked.lit))
        assert re.findall(r'data-number="(\d)"', shown) == ["1", "2"]
        assert shown.count('class="box"') == 3  # two lines on the first page, one on the second
        assert shown.count('class="box answer"') == 2  # "infor-" and "mation"
        assert marks(shown) == "for information about the bridge, and\n\nthe governor"
        assert "pages 1–2 of 3" in words(shown)

    def test_a_box_is_placed_in_shares_of_the_page(self) -> None:
        """The line begins 72 of 612 points from the left: 11.7647 %."""
        asked = scene(PAPER, "The committee", has_pages=True)
        box = re.search(
            r'class="box" style="left: ([\d.]+)%; top: ([\d.]+)%; width', viewer.view(asked, sheets(asked.lit))
        )
        assert box is not None
        assert float(box[1]) == pytest.approx(100 * 72 / 612, abs=0.1)
        assert float(box[2]) == pytest.approx(100 * (792 - 711) / 792, abs=1)

    def test_a_page_has_its_own_name_and_its_number(self) -> None:
        shown = viewer.view(scene(PAPER, "The committee", has_pages=True), sheets())
        assert "iv · page 1 of 3" in words(shown)
        last = viewer.view(scene(PAPER, link=LINK.at_page(3), has_pages=True), sheets(pages=(3,)))
        assert "1 · page 3 of 3" in words(last)

    def test_it_leads_to_the_neighbouring_pages_that_there_are(self) -> None:
        first = viewer.view(scene(PAPER, has_pages=True), sheets())
        assert 'href="#cite-a1-2/page-2"' in first
        assert first.count("/page-") == 1
        middle = viewer.view(scene(PAPER, link=LINK.at_page(2), has_pages=True), sheets(pages=(2,)))
        assert re.findall(r'href="#cite-a1-2/(page-\d)"', middle) == ["page-1", "page-3"]

    def test_its_picture_names_the_very_file(self) -> None:
        shown = viewer.view(scene(PAPER, has_pages=True), sheets())
        assert f'data-page="/source/{PAPER.id}/pages/1.png?of={PAPER.sha256[:16]}"' in shown

    def test_the_text_is_a_step_away(self) -> None:
        assert links(viewer.view(scene(PAPER, has_pages=True), sheets()))["Text"] == "#cite-a1-2/text"
        text = viewer.view(scene(PAPER, "The committee", link=LINK.as_text(), has_pages=True))
        assert "<img" not in text
        assert links(text)["Page"] == "#cite-a1-2"
        assert "iv · page 1" in words(text)


class TestTheHeader:
    def test_leads_to_the_answers_other_citations(self) -> None:
        shown = viewer.view(scene(STORY, "The border"))
        assert 'data-key="citation-back"' in shown
        assert "Source 2 of 3" in words(shown)
        assert {"#cite-a1-1", "#cite-a1-3"} <= set(links(shown).values())

    def test_leads_nowhere_from_the_first_and_the_last(self) -> None:
        only = viewer.view(replace(scene(STORY, "The border"), numbers=(2,)))
        assert "citation-back" not in only
        assert "citation-on" not in only
        assert "citation-back" not in viewer.view(replace(scene(STORY, "The border"), numbers=(2, 3)))

    def test_says_what_and_when(self) -> None:
        dated = replace(STORY, path="maps/a.txt", title="The <border>", published=date(2024, 3, 1))
        shown = words(viewer.view(scene(dated)))
        assert "The <border>" in shown
        assert "maps/a.txt · 1 March 2024" in shown

    def test_leads_to_the_file(self) -> None:
        found = links(viewer.view(scene(PAPER, link=LINK.at_page(2), has_pages=True), sheets(pages=(2,))))
        assert found["Open file"] == f"/source/{PAPER.id}/original#page=2"
        assert found["Download"] == f"/source/{PAPER.id}/original?download=1"


class TestAChangedFile:
    CITATION = cite(STORY, "The border is 1.3 thousand km long.")

    def test_moved_words_are_lit_where_they_are(self) -> None:
        moved = make_document("New first lines.", self.CITATION.quote)
        shown = viewer.view(Scene(moved, LINK, self.CITATION, locate(moved, self.CITATION)))
        assert marks(shown) == self.CITATION.quote
        assert "they have moved" in shown

    def test_words_that_are_gone_are_shown_as_they_were(self) -> None:
        shown = viewer.view(Scene(make_document("Another text."), LINK, self.CITATION))
        assert "<mark>" not in shown
        assert "stand in it no more" in shown
        assert self.CITATION.quote in shown
        assert "Another text." in shown

    def test_what_is_wrong_with_the_file_is_said(self) -> None:
        shown = words(viewer.view(replace(scene(STORY, "The border"), trouble="It has changed.")))
        assert "It has changed. Below stands the text as it was indexed" in shown

    def test_a_removed_document_leaves_the_quote_and_what_stood_around_it(self) -> None:
        shown = viewer.gone(self.CITATION, LINK, (2,), Surroundings("One is here. ", " Three is here."))
        assert "has been removed" in shown
        assert marks(shown) == self.CITATION.quote
        assert f"One is here. {self.CITATION.quote} Three is here." in words(shown)


def test_a_long_document_leads_to_what_is_not_shown() -> None:
    long = make_document(*[f"Paragraph {number} of a long story." + " More of it." * 80 for number in range(500)])
    middle = viewer.view(scene(long, link=LINK.from_offset(len(long.text) // 2)))
    assert len(re.findall(r'href="#cite-a1-2/from-\d+"', middle)) == 2
    assert len(re.findall(r"/from-\d+", viewer.view(scene(long)))) == 1
    assert "/from-" not in viewer.view(scene(STORY))
