"""The trained reader: the exact words that answer, sentence by sentence, on one scale for all passages of a question.

A model marks for every token how likely an answer starts and ends there, and for every passage how likely it holds
none (``span_scorer``). Here these become findings. What is believed of a span is a weighted sum of its score, which
was trained to compare between passages, of what the search thinks of its passage (Yang et al., NAACL 2019), and of how
well the sentences to quote meet the question's words (``alignment``).
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from citeleaf.echoes import Asked
from citeleaf.matching import Wanted, cover, wanted
from citeleaf.models.alignment import Met, TokenEncoder, align
from citeleaf.models.candidates import Candidate, answering, candidates, span_values
from citeleaf.models.weights import weights_in
from citeleaf.quotes import weigh, widen
from citeleaf.rivals import standing
from citeleaf.sentences import sentences
from citeleaf.types import Finding, Hit, Query, Scores, Span

if TYPE_CHECKING:
    from citeleaf.models.span_scorer import TokenScores

ALIGNED = 4
"""Passages whose sentences are compared with the question word by word. With all ten that are read, answers were
neither better nor surer, and took longer."""
PER_PASSAGE = 4
"""Findings kept of a passage, each from another sentence."""


class Scorer(Protocol):
    """What reads: see ``span_scorer.SpanScorer``."""

    def score(self, question: str, passages: Sequence[tuple[str, str]]) -> list[TokenScores]: ...


@dataclass(frozen=True, slots=True)
class Belief:
    """What speaks for a finding, or the weight of each in the log odds.

    ``span`` is the reader's own score of the words, ``search`` the search's of their passage, and ``maxsim`` how near
    the sentences to quote come to each of the question's tokens.
    """

    span: float
    search: float
    maxsim: float = 0.0

    @classmethod
    def bundled(cls) -> Belief:
        """The weights that are installed. Raises ModelError when their file is damaged."""
        with weights_in("span_reader.json") as text:
            belief = json.loads(text)["belief"]
            return cls(*(float(belief[field.name]) for field in fields(cls)))

    @classmethod
    def in_(cls, finding: Finding) -> Belief:
        """What speaks for ``finding``."""
        return cls(finding.scores.span, finding.hit.score, finding.scores.maxsim)

    def logit(self, finding: Finding) -> float:
        its = Belief.in_(finding)
        return self.span * its.span + self.search * its.search + self.maxsim * its.maxsim


class SpanReader:
    """A ``protocols.Reader`` that answers with the shortest span and quotes the sentences around it."""

    def __init__(self, scorer: Scorer, encoder: TokenEncoder, belief: Belief | None = None) -> None:
        """``belief`` is the bundled one where none is given."""
        self._scorer = scorer
        self._encoder = encoder
        self._belief = belief or Belief.bundled()

    def read(self, query: Query, hits: Sequence[Hit]) -> list[Finding]:
        """Up to ``PER_PASSAGE`` findings a passage, best first; ties go by path and position.

        A finding's ``scores.reader`` is its share of all that is believed, from 0 to 1.
        """
        if not hits:
            return []
        scored = self._scorer.score(query.text, [(hit.passage.context, hit.passage.text) for hit in hits])
        sought, asked = wanted(query), Asked.by(query.text)
        findings = [
            finding
            for hit, scores in zip(hits, scored, strict=True)
            for finding in _findings(sought, asked, hit, scores)
        ]
        if not findings:  # in passages of characters that the tokenizer knows nothing of, or of the question alone
            return []
        found = believed(self._met(query, standing(query.text, findings)), self._belief)
        found.sort(key=lambda each: (-each.scores.logit, each.hit.passage.path, each.answer))
        return self._read_again(query, asked, found)

    def _read_again(self, query: Query, asked: Asked, findings: Sequence[Finding]) -> list[Finding]:
        """The findings with what the quote of the first says when there is nothing else to read.

        What surrounds a quote makes up for what it lacks: with one word of the question changed, a passage may still
        look right, and its sentence no longer. The confidence is that of the first; to the others it is given as well,
        for a fit that puts another one first.
        """
        best = findings[0]
        passage = best.hit.passage
        quote = passage.context, passage.read(best.sentence)
        spans = sentences(quote[1], language=passage.language)
        (scores,) = self._scorer.score(query.text, [quote])
        values = span_values(scores)
        possible = answering(asked, quote[1], spans, scores)
        alone = float((values[possible] if possible.any() else values).max()) - scores.no_answer
        return [replace(found, scores=replace(found.scores, alone=alone)) for found in findings]

    def _met(self, query: Query, findings: Sequence[Finding]) -> list[Finding]:
        """The findings with how well they meet the question: those of the ``ALIGNED`` passages that lead without it.

        All others are taken to meet it no better than the worst of these, and so can still not lead.
        """
        best: dict[str, float] = {}
        for finding in findings:
            identity = finding.hit.passage.id
            best[identity] = max(best.get(identity, -math.inf), self._belief.logit(finding))
        leading = sorted(best, key=lambda identity: (-best[identity], identity))[:ALIGNED]
        passages = {finding.hit.passage.id: finding.hit.passage for finding in findings}
        aligned = align(query, [passages[identity].text for identity in leading], self._encoder)
        alignments = dict(zip(leading, aligned, strict=True))
        met = {
            at: alignments[finding.hit.passage.id].met(finding.sentence.shifted(-finding.hit.passage.span.start))
            for at, finding in enumerate(findings)
            if finding.hit.passage.id in alignments
        }
        least = Met(min(each.maxsim for each in met.values()), min(each.weakest for each in met.values()))
        return [
            replace(finding, scores=replace(finding.scores, **asdict(met.get(at, least))))
            for at, finding in enumerate(findings)
        ]


def _findings(sought: Wanted, asked: Asked, hit: Hit, scores: TokenScores) -> list[Finding]:
    """The passage's findings, of which nothing is believed yet.

    A question that answers nothing may still stand in a quote: before its answer, it says what is answered.
    """
    passage = hit.passage
    spans = sentences(passage.text, language=passage.language)
    values = span_values(scores)
    beside = {each.first: each.value for each in candidates(passage.text, spans, scores.offsets, values)}
    run = weigh(passage.text, spans, [beside.get(at, -math.inf) for at in range(len(spans))])
    values[~answering(asked, passage.text, spans, scores)] = -np.inf
    found = candidates(passage.text, spans, scores.offsets, values)
    best = sorted(found, key=lambda each: (-each.value, each.span))[:PER_PASSAGE]
    return [_finding(sought, hit, each, widen(run, each.first, each.last), scores.no_answer) for each in best]


def _finding(sought: Wanted, hit: Hit, candidate: Candidate, sentence: Span, no_answer: float) -> Finding:
    offset = hit.passage.span.start
    scores = Scores(
        reader=0.0,
        similarity=hit.match.similarity,
        cover=cover(sought, sentence.of(hit.passage.text)),
        span=candidate.value,
        no_answer=no_answer,
    )
    return Finding(hit, candidate.span.shifted(offset), sentence.shifted(offset), scores)


def believed(findings: Sequence[Finding], belief: Belief) -> list[Finding]:
    """The same findings of one question, in their order, with what is believed of each and its share (softmax)."""
    logits = [belief.logit(finding) for finding in findings]
    highest = max(logits, default=0.0)
    whole = sum(math.exp(logit - highest) for logit in logits)
    return [
        replace(finding, scores=replace(finding.scores, logit=logit, reader=math.exp(logit - highest) / whole))
        for finding, logit in zip(findings, logits, strict=True)
    ]
