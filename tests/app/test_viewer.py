"""The lit words are the quote, wherever it stands, and the rest of the document is all there."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

from citeleaf.types import Block, BlockKind, Citation, Document, Span
from citeleaf_app import viewer

PARTS = [
    (BlockKind.BOILERPLATE, "Home | About | ${menu}"),
    (BlockKind.TITLE, "The border"),
    (BlockKind.PARAGRAPH, "Rivers rise. The border is 1.3 thousand km long & <b>guarded</b>."),
    (BlockKind.HEADING, "History"),
    (BlockKind.LIST_ITEM, "It was drawn in 1895."),
    (BlockKind.TABLE, "Year\tLength"),
    (BlockKind.PARAGRAPH, "It is old. {{value}}"),
]


def document(*parts: tuple[BlockKind, str], pages: bool = False) -> Document:
    text, blocks = "", []
    for number, (kind, words) in enumerate(parts, start=1):
        text += "\n\n" if text else ""
        blocks.append(Block(Span(len(text), len(text) + len(words)), kind, 0, number if pages else None))
        text += words
    labels = tuple(f"p-{number}" for number in range(1, len(parts) + 1)) if pages else ()
    return Document("d1", "maps/border.txt", "0" * 64, text, tuple(blocks), "", None, "en", "text/plain", labels)


def cite(source: Document, quote: str, *highlights: str) -> Citation:
    start = source.text.index(quote)
    lit = tuple(Span(at, at + len(words)) for words in highlights if (at := source.text.index(words, start)) >= 0)
    span = Span(start, start + len(quote))
    return Citation(1, source.id, source.path, source.title, span, quote, lit, None, source.sha256)


def words(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup))


def lit(markup: str) -> str:
    return "".join(words(mark) for mark in re.findall(r"<mark>(.*?)</mark>", markup, re.DOTALL))


def body(markup: str) -> str:
    """The document's part of the viewer, without the lines that say where a page begins."""
    inner = markup[markup.index('<div class="document"') :]
    inner = inner[: inner.index("</div>")]
    return words(re.sub(r'<p class="page-break">.*?</p>', "", inner))


ALL = document(*PARTS)


class TestTheLitWords:
    @pytest.mark.parametrize(
        "quote",
        [
            "The border is 1.3 thousand km long & <b>guarded</b>.",
            "Rivers rise.",
            "guarded</b>.\n\nHistory\n\nIt was drawn in 1895.\n\nYear\tLength\n\nIt is old. {{value}}",
            ALL.text,
        ],
    )
    def test_are_the_quote(self, quote: str) -> None:
        assert lit(viewer.view(ALL, cite(ALL, quote))) == quote

    def test_are_the_quote_at_its_own_place_where_its_words_stand_twice(self) -> None:
        twice = document((BlockKind.PARAGRAPH, "It is old. Truly."), (BlockKind.PARAGRAPH, "It is old. Never."))
        second = twice.text.rindex("It is old.")
        citation = Citation(1, "d1", "a.txt", "", Span(second, second + 10), "It is old.", (), None, "0" * 64)
        shown = viewer.view(twice, citation)
        assert shown.index("<mark>") > shown.index("Truly")

    def test_hold_the_answer(self) -> None:
        shown = viewer.view(ALL, cite(ALL, "The border is 1.3 thousand km long", "1.3 thousand km"))
        assert '<span class="answer">1.3 thousand km</span>' in shown
        assert lit(shown) == "The border is 1.3 thousand km long"

    def test_are_none_without_a_citation(self) -> None:
        assert "<mark>" not in viewer.view(ALL)

    def test_run_over_pages(self) -> None:
        paged = document((BlockKind.PARAGRAPH, "It began here"), (BlockKind.PARAGRAPH, "and ended there."), pages=True)
        shown = viewer.view(paged, cite(paged, "began here\n\nand ended"))
        assert lit(shown) == "began here\n\nand ended"
        assert "Page p-2" in shown


