"""What is kept of conversations, for the page's downloads and for programs: only who asked may have it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.responses import Response

from citeleaf.errors import CiteleafError, UnknownConversation
from citeleaf.history.export import MEDIA_TYPES, file_name, render
from citeleaf.history.export.model import Export, export_of
from citeleaf_app.api_bodies import ConversationBody
from citeleaf_app.reopening import sources_of

if TYPE_CHECKING:
    from citeleaf.history.store import History
    from citeleaf_app.service import Service

_NAMED = "The name is the id with the format after it: `ID.json`, which `citeleaf verify` reads, `ID.html` or `ID.md`."
_MISSING: dict[int | str, dict[str, object]] = {
    404: {"description": "There is none of that id, or it is somebody else’s; or no such format"}
}
_UNKEPT = {"cache-control": "no-store"}


def history_routes(history: History, service: Service, user_of: Callable[[Request], str]) -> APIRouter:
    """The list of conversations, and each, or one answer of it, in any of ``MEDIA_TYPES``."""
    routes = APIRouter(prefix="/api", tags=["Conversations"])

    @routes.get("/conversations", summary="List the conversations, latest first")
    def listed(
        request: Request,
        response: Response,
        search: Annotated[str, Query(max_length=200, description="words of a title, a question or a quote")] = "",
    ) -> list[ConversationBody]:
        response.headers.update(_UNKEPT)
        try:
            found = history.conversations.listed(user_of(request), search)
        except CiteleafError as error:
            raise HTTPException(503, str(error)) from error
        return [
            ConversationBody(id=each.id, title=each.title, changed=each.changed, questions=each.questions)
            for each in found
        ]

    @routes.get("/conversations/{name}", summary="Export a conversation", description=_NAMED, responses=_MISSING)
    def conversation(name: str, request: Request) -> Response:
        return _download(name, lambda identity: conversation_export(history, service, user_of(request), identity))

    @routes.get("/answers/{name}", summary="Export an answer", description=_NAMED, responses=_MISSING)
    def answer(name: str, request: Request) -> Response:
        return _download(name, lambda identity: answer_export(history, service, user_of(request), identity))

    return routes


def _download(name: str, export_of_id: Callable[[str], Export]) -> Response:
    """An attachment that no cache keeps."""
    identity, _, ending = name.rpartition(".")
    if ending not in MEDIA_TYPES:
        raise HTTPException(404, f"There is no such format; there are {', '.join(MEDIA_TYPES)}.")
    try:
        export = export_of_id(identity)
    except UnknownConversation as error:
        raise HTTPException(404, str(error)) from error
    except CiteleafError as error:
        raise HTTPException(503, str(error)) from error
    named = {"content-disposition": f'attachment; filename="{file_name(export, ending)}"'}
    return Response(render(export, ending), media_type=MEDIA_TYPES[ending], headers=named | _UNKEPT)


def conversation_export(history: History, service: Service, user: str, conversation: str) -> Export:
    """The user's whole conversation. Raises UnknownConversation."""
    kept = history.conversations.open(user, conversation)
    return export_of(kept.title, kept.exchanges, sources_of(service), datetime.now(UTC))


def answer_export(history: History, service: Service, user: str, answer: str) -> Export:
    """One answer of the user's. Raises UnknownConversation."""
    kept = history.conversations.holding(user, answer)
    one = [exchange for exchange in kept.exchanges if exchange.kept.id == answer]
    return export_of(one[0].kept.answer.question, one, sources_of(service), datetime.now(UTC))
