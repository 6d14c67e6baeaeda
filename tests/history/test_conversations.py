"""Conversations grow, are found, renamed and deleted; and nobody sees another's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest

from citeleaf.errors import UnknownConversation
from citeleaf.history.kept import Feedback, Verdict
from citeleaf.history.store import History
from history.samples import NOON, answered, asking, cite, kept, kept_of, write


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "keep")


def listed(history: History, search: str = "", user: str = "") -> list[str]:
    return [each.title for each in history.conversations.listed(user, search)]


def test_an_answer_begins_a_conversation_that_is_called_by_its_question(history: History) -> None:
    history.conversations.keep("", asking("How long is the border?", "a1"))
    (only,) = history.conversations.listed("")
    assert (only.title, only.questions, only.changed) == ("How long is the border?", 1, NOON)


def test_what_follows_an_answer_joins_its_conversation(history: History) -> None:
    first = history.conversations.keep("", asking("First?", "a1"))
    assert history.conversations.keep("", asking("Second?", "a2"), after="a1") == first
    assert history.conversations.keep("", asking("Elsewhere?", "a3")) != first
    opened = history.conversations.open("", first)
    assert [exchange.kept.answer.question for exchange in opened.exchanges] == ["First?", "Second?"]
    assert history.conversations.containing("", "a2") == first
    assert history.conversations.holding("", "a2") == opened


def test_an_answer_that_gains_something_takes_its_own_place(history: History, tmp_path: Path) -> None:
    document = write(tmp_path / "corpus")
    history.conversations.keep("", kept_of(document))
    whole = replace(answered(cite(document)), related=(cite(document, "The market sells wool.", "", 2),))
    identity = history.conversations.keep("", kept(whole), after="somewhere else")
    (only,) = history.conversations.open("", identity).exchanges
    assert only.kept.answer == whole
    assert listed(history, "wool") == ["How long is the border?"]


def test_after_its_conversation_was_deleted_a_new_one_begins(history: History) -> None:
    first = history.conversations.keep("", asking("First?", "a1"))
    history.conversations.delete("", first)
    history.conversations.keep("", asking("Second?", "a2"), after="a1")
    assert listed(history) == ["Second?"]


def test_the_latest_comes_first(history: History) -> None:
    history.conversations.keep("", asking("Early?", "a1", minutes=0))
    history.conversations.keep("", asking("Late?", "a2", minutes=5))
    assert listed(history) == ["Late?", "Early?"]
    history.conversations.keep("", asking("Again?", "a3", minutes=9), after="a1")
    assert listed(history) == ["Early?", "Late?"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("border", True),
        ("BORDER", True),
        ("Anta 1895", False),
        ("anta thousand", True),  # both in the quote
        ("rder", True),
        ("Änta", True),  # without accents
        ("%", False),
        ("", True),
        ("title", True),
        ("long title", True),  # one in the question, one in the title
    ],
)
def test_it_is_found_by_words_of_title_question_and_quotes(
    history: History, tmp_path: Path, search: str, found: bool
) -> None:
    identity = history.conversations.keep("", kept_of(write(tmp_path / "corpus")))
    history.conversations.rename("", identity, "A title")
    assert bool(listed(history, search)) is found


def test_a_title_is_given_and_taken_back(history: History) -> None:
    identity = history.conversations.keep("", asking("First?", "a1"))
    history.conversations.rename("", identity, "  The \n border ")
    assert listed(history) == ["The border"]
    history.conversations.rename("", identity, " ")
    assert listed(history) == ["First?"]


def test_deleting_takes_answers_feedback_and_the_bytes(history: History) -> None:
    identity = history.conversations.keep("", asking("The secret plan?", "a1"))
    history.judgements.judge("", "a1", Feedback(Verdict.RIGHT, NOON))
    history.conversations.keep("", asking("Other?", "a2"))
    history.conversations.delete("", identity)
    assert listed(history) == ["Other?"]
    assert history.judgements.judged() == []
    with pytest.raises(UnknownConversation):
        history.conversations.open("", identity)
    assert all(b"secret plan" not in file.read_bytes() for file in history.database.folder.iterdir())


def test_answers_that_quote_a_document_are_counted(history: History, tmp_path: Path) -> None:
    document = write(tmp_path / "corpus")
    history.conversations.keep("", kept_of(document, "a1"))
    history.conversations.keep("", kept_of(document, "a2"))
    history.conversations.keep("ann", kept_of(document, "a3"))
    assert history.conversations.citing("", "border.txt") == 2
    assert history.conversations.citing("", "other.txt") == 0


class TestNothingIsKeptYet:
    def test_there_is_nothing_and_nothing_is_made(self, history: History) -> None:
        assert history.conversations.listed("") == []
        assert history.conversations.citing("", "border.txt") == 0
        assert history.conversations.containing("", "a1") is None
        with pytest.raises(UnknownConversation):
            history.conversations.open("", "c1")
        assert not history.database.folder.exists()


class TestSeveralUsers:
    def test_each_sees_their_own(self, history: History) -> None:
        history.conversations.keep("ann", asking("Ann's?", "a1"))
        history.conversations.keep("ben", asking("Ben's?", "a2"))
        assert listed(history, user="ann") == ["Ann's?"]
        assert listed(history, user="ben") == ["Ben's?"]
        assert listed(history) == []

    def test_nobody_opens_changes_or_judges_anothers(self, history: History) -> None:
        identity = history.conversations.keep("ann", asking("Ann's?", "a1"))
        before = history.conversations.open("ann", identity)
        conversations, feedback = history.conversations, Feedback(Verdict.RIGHT, NOON)
        for forbidden in (
            lambda: conversations.open("ben", identity),
            lambda: conversations.holding("ben", "a1"),
            lambda: conversations.rename("ben", identity, "Mine"),
            lambda: conversations.delete("ben", identity),
            lambda: history.judgements.judge("ben", "a1", feedback),
        ):
            with pytest.raises(UnknownConversation):
                forbidden()
        assert conversations.containing("ben", "a1") is None
        assert conversations.open("ann", identity) == before

    def test_nobody_continues_or_overwrites_anothers(self, history: History) -> None:
        identity = history.conversations.keep("ann", asking("Ann's?", "a1"))
        assert history.conversations.keep("ben", asking("Ben's?", "a2"), after="a1") != identity
        with pytest.raises(ValueError, match="kept in another conversation"):
            history.conversations.keep("ben", asking("Ben's?", "a1"))
        (only,) = history.conversations.open("ann", identity).exchanges
        assert only.kept.answer.question == "Ann's?"


class TestFeedback:
    def test_it_is_given_changed_and_taken_back(self, history: History) -> None:
        identity = history.conversations.keep("", asking("First?", "a1"))
        for verdict in (Verdict.RIGHT, Verdict.SHOULD_HAVE_ABSTAINED):
            history.judgements.judge("", "a1", Feedback(verdict, NOON))
            assert history.conversations.open("", identity).exchanges[0].feedback == Feedback(verdict, NOON)
        history.judgements.judge("", "a1", None)
        assert history.conversations.open("", identity).exchanges[0].feedback is None

    def test_it_outlives_a_new_version_of_its_answer(self, history: History) -> None:
        identity = history.conversations.keep("", asking("First?", "a1"))
        history.judgements.judge("", "a1", Feedback(Verdict.RIGHT, NOON))
        history.conversations.keep("", asking("First?", "a1"))
        assert history.conversations.open("", identity).exchanges[0].feedback is not None

    def test_an_answer_that_is_not_kept_cannot_be_judged(self, history: History) -> None:
        with pytest.raises(UnknownConversation):
            history.judgements.judge("", "a1", Feedback(Verdict.RIGHT, NOON))


def test_threads_keep_at_once_and_nothing_is_lost(history: History) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: history.conversations.keep("", asking(f"{number}?", f"a{number}")), range(12)))
    assert set(listed(history)) == {f"{number}?" for number in range(12)}


def test_the_first_answers_of_a_new_file_may_come_at_once(tmp_path: Path) -> None:
    start = Barrier(4)

    def keep_first(history: History, name: str) -> None:
        start.wait()
        history.conversations.keep("", asking(f"{name}?", name))

    for attempt in range(20):  # how often two meet while the file is being made differs from run to run
        history = History(tmp_path / f"keep-{attempt}")
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(keep_first, [history] * 4, "abcd"))
        assert set(listed(history)) == {"a?", "b?", "c?", "d?"}
