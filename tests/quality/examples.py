"""Trials for the tests of this folder, of which each sets only what it is about."""

from __future__ import annotations

from citeleaf.evaluate import Row
from quality.trials import Trial

QUOTE = "Bees make honey."


def make_trial(
    *,
    answerable: bool = True,
    right: bool = True,
    answered: bool = True,
    confidence: float = 0.5,
    evidence_rank: int | None = 1,
    has_evidence: bool = True,
    evidence_read: bool = True,
    reranked: int | None = 1,
    reader_score: float | None = 0.0,
) -> Trial:
    """A question answered right, unless told otherwise."""
    row = Row(
        id="1",
        question="Who makes honey?",
        understood="Who makes honey?",
        answered=answered,
        confidence=confidence,
        right=answerable and right,
        answer="Bees" if answered else None,
        answers=("Bees",) if answerable else (),
        evidence_rank=evidence_rank if answerable else None,
        quote_hit=right and answered if answerable else None,
        quote_hit_any=right and answered if answerable else None,
        exact_match=answered if answerable else None,
        f1=float(answered) if answerable else None,
        path="bees.txt",
        start=0,
        end=len(QUOTE),
        quote=QUOTE,
        milliseconds=1.0,
        reason=None if answered else "withheld",
    )
    return Trial(row, has_evidence, evidence_read, reranked, reader_score)
