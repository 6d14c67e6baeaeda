"""One question asked of one variant, and what was seen on the way to its answer.

A trial is a row of ``evaluate`` with what only the reader knows, and can be written and read again.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

from citeleaf.assistant import Assistant
from citeleaf.evaluate import Evaluation, Row, evaluate
from citeleaf.metrics import Prediction
from citeleaf.questions import Question
from citeleaf.types import Passage, Scores
from quality.variants import WatchedReader


@dataclass(frozen=True, slots=True)
class Trial:
    """A row, and below it what the reader did with the question.

    ``has_evidence``: the question names places, so that it can be said where they got lost. ``evidence_read``: the
    reader was given one of them. ``reranked``: the rank, from 1, of the first passage with evidence when passages
    are in the order of the reader's findings; None where it was not read. ``reader_score``: the best finding's
    ``own_score``; None where nothing was found.
    """

    row: Row
    has_evidence: bool
    evidence_read: bool
    reranked: int | None
    reader_score: float | None

    @property
    def answerable(self) -> bool:
        return bool(self.row.answers)

    @property
    def calibrated(self) -> Prediction:
        return Prediction(self.row.confidence, self.row.right)

    @property
    def uncalibrated(self) -> Prediction:
        """The reader's own score through the logistic function: what a confidence would be without a calibration."""
        score = self.reader_score
        return Prediction(0.0 if score is None else squash(score), self.row.right)

    def as_json(self) -> str:
        """One JSON object on one line."""
        return json.dumps(asdict(self), allow_nan=False, ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> Trial:
        stored = json.loads(line)
        row = stored.pop("row")
        return cls(Row(**{**row, "answers": tuple(row["answers"])}), **stored)


def own_score(scores: Scores) -> float:
    """What the reader alone thinks of its finding, without the search.

    A trained one says by how much the words outdo "no answer", as log odds (Devlin et al. 2019, section 4.3).
    """
    return scores.span - scores.no_answer if scores.logit else scores.reader


def squash(score: float) -> float:
    """The logistic function, which does not overflow for a very negative score."""
    return 1 / (1 + math.exp(-score)) if score >= 0 else math.exp(score) / (1 + math.exp(score))


def run_trials(
    assistant: Assistant,
    reader: WatchedReader,
    questions: Sequence[Question],
    *,
    ingest_seconds: float | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Evaluation, list[Trial]]:
    """Ask every question; ``reader`` is the one that ``assistant`` reads with."""
    trials: list[Trial] = []

    def keep(row: Row) -> None:
        trials.append(_trial(questions[len(trials)], row, reader))
        reader.forget()  # a question that nothing is found for is not read

    evaluation = evaluate(assistant, questions, ingest_seconds=ingest_seconds, rows=keep, progress=progress)
    return evaluation, trials


def _trial(question: Question, row: Row, reader: WatchedReader) -> Trial:
    by_finding = dict.fromkeys(finding.hit.passage for finding in reader.findings)
    return Trial(
        row=row,
        has_evidence=bool(question.evidence),
        evidence_read=_first(question, (hit.passage for hit in reader.given)) is not None,
        reranked=_first(question, by_finding),
        reader_score=own_score(reader.findings[0].scores) if reader.findings else None,
    )


def _first(question: Question, passages: Iterable[Passage]) -> int | None:
    """The rank, from 1, of the first passage that overlaps evidence."""
    ranked = enumerate(passages, start=1)
    return next((rank for rank, passage in ranked if _holds_evidence(question, passage)), None)


def _holds_evidence(question: Question, passage: Passage) -> bool:
    return any(place.document == passage.path and place.span.overlaps(passage.span) for place in question.evidence)
