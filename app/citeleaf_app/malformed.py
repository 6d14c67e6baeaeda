"""The answer to a request whose fields are not what they should be: which and why, and nothing of what they held.

What was sent can be anything, half characters and numbers that are none included, of which no JSON can be made; and
it can be somebody's question, which belongs in no log of a program in between.
"""

from __future__ import annotations

from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response


def refuse_malformed(_: Request, error: Exception) -> Response:
    """For FastAPI's handler of RequestValidationError: its list of errors, without their ``input``."""
    assert isinstance(error, RequestValidationError)
    told = [{"loc": _named(each["loc"]), "msg": _whole(each["msg"]), "type": each["type"]} for each in error.errors()]
    return JSONResponse({"detail": told}, 422)


def _named(place: tuple[str | int, ...]) -> list[str | int]:
    return [_whole(part) if isinstance(part, str) else part for part in place]


def _whole(text: str) -> str:
    return text.encode(errors="backslashreplace").decode()
