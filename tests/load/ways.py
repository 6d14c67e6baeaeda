"""Two ways to ask the server: a program's, over its interface, and a browser tab's, over the page's own events."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import AsyncIterator, Coroutine
from http import HTTPStatus
from typing import Protocol, TypedDict

import httpx

from load.checks import Reply
from load.replies import read_page, read_reply

TAB_ASKS = 8
"""Questions of one tab; then it is closed and another opened."""


class PutOff(Exception):
    """The server is busy, and says after how many seconds to ask again."""

    def __init__(self, status: int, seconds: int) -> None:
        super().__init__(status)
        self.status = status
        self.seconds = seconds


class Failed(Exception):
    """There was no answer, and ought to have been one."""


class Way(Protocol):
    async def ask(self, question: str, before: str | None) -> Reply:
        """Ask, after the question ``before`` where there is one. Raises PutOff and Failed."""

    async def close(self) -> None: ...


class Program:
    """Asks over ``/api/ask``."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def ask(self, question: str, before: str | None) -> Reply:
        body: dict[str, object] = {"question": question}
        if before:
            body["history"] = [{"question": before}]
        began = time.monotonic()
        response = await sent(self._client.post("/api/ask", json=body))
        return read_reply(response.text, began, time.monotonic())

    async def close(self) -> None:
        pass


class Tab:
    """Asks as the page does; what was asked before in the same tab is the server's to remember."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._session = ""
        self._asked = 0
        self._event: _Event | None = None

    async def ask(self, question: str, before: str | None) -> Reply:
        if self._event is None or (self._asked >= TAB_ASKS and not before):
            self._event = await self._opened()
        self._asked += 1
        body = {
            "data": [None, None],
            "event_data": {"question": question, "alone": False, "everywhere": False},
            "fn_index": self._event["id"],
            "session_hash": self._session,
        }
        began = time.monotonic()
        await sent(self._client.post("/gradio_api/queue/join", json=body))
        async for message in self._messages():
            if message["msg"] == "process_completed":
                output = message["output"]
                if not message.get("success") or "data" not in output:
                    raise Failed(f"the page's event failed: {json.dumps(output)[:300]}")
                return read_page(str(output["data"][0]), began, time.monotonic())
            if message["msg"] in ("queue_full", "unexpected_error"):
                raise Failed(f"the page said {json.dumps(message)[:300]}")
        raise Failed("the page's event had no end")

    async def close(self) -> None:
        pass

    async def _opened(self) -> _Event:
        await sent(self._client.get("/"))
        config: _Config = (await sent(self._client.get("/config"))).json()
        self._session, self._asked = secrets.token_hex(8), 0
        chat = next(each["id"] for each in config["components"] if each["props"].get("elem_id") == "arrivals")
        return next(event for event in config["dependencies"] if [chat, "ask"] in event["targets"])

    async def _messages(self) -> AsyncIterator[_Message]:
        parameters = {"session_hash": self._session}
        try:
            async with self._client.stream("GET", "/gradio_api/queue/data", params=parameters) as response:
                async for line in response.aiter_lines():
                    if line.startswith("data:"):
                        yield json.loads(line.removeprefix("data:"))
        except httpx.HTTPError as error:
            raise Failed(f"{type(error).__name__} {error}") from error


async def sent(request: Coroutine[object, object, httpx.Response]) -> httpx.Response:
    """The response to a request, where it is one of success. Raises PutOff and Failed."""
    try:
        response = await request
    except httpx.HTTPError as error:
        raise Failed(f"{type(error).__name__} {error}") from error
    if response.status_code == HTTPStatus.OK:
        return response
    wait = response.headers.get("retry-after", "")
    if response.status_code in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE) and wait.isdigit():
        raise PutOff(response.status_code, int(wait))
    raise Failed(f"{response.status_code} {response.text[:300]}")


class _Component(TypedDict):
    id: int
    props: dict[str, object]


class _Event(TypedDict):
    id: int
    targets: list[list[object]]


class _Config(TypedDict):
    components: list[_Component]
    dependencies: list[_Event]


class _Output(TypedDict, total=False):
    data: list[object]


class _Message(TypedDict, total=False):
    msg: str
    success: bool
    output: _Output
