"""What the server takes on at most."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from citeleaf_app.limits import BodyLimit, Busy, Turnstile


@pytest.fixture
def client() -> TestClient:
    """Counts the bytes that it is sent, of at most ten; uploads are left to themselves."""
    app = FastAPI()

    @app.api_route("/{path:path}", methods=["POST", "PUT"])
    async def count(request: Request) -> int:
        return len(await request.body())

    app.add_middleware(BodyLimit, limit=10)
    return TestClient(app)


def chunks(number: int) -> Iterator[bytes]:
    for _ in range(number):
        yield b"xx"


def test_a_request_may_be_as_long_as_the_limit(client: TestClient) -> None:
    assert client.post("/a", content=b"x" * 10).json() == 10
    assert client.post("/a", content=chunks(5)).json() == 10


def test_a_longer_one_is_refused_whether_or_not_it_says_so(client: TestClient) -> None:
    for body in (b"x" * 11, chunks(6)):
        refused = client.post("/a", content=body)
        assert refused.status_code == 413
        assert "10 bytes" in refused.json()["detail"]


def test_only_uploads_are_exempt(client: TestClient) -> None:
    assert client.put("/api/documents/a.txt", content=b"x" * 11).json() == 11
    assert client.put("/api/index", content=b"x" * 11).status_code == 413
    assert client.post("/api/documents/a.txt", content=b"x" * 11).status_code == 413


def test_so_many_at_once_then_so_many_wait_and_no_more() -> None:
    async def run() -> None:
        turnstile = Turnstile(at_once=1, waiting=1, each=2)
        leave, entered = asyncio.Event(), []

        async def visit(name: str) -> None:
            async with turnstile.turn(name):
                entered.append(name)
                await leave.wait()

        first, second = asyncio.create_task(visit("anna")), asyncio.create_task(visit("anna"))
        for _ in range(3):
            await asyncio.sleep(0)
        assert entered == ["anna"]
        with pytest.raises(Busy) as own:
            await visit("anna")
        assert own.value.status == 429
        with pytest.raises(Busy) as full:
            await visit("ben")
        assert full.value.status == 503
        leave.set()
        await asyncio.gather(first, second)
        await visit("ben")  # there is room again
        assert entered == ["anna", "anna", "ben"]

    asyncio.run(run())
