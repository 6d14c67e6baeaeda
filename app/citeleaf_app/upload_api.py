"""The route on which a file arrives, from the page or a program: its bytes alone, written as they come.

Its type, its name and its size are looked at before and while it comes; nothing of it is in the corpus until all is.
"""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import APIRouter, HTTPException, Request
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from citeleaf.errors import DocumentError, UploadTooLarge, UsageError
from citeleaf.receiving import IfThere, Outcome, Receiving, too_large
from citeleaf.uploads import safe_path
from citeleaf_app.api_bodies import PlacedBody, placed_body
from citeleaf_app.desk import Desk
from citeleaf_app.limits import UPLOADS, Turnstile
from citeleaf_app.visitor import visitor

AT_ONCE = 4
WAITING = 64
PER_VISITOR = 16
PATIENCE = 60.0
"""Seconds without a byte after which an upload is given up."""

_TOLD = (
    "The request's body is the file: `curl --upload-file report.pdf`. Its path is made safe. What the corpus holds"
    " already, by content, is not added twice."
)
_STATUS = {Outcome.DUPLICATE: 200, Outcome.EXISTS: 409}


def upload_api(desk: Desk, patience: float = PATIENCE) -> APIRouter:
    routes = APIRouter(tags=["Documents"])
    turnstile = Turnstile(AT_ONCE, WAITING, PER_VISITOR)

    @routes.put(
        f"{UPLOADS}{{path:path}}",
        summary="Upload a document",
        description=_TOLD,
        status_code=201,
        response_model=PlacedBody,
        responses={
            200: {"model": PlacedBody, "description": "Nothing was added: the corpus holds the same bytes"},
            409: {"model": PlacedBody, "description": "Another file has that name"},
            413: {"description": "It is too large"},
            415: {"description": "Files of this type are not read"},
        },
        openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": {}}}},
    )
    async def upload(path: str, request: Request, if_there: IfThere = IfThere.REFUSE) -> Response:
        async with turnstile.turn(visitor(request)):
            with _refusals():
                _check_before(path, request, desk.intake.limit)
                with desk.intake.receive() as receiving:
                    await _receive(request, receiving, patience)
                    placed = await asyncio.to_thread(desk.accept, receiving, path, if_there)
        return JSONResponse(placed_body(placed).model_dump(mode="json"), _STATUS.get(placed.outcome, 201))

    return routes


def _check_before(path: str, request: Request, limit: int) -> None:
    """Refuse what can be refused before its bytes have come."""
    safe_path(path)
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise too_large(limit)


async def _receive(request: Request, receiving: Receiving, patience: float) -> None:
    """Write the request's body. Raises HTTPException where it does not come to its end."""
    chunks = request.stream()
    try:
        while True:
            chunk = await asyncio.wait_for(anext(chunks), patience)
            await asyncio.to_thread(receiving.write, chunk)
    except StopAsyncIteration:
        return
    except TimeoutError as error:
        raise HTTPException(408, f"nothing came for {patience:.0f} seconds: upload it again") from error
    except ClientDisconnect as error:
        raise HTTPException(400, "it was broken off: upload it again") from error


@contextmanager
def _refusals() -> Iterator[None]:
    """Our own errors as HTTP has them."""
    try:
        yield
    except UploadTooLarge as error:
        raise HTTPException(413, str(error)) from error
    except DocumentError as error:
        raise HTTPException(415, str(error)) from error
    except UsageError as error:
        raise HTTPException(422, str(error)) from error
    except OSError as error:
        full = error.errno == errno.ENOSPC
        reason = "the disk is full: make room" if full else f"it cannot be stored: {error.strerror}"
        raise HTTPException(507, reason) from error
