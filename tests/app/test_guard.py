"""Which hosts and origins are served, without a server: the guard alone."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from citeleaf_app.guard import Guard

PUBLIC = "https://documents.example.org"


def status(guard: Guard, **headers: str) -> int:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    asyncio.run(guard({"type": "http", "method": "GET", "path": "/", "headers": pairs}, receive, send))
    return int(sent[0]["status"])


async def served(scope: Scope, receive: Receive, send: Send) -> None:
    own = [(b"content-security-policy", b"script-src 'none'"), (b"referrer-policy", b"unsafe-url")]
    await send({"type": "http.response.start", "status": 200, "headers": own})


@pytest.mark.parametrize(
    ("host", "origin", "expected"),
    [
        ("documents.example.org", PUBLIC, 200),
        ("Documents.Example.Org", PUBLIC, 200),
        ("127.0.0.1:7860", "http://127.0.0.1:7860", 200),  # whoever sits at the machine itself
        ("documents.example.org.evil.example", "", 403),
        ("evil.example", "", 403),
        ("documents.example.org:8443", "", 403),
        ("documents.example.org", "https://evil.example", 403),
        ("documents.example.org", "null", 403),
    ],
)
@pytest.mark.parametrize("local_only", [True, False])
def test_behind_a_proxy_only_the_public_name_is_served(host: str, origin: str, expected: int, local_only: bool) -> None:
    guard = Guard(served, local_only=local_only, public_url=PUBLIC)
    headers = {"host": host, **({"origin": origin} if origin else {})}
    assert status(guard, **headers) == expected


def test_a_replys_own_policy_stands_beside_ours_and_its_other_headers_do_not() -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"localhost")]}
    asyncio.run(Guard(served, local_only=True)(scope, receive, send))
    headers = sent[0]["headers"]
    policies = [value for name, value in headers if name == b"content-security-policy"]
    assert policies[0] == b"script-src 'none'"
    assert policies[1].startswith(b"default-src 'self'")
    assert [value for name, value in headers if name == b"referrer-policy"] == [b"same-origin"]
