"""What the server takes on at most: the size of a request, and questions at the same time."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST_REQUEST = 2_000_000
"""Bytes of any request but an upload: a conversation of many questions fits several times."""


UPLOADS = "/api/documents/"


class _TooLong(Exception):
    pass


class BodyLimit:
    """ASGI middleware: a request longer than LONGEST_REQUEST is refused, whatever it says of its own length.

    An upload is left to its route, which counts for itself while it writes.
    """

    def __init__(self, app: ASGIApp, limit: int = LONGEST_REQUEST) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (scope["method"] == "PUT" and scope["path"].startswith(UPLOADS)):
            await self._app(scope, receive, send)
            return
        received, begun = 0, False

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit:
                raise _TooLong
            return message

        async def send_noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        if _declared(scope) > self._limit:
            await self._refuse(scope, receive, send)
            return
        try:
            await self._app(scope, receive_counted, send_noted)
        except _TooLong:
            if begun:
                raise
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        from starlette.responses import JSONResponse

        detail = f"A request has at most {self._limit:,} bytes."
        await JSONResponse({"detail": detail}, 413, {"connection": "close"})(scope, receive, send)


def _declared(scope: Scope) -> int:
    """The length that the request's head gives; 0 where it gives none, or nonsense."""
    value = dict(scope["headers"]).get(b"content-length", b"0")
    return int(value) if value.isdigit() else 0


class Busy(Exception):
    """There is no room now. ``status`` is 429 where it is this visitor's own doing and 503 where it is everybody's."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.retry_after = 2


class Turnstile:
    """Lets so many through at once, and so many wait; ``each`` is what one visitor may have here in all."""

    def __init__(self, at_once: int, waiting: int, each: int) -> None:
        import asyncio

        self._free = asyncio.Semaphore(at_once)
        self._room = at_once + waiting
        self._each = each
        self._here: Counter[str] = Counter()

    @asynccontextmanager
    async def turn(self, visitor: str) -> AsyncIterator[None]:
        """Wait for one's turn and have it. Raises Busy where there is no room to wait in."""
        if self._here[visitor] >= self._each:
            raise Busy(429, f"{self._each} of your requests are under way: wait for one of them")
        if self._here.total() >= self._room:
            raise Busy(503, "too many requests are waiting: try again in a moment")
        self._here[visitor] += 1
        try:
            async with self._free:
                yield
        finally:
            self._here[visitor] -= 1
            if not self._here[visitor]:
                del self._here[visitor]
