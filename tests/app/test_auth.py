"""Nobody passes without signing in: not by another path, not with an old cookie, not by guessing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from fastapi import FastAPI, Request, WebSocket
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from citeleaf.accounts import Accounts, write_accounts
from citeleaf.passwords import Cost, hash_password
from citeleaf_app.auth import OPEN, Cookie, SignedInOnly
from citeleaf_app.lockout import Lockout
from citeleaf_app.logins import Logins
from citeleaf_app.sign_in import WRONG, Door, sign_in_routes
from citeleaf_app.visitor import visitor

CHEAP = Cost(n=2, r=1, p=1)
SECRET = "correct horse battery"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class House:
    """An application that tells who asks, behind the door."""

    def __init__(self, folder: Path, *, secure: bool = False) -> None:
        self.file = folder / "users.toml"
        write_accounts(self.file, {name: hash_password(SECRET, CHEAP) for name in ("anna", "ben")})
        self.clock = Clock()
        self.cookie = Cookie(secure)
        accounts = Accounts(self.file, CHEAP)
        door = Door(accounts, Logins(self.clock), Lockout(self.clock), self.cookie)
        app = FastAPI()
        app.include_router(sign_in_routes(door))

        @app.get("/who")
        def who(request: Request) -> str:
            return visitor(request)

        @app.websocket("/socket")
        async def socket(websocket: WebSocket) -> None:
            await websocket.accept()
            await websocket.send_text(visitor(websocket))

        app.add_middleware(SignedInOnly, accounts=accounts, logins=door.logins, cookie=self.cookie)
        self.app = app

    def browser(self, address: str = "192.0.2.1") -> TestClient:
        scheme = "https" if self.cookie.secure else "http"
        return TestClient(self.app, f"{scheme}://docs.example.org", follow_redirects=False, client=(address, 5000))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def sign_in(browser: TestClient, name: str = "anna", password: str = SECRET, **more: str) -> int:
    return browser.post("/sign-in", data={"name": name, "password": password, **more}).status_code


def test_the_right_password_opens_and_tells_the_routes_who_it_is(house: House) -> None:
    browser = house.browser()
    assert browser.get("/who").status_code == 401
    assert sign_in(browser) == 303
    assert browser.get("/who").json() == "anna"
    cookie = {"cookie": f"citeleaf={browser.cookies['citeleaf']}"}
    with browser.websocket_connect("/socket", headers=cookie) as socket:
        assert socket.receive_text() == "anna"


def test_a_persons_browser_is_led_to_the_sign_in_page_and_back(house: House) -> None:
    browser = house.browser()
    led = browser.get("/who?a=1&b=2", headers={"accept": "text/html,*/*"})
    assert (led.status_code, led.headers["location"]) == (303, "/sign-in?next=/who%3Fa%3D1%26b%3D2")
    assert 'value="/who?a=1&amp;b=2"' in browser.get(led.headers["location"]).text
    back = browser.post("/sign-in", data={"name": "anna", "password": SECRET, "next": "/who?a=1&b=2"})
    assert back.headers["location"] == "/who?a=1&b=2"


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb: c", "javascript:0"]
)
def test_signing_in_leads_to_no_other_place(house: House, wanted: str) -> None:
    reply = house.browser().post("/sign-in", data={"name": "anna", "password": SECRET, "next": wanted})
    assert reply.headers["location"] == "/"


def test_the_cookie_is_for_this_host_and_no_script(house: House, tmp_path: Path) -> None:
    plain = house.browser().post("/sign-in", data={"name": "anna", "password": SECRET}).headers["set-cookie"]
    assert plain.startswith("citeleaf=")
    assert plain.endswith("; Path=/; HttpOnly; SameSite=Strict")
    (tmp_path / "secure").mkdir()
    secure = House(tmp_path / "secure", secure=True).browser()
    header = secure.post("/sign-in", data={"name": "anna", "password": SECRET}).headers["set-cookie"]
    assert header.startswith("__Host-citeleaf=")
    assert header.endswith("; Path=/; HttpOnly; SameSite=Strict; Secure")
    assert secure.get("/who").json() == "anna"


def test_a_wrong_password_and_an_unknown_name_look_the_same(house: House) -> None:
    def reply(name: str) -> tuple[int, str, list[str]]:
        answer = house.browser().post("/sign-in", data={"name": name, "password": "wrong password"})
        return answer.status_code, answer.text.replace(name, "NAME"), sorted(answer.headers)

    assert reply("anna") == reply("nobody")
    assert reply("anna")[0] == 401
    assert WRONG in reply("anna")[1]


def test_a_replayed_cookie_is_worthless_after_signing_out(house: House) -> None:
    browser, thief = house.browser(), house.browser("198.51.100.7")
    sign_in(browser)
    stolen = browser.cookies["citeleaf"]
    thief.cookies.set("citeleaf", stolen, domain="docs.example.org")
    out = browser.post("/sign-out")
    assert (out.status_code, out.headers["location"]) == (303, "/sign-in")
    assert "Max-Age=0" in out.headers["set-cookie"]
    assert thief.get("/who").status_code == 401


def test_signing_in_again_changes_the_token_and_ends_the_old_one(house: House) -> None:
    browser, other = house.browser(), house.browser()
    sign_in(browser)
    first = browser.cookies["citeleaf"]
    sign_in(browser, "ben")
    assert browser.get("/who").json() == "ben"
    other.cookies.set("citeleaf", first, domain="docs.example.org")
    assert other.get("/who").status_code == 401


def test_a_token_that_was_not_given_out_is_not_taken_over(house: House) -> None:
    planted = house.browser()
    planted.cookies.set("citeleaf", "planted", domain="docs.example.org")
    assert (
        "citeleaf=planted"
        not in planted.post("/sign-in", data={"name": "anna", "password": SECRET}).headers["set-cookie"]
    )
    other = house.browser()
    other.cookies.set("citeleaf", "planted", domain="docs.example.org")
    assert other.get("/who").status_code == 401


def test_an_idle_login_ends_though_the_page_looks_for_news(house: House) -> None:
    browser = house.browser()
    sign_in(browser)
    for _ in range(3):
        house.clock.now += 3600
        browser.get("/documents/state")
    assert browser.get("/who").status_code == 401


def test_a_changed_password_signs_out(house: House) -> None:
    browser = house.browser()
    sign_in(browser)
    write_accounts(house.file, {"anna": hash_password("another password", CHEAP)})
    assert browser.get("/who").status_code == 401
    assert sign_in(browser) == 401
    assert sign_in(browser, password="another password") == 303


def test_guessing_is_slowed_down_and_then_the_right_password_waits_too(house: House) -> None:
    browser = house.browser()
    assert [sign_in(browser, password="guess number x") for _ in range(5)] == [401] * 5
    locked = browser.post("/sign-in", data={"name": "anna", "password": SECRET})
    assert (locked.status_code, locked.headers["retry-after"]) == (429, "15")
    assert "Wait 15 seconds" in locked.text
    assert sign_in(browser, "ben") == 303  # another account is not held up
    house.clock.now += 15
    assert sign_in(browser) == 303


def test_an_address_that_the_client_names_itself_hides_no_guess(house: House) -> None:
    """Twenty guesses are free for one address: those of many names and of many made-up addresses count together."""

    def guess(number: int) -> int:
        form = {"name": f"nobody{number}", "password": "guess number x"}
        made_up = {"x-forwarded-for": f"198.51.100.{number}", "forwarded": f"for=198.51.100.{number}"}
        return house.browser().post("/sign-in", data=form, headers=made_up).status_code

    assert [guess(number) for number in range(22)] == [401] * 20 + [429] * 2


@pytest.mark.parametrize("body", [b"x" * 10_000, b"\xff\xfe", b"name=a&" * 100, b"", b"name=%00&password=%00"])
def test_what_is_no_form_opens_nothing(house: House, body: bytes) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert house.browser().post("/sign-in", content=body, headers=headers).status_code in (400, 401)


def test_a_socket_is_closed_before_it_is_open(house: House) -> None:
    with pytest.raises(WebSocketDisconnect), house.browser().websocket_connect("/socket"):
        pass


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> SignedInOnly:
    file = tmp_path_factory.mktemp("closed") / "users.toml"
    write_accounts(file, {"anna": hash_password(SECRET, CHEAP)})

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError(f"{scope['path']} was let through")

    return SignedInOnly(inner, Accounts(file, CHEAP), Logins(), Cookie(secure=False))


@given(
    path=st.one_of(
        st.text(max_size=40).map(lambda text: f"/{text}"),
        st.sampled_from(sorted(OPEN)).flatmap(
            lambda path: st.sampled_from(
                [f"{path}/", f"/{path}", f"{path}/../config", path.upper(), f"{path}%00", f"{path};a"]
            )
        ),
    ),
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"]),
    cookie=st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=60),
)
def test_no_path_no_method_and_no_made_up_cookie_leads_in(
    closed: SignedInOnly, path: str, method: str, cookie: str
) -> None:
    if path in OPEN:
        return
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"cookie", f"citeleaf={cookie}".encode("latin-1"))]
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers}
    asyncio.run(closed(scope, receive, send))
    assert sent[0]["status"] == 401
