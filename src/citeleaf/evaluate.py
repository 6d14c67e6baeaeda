"""Asks an assistant questions whose answers are known, and measures what it says.

What the numbers mean is in ``Evaluation``; how they are computed in ``metrics``. A question is scored twice: by the
answer that was given (an abstention scores 0), and by the best candidate before the threshold, which shows whether
confidence is worth anything. Quotes are compared with the documents' texts, fetched anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import lru_cache
from time import perf_counter
from typing import Protocol

from citeleaf import metrics
from citeleaf.errors import UnknownDocument
from citeleaf.metrics import Prediction, mean
from citeleaf.questions import GoldSpan, Question
from citeleaf.types import Citation, Consideration, Document, Entry, Hit, Span, Turn


class Assistant(Protocol):
    """What can be evaluated."""

    def consider(self, question: str, history: Sequence[Turn] = ...) -> Consideration: ...

    def document(self, document_id: str) -> Document: ...

    def entries(self) -> list[Entry]: ...


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The measures, in the order in which they are printed. None: no question was eligible for that measure.

    - ``recall_at_k``, ``mrr``: over answerable questions with evidence; a passage counts when it overlaps any of it.
    - ``quote_hit``: share of answerable questions whose first citation overlaps evidence or, where a question has
      none, holds a gold answer; ``quote_hit_any``: any citation.
    - ``exact_match``, ``f1``: SQuAD's, over answerable questions.
    - ``answered``, ``false_answers``: share answered of the answerable, and of the unanswerable.
    - ``auroc``, ``aurc``, ``coverage_at_90``, ``ece``: over all questions, by the candidate's confidence; a candidate
      is right when its first citation is a quote hit, so never for an unanswerable question.
    - ``quote_words``: median length of the first quote, over questions answered.
    - ``verbatim``: share of quotes, those of candidates and of nearest passages too, that are the document's own text.
    - ``ask_ms_*``: wall time of a question, in milliseconds, percentiles interpolated.
    """

    questions: int
    answerable: int
    unanswerable: int
    documents: int
    passages: int
    recall_at_1: float | None
    recall_at_5: float | None
    recall_at_10: float | None
    mrr: float | None
    quote_hit: float | None
    quote_hit_any: float | None
    exact_match: float | None
    f1: float | None
    answered: float | None
    false_answers: float | None
    auroc: float | None
    aurc: float | None
    coverage_at_90: float | None
    ece: float | None
    quote_words: float | None
    verbatim: float | None
    ask_ms_p50: float | None
    ask_ms_p95: float | None
    ingest_seconds: float | None

    def as_json(self) -> str:
        """One JSON object on one line, its keys in the order above."""
        return json.dumps(asdict(self), allow_nan=False)


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one question; the scores are None where the question is not eligible.

    ``confidence`` and ``right`` are the best candidate's, given or withheld. So is the citation (``path`` to
    ``quote``) of an abstention; that of an answer is its first.
    """

    id: str
    question: str
    understood: str
    answered: bool
    confidence: float
    right: bool
    answer: str | None
    answers: tuple[str, ...]
    evidence_rank: int | None
    quote_hit: bool | None
    quote_hit_any: bool | None
    exact_match: bool | None
    f1: float | None
    path: str | None
    start: int | None
    end: int | None
    quote: str | None
    milliseconds: float
    reason: str | None

    def as_json(self) -> str:
        """One JSON object on one line."""
        return json.dumps(asdict(self), allow_nan=False, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A question with its row, its candidate, and whether each quote that it brought up is verbatim."""

    question: Question
    row: Row
    prediction: Prediction
    verbatim: tuple[bool, ...]


