"""Processes that answer questions, started, asked and ended: this program over one index, or a peer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from benchmarks.machine import resident
from benchmarks.timing import Timing

TESTS = Path(__file__).parents[1]
SOURCES = TESTS.parent / "src"


class AskerFailed(Exception):
    """A process ended before it answered; the message holds the last of what it said."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What was said to a request, and how long that took there."""

    timing: Timing
    said: dict[str, object]


class Asker:
    """One process, from its start to its end; ``facts`` are what it said of itself when it was ready."""

    def __init__(self, name: str, command: Sequence[str], logs: Path) -> None:
        """Raises AskerFailed where it does not get ready."""
        logs.mkdir(parents=True, exist_ok=True)
        self.name = name
        self._log = logs / f"{name.replace(' ', '-').replace('/', '-')}.log"
        with self._log.open("wb") as said:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, env=surroundings(), text=True
            )
        try:
            self.facts = self._read()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Asker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def call(self, do: str, **arguments: object) -> Reply:
        assert self._process.stdin is not None  # it is a pipe
        try:
            self._process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise self._failed() from error
        said = self._read()
        wall, processor = said.pop("wall"), said.pop("processor")
        assert isinstance(wall, float)
        assert isinstance(processor, float)
        return Reply(Timing(wall, processor), said)

    @property
    def resident(self) -> float:
        """Megabytes that it holds in memory now."""
        return resident(self._process.pid)

    def close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _read(self) -> dict[str, object]:
        assert self._process.stdout is not None  # it is a pipe
        line = self._process.stdout.readline()
        if not line:
            raise self._failed()
        said: dict[str, object] = json.loads(line)
        return said

    def _failed(self) -> AskerFailed:
        lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return AskerFailed(f"{self.name}: {' / '.join(lines[-2:]) or 'it ended without a word'}")


def surroundings() -> dict[str, str]:
    """The environment of a process that imports the benchmarks, and nothing from the net."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(TESTS), str(SOURCES)]),
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "ORT_DISABLE_TELEMETRY": "1",
        "HAYSTACK_TELEMETRY_ENABLED": "false",
    }


def ours(name: str, corpus: Path, index: Path, logs: Path) -> Asker:
    """This program over one index."""
    command = (sys.executable, "-m", "benchmarks.serving", str(corpus), str(index))
    return Asker(name, command, logs)
