"""A kept conversation is shown as it was, its citations lead to where they stand now, and downloads are its user's."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from citeleaf.errors import IndexMissing, UnknownDocument
from citeleaf.history.export.json_format import parse
from citeleaf.history.kept import Conversation, Exchange, Feedback, Listed, Verdict
from citeleaf.history.store import History
from citeleaf.types import Document, Entry
from citeleaf_app.answer_tools import feedback_row
from citeleaf_app.history_list import listing
from citeleaf_app.history_routes import history_routes
from citeleaf_app.reopening import reopen
from citeleaf_app.service import Service
from citeleaf_app.session import find_citation
from history.samples import NOON, QUOTE, TEXT, abstained, cite, kept, kept_of, write


class Shelf:
    """A service that holds these documents; without any, its index is missing."""

    def __init__(self, *documents: Document) -> None:
        self._documents = documents

    def entries(self) -> list[Entry]:
        if not self._documents:
            raise IndexMissing("run citeleaf ingest")
        return [
            Entry(each.id, each.path, each.sha256, each.title, None, None, each.media_type, 1, len(each.text))
            for each in self._documents
        ]

    def document(self, document_id: str) -> Document:
        for each in self._documents:
            if each.id == document_id:
                return each
        raise UnknownDocument("it is gone")


def service(*documents: Document) -> Service:
    return cast(Service, Shelf(*documents))


def conversation(*exchanges: Exchange) -> Conversation:
    return Conversation("c1", "A title", exchanges)


def states(shown: str) -> list[str]:
    return re.findall(r'class="state (\w+)"', shown)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path / "corpus"


def test_it_is_shown_with_its_quote_its_time_and_what_was_said_about_it(corpus: Path) -> None:
    document = write(corpus)
    exchange = Exchange(kept_of(document), Feedback(Verdict.RIGHT, NOON))
    shown, opened = reopen(conversation(exchange), service(document))
    assert "1.3 thousand km" in shown
    assert 'datetime="2026-03-01T12:00:00+00:00"' in shown
    assert re.search(r'data-verdict="RIGHT"[^>]* aria-pressed="true"', shown)
    assert states(shown) == ["intact"]
    assert find_citation(opened, "a1", 1) == cite(document)
    assert opened[0].kept


def test_a_moved_quote_leads_to_its_new_place(corpus: Path) -> None:
    exchange = Exchange(kept_of(write(corpus)))
    now = write(corpus, f"New.\n\n{TEXT}")
    shown, opened = reopen(conversation(exchange), service(now))
    citation = find_citation(opened, "a1", 1)
    assert states(shown) == ["moved"]
    assert citation is not None
    assert citation.span.of(now.text) == QUOTE
    assert [lit.of(now.text) for lit in citation.highlights] == ["1.3 thousand km"]


def test_a_renamed_document_is_the_one_that_opens(corpus: Path) -> None:
    exchange = Exchange(kept_of(write(corpus)))
    now = write(corpus, path="new.txt")
    _, opened = reopen(conversation(exchange), service(now))
    citation = find_citation(opened, "a1", 1)
    assert citation is not None
    assert (citation.document_id, citation.path) == (now.id, "new.txt")


@pytest.mark.parametrize(
    ("text", "path", "state"), [("Something else.", "border.txt", "altered"), (TEXT + "!", "other.txt", "gone")]
)
def test_what_does_not_stand_any_more_is_kept_as_it_was(corpus: Path, text: str, path: str, state: str) -> None:
    document = write(corpus)
    answer = kept_of(document)
    shown, opened = reopen(conversation(Exchange(answer)), service(write(corpus, text, path)))
    assert states(shown) == [state]
    assert "1.3 thousand km" in shown
    assert find_citation(opened, "a1", 1) == answer.answer.citations[0]
    assert opened[0].surroundings == answer.surroundings


def test_without_an_index_it_is_shown_and_nothing_is_said_of_its_sources(corpus: Path) -> None:
    shown, opened = reopen(conversation(Exchange(kept_of(write(corpus)))), service())
    assert "1.3 thousand km" in shown
    assert states(shown) == []
    assert len(opened) == 1


def test_an_abstention_is_shown_with_its_nearest_passages(corpus: Path) -> None:
    document = write(corpus)
    shown, opened = reopen(conversation(Exchange(kept(abstained(cite(document))))), service(document))
    assert states(shown) == ["intact"]
    assert "There is an answer" in shown
    assert find_citation(opened, "a1", 1) is not None


class TestList:
    TODAY = NOON.astimezone().date()

    def test_conversations_stand_under_their_days_and_the_open_one_is_marked(self) -> None:
        one, two = Listed("c1", "<b>One</b>", NOON, 1), Listed("c2", "Two", NOON.replace(month=2), 3)
        shown = listing([one, two], "", "c2", self.TODAY)
        assert re.findall(r"<h2>(.*?)</h2>", shown) == ["Today", "February"]
        assert "&lt;b&gt;One&lt;/b&gt;" in shown
        assert [part.split('"')[0] for part in shown.split('data-conversation="')[1:]] == ["c1", "c2"]
        assert shown.index('aria-current="true"') > shown.index("One")
        assert "3 questions" in shown

    @pytest.mark.parametrize(
        ("today", "day"),
        [
            (date(2026, 3, 2), "Yesterday"),
            (date(2026, 3, 4), "Sunday"),
            (date(2026, 4, 4), "March"),
            (date(2027, 1, 1), "March 2026"),
        ],
    )
    def test_days_have_the_names_people_use(self, today: date, day: str) -> None:
        """1 March 2026 is a Sunday; noon in UTC is that day but for the last zones in the east."""
        if NOON.astimezone().date() != date(2026, 3, 1):
            pytest.skip("this machine is in a zone where it was the second of March")
        assert f"<h2>{day}</h2>" in listing([Listed("c1", "One", NOON, 1)], "", None, today)

    def test_nothing_found_and_nothing_kept_are_told_apart(self) -> None:
        assert "No conversation holds these words" in listing([], "wool", None, self.TODAY)
        assert "is kept here" in listing([], "", None, self.TODAY)

    def test_trouble_comes_first(self) -> None:
        shown = listing([], "", None, self.TODAY, "the disk is full")
        assert shown.index("the disk is full") < shown.index("is kept here")


def test_the_row_of_verdicts_says_what_was_chosen_and_what_went_wrong() -> None:
    assert "Was this right?" in feedback_row("a1", answered=True)
    assert "Thank you" in feedback_row("a1", True, Feedback(Verdict.RIGHT, NOON))
    assert "the disk is full" in feedback_row("a1", True, None, "the disk is full")


class TestDownloads:
    @pytest.fixture
    def client(self, tmp_path: Path, corpus: Path) -> TestClient:
        """Ann has asked; who asks now stands in a header, as a sign-in would put it into the request."""
        document = write(corpus)
        history = History(tmp_path / "keep")
        self.conversation = history.conversations.keep("ann", kept_of(document))
        app = FastAPI()
        app.include_router(history_routes(history, service(document), lambda request: request.headers.get("who", "")))
        return TestClient(app)

    @pytest.mark.parametrize("ending", ["md", "html", "json"])
    def test_answers_and_conversations_come_as_attachments_that_no_cache_keeps(
        self, client: TestClient, ending: str
    ) -> None:
        for place in ("answers/a1", f"conversations/{self.conversation}"):
            reply = client.get(f"/api/{place}.{ending}", headers={"who": "ann"})
            assert reply.status_code == 200
            assert reply.headers["cache-control"] == "no-store"
            name = f"citeleaf-how-long-is-the-border-{date.today():%Y}"
            assert reply.headers["content-disposition"].startswith(f'attachment; filename="{name}')
            assert "1.3 thousand" in reply.text

    def test_the_json_is_an_export(self, client: TestClient) -> None:
        export = parse(client.get("/api/answers/a1.json", headers={"who": "ann"}).text)
        assert [answered.id for answered in export.answers] == ["a1"]
        assert export.answers[0].citations[0].state == "intact"

    def test_programs_find_them_by_their_words(self, client: TestClient) -> None:
        def found(who: str, search: str) -> list[object]:
            reply = client.get("/api/conversations", params={"search": search}, headers={"who": who})
            return [each["id"] for each in reply.json()]

        assert found("ann", "thousand") == [self.conversation]
        assert found("ann", "zeppelin") == found("ben", "") == []

    @pytest.mark.parametrize("who", ["ben", ""])
    def test_nobody_else_gets_them(self, client: TestClient, who: str) -> None:
        for place in ("answers/a1", f"conversations/{self.conversation}"):
            assert client.get(f"/api/{place}.json", headers={"who": who}).status_code == 404

    @pytest.mark.parametrize(
        "place", ["answers/a1.pdf", "answers/a1", "answers/b2.md", "users/a1.md", "answers/%2e%2e%2fa1.md"]
    )
    def test_there_is_nothing_else(self, client: TestClient, place: str) -> None:
        assert client.get(f"/api/{place}", headers={"who": "ann"}).status_code == 404
