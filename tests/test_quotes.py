"""Which sentences are quoted around an answer."""

from __future__ import annotations

from citeleaf.quotes import QUOTE_WORDS, Weighed, widen
from citeleaf.types import Span


def run(*sentences: tuple[str, float]) -> list[Weighed]:
    weighed, start = [], 0
    for text, value in sentences:
        weighed.append(Weighed(Span(start, start + len(text)), text, value))
        start += len(text) + 1
    return weighed


def quoted(sentences: list[Weighed], first: int, last: int) -> str:
    text = " ".join(sentence.text for sentence in sentences)
    return widen(sentences, first, last).of(text)


def test_the_better_neighbour_joins_first() -> None:
    passage = run(("A a.", 0), ("B b.", 1), ("C c.", 9), ("D d.", 2), ("E e.", 3))
    # three sentences at most: C, then D (2 beats 1), then E (3 beats 1)
    assert quoted(passage, 2, 2) == "C c. D d. E e."


def test_a_quote_stays_short() -> None:
    long = " ".join(["word"] * (QUOTE_WORDS - 1)) + "."
    assert quoted(run(("One two.", 5), (long, 9)), 0, 0) == "One two."
    assert quoted(run(("One.", 5), (long, 9)), 0, 0) == f"One. {long}"  # 1 + 49 words: exactly 50


def test_an_answer_over_several_sentences_is_quoted_whole() -> None:
    passage = run(("A a.", 0), ("B b.", 0), ("C c.", 0), ("D d.", 0), ("E e.", 0))
    assert quoted(passage, 0, 3) == "A a. B b. C c. D d."


def test_rows_that_do_not_end_as_sentences_stay_outside() -> None:
    assert quoted(run(("1949 | 12 members", 9), ("It grew.", 1), ("• more", 9)), 1, 1) == "It grew."
