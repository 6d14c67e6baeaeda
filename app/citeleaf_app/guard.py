"""Stands before everything that is served: headers on every reply, and no service to other web sites.

The guard gives every reply a Content-Security-Policy that names no other host, and refuses requests that another
web site made a browser send: those whose Origin is not ours and those whose Host is not, where it is known which
host that must be: loopback on a loopback address, or the one of the public address.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",  # Gradio compiles its HTML templates in the page
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_REPLACED = HEADERS.keys() - {"content-security-policy"}  # a reply's own policy stands beside ours: browsers obey both


def is_loopback(host: str) -> bool:
    """Whether the host, a name or an address without a port, can only mean this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


def _hostname(host: str) -> str:
    """A Host header's host without its port; empty where it is not well-formed."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


class Guard:
    """ASGI middleware: the headers on every reply, and the refusals that the module's docstring names.

    ``public_url`` is the address ("https://documents.example.org") under which a reverse proxy makes it reachable.
    """

    def __init__(self, app: ASGIApp, local_only: bool, public_url: str = "") -> None:
        self._app = app
        self._local_only = local_only
        self._public_host = urlsplit(public_url).netloc.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [pair for pair in message["headers"] if pair[0].decode() not in _REPLACED] + own
            await send(message)

        await (self._refusal(scope) or self._app)(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        from starlette.datastructures import Headers
        from starlette.responses import PlainTextResponse

        headers = Headers(scope=scope)
        host = headers.get("host", "").lower()
        if not self._is_ours(host):
            return PlainTextResponse("Citeleaf answers only under its own address.", 403)
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2].lower() != host:
            return PlainTextResponse("Citeleaf answers only its own pages.", 403)
        return None

    def _is_ours(self, host: str) -> bool:
        if self._public_host and host == self._public_host:
            return True
        return is_loopback(_hostname(host)) if self._local_only or self._public_host else True
