"""Each answer goes to disk and into the session; what cannot be kept is shown all the same, and says so."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from citeleaf.citation_state import Surroundings
from citeleaf.errors import HistoryError, UnknownDocument
from citeleaf.history.kept import KeptAnswer
from citeleaf.history.store import History
from citeleaf.types import Document, Reason
from citeleaf_app.asking import Keeper
from citeleaf_app.service import Service
from citeleaf_app.session import Conversation, around, find_citation, turns
from history.samples import NOON, TEXT, abstained, answered, cite, write


class Shelf:
    """A service with documents, as far as keeping an answer needs one."""

    generation = 7

    def __init__(self, *documents: Document) -> None:
        self._documents = {document.id: document for document in documents}

    def document(self, document_id: str) -> Document:
        try:
            return self._documents[document_id]
        except KeyError:
            raise UnknownDocument("it is gone") from None


def keeper(folder: Path, *documents: Document) -> Keeper:
    return Keeper(History(folder / "keep"), cast(Service, Shelf(*documents)), "balanced", clock=lambda: NOON)


def kept(folder: Path) -> list[KeptAnswer]:
    history = History(folder / "keep")
    opened = [history.conversations.open("", each.id) for each in history.conversations.listed("")]
    return [exchange.kept for conversation in opened for exchange in conversation.exchanges]


def test_an_answer_is_kept_whole_with_its_time_and_what_it_was_made_with(tmp_path: Path) -> None:
    document = write(tmp_path)
    answer = answered(cite(document))
    keeper(tmp_path, document).remember((), answer, "a1", "")
    (only,) = kept(tmp_path)
    assert (only.id, only.asked, only.answer, only.policy, only.generation) == ("a1", NOON, answer, "balanced", 7)
    assert only.surroundings[0].before == TEXT[: answer.citations[0].span.start]


def test_the_session_remembers_the_turn_and_its_citations(tmp_path: Path) -> None:
    document = write(tmp_path)
    citation, further = cite(document), cite(document, "The market sells wool.", "", 2)
    answer = replace(answered(citation), related=(further,), understood="How long is the border now?")
    conversation = keeper(tmp_path, document).remember((), answer, "a1", "")
    (turn,) = turns(conversation)
    assert (turn.question, turn.answer, turn.understood) == (answer.question, answer.text, answer.understood)
    assert find_citation(conversation, "a1", 1) == citation
    assert find_citation(conversation, "a1", 2) == further
    assert find_citation(conversation, "b2", 1) is None
    assert around(conversation, "a1", 1).before == TEXT[: citation.span.start]
    assert around(conversation, "a1", 9) == Surroundings()


def test_questions_of_one_session_are_one_conversation_also_across_a_greeting(tmp_path: Path) -> None:
    keeping = keeper(tmp_path)
    conversation: Conversation = keeping.remember((), answered(question="First?"), "a1", "")
    greeting = replace(abstained(question="Hello"), reason=Reason.ABOUT_CITELEAF)
    conversation = keeping.remember(conversation, greeting, "a2", "")
    conversation = keeping.remember(conversation, abstained(question="Third?"), "a3", "")
    assert [each.answer.question for each in kept(tmp_path)] == ["First?", "Third?"]
    assert len(keeping.history.conversations.listed("")) == 1
    assert len(conversation) == 3


def test_what_is_added_to_an_answer_takes_its_place(tmp_path: Path) -> None:
    document = write(tmp_path)
    keeping = keeper(tmp_path, document)
    conversation = keeping.remember((), answered(cite(document)), "a1", "")
    whole = replace(answered(cite(document)), related=(cite(document, "The market sells wool.", "", 2),))
    assert len(keeping.remember(conversation, whole, "a1", "")) == 1
    assert [each.answer for each in kept(tmp_path)] == [whole]


def test_an_answer_is_its_users(tmp_path: Path) -> None:
    keeping = keeper(tmp_path)
    keeping.remember((), answered(), "a1", "ann")
    assert kept(tmp_path) == []
    assert len(keeping.history.conversations.listed("ann")) == 1


def test_a_document_that_is_gone_meanwhile_keeps_no_answer_from_being_kept(tmp_path: Path) -> None:
    citation = cite(write(tmp_path))
    keeper(tmp_path).remember((), answered(citation), "a1", "")
    assert kept(tmp_path)[0].surroundings == (Surroundings(),)


class Failing:
    """Conversations that cannot be kept."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def keep(self, user: str, kept: KeptAnswer, after: str | None = None) -> str:
        raise self._error


def failing(folder: Path, error: Exception) -> Keeper:
    keeping = keeper(folder)
    keeping.history.conversations = Failing(error)  # type: ignore[assignment]  # as far as it is used
    return keeping


@pytest.mark.parametrize(
    ("error", "said"),
    [(HistoryError("the disk is full"), "the disk is full"), (RuntimeError("secret"), "terminal shows why")],
)
def test_what_cannot_be_kept_is_remembered_and_says_why(
    tmp_path: Path, error: Exception, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    keeping = failing(tmp_path, error)
    with caplog.at_level(logging.ERROR):
        conversation = keeping.remember((), answered(question="A private question?"), "a1", "")
    tools = keeping.tools(conversation, "a1")
    assert said in tools
    assert "secret" not in tools
    assert 'role="alert"' in tools
    assert len(conversation) == 1
    assert "private question" not in caplog.text


@pytest.mark.parametrize("make", [answered, abstained])
def test_what_is_kept_can_be_judged_linked_and_exported(tmp_path: Path, make: Callable[[], object]) -> None:
    keeping = keeper(tmp_path)
    conversation = keeping.remember((), answered() if make is answered else abstained(), "a1", "")
    tools = keeping.tools(conversation, "a1")
    for part in ('href="/?answer=a1"', 'href="/api/answers/a1.md"', "/api/answers/a1.json", 'id="feedback-a1"'):
        assert part in tools
    assert ("SHOULD_HAVE_ABSTAINED" in tools) is (make is answered)


def test_what_is_not_an_answer_has_no_tools(tmp_path: Path) -> None:
    keeping = keeper(tmp_path)
    conversation = keeping.remember((), replace(abstained(), reason=Reason.ABOUT_CITELEAF), "a1", "")
    assert keeping.tools(conversation, "a1") == ""
    assert keeping.tools(conversation, "b2") == ""
