"""What the server lets in, what it says with every reply, and how it starts and ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from citeleaf.errors import UsageError
from citeleaf_app.server import is_loopback, listen

ROOT = Path(__file__).parents[2]


def request(address: str, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
    try:
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def test_it_says_that_it_is_well(page_address: str) -> None:
    response, body = request(page_address, "/healthz")
    assert response.status == 200
    assert body == b'{"status":"ok"}'


@pytest.mark.parametrize("path", ["/", "/healthz", "/citeleaf/citeleaf.css", "/nowhere"])
def test_every_reply_confines_the_page_to_this_host(page_address: str, path: str) -> None:
    policy = request(page_address, path)[0].getheader("content-security-policy") or ""
    sources = {word for rule in policy.split("; ") for word in rule.split()[1:]}
    assert policy.startswith("default-src 'self'; ")
    assert sources == {"'self'", "'none'", "'unsafe-inline'", "'unsafe-eval'", "data:", "blob:"}


@pytest.mark.parametrize("host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "[", ""])
def test_another_name_for_this_machine_is_refused(page_address: str, host: str) -> None:
    assert request(page_address, "/", Host=host)[0].status == 403


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_its_own_names_are_served(page_address: str, host: str) -> None:
    assert request(page_address, "/healthz", Host=f"{host}:7860")[0].status == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:3000", "null"])
@pytest.mark.parametrize("path", ["/", "/gradio_api/queue/join", "/gradio_api/upload"])
def test_another_site_is_refused(page_address: str, path: str, origin: str) -> None:
    assert request(page_address, path, "POST", Origin=origin)[0].status == 403


def test_its_own_page_is_served(page_address: str) -> None:
    assert request(page_address, "/healthz", Origin=page_address)[0].status == 200


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/monitoring", "/gradio_api/runs"])
def test_pages_that_load_from_elsewhere_or_tell_of_others_are_closed(page_address: str, path: str) -> None:
    assert request(page_address, path)[0].status in {401, 403, 404}


def test_files_of_the_machine_are_not_served(page_address: str, filled: Path) -> None:
    for path in (filled / "corpus" / "border.md", ROOT / "pyproject.toml"):
        assert request(page_address, f"/gradio_api/file={path}")[0].status == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost", "LOCALHOST."])
def test_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.7", "::", "example.com", "localhost.example.com", ""])
def test_not_loopback(host: str) -> None:
    assert not is_loopback(host)


def test_a_port_in_use_is_named_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port}: .*--port"):
            listen("127.0.0.1", port)


def test_an_address_that_is_not_ours_is_named() -> None:
    with pytest.raises(UsageError, match=r"192\.0\.2\.1"):  # a block reserved for documentation
        listen("192.0.2.1", 0)


@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT")
def test_ctrl_c_ends_it_quietly(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    program = Path(__file__).with_name("page_server.py")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(str(ROOT / name) for name in ("tests", "src", "app"))}
    command = [sys.executable, str(program), *(str(tmp_path / name) for name in ("corpus", "index", "hold"))]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert "press Ctrl+C to stop" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert errors == ""
