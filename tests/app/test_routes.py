"""Every route that the application has, found by asking it: none is open to whoever is not signed in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from citeleaf_app.auth import OPEN, SIGN_IN

PROGRAM = Path(__file__).with_name("route_list.py")
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS")


class Client:
    """Keeps one connection to the server."""

    def __init__(self, address: str) -> None:
        self.connection = HTTPConnection(urlsplit(address).netloc, timeout=30)

    def status(self, method: str, path: str, body: bytes | None = None, **headers: str) -> int:
        self.connection.request(method, path, body, headers)
        self.response = self.connection.getresponse()
        self.body = self.response.read()
        return self.response.status


@pytest.fixture
def client(guarded_address: str) -> Iterator[Client]:
    client = Client(guarded_address)
    yield client
    client.connection.close()


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The paths of all routes, with an "x" for what is to be filled in."""
    command = [sys.executable, str(PROGRAM), str(tmp_path_factory.mktemp("routes"))]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    listed = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
    return {re.sub(r"\{[^}]*\}", "x", path) or "/" for path in listed.splitlines()}


def test_no_route_of_the_application_is_open(client: Client, routes: set[str]) -> None:
    assert {"/api/ask", "/source/x/original", "/api/answers/x", "/gradio_api/queue/join", SIGN_IN} <= routes
    assert len(routes) > 60, "those of the page's own library are among them"
    open_to_all = {
        (method, path) for path in sorted(routes - OPEN) for method in METHODS if client.status(method, path) != 401
    }
    assert open_to_all == set()


@pytest.mark.parametrize("path", sorted(OPEN))
def test_what_is_open_is_open_for_reading_alone(client: Client, path: str) -> None:
    assert client.status("GET", path) == 200
    others = {*METHODS, "PATCH", "TRACE"} - {"GET", "HEAD"} - ({"POST"} if path == SIGN_IN else set())
    assert {method for method in others if client.status(method, path) not in (401, 404, 405)} == set()


@pytest.mark.parametrize(
    "body",
    [
        b'{"question": NaN}',
        b'{"question": "\\ud800"}',
        b'{"question": [1]}',
        b'{"\\ud800": 1}',
        b"[" * 100_000,
        b"\xff",
    ],
    ids=["not a number", "half a character", "a list", "half a key", "endless nesting", "no Unicode"],
)
def test_what_is_no_question_is_refused_and_not_repeated(client: Client, body: bytes) -> None:
    form = urlencode({"name": "anna", "password": "correct horse battery"}).encode()
    assert client.status("POST", SIGN_IN, form, **{"Content-Type": "application/x-www-form-urlencoded"}) == 303
    cookie = (client.response.getheader("set-cookie") or "").partition(";")[0]
    assert client.status("POST", "/api/ask", body, Cookie=cookie, **{"Content-Type": "application/json"}) in (400, 422)
    assert b'"input"' not in client.body
