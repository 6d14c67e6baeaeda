"""Question and sentences -> how well the question's words are met there, by what they mean in their context.

Late interaction (Khattab and Zaharia, SIGIR 2020): each token of the question takes the token of the sentence that is
most similar to it. A question that is like one which the sentence answers, but asks for something else, differs from
that one in a word or two. No vector of a whole text shows that; here these words are the ones that meet nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from citeleaf.terms import word_spans
from citeleaf.types import Query, Span, Term

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float32]

WEAKEST = 3
"""So many of the question's tokens tell how well the worst are met: one alone may be an odd word."""

_LETTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """The n tokens of a text: unit vectors, shape (n, dimensions), and each one's characters, shape (n, 2)."""

    vectors: Numbers
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, vectors: Numbers, offsets: NDArray[np.int64]) -> TokenVectors:
        """Those of the tokens that stand in the text, from vectors of any length."""
        there = offsets[:, 1] > offsets[:, 0]
        chosen = vectors[there]
        lengths = np.linalg.norm(chosen, axis=1, keepdims=True)
        return cls((chosen / np.where(lengths == 0, 1, lengths)).astype(np.float32), offsets[there])


class TokenEncoder(Protocol):
    """What gives the tokens' vectors: see ``onnx_encoder.BundledEncoder``."""

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]: ...


@dataclass(frozen=True, slots=True)
class Met:
    """How well a sentence meets a question.

    ``maxsim`` is the mean over the question's tokens of their greatest cosine with one of the sentence's, and
    ``weakest`` the mean of the ``WEAKEST`` least of those that belong to its content words. How rare these words are
    does not count: that differs from corpus to corpus with their size.
    """

    maxsim: float
    weakest: float


class Alignment:
    """One question beside one passage."""

    def __init__(self, similarities: Numbers, telling: NDArray[np.bool_], offsets: NDArray[np.int64]) -> None:
        """``similarities`` are of the question's tokens to the passage's, whose characters are ``offsets``.

        ``telling`` are those of the question's that belong to its content words.
        """
        self._similarities = similarities
        self._telling = telling
        self._offsets = offsets

    def met(self, sentence: Span) -> Met:
        """``sentence`` counts from the start of the passage's text. One that the encoder did not reach is given the
        whole passage's tokens, as it is not known what it would have met."""
        if not self._similarities.size:
            return Met(0.0, 0.0)
        inside = (self._offsets[:, 0] < sentence.end) & (self._offsets[:, 1] > sentence.start)
        best = self._similarities[:, inside if inside.any() else slice(None)].max(axis=1)
        weakest = np.sort(best[self._telling if self._telling.any() else slice(None)])[:WEAKEST]
        return Met(float(best.mean()), float(weakest.mean()))


def align(query: Query, texts: Sequence[str], encoder: TokenEncoder) -> list[Alignment]:
    """``query`` beside each of ``texts``."""
    asked = unicodedata.normalize("NFC", query.text)  # as the query's terms are
    question, *passages = encoder.encode_tokens([asked, *texts])
    spoken = np.array([bool(_LETTER.match(asked[start:end])) for start, end in question.offsets], dtype=bool)
    vectors, telling = question.vectors[spoken], _telling(asked, query.terms, question.offsets[spoken])
    return [Alignment(vectors @ each.vectors.T, telling, each.offsets) for each in passages]


def _telling(asked: str, terms: Iterable[Term], offsets: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which tokens are a part of one of the query's terms."""
    words = {term.word.casefold() for term in terms}
    telling = np.zeros(len(offsets), dtype=np.bool_)
    for span in word_spans(asked):
        if span.of(asked).casefold() in words:
            telling |= (offsets[:, 0] < span.end) & (offsets[:, 1] > span.start)
    return telling