def evaluate(
    assistant: Assistant,
    questions: Sequence[Question],
    *,
    ingest_seconds: float | None,
    rows: Callable[[Row], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
    clock: Callable[[], float] = perf_counter,
) -> Evaluation:
    """Ask every question and measure the answers.

    ``rows`` is called with each question's row as soon as it is known, and ``progress`` with the number of questions
    done and of all. ``ingest_seconds`` is passed on as it is; ``clock`` counts seconds.
    """
    is_verbatim = _verbatim_check(assistant)
    judged = []
    for done, question in enumerate(questions, start=1):
        began = clock()
        consideration = assistant.consider(question.text, question.history)
        milliseconds = (clock() - began) * 1000
        row = _row(question, consideration, milliseconds)
        prediction = Prediction(row.confidence, row.right)
        judged.append(_Judged(question, row, prediction, tuple(map(is_verbatim, _quotes(consideration)))))
        if rows:
            rows(row)
        if progress:
            progress(done, len(questions))
    return _evaluation(judged, assistant.entries(), ingest_seconds)


def _verbatim_check(assistant: Assistant) -> Callable[[Citation], bool]:
    """A check of quotes against the documents as the assistant's store has them, not as the answer says."""

    @lru_cache(maxsize=64)  # questions come by document, and a large corpus does not fit into memory
    def text(document_id: str) -> str | None:
        try:
            return assistant.document(document_id).text
        except UnknownDocument:
            return None

    def is_verbatim(citation: Citation) -> bool:
        whole = text(citation.document_id)
        return whole is not None and citation.span.of(whole) == citation.quote

    return is_verbatim


def _quotes(consideration: Consideration) -> set[Citation]:
    answer, candidate = consideration.answer, consideration.candidate
    return {*answer.citations, *answer.nearest, *candidate.citations, *candidate.nearest}


def _row(question: Question, consideration: Consideration, milliseconds: float) -> Row:
    answer, candidate = consideration.answer, consideration.candidate
    shown = answer.citations if answer.answered else ()
    said = answer.text if answer.answered else None
    path, start, end, quote = _place(shown or candidate.citations)
    eligible = question.answerable
    return Row(
        id=question.id,
        question=question.text,
        understood=answer.understood,
        answered=answer.answered,
        confidence=candidate.confidence,
        right=_hits(question, candidate.citations[:1]),
        answer=said,
        answers=question.answers,
        evidence_rank=_evidence_rank(question.evidence, consideration.hits) if eligible else None,
        quote_hit=_hits(question, shown[:1]) if eligible else None,
        quote_hit_any=_hits(question, shown) if eligible else None,
        exact_match=(said is not None and metrics.exact_match(said, question.answers)) if eligible else None,
        f1=(0.0 if said is None else metrics.f1(said, question.answers)) if eligible else None,
        path=path,
        start=start,
        end=end,
        quote=quote,
        milliseconds=milliseconds,
        reason=answer.reason,
    )


def _place(citations: Sequence[Citation]) -> tuple[str, int, int, str] | tuple[None, None, None, None]:
    if not citations:
        return None, None, None, None
    first = citations[0]
    return first.path, first.span.start, first.span.end, first.quote


def _hits(question: Question, citations: Sequence[Citation]) -> bool:
    """Whether any of the citations is where the answer is or, where the question does not say, holds it."""
    if not question.answerable:
        return False
    if question.evidence:
        return any(_supported(question.evidence, citation.path, citation.span) for citation in citations)
    return any(metrics.contains_answer(citation.quote, question.answers) for citation in citations)


def _supported(evidence: Sequence[GoldSpan], path: str, span: Span) -> bool:
    return any(item.document == path and item.span.overlaps(span) for item in evidence)


def _evidence_rank(evidence: Sequence[GoldSpan], hits: Sequence[Hit]) -> int | None:
    """The rank, from 1, of the first retrieved passage that overlaps evidence."""
    ranked = enumerate((hit.passage for hit in hits), start=1)
    return next((rank for rank, passage in ranked if _supported(evidence, passage.path, passage.span)), None)


def _evaluation(judged: Sequence[_Judged], entries: Sequence[Entry], ingest_seconds: float | None) -> Evaluation:
    answerable = [one.row for one in judged if one.question.answerable]
    unanswerable = [one.row for one in judged if not one.question.answerable]
    ranks = [one.row.evidence_rank for one in judged if one.question.answerable and one.question.evidence]
    predictions = [one.prediction for one in judged]
    milliseconds = [one.row.milliseconds for one in judged]
    quote_words = [len(one.row.quote.split()) for one in judged if one.row.answered and one.row.quote is not None]
    return Evaluation(
        questions=len(judged),
        answerable=len(answerable),
        unanswerable=len(unanswerable),
        documents=len(entries),
        passages=sum(entry.passages for entry in entries),
        recall_at_1=_recall(ranks, 1),
        recall_at_5=_recall(ranks, 5),
        recall_at_10=_recall(ranks, 10),
        mrr=mean(map(metrics.reciprocal_rank, ranks)),
        quote_hit=mean(bool(row.quote_hit) for row in answerable),
        quote_hit_any=mean(bool(row.quote_hit_any) for row in answerable),
        exact_match=mean(bool(row.exact_match) for row in answerable),
        f1=mean(row.f1 or 0.0 for row in answerable),
        answered=mean(row.answered for row in answerable),
        false_answers=mean(row.answered for row in unanswerable),
        auroc=metrics.auroc(predictions),
        aurc=metrics.aurc(predictions),
        coverage_at_90=metrics.coverage_at(predictions, Fraction(9, 10)),
        ece=metrics.expected_calibration_error(predictions),
        quote_words=metrics.percentile(quote_words, 0.5),
        verbatim=mean(holds for one in judged for holds in one.verbatim),
        ask_ms_p50=metrics.percentile(milliseconds, 0.50),
        ask_ms_p95=metrics.percentile(milliseconds, 0.95),
        ingest_seconds=ingest_seconds,
    )


def _recall(ranks: Sequence[int | None], depth: int) -> float | None:
    return mean(rank is not None and rank <= depth for rank in ranks)
