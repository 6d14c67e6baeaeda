"""How well a sentence meets a question: the arithmetic over vectors made by hand, and what the real ones tell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from citeleaf.models.alignment import Met, TokenVectors, align
from citeleaf.models.onnx_encoder import BundledEncoder
from citeleaf.types import Span, Term
from support import make_query

WORDS = ("Elbe", "river", "Where", "flow", "stream")


class WordVectors:
    """Each word is a token; "stream" lies between "river" (at .8) and "flow" (at .6), all others at right angles."""

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        return [TokenVectors.of(*self._of(text)) for text in texts]

    def _of(self, text: str) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        found = list(re.finditer(r"\w+|\S", text))
        vectors = np.array([self._vector(each[0]) for each in found], np.float32).reshape(-1, 9)
        offsets = np.array([each.span() for each in found], np.int64).reshape(-1, 2)
        # as a tokenizer has it, the sequence is opened by a token that stands nowhere
        return np.vstack([np.ones((1, 9), np.float32), vectors]), np.vstack([np.zeros((1, 2), np.int64), offsets])

    def _vector(self, word: str) -> NDArray[np.float64]:
        vector = np.zeros(9)
        if word == "stream":
            vector[WORDS.index("river")], vector[WORDS.index("flow")] = 8, 6  # of any length
        else:
            vector[WORDS.index(word) if word in WORDS else 5 + len(word) % 4] = 3
        return vector


QUERY = make_query(
    "Where does the Elbe flow?",
    Term("Elbe", 4.0, known=True),
    Term("flow", 2.0, known=True),
    Term("x", 9.0, known=False),
)


def met(text: str, sentence: str) -> Met:
    (alignment,) = align(QUERY, [text], WordVectors())
    start = text.index(sentence)
    return alignment.met(Span(start, start + len(sentence)))


def test_each_token_takes_the_nearest_of_the_sentence() -> None:
    """Of the five words "Elbe" meets itself, "flow" meets "stream" at .6; "does" and "the" meet "dogs" and "map"."""
    found = met("Elbe stream dogs map. Where flow.", "Elbe stream dogs map.")
    assert found.maxsim == pytest.approx((0 + 1 + 1 + 1 + 0.6) / 5)
    assert found.weakest == pytest.approx((1 + 0.6) / 2)


def test_what_stands_elsewhere_in_the_passage_does_not_count() -> None:
    assert met("Where. Elbe flow.", "Where.").weakest == 0
    assert met("Where. Elbe flow.", "Elbe flow.").weakest == pytest.approx(1)


def test_a_sentence_that_was_not_read_is_given_the_whole_passage() -> None:
    (alignment,) = align(QUERY, ["Elbe"], WordVectors())
    assert alignment.met(Span(500, 600)) == alignment.met(Span(0, 4))


@pytest.mark.parametrize(("question", "text"), [("?!", "Elbe"), ("Elbe?", ""), ("", "")])
def test_where_nothing_is_to_compare_nothing_is_met(question: str, text: str) -> None:
    (alignment,) = align(make_query(question), [text], WordVectors())
    assert alignment.met(Span(0, 4)) == Met(0.0, 0.0)


def test_accents_may_be_composed_or_not() -> None:
    terms = (Term("Zürich", 3.0, known=True), Term("treaty", 2.0, known=True))
    text = "The treaty was signed in Paris."
    found = [
        align(
            make_query(unicodedata.normalize(form, "When was the treaty signed in Zürich?"), *terms), [text], encoder()
        )
        for form in ("NFC", "NFD")
    ]
    one, other = (alignment.met(Span(0, len(text))) for (alignment,) in found)
    assert one == other
    assert one.weakest < 0.8  # "Zürich" is among the words that count


def test_no_passages_are_no_alignments() -> None:
    assert align(QUERY, [], WordVectors()) == []


@cache
def encoder() -> BundledEncoder:
    return BundledEncoder()


def of_real(question: str, *weights: float) -> Met:
    words = re.findall(r"[A-Z]?[a-z]+", question)[-len(weights) :]
    terms = (Term(word, weight, known=True) for word, weight in zip(words, weights, strict=True))
    text = "The treaty was signed in 1973, after the war. Nobody came to the border."
    (alignment,) = align(make_query(question, *terms), [text], encoder())
    return alignment.met(Span(0, 45))


def test_a_question_of_another_thing_misses_more_than_one_in_other_words() -> None:
    """The words "agreement" and "signed" stand for what the sentence says, "copied" and "cake" for nothing in it."""
    asked, reworded = of_real("When was the treaty signed", 3, 3), of_real("When was the agreement signed", 3, 3)
    other, odd = of_real("When was the treaty copied", 3, 3), of_real("When was the cake signed", 3, 3)
    assert asked.weakest > reworded.weakest > max(other.weakest, odd.weakest)
    assert asked.maxsim > reworded.maxsim > max(other.maxsim, odd.maxsim)
