"""Closes every route to whoever is not signed in: one middleware over the whole application, sockets included.

Only the paths in ``OPEN`` are exempt, compared letter by letter: the page to sign in at, its style and fonts, and the
sign of life.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from citeleaf_app.visitor import SCOPE_KEY

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from citeleaf.accounts import Accounts
    from citeleaf_app.logins import Logins

HEALTH = "/healthz"
SIGN_IN = "/sign-in"
SIGN_OUT = "/sign-out"
_FONTS = ("serif-regular", "sans-regular", "sans-semibold")
_FILES = ("plain/plain.css", "leaf.svg", *(f"fonts/citeleaf-{name}.woff2" for name in _FONTS))
OPEN = frozenset({SIGN_IN, HEALTH, *(f"/citeleaf/{name}" for name in _FILES)})
UNHURRIED = frozenset({"/documents/state", "/documents/list"})
"""What a page asks for by itself, over and over: it keeps no login alive."""


@dataclass(frozen=True, slots=True)
class Cookie:
    """The cookie that holds a login's token. Over https its name keeps other hosts from setting it."""

    secure: bool

    @property
    def name(self) -> str:
        return "__Host-citeleaf" if self.secure else "citeleaf"

    def of(self, request: HTTPConnection) -> str:
        return request.cookies.get(self.name, "")

    def set(self, token: str) -> str:
        """The header's value; an empty token takes the cookie away."""
        parts = [f"{self.name}={token}", "Path=/", "HttpOnly", "SameSite=Strict"]
        return "; ".join(parts + ["Secure"] * self.secure + ["Max-Age=0"] * (not token))


class SignedInOnly:
    """ASGI middleware: tells the routes who asks (``visitor``), and answers itself where that is nobody."""

    def __init__(self, app: ASGIApp, accounts: Accounts, logins: Logins, cookie: Cookie) -> None:
        self._app = app
        self._accounts = accounts
        self._logins = logins
        self._cookie = cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        name = self._who(scope)
        if name is not None:
            scope[SCOPE_KEY] = name
            await self._app(scope, receive, _uncached(send))
        elif scope["type"] == "http" and scope["path"] in OPEN:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # before it is accepted: the browser sees a 403
        else:
            await _refusal(scope)(scope, receive, send)

    def _who(self, scope: Scope) -> str | None:
        from starlette.requests import HTTPConnection

        token = self._cookie.of(HTTPConnection(scope))
        if not token:
            return None
        return self._logins.find(token, self._accounts.kept, touch=scope["path"] not in UNHURRIED)


def _refusal(scope: Scope) -> ASGIApp:
    """The way to the sign-in page for a person's browser, and a plain 401 for everything else."""
    from starlette.requests import Request
    from starlette.responses import JSONResponse, RedirectResponse

    request = Request(scope)
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(SIGN_IN if wanted == "/" else f"{SIGN_IN}?next={quote(wanted)}", 303)
    return JSONResponse({"detail": f"Sign in first, at {SIGN_IN}."}, 401)


def _uncached(send: Send) -> Send:
    """Replies that say nothing of caches are kept by none: another person may use the browser next."""

    async def send_uncached(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message["headers"])
            if not any(name.lower() == b"cache-control" for name, _ in headers):
                headers.append((b"cache-control", b"private, no-cache"))
            message = {**message, "headers": headers}
        await send(message)

    return send_uncached
