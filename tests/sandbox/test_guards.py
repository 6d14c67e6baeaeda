"""What the worker is shut in with, tried from inside: in a process of its own, since there is no way back."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

PROGRAM = """
import ctypes, json, os, signal, socket, struct, subprocess, sys, threading
from citeleaf.sandbox.guards import shut_in
secret, target, named = sys.argv[1:]
numbers = socket.AF_INET, socket.SOCK_STREAM
held = shut_in()
def tried(action):
    try:
        action()
    except BaseException as error:
        return type(error).__name__
    return "done"
library = ctypes.CDLL(None, use_errno=True)
def connected():
    descriptor = library.socket(int(socket.AF_UNIX), int(socket.SOCK_STREAM), 0)
    address = struct.pack("=H", int(socket.AF_UNIX)) + named.encode() + bytes(1)
    return library.connect(descriptor, address, len(address))
def forked():
    child = library.fork()
    if child == 0:
        os._exit(0)
    return child
def interfaces():
    lines = open("/proc/self/net/dev").read().splitlines()[2:] if sys.platform == "linux" else []
    return sorted(line.partition(":")[0].strip() for line in lines)
def threads():
    thread = threading.Thread(target=print, args=("",), kwargs={"end": ""})
    thread.start()
    thread.join()
print(json.dumps({
    "held": held,
    "socket": tried(lambda: socket.create_connection(("127.0.0.1", 9))),
    "lookup": tried(lambda: socket.getaddrinfo("localhost", 80)),
    "program": tried(lambda: subprocess.run(["true"])),
    "shell": tried(lambda: os.system("true")),
    "write": tried(lambda: open(target, "w")),
    "delete": tried(lambda: os.remove(secret)),
    "read": tried(lambda: open(secret).read()),
    "import": tried(lambda: __import__("wave")),
    "native write": library.open(target.encode(), os.O_CREAT | os.O_WRONLY, 0o600),
    "native delete": library.unlink(secret.encode()),
    "native read": library.open(secret.encode(), os.O_RDONLY),
    "native socket": connected(),
    "native signal": library.kill(os.getppid(), 0),
    "native signal to itself": library.kill(os.getpid(), 0),
    "native rights": library.chmod(secret.encode(), 0o666),
    "native process": forked(),
    "native limits": library.prlimit(os.getppid(), 7, None, None) if sys.platform == "linux" else -1,
    "threads": tried(threads),
    "interfaces": interfaces(),
}))
"""


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("guarded")
    secret = folder / "secret"
    secret.write_text("swordfish")
    with socket.socket(socket.AF_UNIX) as listening, TemporaryDirectory() as short:  # such a name has 108 bytes at most
        listening.bind(f"{short}/named")
        listening.listen()
        ran = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(secret), str(folder / "written"), f"{short}/named"],
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(sys.prefix),
        )
    assert ran.returncode == 0, ran.stderr
    found: dict[str, object] = json.loads(ran.stdout)
    return found


@pytest.mark.parametrize("action", ["socket", "lookup", "program", "shell", "write", "delete"])
def test_python_code_is_refused(tried: dict[str, object], action: str) -> None:
    assert tried[action] == "Forbidden"


def test_libraries_can_still_be_loaded(tried: dict[str, object]) -> None:
    assert tried["import"] == "done"


def test_native_code_reaches_no_file(tried: dict[str, object]) -> None:
    held = tried["held"]
    assert isinstance(held, list)
    if "files" not in held:
        pytest.skip("this system has no Landlock")
    assert (tried["native write"], tried["native delete"], tried["native read"]) == (-1, -1, -1)
    assert tried["read"] == "PermissionError"


def test_native_code_reaches_no_network(tried: dict[str, object]) -> None:
    held = tried["held"]
    assert isinstance(held, list)
    if "network" not in held:
        pytest.skip("this system gives an ordinary account no network of its own")
    assert tried["interfaces"] in ([], ["lo"])


@pytest.mark.parametrize(
    "action", ["native socket", "native signal", "native rights", "native process", "native limits"]
)
def test_native_code_reaches_no_other_process(tried: dict[str, object], action: str) -> None:
    """Named sockets, signals and the rights of files are held by neither of the two."""
    held = tried["held"]
    assert isinstance(held, list)
    if "calls" not in held:
        pytest.skip("this system has no seccomp, or this machine's calls are not known")
    assert tried[action] == -1


def test_what_a_library_needs_is_left(tried: dict[str, object]) -> None:
    assert (tried["threads"], tried["native signal to itself"]) == ("done", 0)
