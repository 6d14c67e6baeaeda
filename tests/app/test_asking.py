"""A question goes to the assistant with its conversation, and whatever goes wrong is shown and not remembered."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import cast

import pytest

from citeleaf.errors import IndexMissing
from citeleaf.types import Answer, Citation, Span, Turn
from citeleaf_app.asking import answer
from citeleaf_app.service import Service
from citeleaf_app.session import Exchange

CITATION = Citation(1, "d1", "a.txt", "", Span(0, 4), "One.", (), None, "0" * 64)
EARLIER = Exchange("a1", Turn("first?", "One."), (CITATION,))


class Answering:
    """A service that answers everything alike, or fails, and notes what it was asked."""

    def __init__(self, error: Exception | None = None) -> None:
        self.asked: list[tuple[str, Sequence[Turn]]] = []
        self._error = error

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        self.asked.append((question, history))
        if self._error:
            raise self._error
        return Answer(question, question, "One", 0.9, (CITATION,), None, ())


def answering(error: Exception | None = None) -> Service:
    return cast(Service, Answering(error))


def test_a_question_goes_with_the_turns_before_it() -> None:
    service = Answering()
    answer(cast(Service, service), "and then?", (EARLIER,), "b2")
    assert service.asked == [("and then?", [Turn("first?", "One.")])]


def test_its_exchange_is_shown_and_remembered_under_one_id() -> None:
    shown, exchange = answer(answering(), "second?", (EARLIER,), "b2")
    assert 'href="#cite-b2-1"' in shown
    assert exchange == Exchange("b2", Turn("second?", "One"), (CITATION,))


def test_an_error_of_ours_shows_its_remedy_and_is_not_remembered() -> None:
    shown, exchange = answer(answering(IndexMissing("run citeleaf ingest")), "second?", (), "b2")
    assert "run citeleaf ingest" in shown
    assert exchange is None


def test_any_other_error_is_logged_and_shows_no_detail(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        shown, exchange = answer(answering(RuntimeError("secret")), "second?", (), "b2")
    assert "secret" not in shown
    assert "secret" in caplog.text
    assert exchange is None
