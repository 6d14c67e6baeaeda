"""Findings -> a confidence: the share of answers with evidence like this one's that were right.

A logistic regression over a few kinds of evidence, fitted on other questions than the reader's weights were. It is one
fit for unlike corpora, and right only on average: of the answers shown in tests, with a mean confidence of about one
half, 0.49 were right on encyclopedia articles, 0.65 on web questions and 0.20 on news pages. Its numbers lie beside the
models in a small file that can be read by eye.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from importlib.resources import files

from citeleaf.errors import ModelError
from citeleaf.types import Evidence, Finding


@dataclass(frozen=True, slots=True)
class Calibration:
    """The weight of each kind of evidence, and the confidence from which on an answer is given."""

    intercept: float
    weights: Evidence
    threshold: float

    @classmethod
    def bundled(cls, reader: str = "sentence_reader") -> Calibration:
        """The calibration that is installed for ``reader``. Raises ModelError when it is damaged."""
        source = files("citeleaf.models").joinpath(f"{reader}.json")
        try:
            data = json.loads(source.read_text(encoding="utf-8"))
            weights = Evidence(**{field.name: float(data["weights"][field.name]) for field in fields(Evidence)})
            calibration = cls(float(data["intercept"]), weights, float(data["threshold"]))
            if not all(map(math.isfinite, (calibration.intercept, calibration.threshold, *astuple(weights)))):
                raise ValueError("not every number in it is one")
            return calibration
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"the calibration {source} cannot be read: {error!r}. Install Citeleaf again.") from error

    def confidence(self, evidence: Evidence) -> float:
        """Between 0 and 1."""
        total = self.intercept + sum(
            getattr(self.weights, field.name) * getattr(evidence, field.name) for field in fields(Evidence)
        )
        return 1 / (1 + math.exp(-total))


def gather(findings: Sequence[Finding]) -> Evidence:
    """The evidence for the first of ``findings``, of which there is at least one."""
    best = findings[0].scores
    said = _words(findings[0])
    runner_up = next((other.scores.reader for other in findings if _words(other) != said), 0.0)
    return Evidence(best.similarity, best.cover, best.reader - runner_up)


def _words(finding: Finding) -> str:
    """What a finding says: a second copy of a document says the same again, and speaks against nothing."""
    return finding.hit.passage.read(finding.answer)
