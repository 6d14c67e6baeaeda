"""Question and sentences -> how well the question's words are met there, by what they mean in their context.

Late interaction (Khattab and Zaharia, SIGIR 2020): each token of the question takes the token of the sentence that is
most similar to it. A question that is like one which the sentence answers, but asks for something else, differs from
that one in a word or two. No vector of a whole text shows that; here these words are the ones that meet nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from citeleaf.terms import word_spans
from citeleaf.types import Query, Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float32]

MISSED = 2
"""How many of the words that are missed most count: in a question of one more word than the sentence meets, one is
enough to make it another question, and the second tells that from an odd word."""

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

    ``maxsim`` is the mean over the question's tokens of their greatest cosine with one of the sentence's. ``missed`` is
    what the words that the sentence misses most say of the question: of a word, its inverse document frequency times
    what its greatest cosine lacks to 1, and of these the mean of the ``MISSED`` greatest.
    """

    maxsim: float
    missed: float


class Alignment:
    """One question beside one passage."""

    def __init__(self, similarities: Numbers, weights: Numbers, offsets: NDArray[np.int64]) -> None:
        """``similarities`` are of the question's tokens to the passage's, whose characters are ``offsets``.

        ``weights`` are of the question's tokens, 0 where one is of no content word.
        """
        self._similarities = similarities
        self._weights = weights
        self._offsets = offsets

    def met(self, sentence: Span) -> Met:
        """``sentence`` counts from the start of the passage's text. One that the encoder did not reach is given the
        whole passage's tokens, as it is not known what it would have met."""
        if not self._similarities.size:
            return Met(0.0, 0.0)
        inside = (self._offsets[:, 0] < sentence.end) & (self._offsets[:, 1] > sentence.start)
        best = self._similarities[:, inside if inside.any() else slice(None)].max(axis=1)
        missed = np.sort((self._weights * (1 - best))[self._weights > 0])[-MISSED:]
        return Met(float(best.mean()), float(missed.mean()) if len(missed) else 0.0)


def align(query: Query, texts: Sequence[str], encoder: TokenEncoder) -> list[Alignment]:
    """``query`` beside each of ``texts``."""
    question, *passages = encoder.encode_tokens([query.text, *texts])
    spoken = np.array([bool(_LETTER.match(query.text[start:end])) for start, end in question.offsets], dtype=bool)
    vectors, weights = question.vectors[spoken], _weights(query, question.offsets[spoken])
    return [Alignment(vectors @ each.vectors.T, weights, each.offsets) for each in passages]


def _weights(query: Query, offsets: NDArray[np.int64]) -> Numbers:
    """For each token the weight of the query's term that it is a part of."""
    by_word = {term.word.casefold(): term.weight for term in query.terms}
    weights = np.zeros(len(offsets), dtype=np.float32)
    for span in word_spans(query.text):
        inside = (offsets[:, 0] < span.end) & (offsets[:, 1] > span.start)
        weights[inside] = by_word.get(span.of(query.text).casefold(), 0.0)
    return weights
