"""What the server lets in, what it says with every reply, and how it starts and ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from citeleaf.errors import UsageError
from citeleaf.settings import Settings
from citeleaf_app.guard import is_loopback
from citeleaf_app.server import SESSIONS, check_exposure, listen

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


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/",
            "/config",
            "/info",
            "/theme.css",
            "/gradio_api/info",
            "/gradio_api/queue/join",
            "/gradio_api/queue/data",
        ),
        *("/gradio_api/upload", "/gradio_api/file=/etc/hostname", "/gradio_api/startup-events", "/assets/index.js"),
        *("/citeleaf/citeleaf.css", "/citeleaf/plain/../citeleaf.css", "/sign-in/../config", "/sign-in/", "//sign-in"),
        *("/documents/list", "/documents/state", "/api", "/api/openapi.json", "/api/documents", "/source/x/original"),
        *("/api/answers/x.md", "/SIGN-IN", "/healthz/", "/nowhere", "/sign-out"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_where_there_are_accounts_nothing_is_open_without_one(guarded_address: str, path: str, method: str) -> None:
    response, body = request(guarded_address, path, method)
    assert response.status == 401
    assert body == b'{"detail":"Sign in first, at /sign-in."}'


def test_who_has_signed_in_sees_the_page_and_a_made_up_cookie_shows_nothing(guarded_address: str) -> None:
    connection = HTTPConnection(urlsplit(guarded_address).netloc, timeout=30)
    form = {"content-type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/sign-in", "name=ben&password=correct+horse+battery", form)
    response = connection.getresponse()
    response.read()
    connection.close()
    cookie = (response.getheader("set-cookie") or "").partition(";")[0]
    assert response.status == 303
    for path in ("/", "/config", "/api/documents", "/citeleaf/citeleaf.css"):
        assert request(guarded_address, path, Cookie=cookie)[0].status == 200
        assert request(guarded_address, path, Cookie=f"{cookie[:-1]}_")[0].status == 401


@pytest.mark.parametrize(
    "settings",
    [Settings(host="0.0.0.0"), Settings(host="192.168.0.7"), Settings(public_url="https://documents.example.org")],
)
def test_other_machines_are_served_only_with_accounts_or_when_it_is_insisted_on(settings: Settings) -> None:
    with pytest.raises(UsageError, match=r"citeleaf user NAME.*--open-to-anyone"):
        check_exposure(settings)
    check_exposure(settings, open_to_anyone=True)
    check_exposure(replace(settings, users=Path("users.toml")))


def test_this_machine_alone_needs_no_accounts() -> None:
    check_exposure(Settings())


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


def test_the_page_remembers_so_many_tabs_and_no_more(tmp_path: Path) -> None:
    program = """if True:  # in a process of its own: what is made and not served leaves event loops open
        import sys
        from pathlib import Path
        from citeleaf.settings import Settings
        from citeleaf_app.indexing import BackgroundIngest
        from citeleaf_app.server import application
        from folder_service import FolderService

        corpus = Path(sys.argv[1])
        service = FolderService(corpus).as_service()
        app = application(service, BackgroundIngest(service), Settings(corpus=corpus))
        pages = [route.app for route in app.routes if hasattr(getattr(route, "app", None), "state_holder")]
        print([page.state_holder.capacity for page in pages])
    """
    (tmp_path / "corpus").mkdir()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(str(ROOT / name) for name in ("tests", "src", "app"))}
    command = [sys.executable, "-c", program, str(tmp_path / "corpus")]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.stdout == f"[{SESSIONS}]\n", ran.stderr
