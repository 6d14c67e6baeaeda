"""Findings -> a confidence: the share of answers with evidence like this one's that were right.

A logistic regression over the evidence of search and reader together, fitted on other questions than the reader was
trained on (Kamath, Jia and Liang, ACL 2020, on why a reader's own belief is not enough). Its numbers lie beside the
models in a small file that can be read by eye, with the thresholds of three policies.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields

from citeleaf.excerpts import said
from citeleaf.metrics import normalise
from citeleaf.mismatches import mismatches
from citeleaf.models.weights import weights_in
from citeleaf.question_kinds import QuestionKind, kind_of
from citeleaf.sentences import word_count
from citeleaf.types import Evidence, Finding, Policy, Query


@dataclass(frozen=True, slots=True)
class Calibration:
    """The weight of each kind of evidence, and the confidence from which on each policy gives an answer."""

    intercept: float
    weights: Evidence
    thresholds: Mapping[Policy, float]

    @classmethod
    def bundled(cls, reader: str) -> Calibration:
        """The calibration that is installed for ``reader``. Raises ModelError when it is damaged."""
        with weights_in(f"{reader}.json") as text:
            data = json.loads(text)
            weights = Evidence(**{name: float(weight) for name, weight in data["weights"].items()})
            thresholds = {policy: float(data["thresholds"][policy]) for policy in Policy}
            calibration = cls(float(data["intercept"]), weights, thresholds)
            if not all(map(math.isfinite, (calibration.intercept, *thresholds.values(), *astuple(weights)))):
                raise ValueError("not every number in it is one")
            return calibration

    def confidence(self, evidence: Evidence) -> float:
        """Between 0 and 1."""
        total = self.intercept + sum(
            getattr(self.weights, field.name) * getattr(evidence, field.name) for field in fields(Evidence)
        )
        return 1 / (1 + math.exp(-max(-500.0, min(500.0, total))))


_NO_SPAN = (QuestionKind.WHY, QuestionKind.HOW, QuestionKind.DEFINITION)
_LEAST_SHARE = 1e-6
"""What is believed less counts as this much: its logarithm would outweigh all else."""


def gather(query: Query, findings: Sequence[Finding]) -> Evidence:
    """The evidence for the first of ``findings``, of which there is at least one."""
    best = findings[0]
    words = [normalise(said(finding)) for finding in findings]
    rival = next((other.scores.reader for other, its in zip(findings, words, strict=True) if its != words[0]), 0.0)
    missed = mismatches(query, best)
    return Evidence(
        similarity=best.scores.similarity,
        cover=best.scores.cover,
        margin=best.scores.reader - rival,
        share=math.log(max(_believed_there(findings, words), _LEAST_SHARE)),
        explains=float(kind_of(query.text) in _NO_SPAN),
        lead=_lead(findings),
        length=math.log1p(word_count(said(best))),
        weakest=best.scores.weakest,
        alone=best.scores.alone,
        numbers=float(missed.numbers),
        names=float(missed.names),
        absent=float(missed.absent),
        opposite=float(missed.opposite),
        undenied=float(missed.undenied),
        denied=float(missed.denied),
    )


def _lead(findings: Sequence[Finding]) -> float:
    """How far the search puts the first finding's passage above the best of the others', or below it."""
    best = findings[0].hit
    others = (finding.hit.score for finding in findings if finding.hit.passage.id != best.passage.id)
    return best.score - max(others, default=0.0)


def _believed_there(findings: Sequence[Finding], words: Sequence[str]) -> float:
    """The reader's scores of what the first finding's quote holds, and of what says the same elsewhere.

    A second copy of a document speaks against nothing.
    """
    best = findings[0]
    document = best.hit.passage.document_id
    return sum(
        found.scores.reader
        for found, its in zip(findings, words, strict=True)
        if its == words[0] or (found.hit.passage.document_id == document and best.sentence.contains(found.answer))
    )
