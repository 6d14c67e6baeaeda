"""The program under load: ``citeleaf serve`` in a process of its own, over a folder of its own, with accounts."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from citeleaf.accounts import write_accounts
from citeleaf.passwords import Cost, hash_password

ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse battery"
STARTS_WITHIN = 180.0
ENDS_WITHIN = 20.0


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs: where, as which process, and the file of what it complains about."""

    address: str
    process: int
    log: Path

    def complaints(self) -> list[str]:
        return self.log.read_text(encoding="utf-8", errors="replace").splitlines()


@contextmanager
def serving(folder: Path, people: Sequence[str]) -> Iterator[Served]:
    """Serve the corpus in ``folder`` to ``people``, who have accounts; the server ends with the block.

    Raises TimeoutError where it does not start.
    """
    users, log = folder / "users.toml", folder / "server.log"
    kept = hash_password(PASSWORD, Cost(n=2, r=1, p=1))  # the load is to be that of questions, not of sign-ins
    write_accounts(users, dict.fromkeys(people, kept))
    places = ("--corpus", str(folder / "corpus"), "--index", str(folder / "index"))
    command = [sys.executable, "-m", "citeleaf.cli", "serve", *places, "--port", "0", "--auth", str(users)]
    paths = os.pathsep.join(str(ROOT / name) for name in ("src", "app"))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (paths, os.environ.get("PYTHONPATH"))))}
    with (
        log.open("wb") as complaints,
        subprocess.Popen(
            command, env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=complaints, text=True
        ) as process,
    ):
        try:
            yield Served(_address(process, log), process.pid, log)
        finally:
            _end(process)


def _address(process: subprocess.Popen[str], log: Path) -> str:
    lines: queue.Queue[str] = queue.Queue()
    output = process.stdout
    assert output is not None
    threading.Thread(target=lambda: lines.put(output.readline()), daemon=True).start()
    try:
        line = lines.get(timeout=STARTS_WITHIN)
    except queue.Empty:
        line = ""
    words = line.split()
    if words[:3] != ["Citeleaf", "is", "at"]:
        raise TimeoutError(f"the server did not start: {line} {log.read_text(encoding='utf-8', errors='replace')}")
    return words[3]


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(ENDS_WITHIN)
        return
    process.kill()
