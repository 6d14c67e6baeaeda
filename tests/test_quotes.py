"""Which sentences are quoted around an answer."""

from __future__ import annotations

from collections.abc import Sequence

from citeleaf.quotes import QUOTE_WORDS, weigh, widen
from citeleaf.types import Span

Sentence = tuple[str, float]
"""A sentence, and how much speaks for it."""


def quoted(first: int, last: int, *paragraphs: Sequence[Sentence]) -> str:
    """The quote around the sentences ``first`` to ``last`` of a passage."""
    text = ""
    spans: list[Span] = []
    for paragraph in paragraphs:
        for sentence, _ in paragraph:
            text += " " if spans and spans[-1].end == len(text) else ""
            spans.append(Span(len(text), len(text) + len(sentence)))
            text += sentence
        text += "\n\n"
    values = [value for paragraph in paragraphs for _, value in paragraph]
    return widen(weigh(text, spans, values), first, last).of(text)


def test_the_better_neighbour_joins_first() -> None:
    passage = [("A a.", 0), ("B b.", 1), ("C c.", 9), ("D d.", 2), ("E e.", 3)]
    # three sentences at most: C, then D (2 beats 1), then E (3 beats 1)
    assert quoted(2, 2, passage) == "C c. D d. E e."


def test_a_quote_stays_short() -> None:
    long = " ".join(["word"] * (QUOTE_WORDS - 1)) + "."
    assert quoted(0, 0, [("One two.", 5), (long, 9)]) == "One two."
    assert quoted(0, 0, [("One.", 5), (long, 9)]) == f"One. {long}"  # 1 + 49 words: exactly 50


def test_an_answer_over_several_sentences_is_quoted_whole() -> None:
    passage = [("A a.", 0), ("B b.", 0), ("C c.", 0), ("D d.", 0), ("E e.", 0)]
    assert quoted(0, 3, passage) == "A a. B b. C c. D d."
    assert quoted(1, 2, passage[:2], passage[2:]) == "B b.\n\nC c. D d."


def test_rows_that_do_not_end_as_sentences_stay_outside() -> None:
    assert quoted(1, 1, [("1949 | 12 members", 9), ("It grew.", 1), ("• more", 9)]) == "It grew."


def test_the_end_of_one_paragraph_and_the_beginning_of_another_stay_outside() -> None:
    before, here, after = [("A a.", 9), ("B b.", 9)], [("C c.", 1)], [("D d.", 9), ("E e.", 9)]
    assert quoted(2, 2, before, here, after) == "C c."
    assert quoted(2, 2, before, [*here, ("F f.", 0)], after) == "C c. F f."


def test_a_paragraph_of_one_sentence_joins_its_neighbours() -> None:
    assert quoted(2, 2, [("A a.", 0), ("B b.", 0)], [("C c.", 1)], [("D d.", 2)]) == "C c.\n\nD d."
    assert quoted(1, 1, [("A a.", 2)], [("B b.", 1)], [("C c.", 0), ("D d.", 0)]) == "A a.\n\nB b."


def test_lines_of_one_paragraph_are_not_paragraphs() -> None:
    text = "A a.\nB b. C c."
    assert widen(weigh(text, [Span(0, 4), Span(5, 9), Span(10, 14)], [0, 1, 0]), 1, 1).of(text) == text


def test_a_row_brings_the_head_of_its_table_while_the_quote_stays_short() -> None:
    head, long = "| Berth | Fee |", "| " + "word " * (QUOTE_WORDS - 4) + "|"
    assert quoted(3, 3, [("It is so.", 9), (head, 0), ("| A1 | 3 |", 0), ("| A2 | 4 |", 1)]).startswith(head)
    # two words of the head, 46 and 2: exactly 50; with two more of another row, 52
    assert quoted(2, 2, [(head, 0), (long, 0), ("| A2 | 4 |", 1)]).startswith(head)
    assert quoted(3, 3, [(head, 0), (long, 0), ("| A1 | 3 |", 0), ("| A2 | 4 |", 1)]) == "| A2 | 4 |"
