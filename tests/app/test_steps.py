"""A question's way over the page: passages first, then the answer, and last what lies outside the filters."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import pytest

from citeleaf.assistant import NO_FILTERS
from citeleaf.errors import IndexMissing
from citeleaf.types import Answer, Citation, Consideration, Filters, Found, Reason, Span, Turn
from citeleaf_app.extras import Gaps
from citeleaf_app.markup import Html
from citeleaf_app.service import Service
from citeleaf_app.steps import Asked, Step, steps
from support import make_hit, make_passage, make_query

QUOTE = "It is 1.3 thousand km long."
CITATION = Citation(1, "d1", "a.txt", "", Span(0, len(QUOTE)), QUOTE, (), None, "0" * 64)
ANSWER = Answer("how long?", "how long?", "1.3 thousand km", 0.8, (CITATION,), None, ())
SILENT = Answer("how long?", "how long?", None, 0.1, (), Reason.LOW_CONFIDENCE, (CITATION,))
CHOSEN = Filters(paths=("maps/*",))


class Answering:
    """Answers with what it is told, and notes what it was asked."""

    def __init__(self, answer: Answer = ANSWER, everywhere: Answer = ANSWER, error: Exception | None = None) -> None:
        self.answer, self.everywhere, self.error = answer, everywhere, error
        self.found: list[tuple[str, Sequence[Turn], Filters]] = []
        self.asked: list[str] = []
        self.as_written: list[str] = []

    def find(self, question: str, history: Sequence[Turn], filters: Filters, *, as_written: bool) -> Found:
        if self.error:
            raise self.error
        self.found.append((question, history, filters))
        self.as_written += [question] * as_written
        return Found(make_query(question), (make_hit(make_passage("A passage about length.")),))

    def consider_found(self, found: Found) -> Consideration:
        return Consideration(self.answer, self.answer, found.hits)

    def related(self, considered: Consideration) -> tuple[Citation, ...]:
        return (replace(CITATION, number=2),)

    def ask(self, question: str, *, as_written: bool) -> Answer:
        self.asked.append(question)
        self.as_written += [question] * as_written
        return self.everywhere


def run(answering: Answering, filters: Filters = NO_FILTERS, kept: list[Answer] | None = None) -> list[Step]:
    def keep(answer: Answer) -> Html:
        if kept is not None:
            kept.append(answer)
        return Html("<i>tools</i>")

    asked = Asked("how long?", "e1", (Turn("before?", "Before."),), filters)
    return list(steps(cast(Service, answering), asked, lambda: Gaps(unread=7), keep))


def test_the_question_comes_first_then_its_passages_then_the_answer() -> None:
    pending, found, answered = run(Answering())
    assert "Looking through the documents" in pending.shown
    assert "A passage about length." in found.shown
    assert 'href="#cite-e1-1"' in answered.shown
    assert [step.answer is not None for step in (pending, found, answered)] == [False, False, True]


def test_every_step_takes_the_place_of_the_one_before() -> None:
    assert all(step.shown.startswith('<article id="exchange-e1"') for step in run(Answering()))


def test_an_answer_is_kept_once_with_its_related_passages_and_shown_with_its_tools() -> None:
    kept: list[Answer] = []
    shown = run(Answering(), kept=kept)[-1].shown
    assert [[citation.number for citation in answer.related] for answer in kept] == [[2]]
    assert "<i>tools</i>" in shown
    assert "could not be read" not in shown  # what was not searched matters where nothing was found


def test_history_and_filters_go_along() -> None:
    answering = Answering()
    run(answering, CHOSEN)
    assert answering.found == [("how long?", (Turn("before?", "Before."),), CHOSEN)]
    assert answering.asked == answering.as_written == []  # it was answered: nothing is looked for outside


def test_what_was_corrected_is_asked_as_written() -> None:
    answering = Answering()
    asked = Asked("how long?", "e1", as_written=True)
    assert len(list(steps(cast(Service, answering), asked, Gaps, lambda _: Html()))) == 3
    assert answering.as_written == ["how long?"]


def test_an_answer_outside_the_filters_is_found_and_told_last() -> None:
    kept: list[Answer] = []
    answering = Answering(replace(SILENT, filters=CHOSEN))
    *_, silent, outside = run(answering, CHOSEN, kept)
    assert answering.asked == answering.as_written == ["how long?"]
    assert "7 files could not be read" in silent.shown
    assert "The answer lies outside your filters" in outside.shown
    assert outside.answer is None
    assert len(kept) == 1


def test_without_filters_or_an_answer_there_is_no_outside() -> None:
    assert len(run(Answering(SILENT))) == 3
    assert len(run(Answering(replace(SILENT, filters=CHOSEN), everywhere=SILENT), CHOSEN)) == 3


def test_an_error_of_ours_shows_its_remedy_and_nothing_is_kept() -> None:
    kept: list[Answer] = []
    *_, failed = run(Answering(error=IndexMissing("run citeleaf ingest")), kept=kept)
    assert "run citeleaf ingest" in failed.shown
    assert kept == []


def test_any_other_error_is_logged_and_shows_no_detail(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        *_, failed = run(Answering(error=RuntimeError("secret")))
    assert "secret" not in failed.shown
    assert "secret" in caplog.text
