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
from importlib.resources import files

from citeleaf.errors import ModelError
from citeleaf.metrics import normalise
from citeleaf.question_kinds import QuestionKind, kind_of
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
        source = files("citeleaf.models").joinpath(f"{reader}.json")
        try:
            data = json.loads(source.read_text(encoding="utf-8"))
            weights = Evidence(**{name: float(weight) for name, weight in data["weights"].items()})
            thresholds = {policy: float(data["thresholds"][policy]) for policy in Policy}
            calibration = cls(float(data["intercept"]), weights, thresholds)
            if not all(map(math.isfinite, (calibration.intercept, *thresholds.values(), *astuple(weights)))):
                raise ValueError("not every number in it is one")
            return calibration
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"the calibration {source} cannot be read: {error!r}. Install Citeleaf again.") from error

    def confidence(self, evidence: Evidence) -> float:
        """Between 0 and 1."""
        total = self.intercept + sum(
            getattr(self.weights, field.name) * getattr(evidence, field.name) for field in fields(Evidence)
        )
        return 1 / (1 + math.exp(-max(-500.0, min(500.0, total))))


_NO_SPAN = (QuestionKind.WHY, QuestionKind.HOW, QuestionKind.DEFINITION)
_WIDEST_LEAD = 8.0
"""As log odds: beyond it, a lead says no more."""
_AGREES = 0.05
"""The share of the best finding's belief that another must have to count as read rather than met by chance."""
_MOST_AGREEING = 2
_LEAST_SHARE = 1e-6


def gather(query: Query, findings: Sequence[Finding]) -> Evidence:
    """The evidence for the first of ``findings``, of which there is at least one."""
    best = findings[0]
    said = _words(best)
    others = [other for other in findings if _words(other) != said]
    near = [found for found in findings if found.scores.reader >= _AGREES * best.scores.reader]
    same = {found.hit.passage.id for found in near if _words(found) == said}
    rival = others[0].scores if others else None
    whole = sum(term.weight for term in query.terms)
    return Evidence(
        similarity=best.scores.similarity,
        cover=best.scores.cover,
        margin=best.scores.reader - (rival.reader if rival else 0.0),
        logit=best.scores.logit,
        lead=min(_WIDEST_LEAD, best.scores.logit - rival.logit) if rival else _WIDEST_LEAD,
        presence=best.scores.span - best.scores.no_answer,
        share=math.log(max(_believed_there(best, findings), _LEAST_SHARE)) if best.scores.logit else 0.0,
        agreement=float(min(len(same - {best.hit.passage.id}), _MOST_AGREEING)),
        focus=best.hit.match.focus,
        names=best.hit.match.names,
        pairs=best.hit.match.pairs,
        unknown=sum(term.weight for term in query.terms if not term.known) / whole if whole else 0.0,
        explains=float(kind_of(query.text) in _NO_SPAN),
    )


def _believed_there(best: Finding, findings: Sequence[Finding]) -> float:
    """The share of all that is believed which its quote holds, or which says the same elsewhere."""
    said, document = _words(best), best.hit.passage.document_id
    return sum(
        found.scores.reader
        for found in findings
        if _words(found) == said or (found.hit.passage.document_id == document and best.sentence.contains(found.answer))
    )


def _words(finding: Finding) -> str:
    """What a finding says: a second copy of a document says the same again, and speaks against nothing."""
    return normalise(finding.hit.passage.read(finding.answer))