class TestTheDocument:
    def test_is_all_there(self) -> None:
        assert body(viewer.view(ALL, cite(ALL, "Rivers rise."))) == ALL.text

    def test_is_all_there_also_between_its_blocks(self) -> None:
        loose = Document(
            "d1", "a.txt", "0" * 64, "Ab cd. Ef.", (Block(Span(3, 6), BlockKind.PARAGRAPH),), "", None, "en", ""
        )
        assert body(viewer.view(loose)) == "Ab cd. Ef."

    def test_each_kind_has_its_look(self) -> None:
        shown = viewer.view(ALL)
        for look in ("boilerplate", "document-title", "paragraph", "list-item unmarked", "table"):
            assert f'class="{look}"' in shown
        assert "<h4>History</h4>" in shown

    @pytest.mark.parametrize("marker", ["- ", "• ", "1. ", "(a) "])
    def test_a_list_item_keeps_its_own_marker(self, marker: str) -> None:
        assert 'class="list-item"' in viewer.view(document((BlockKind.LIST_ITEM, f"{marker}one")))

    def test_lines_broken_at_a_margin_run_on_and_short_lines_stay(self) -> None:
        line = "words " * 10
        wrapped = document((BlockKind.PARAGRAPH, f"{line}\n{line}\nend."))
        poem = document((BlockKind.PARAGRAPH, "Roses are red\nviolets are blue"))
        assert "paragraph wrapped" in viewer.view(wrapped)
        assert "paragraph wrapped" not in viewer.view(poem)

    def test_a_sign_of_layout_is_told_from_noise(self) -> None:
        text = "# Heading\n\n***"
        blocks = (Block(Span(0, 2), BlockKind.BOILERPLATE), Block(Span(2, 9), BlockKind.HEADING, 1))
        rule = Block(Span(11, 14), BlockKind.BOILERPLATE)
        shown = viewer.view(Document("d1", "a.md", "0" * 64, text, (*blocks, rule), "", None, "en", ""))
        assert re.findall(r'class="(boilerplate[^"]*)"', shown) == ["boilerplate sign", "boilerplate"]

    def test_nothing_in_it_is_markup_or_code(self) -> None:
        shown = viewer.view(ALL)
        assert "<b>" not in shown
        assert "${" not in shown
        assert "{{" not in shown

    def test_its_header_says_what_and_when(self) -> None:
        source = Document("d1", "maps/a.pdf", "0" * 64, "x", (), "The <border>", date(2024, 3, 1), "en", "")
        shown = words(viewer.view(source))
        assert "The <border>" in shown
        assert "maps/a.pdf · 1 March 2024" in shown

    def test_an_empty_document(self) -> None:
        assert body(viewer.view(document())) == ""


class TestAChangedFile:
    CITATION = cite(ALL, "It was drawn in 1895.")

    def test_moved_words_are_lit_where_they_are(self) -> None:
        moved = document((BlockKind.PARAGRAPH, "New first lines."), (BlockKind.PARAGRAPH, "It was drawn in 1895."))
        shown = viewer.view(moved, self.CITATION)
        assert lit(shown) == self.CITATION.quote
        assert "they have moved" in shown

    def test_words_that_are_gone_light_nothing(self) -> None:
        shown = viewer.view(document((BlockKind.PARAGRAPH, "It was drawn in 1896.")), self.CITATION)
        assert "<mark>" not in shown
        assert "stand in it no more" in shown

    def test_words_that_stand_twice_elsewhere_are_not_guessed(self) -> None:
        twice = document(*[(BlockKind.PARAGRAPH, "It was drawn in 1895.")] * 2)
        assert viewer.locate(twice, self.CITATION) is None

    def test_a_removed_document_leaves_the_quote(self) -> None:
        shown = words(viewer.gone(self.CITATION))
        assert "has been removed" in shown
        assert self.CITATION.quote in shown


STORY = [f"Paragraph {number} of a long story." + " More of it." * 80 for number in range(500)]
LONG = document(*[(BlockKind.PARAGRAPH, paragraph) for paragraph in STORY])


class TestALongDocument:
    def test_shows_the_window_around_its_quote(self) -> None:
        quote = "Paragraph 400 of a long story."
        shown = viewer.view(LONG, cite(LONG, quote))
        assert lit(shown) == quote
        assert len(body(shown)) <= viewer.WINDOW
        assert "Paragraph 0 of" not in shown

    def test_begins_a_window_with_a_block(self) -> None:
        window = viewer.window_around(LONG, None, 123_456)
        assert window.start in {block.span.start for block in LONG.blocks}

    def test_its_windows_follow_each_other_without_a_gap(self) -> None:
        seen, start = [], 0
        while start < len(LONG.text):
            window = viewer.window_around(LONG, None, start)
            assert window.start <= start < window.end
            seen.append(LONG.text[start : window.end])
            start = window.end
        assert "".join(seen) == LONG.text

    def test_links_to_what_is_not_shown(self) -> None:
        middle = viewer.view(LONG, start=len(LONG.text) // 2)
        assert len(re.findall(r'href="#move-\d+"', middle)) == 2
        assert len(re.findall(r'href="#move-\d+"', viewer.view(LONG, start=0))) == 1
        assert "#move" not in viewer.view(ALL)
