"""``citeleaf watch`` in a terminal, and what ``citeleaf ingest`` asks before it forgets."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from citeleaf import cli

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpus").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "corpus" / name).write_text(f"The file {name} tells of a river.")
    return tmp_path


@contextmanager
def watching(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The command as at a terminal: tests that run in the background ignore Ctrl+C, and so would all they start."""
    command = [sys.executable, "-m", "citeleaf.cli", "watch"]
    with subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def test_it_tells_what_it_takes_in_until_it_is_interrupted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with watching(folder) as process:
        assert line(process) == "Watching corpus — press Ctrl+C to stop\n"
        assert line(process).endswith(" 2 new\n")
        (folder / "corpus" / "c.txt").write_text("A file that has just come.")
        assert line(process).endswith(" 1 new\n")
        assert cli.main(["watch"]) == 1
        told = capsys.readouterr().err
        assert f"The index in index is being watched by cli.py watch, process {process.pid}" in told
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_an_ingest_asks_before_everything_is_forgotten(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ingest"]) == 0
    for file in (folder / "corpus").iterdir():
        file.unlink()
    capsys.readouterr()
    assert cli.main(["ingest"]) == 5
    assert "citeleaf: All 2 documents of the index are gone from corpus; they were kept." in capsys.readouterr().err
    assert cli.main(["ingest", "--confirm-removal"]) == 0
    assert "2 removed" in capsys.readouterr().out
