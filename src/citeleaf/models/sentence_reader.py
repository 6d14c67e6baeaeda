"""A reader without training: the sentence that is most like the question, in meaning and in wording.

It is the baseline that trained readers are compared with. Four kinds of evidence are added up, each between 0 and 1:
the cosine between question and sentence, the share of the question's content words that the sentence holds, the
share that its passage holds, and where the search ranked the passage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from citeleaf.protocols import Encoder
from citeleaf.quotes import weigh, widen
from citeleaf.sentences import sentences
from citeleaf.terms import stem, words_of
from citeleaf.types import Finding, Hit, Query, Scores, Span

SENTENCE_COVER = 0.9
PASSAGE_COVER = 0.8
RANK = 0.45
"""Weights beside the cosine's 1, from a conditional logit over the sentences that were retrieved for 1,500 training
questions on encyclopedia articles."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    hit: Hit
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class _Scored:
    sentence: _Sentence
    scores: Scores


class SentenceReader:
    """Answers with one sentence, and quotes it with its best neighbours up to about fifty words."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def read(self, query: Query, hits: Sequence[Hit]) -> list[Finding]:
        """A finding for every sentence of ``hits``, best first; ties go by path and position."""
        found = [sentence for hit in hits for sentence in _sentences(hit)]
        if not found:
            return []
        vectors = self._encoder.encode_passages([sentence.text for sentence in found])
        similarities = vectors @ self._encoder.encode_questions([query.text])[0]
        weights = {stem(term.word): term.weight for term in query.terms}
        covers = {hit.passage.id: _cover(weights, f"{hit.passage.context} {hit.passage.text}") for hit in hits}
        scored = [
            _score(sentence, float(similarity), weights, covers[sentence.hit.passage.id])
            for sentence, similarity in zip(found, similarities, strict=True)
        ]
        findings = [
            finding
            for _, group in groupby(scored, key=lambda each: each.sentence.hit.passage.id)
            for finding in _quoted(list(group))
        ]
        return sorted(findings, key=lambda found: (-found.scores.reader, found.hit.passage.path, found.answer))


def _sentences(hit: Hit) -> list[_Sentence]:
    passage = hit.passage
    found = sentences(passage.text, language=passage.language)
    return [_Sentence(hit, span.shifted(passage.span.start), span.of(passage.text)) for span in found]


def _quoted(scored: Sequence[_Scored]) -> list[Finding]:
    """The findings of one passage, of which ``scored`` are all sentences."""
    passage = scored[0].sentence.hit.passage
    offset = passage.span.start
    spans = [each.sentence.span.shifted(-offset) for each in scored]
    run = weigh(passage.text, spans, [each.scores.reader for each in scored])
    return [
        Finding(each.sentence.hit, each.sentence.span, widen(run, at, at).shifted(offset), each.scores)
        for at, each in enumerate(scored)
    ]


def _score(sentence: _Sentence, similarity: float, weights: Mapping[str, float], passage_cover: float) -> _Scored:
    cover = _cover(weights, sentence.text)
    reader = similarity + SENTENCE_COVER * cover + PASSAGE_COVER * passage_cover
    reader += RANK * sentence.hit.score
    return _Scored(sentence, Scores(reader, similarity, cover))


def _cover(weights: Mapping[str, float], text: str) -> float:
    """The share, by weight, of the question's content words that ``text`` holds in any inflection."""
    held = {stem(word) for word in words_of(text)}
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in held) / total if total else 0.0
