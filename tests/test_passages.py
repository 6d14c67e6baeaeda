"""Where passages begin and end, and what stands above them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from citeleaf.passages import WORDS, for_encoder, split
from citeleaf.sentences import sentences, word_count
from citeleaf.types import Block, BlockKind, Document, Span, document_id
from support import make_document, make_passage

TITLE, HEADING, PARAGRAPH, LIST_ITEM, BOILERPLATE = (
    BlockKind.TITLE,
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.LIST_ITEM,
    BlockKind.BOILERPLATE,
)


def prose(words: int, sentence: int = 10) -> str:
    """So many words, in sentences of ``sentence`` words."""
    one = " ".join(["Here", *["word"] * (sentence - 2), "ends."])
    return " ".join([one] * (words // sentence))


def lengths(document: Document, words: int = WORDS) -> list[int]:
    return [word_count(passage.text) for passage in split(document, words)]


class TestLength:
    def test_one_short_paragraph_is_one_passage(self) -> None:
        document = make_document("It is short. It is all there is.")
        (passage,) = split(document)
        assert passage.text == "It is short. It is all there is."
        assert passage.id == f"{document.id}:0-{len(passage.text)}"

    def test_a_long_paragraph_is_parted_evenly(self) -> None:
        # 250 words: two passages cost least, and of them 130 and 120, or 120 and 130
        assert sorted(lengths(make_document(prose(250)))) == [120, 130]

    def test_small_paragraphs_are_gathered(self) -> None:
        # 12 paragraphs of 20 words are twice 120
        assert lengths(make_document(*[prose(20)] * 12)) == [120, 120]

    def test_a_passage_ends_with_a_paragraph_where_it_can(self) -> None:
        # 100 + 140, each within bounds, and not 120 + 120 through the middle of the second
        assert lengths(make_document(prose(100), prose(140))) == [100, 140]

    def test_a_sentence_that_is_longer_than_wanted_stands_alone(self) -> None:
        assert lengths(make_document(prose(30), prose(45, sentence=45), prose(30)), words=30) == [30, 45, 30]

    @settings(deadline=None)
    @given(sizes=st.lists(st.integers(3, 15), min_size=1, max_size=80), words=st.sampled_from([60, 120]))
    def test_within_a_third_of_what_is_wanted_wherever_the_section_allows(self, sizes: list[int], words: int) -> None:
        """One paragraph, whose sentences are short enough to be gathered at will."""
        found = lengths(make_document(" ".join(prose(size, sentence=size) for size in sizes)), words)
        assert sum(found) == sum(sizes)
        assert all(length <= words * 4 / 3 for length in found)
        if len(found) > 1:  # a cut may miss its best place by half a sentence, at either end
            assert all(length >= words * 2 / 3 - 15 for length in found)


class TestBounds:
    def test_a_heading_parts_and_stands_above(self) -> None:
        document = make_document(
            (TITLE, "The pact"), "Before.", (HEADING, "Founding"), "It was founded.", (HEADING, "Today"), "It holds."
        )
        found = [(passage.headings, passage.text) for passage in split(document)]
        assert found == [((), "Before."), (("Founding",), "It was founded."), (("Today",), "It holds.")]

    def test_boilerplate_parts_and_is_in_no_passage(self) -> None:
        document = make_document("It was founded.", (BOILERPLATE, "Advertisement"), "It holds.")
        assert [passage.text for passage in split(document)] == ["It was founded.", "It holds."]

    def test_items_of_a_list_are_gathered(self) -> None:
        document = make_document("It has:", (LIST_ITEM, "- a base"), (LIST_ITEM, "- a school"))
        assert [passage.text for passage in split(document)] == ["It has:\n\n- a base\n\n- a school"]

    def test_a_passage_is_on_the_page_it_begins_on(self) -> None:
        text = "It begins. It goes on."
        blocks = (
            Block(Span(0, 10), PARAGRAPH, page=3),
            Block(Span(11, 22), PARAGRAPH, page=4),
        )
        document = Document(document_id("a.pdf"), "a.pdf", "", text, blocks, "", None, "en", "application/pdf")
        (passage,) = split(document)
        assert (passage.text, passage.page) == (text, 3)

    def test_blocks_without_text_are_nothing(self) -> None:
        text = "One. Two."
        blocks = (Block(Span(0, 4), PARAGRAPH), Block(Span(4, 4), PARAGRAPH), Block(Span(4, 5), PARAGRAPH))
        document = Document(document_id("a.txt"), "a.txt", "", text, blocks, "", None, "en", "text/plain")
        assert [passage.text for passage in split(document)] == ["One."]


class TestHeadings:
    def nested(self) -> Document:
        text = "# A\nOne.\n## B\nTwo.\n### C\nThree.\n## D\nFour.\n# E\nFive.\n"
        blocks = []
        start = 0
        for line in text.splitlines():
            level = line.count("#")
            kind = HEADING if level else PARAGRAPH
            blocks.append(Block(Span(start, start + len(line)), kind, level))
            start += len(line) + 1
        return Document(document_id("a.md"), "a.md", "", text, tuple(blocks), "A", None, "en", "text/markdown")

    def test_are_those_of_every_level_above(self) -> None:
        found = {passage.text: passage.headings for passage in split(self.nested())}
        # "A" is the title too, which stands above every passage already
        assert found == {"One.": (), "Two.": ("B",), "Three.": ("B", "C"), "Four.": ("D",), "Five.": ("E",)}

    def test_without_words_are_none(self) -> None:
        document = make_document((HEADING, "##"), "It holds.")
        assert [passage.headings for passage in split(document)] == [()]

    def test_title_and_headings_are_read_before_the_text(self) -> None:
        assert for_encoder(make_passage("It holds.", title="The pact", headings=("Today",))) == (
            "The pact\nToday\nIt holds."
        )
        assert for_encoder(make_passage("It holds.")) == "It holds."


class TestNothingToSplit:
    def test_no_blocks(self) -> None:
        assert split(make_document()) == []

    def test_nothing_but_boilerplate(self) -> None:
        assert split(make_document((BOILERPLATE, "Advertisement"))) == []

    def test_nothing_but_headings_is_all_content(self) -> None:
        document = make_document((TITLE, "The pact holds"), (BOILERPLATE, "Menu"), (HEADING, "Nobody has left it"))
        assert [passage.text for passage in split(document)] == ["The pact holds", "Nobody has left it"]


words = st.text(alphabet='Aab1.?!"“”—–,;:()é\u0301👍🏽שמ中。؟\r\n ', max_size=40)
parts = st.tuples(st.sampled_from(BlockKind), words | st.integers(10, 200).map(lambda count: prose(count)))


@settings(deadline=None)
@given(
    parts=st.lists(parts, max_size=12), language=st.sampled_from(["en", "ar", "zh", None]), words=st.integers(1, 150)
)
def test_the_laws_of_passages(parts: list[tuple[BlockKind, str]], language: str | None, words: int) -> None:
    document = make_document(*parts, language=language)
    passages = split(document, words)
    assert passages == split(document, words), "the same document gives the same passages"
    assert len({passage.id for passage in passages}) == len(passages)
    content = [block for block in document.blocks if block.kind not in (TITLE, HEADING, BOILERPLATE)]
    content = content or [block for block in document.blocks if block.kind is not BOILERPLATE]
    units = [span for block in content for span in sentences(document.text, block.span, language)]
    held = [span for passage in passages for span in units if passage.span.contains(span)]
    assert held == units, "every sentence of the content is whole in exactly one passage, in order"
    for passage in passages:
        assert document.text[passage.span.start : passage.span.end] == passage.text
        assert passage.span.start in {unit.start for unit in units}
        assert passage.span.end in {unit.end for unit in units}
        for block in document.blocks:
            outside = block not in content and len(block.span)
            assert not (outside and block.span.overlaps(passage.span)), "no heading and no noise within a passage"
