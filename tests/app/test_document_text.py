"""The lit words are the quote, wherever it stands, and the rest of the document is all there."""

from __future__ import annotations

import re
from html import unescape

import pytest

from citeleaf.types import Block, BlockKind, Citation, Document, Span
from citeleaf_app.document_text import WINDOW, locate, window_around, written

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
    for number, (kind, words_of_it) in enumerate(parts, start=1):
        text += "\n\n" if text else ""
        blocks.append(Block(Span(len(text), len(text) + len(words_of_it)), kind, 0, number if pages else None))
        text += words_of_it
    labels = tuple(f"p-{number}" for number in range(1, len(parts) + 1)) if pages else ()
    return Document("d1", "maps/border.txt", "0" * 64, text, tuple(blocks), "", None, "en", "text/plain", labels)


def cite(source: Document, quote: str, *highlights: str) -> Citation:
    start = source.text.index(quote)
    lit = tuple(Span(at, at + len(words)) for words in highlights if (at := source.text.index(words, start)) >= 0)
    span = Span(start, start + len(quote))
    return Citation(1, source.id, source.path, source.title, span, quote, lit, None, source.sha256)


def words(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup))


def marks(markup: str) -> str:
    return "".join(words(mark) for mark in re.findall(r"<mark>(.*?)</mark>", markup, re.DOTALL))


def shown(source: Document, citation: Citation | None = None, start: int | None = None) -> str:
    lit = locate(source, citation) if citation else None
    return written(source, lit, window_around(source, lit.quote if lit else None, start))


def body(markup: str) -> str:
    """The text without the lines that say where a page begins."""
    return words(re.sub(r'<p class="page-break">.*?</p>', "", markup))


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
        assert marks(shown(ALL, cite(ALL, quote))) == quote

    def test_are_the_quote_at_its_own_place_where_its_words_stand_twice(self) -> None:
        twice = document((BlockKind.PARAGRAPH, "It is old. Truly."), (BlockKind.PARAGRAPH, "It is old. Never."))
        second = twice.text.rindex("It is old.")
        citation = Citation(1, "d1", "a.txt", "", Span(second, second + 10), "It is old.", (), None, "0" * 64)
        drawn = shown(twice, citation)
        assert drawn.index("<mark>") > drawn.index("Truly")

    def test_hold_the_answer(self) -> None:
        drawn = shown(ALL, cite(ALL, "The border is 1.3 thousand km long", "1.3 thousand km"))
        assert '<span class="answer">1.3 thousand km</span>' in drawn
        assert marks(drawn) == "The border is 1.3 thousand km long"

    def test_are_none_without_a_citation(self) -> None:
        assert "<mark>" not in shown(ALL)

    def test_run_over_pages(self) -> None:
        paged = document((BlockKind.PARAGRAPH, "It began here"), (BlockKind.PARAGRAPH, "and ended there."), pages=True)
        drawn = shown(paged, cite(paged, "began here\n\nand ended"))
        assert marks(drawn) == "began here\n\nand ended"
        assert "Page p-2" in drawn


