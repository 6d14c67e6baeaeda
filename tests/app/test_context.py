"""A quote's surroundings: two sentences on either side, not beyond a heading, and no noise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from citeleaf.types import Block, BlockKind, Document, Span
from citeleaf_app.context import around, headings_above
from support import make_document

SENTENCES = ["One is here.", "Two is here.", "Three is here.", "Four is here.", "Five is here.", "Six is here."]
TEXT = " ".join(SENTENCES)


def context(document: Document, quote: str) -> str:
    start = document.text.index(quote)
    return around(document, Span(start, start + len(quote))).of(document.text)


@pytest.mark.parametrize(
    ("quote", "first", "last"), [("Three is here.", 0, 5), ("One is here.", 0, 3), ("Six is here.", 3, 6)]
)
def test_two_sentences_before_and_after(quote: str, first: int, last: int) -> None:
    """Of six sentences: around the third stand the first to the fifth."""
    assert context(make_document(TEXT), quote) == " ".join(SENTENCES[first:last])


def test_the_rest_of_a_sentence_that_is_quoted_in_part_counts_as_one() -> None:
    assert context(make_document(TEXT), "is here. Three") == "One is here. Two is here. Three is here. Four is here."


def test_they_are_found_across_paragraphs() -> None:
    document = make_document("One is here.", "Two is here.", "Three is here.", "Four is here. Five is here.", "Six.")
    assert context(document, "Three is here.") == "\n\n".join(
        ["One is here.", "Two is here.", "Three is here.", "Four is here. Five is here."]
    )


def test_not_beyond_a_heading() -> None:
    heading = BlockKind.HEADING
    document = make_document(
        "Before it all.", (heading, "History"), "One is here. Two is here.", (heading, "Trade"), "X."
    )
    assert context(document, "Two is here.") == "One is here. Two is here."


def test_noise_is_no_sentence_of_the_context() -> None:
    noise = (BlockKind.BOILERPLATE, "Subscribe now!")
    document = make_document("One is here.", noise, "Two is here.", "Three is here.")
    assert context(document, "Three is here.").startswith("One is here.")


def test_a_quote_that_is_the_document() -> None:
    assert context(make_document("One is here."), "One is here.") == "One is here."


def test_the_headings_above() -> None:
    parts = ["The book", "Part", "Chapter", "Words of it.", "Next part", "More of it."]
    document = make_document(*parts)
    levels = [0, 1, 2, 0, 1, 0]
    kinds = [BlockKind.TITLE, *[BlockKind.HEADING] * 2, BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.PARAGRAPH]
    blocks = tuple(
        Block(block.span, kind, level) for block, kind, level in zip(document.blocks, kinds, levels, strict=True)
    )
    document = replace(document, blocks=blocks)

    def above(words: str) -> list[str]:
        return [span.of(document.text) for span in headings_above(document, document.text.index(words))]

    assert above("Words of it.") == ["Part", "Chapter"]
    assert above("More of it.") == ["Next part"]
    assert above("Chapter") == ["Part"]
    assert above("The book") == []
