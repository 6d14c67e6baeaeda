"""The page to sign in at, and what becomes of a name and a password that arrive there."""

from __future__ import annotations

import asyncio
import math
import re
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from citeleaf.accounts import Accounts, account_name
from citeleaf.errors import UsageError
from citeleaf_app import lockout
from citeleaf_app.auth import SIGN_IN, SIGN_OUT, Cookie
from citeleaf_app.logins import Logins
from citeleaf_app.markup import Html, element
from citeleaf_app.plain_page import BRAND, plain_page

CHECKED_AT_ONCE = 2
"""Passwords; each takes memory and time by design."""
LONGEST_FORM = 8192
WRONG = "That name and password do not go together."
_HERE = re.compile(r"/(?![/\\])[!-\[\]-~]*")  # a path of our own: no other host, no line break, no backslash


@dataclass(frozen=True, slots=True)
class Door:
    """Everything that signing in and out needs."""

    accounts: Accounts
    logins: Logins
    lockout: lockout.Lockout
    cookie: Cookie


def page(wanted: str = "", name: str = "", trouble: str = "") -> str:
    """The form, with what was wrong with the last attempt. ``wanted`` is where to go then."""
    fields = [
        element("label", "Name", _field("name", "text", "username", value=name, autofocus=not name)),
        element("label", "Password", _field("password", "password", "current-password", autofocus=bool(name))),
        element("input", type="hidden", name="next", value=wanted) if wanted else Html(),
        element("p", trouble, class_="trouble", role="alert") if trouble else Html(),
        element("button", "Sign in", type="submit"),
    ]
    form = element("form", *fields, method="post", action=SIGN_IN)
    line = element("p", "Every answer in the documents’ own words.", class_="motto")
    return plain_page("Sign in", "sign-in", element("main", element("h1", BRAND), line, form))


def _field(name: str, kind: str, autocomplete: str, *, value: str = "", autofocus: bool = False) -> Html:
    return element(
        "input",
        type=kind,
        name=name,
        autocomplete=autocomplete,
        value=value or None,
        autofocus=autofocus,
        required=True,
        maxlength=1024,
        autocapitalize="none",
        spellcheck="false",
    )


def sign_in_routes(door: Door) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    checking = asyncio.Semaphore(CHECKED_AT_ONCE)

    @routes.get(SIGN_IN)
    def show(request: Request) -> Response:
        return _unkept(HTMLResponse(page(_here(request.query_params.get("next", "")))))

    @routes.post(SIGN_IN)
    async def enter(request: Request) -> Response:
        form = await _form(request)
        async with checking:
            return _unkept(await asyncio.to_thread(_enter, door, request, form))

    @routes.post(SIGN_OUT)
    def leave(request: Request) -> Response:
        door.logins.end(door.cookie.of(request))
        return _unkept(RedirectResponse(SIGN_IN, 303, {"set-cookie": door.cookie.set("")}))

    return routes


def _enter(door: Door, request: Request, form: dict[str, str]) -> Response:
    typed, wanted = form.get("name", ""), _here(form.get("next", ""))
    name, place = _name(typed), lockout.address(request.client.host if request.client else "")
    account = lockout.account(name)
    wait = door.lockout.begin(account, place)
    if wait > 0:
        trouble = f"Too many attempts. Wait {_span(wait)}, then try again."
        retry = {"retry-after": str(math.ceil(wait))}
        return HTMLResponse(page(wanted, typed, trouble), HTTPStatus.TOO_MANY_REQUESTS, retry)
    credential = door.accounts.kept(name)
    if not door.accounts.admits(name, form.get("password", "")) or credential is None:
        return HTMLResponse(page(wanted, typed, WRONG), HTTPStatus.UNAUTHORIZED)
    door.lockout.succeeded(account, place)
    door.logins.end(door.cookie.of(request))  # whatever token the browser held before counts no more
    token = door.logins.begin(name, credential)
    return RedirectResponse(wanted or "/", 303, {"set-cookie": door.cookie.set(token)})


def _name(typed: str) -> str:
    """The name to look up; what cannot be one is nobody's, and is treated as any unknown one."""
    try:
        return account_name(typed)
    except UsageError:
        return ""


def _span(seconds: float) -> str:
    minutes = math.ceil(seconds / 60)
    return f"{math.ceil(seconds)} seconds" if seconds <= 60 else f"{minutes} minutes"


def _here(wanted: str) -> str:
    return wanted if _HERE.fullmatch(wanted) else ""


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form; none where it is longer, or has more of them, than ours ever does."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            return {}
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=8)
    except ValueError:  # more of them
        return {}
    return {name: values[-1] for name, values in fields.items()}


def _unkept(response: Response) -> Response:
    response.headers["cache-control"] = "no-store"
    return response