class TestTheDocument:
    def test_is_all_there(self) -> None:
        assert body(shown(ALL, cite(ALL, "Rivers rise."))) == ALL.text

    def test_is_all_there_also_between_its_blocks(self) -> None:
        block = Block(Span(3, 6), BlockKind.PARAGRAPH)
        assert (
            body(shown(Document("d1", "a.txt", "0" * 64, "Ab cd. Ef.", (block,), "", None, "en", ""))) == "Ab cd. Ef."
        )

    def test_may_be_shown_without_its_noise(self) -> None:
        drawn = written(ALL, None, Span(0, len(ALL.text)), noise=False)
        assert "About" not in drawn
        assert body(drawn).strip().startswith("The border")

    def test_each_kind_has_its_look(self) -> None:
        drawn = shown(ALL)
        for look in ("boilerplate", "document-title", "paragraph", "list-item unmarked", "table"):
            assert f'class="{look}"' in drawn
        assert "<h4>History</h4>" in drawn

    @pytest.mark.parametrize("marker", ["- ", "• ", "1. ", "(a) "])
    def test_a_list_item_keeps_its_own_marker(self, marker: str) -> None:
        assert 'class="list-item"' in shown(document((BlockKind.LIST_ITEM, f"{marker}one")))

    def test_rows_of_a_table_stand_in_columns_and_their_text_is_whole(self) -> None:
        rows = ["Town\tRain 2021", "Castelnuovo ne' Monti\t120", "Parma\t\t80"]
        source = document(*[(BlockKind.TABLE, row) for row in rows], (BlockKind.PARAGRAPH, "It rained."))
        quote = "Rain 2021\n\nCastelnuovo ne' Monti\t120\n\nParma\t\t80"
        drawn = shown(source, cite(source, quote, "80"))
        assert body(drawn) == source.text
        assert marks(drawn) == quote
        assert drawn.count('role="table"') == 1
        assert drawn.count('role="row"') == 3
        assert drawn.count('role="cell"') == 7  # two, two and three, of which one is empty
        assert re.search(r'role="cell" dir="auto"><mark>120</mark></span></p>', drawn)

    def test_what_stands_between_rows_parts_their_tables(self) -> None:
        row, lone = (BlockKind.TABLE, "a\tb"), (BlockKind.TABLE, "| a | b |")
        between = document(row, row, (BlockKind.PARAGRAPH, "It rained."), row, lone, lone)
        assert shown(between).count('role="table"') == 2
        assert shown(document(row, row, pages=True)).count('role="table"') == 2
        assert shown(document(lone, lone)).count('role="table"') == 0
        unlabelled = Document("d1", "a", "0" * 64, "a\tb x c\td", (Block(Span(0, 3), row[0]),), "", None, "en", "")
        for source in (between, document(row, row, pages=True), unlabelled):
            assert body(shown(source)) == source.text

    def test_lines_broken_at_a_margin_run_on_and_short_lines_stay(self) -> None:
        line = "words " * 10
        wrapped = document((BlockKind.PARAGRAPH, f"{line}\n{line}\nend."))
        poem = document((BlockKind.PARAGRAPH, "Roses are red\nviolets are blue"))
        assert "paragraph wrapped" in shown(wrapped)
        assert "paragraph wrapped" not in shown(poem)

    def test_a_sign_of_layout_is_told_from_noise(self) -> None:
        text = "# Heading\n\n***"
        blocks = (Block(Span(0, 2), BlockKind.BOILERPLATE), Block(Span(2, 9), BlockKind.HEADING, 1))
        rule = Block(Span(11, 14), BlockKind.BOILERPLATE)
        drawn = shown(Document("d1", "a.md", "0" * 64, text, (*blocks, rule), "", None, "en", ""))
        assert re.findall(r'class="(boilerplate[^"]*)"', drawn) == ["boilerplate sign", "boilerplate"]

    def test_nothing_in_it_is_markup_or_code(self) -> None:
        drawn = shown(ALL)
        assert "<b>" not in drawn
        assert "${" not in drawn
        assert "{{" not in drawn

    def test_an_empty_document(self) -> None:
        assert body(shown(document())) == ""


class TestLocating:
    CITATION = cite(ALL, "It was drawn in 1895.", "1895")

    def test_words_that_moved_are_found_with_their_answer(self) -> None:
        moved = document((BlockKind.PARAGRAPH, "New first lines."), (BlockKind.PARAGRAPH, "It was drawn in 1895."))
        lit = locate(moved, self.CITATION)
        assert lit is not None
        assert lit.quote.of(moved.text) == self.CITATION.quote
        assert [span.of(moved.text) for span in lit.answers] == ["1895"]

    def test_words_that_are_gone_are_not(self) -> None:
        assert locate(document((BlockKind.PARAGRAPH, "It was drawn in 1896.")), self.CITATION) is None

    def test_words_that_stand_twice_elsewhere_are_not_guessed(self) -> None:
        twice = document(*[(BlockKind.PARAGRAPH, "It was drawn in 1895.")] * 2)
        assert locate(twice, self.CITATION) is None


STORY = [f"Paragraph {number} of a long story." + " More of it." * 80 for number in range(500)]
LONG = document(*[(BlockKind.PARAGRAPH, paragraph) for paragraph in STORY])


class TestALongDocument:
    def test_shows_the_window_around_its_quote(self) -> None:
        quote = "Paragraph 400 of a long story."
        drawn = shown(LONG, cite(LONG, quote))
        assert marks(drawn) == quote
        assert len(body(drawn)) <= WINDOW
        assert "Paragraph 0 of" not in drawn

    def test_begins_a_window_with_a_block(self) -> None:
        window = window_around(LONG, None, 123_456)
        assert window.start in {block.span.start for block in LONG.blocks}

    def test_its_windows_follow_each_other_without_a_gap(self) -> None:
        seen, start = [], 0
        while start < len(LONG.text):
            window = window_around(LONG, None, start)
            assert window.start <= start < window.end
            seen.append(LONG.text[start : window.end])
            start = window.end
        assert "".join(seen) == LONG.text
