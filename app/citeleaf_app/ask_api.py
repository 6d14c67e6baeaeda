"""The programs' interface to the answers: a question as JSON goes in, what `citeleaf ask --json` prints comes out."""

from __future__ import annotations

import asyncio
import time
from datetime import date

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from citeleaf import output
from citeleaf.answering import LONGEST_QUESTION
from citeleaf.errors import CiteleafError, UsageError
from citeleaf.types import Filters, Turn
from citeleaf_app.limits import Turnstile
from citeleaf_app.service import Service
from citeleaf_app.visitor import visitor

ASKED_AT_ONCE = 2
WAITING = 32
PER_VISITOR = 8


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")  # a misspelt field is an error, not a default


class TurnBody(_Strict):
    """An earlier question of the same conversation, and what was answered."""

    question: str = Field(max_length=LONGEST_QUESTION)
    answer: str | None = Field(
        default="", max_length=20_000, description="the exact words; empty or null where there were none"
    )
    understood: str = Field(
        default="",
        max_length=LONGEST_QUESTION,
        description="`understood` of the answer, or as you corrected it; where it is empty, it is worked out again",
    )


class FiltersBody(_Strict):
    """Which documents to ask; where nothing is said, all."""

    paths: list[str] = Field(
        default=[], max_length=100, description="globs, any of which may match", examples=[["reports/*"]]
    )
    media_types: list[str] = Field(default=[], max_length=20, examples=[["application/pdf"]])
    published_from: date | None = None
    published_until: date | None = None


class Question(_Strict):
    """What to ask."""

    question: str = Field(max_length=LONGEST_QUESTION, examples=["How long is the border?"])
    history: list[TurnBody] = Field(default=[], max_length=50, description="the conversation so far, oldest first")
    filters: FiltersBody = FiltersBody()
    as_written: bool = Field(
        default=False,
        description="ask these very words: put in nothing from the history, mend no misspelt one, leave none out",
    )


class CitationBody(BaseModel):
    """A verbatim quote, with its place. Offsets count the characters of the document's text."""

    number: int
    path: str
    title: str
    page: int | None
    start: int
    end: int
    quote: str
    highlights: list[list[int]] = Field(description="start and end of each answer within the quote")
    sha256: str = Field(description="of the file's bytes when it was read")
    standing: str = Field(description="whether the file is still as it was then")


class AnsweredPartBody(BaseModel):
    """A part of a question in several parts, and its answer."""

    question: str = Field(description="in the question's own words")
    answer: str
    confidence: float
    citation: int


class AnswerBody(BaseModel):
    """What the documents say, or why nothing is said."""

    question: str
    answered: bool
    answer: str | None = Field(description="the exact words")
    confidence: float = Field(
        description="a score from 0 to 1; how often answers of a score were right depends on the kind of documents"
    )
    citations: list[CitationBody]
    reason: str | None = Field(description="why there is no answer")
    nearest: list[CitationBody] = Field(description="what came nearest, where there is no answer")
    milliseconds: float
    parts: list[AnsweredPartBody]
    unanswered_parts: list[str]
    understood: str = Field(
        description="the question as it can be asked without the history, with misspelt words mended: "
        "`question` itself where nothing was changed"
    )


def ask_api(service: Service) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["Answers"])
    turnstile = Turnstile(ASKED_AT_ONCE, WAITING, PER_VISITOR)

    @routes.post("/ask", summary="Ask a question", response_model=AnswerBody)
    async def ask(asked: Question, request: Request) -> Response:
        _require_json(request)
        async with turnstile.turn(visitor(request)):
            answer = await asyncio.to_thread(_answer, service, asked)
        return Response(answer, media_type="application/json", headers={"cache-control": "no-store"})

    return routes


def _require_json(request: Request) -> None:
    """What a form of another site can send is refused, whatever its body holds."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "send the question as application/json")


def _answer(service: Service, asked: Question) -> str:
    chosen = asked.filters
    filters = Filters(
        tuple(chosen.paths), chosen.published_from, chosen.published_until, media_types=tuple(chosen.media_types)
    )
    history = [Turn(turn.question, turn.answer or "", turn.understood) for turn in asked.history]
    started = time.perf_counter()
    try:
        answer = service.ask(asked.question, history, filters, as_written=asked.as_written)
    except UsageError as error:
        raise HTTPException(422, str(error)) from error
    except CiteleafError as error:
        raise HTTPException(503, str(error)) from error
    return output.answer_json(answer, (time.perf_counter() - started) * 1000)
