"""The programs' interface to the answers, and the page that describes the whole of it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from citeleaf import output
from citeleaf.errors import IndexDamaged, UsageError
from citeleaf.receiving import Intake
from citeleaf.types import Answer, Citation, Filters, Reason, Span, Turn
from citeleaf_app.api_docs import SCHEMA, docs_routes
from citeleaf_app.ask_api import AnswerBody, CitationBody, ask_api
from citeleaf_app.desk import Desk
from citeleaf_app.documents_api import documents_api, index_api, trash_api
from citeleaf_app.indexing import BackgroundIngest
from citeleaf_app.service import Service
from citeleaf_app.upload_api import upload_api
from folder_service import FolderService

CITATION = Citation(1, "d1", "a.txt", "A", Span(4, 9), "words", (Span(4, 6),), None, "0" * 64)
ANSWER = Answer("who?", "who?", "words", 0.75, (CITATION,), None, ())


class Answering:
    """Answers everything alike, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[Turn, ...], Filters]] = []
        self.as_written: list[str] = []
        self.error: Exception | None = None
        self.answer = ANSWER

    def ask(self, question: str, history: Sequence[Turn], filters: Filters, *, as_written: bool) -> Answer:
        self.asked.append((question, tuple(history), filters))
        self.as_written += [question] * as_written
        if self.error:
            raise self.error
        return self.answer


@pytest.fixture
def service() -> Answering:
    return Answering()


@pytest.fixture
def client(service: Answering, tmp_path: Path) -> TestClient:
    folder = FolderService(tmp_path).as_service()
    desk = Desk(folder, BackgroundIngest(folder), Intake(tmp_path, tmp_path / "keep", 10), tmp_path, lambda *_: 0)
    app = FastAPI(title="Citeleaf", openapi_url=SCHEMA, docs_url=None, redoc_url=None)
    app.include_router(ask_api(cast(Service, service)))
    for make in (documents_api, upload_api, trash_api, index_api):
        app.include_router(make(desk))
    app.include_router(docs_routes())
    return TestClient(app)


def test_the_answer_is_what_the_command_line_prints(client: TestClient) -> None:
    body = client.post("/api/ask", json={"question": "who?"}).json()
    printed = json.loads(output.answer_json(ANSWER, 0.0))
    assert {**body, "milliseconds": 0} == {**printed, "milliseconds": 0}


def test_what_is_described_is_what_is_answered() -> None:
    printed = json.loads(output.answer_json(ANSWER, 0.0))
    assert set(AnswerBody.model_fields) == set(printed)
    assert set(CitationBody.model_fields) == set(printed["citations"][0])


def test_history_and_filters_reach_the_assistant(client: TestClient, service: Answering) -> None:
    filters = {"paths": ["a/*"], "media_types": ["text/plain"], "published_from": "2024-01-31"}
    history = [{"question": "who?", "answer": "words", "understood": "who is it?"}]
    assert client.post("/api/ask", json={"question": "and?", "history": history, "filters": filters}).status_code == 200
    expected = Filters(("a/*",), date(2024, 1, 31), media_types=("text/plain",))
    assert service.asked == [("and?", (Turn("who?", "words", "who is it?"),), expected)]


def test_a_question_can_be_asked_as_written(client: TestClient, service: Answering) -> None:
    for body in ({"question": "who?"}, {"question": "whoo?", "as_written": True}):
        assert client.post("/api/ask", json=body).status_code == 200
    assert service.as_written == ["whoo?"]


def test_an_answer_can_be_handed_back_as_a_turn(client: TestClient, service: Answering) -> None:
    service.answer = Answer("and it?", "and the river?", None, 0.1, (), Reason.LOW_CONFIDENCE, ())
    body = client.post("/api/ask", json={"question": "and it?"}).json()
    assert body["understood"] == "and the river?"
    turn = {key: body[key] for key in ("question", "answer", "understood")}
    assert client.post("/api/ask", json={"question": "and?", "history": [turn]}).status_code == 200
    assert service.asked[-1][1] == (Turn("and it?", "", "and the river?"),)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"question": "x" * 2001},
        {"question": "who?", "histroy": []},
        {"question": "who?", "filters": {"path": "a"}},
        [],
    ],
)
def test_what_is_not_understood_is_refused(client: TestClient, service: Answering, body: object) -> None:
    assert client.post("/api/ask", json=body).status_code == 422
    assert service.asked == []


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_a_form_of_another_site_can_send_is_refused(client: TestClient, service: Answering, kind: str) -> None:
    reply = client.post("/api/ask", content=b'{"question": "who?"}', headers={"content-type": kind})
    assert reply.status_code in (415, 422)
    assert service.asked == []


@pytest.mark.parametrize(
    ("error", "status"), [(UsageError("the question is empty"), 422), (IndexDamaged("rebuild it"), 503)]
)
def test_errors_are_told_with_their_remedy(
    client: TestClient, service: Answering, error: Exception, status: int
) -> None:
    service.error = error
    reply = client.post("/api/ask", json={"question": "who?"})
    assert (reply.status_code, reply.json()["detail"]) == (status, str(error))


def test_an_abstention_is_an_answer_too() -> None:
    nothing = Answer("who?", "who?", None, 0.1, (), Reason.NOTHING_FOUND, (CITATION,))
    AnswerBody.model_validate_json(output.answer_json(nothing, 1.0))


def test_the_page_names_every_route_and_loads_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/api").text
    schema = client.get(SCHEMA).json()
    for path, methods in schema["paths"].items():
        assert f"<code>{path}</code>".replace("{", "&#123;").replace("}", "&#125;") in page
        for method in methods.values():
            assert method["summary"] in page.replace("&#x27;", "'")
    for name in schema["components"]["schemas"]:
        assert f'id="body-{name}"' in page
    assert "<script" not in page
    links = re.findall(r'(?:href|src|action)="([^"]*)"', page)
    assert links
    assert all(link.startswith(("/", "#")) and not link.startswith("//") for link in links)
    assert all(f'id="{link[1:]}"' in page for link in links if link.startswith("#"))
