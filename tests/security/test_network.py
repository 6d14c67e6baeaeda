"""Law 4 over the whole suite: its own guard is in place, here and in child processes."""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import closing

import pytest

from network_guard.sitecustomize import NetworkClosed

ELSEWHERE = "192.0.2.1"
"""An address that the standards keep for examples."""


def test_nothing_else_can_be_reached() -> None:
    with closing(socket.socket()) as stream, pytest.raises(NetworkClosed):
        stream.connect((ELSEWHERE, 80))
    with closing(socket.socket(type=socket.SOCK_DGRAM)) as datagrams, pytest.raises(NetworkClosed):
        datagrams.sendto(b"words", (ELSEWHERE, 53))


@pytest.mark.parametrize("name", ["example.org", b"example.org", "127.0.0.1.example.org", "localhost.example.org"])
def test_no_name_is_looked_up(name: str | bytes) -> None:
    with pytest.raises(NetworkClosed):
        socket.getaddrinfo(name, 80)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_can(host: str) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        socket.create_connection((host, server.getsockname()[1])).close()


def test_neither_can_a_child_process() -> None:
    program = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "NetworkClosed" in ran.stderr
