"""A worker process on this side of its pipes: started when first needed, kept for what comes next, replaced when gone.

What a worker is for is its module's affair: ``files`` has it read whole documents, ``pages`` single pages.
"""

from __future__ import annotations

import os
import subprocess
import sys
import weakref
from contextlib import suppress
from pathlib import Path
from threading import Lock, Timer
from typing import IO

from citeleaf.errors import CiteleafError
from citeleaf.sandbox.limits import Limits
from citeleaf.sandbox.wire import FAILED, LONGEST_REASON, SPENT, BrokenMessage, receive, send

_KEPT = ("LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "PYTHONHOME", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
"""The environment a worker gets: no other variable, since some hold secrets."""
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_PROCESSOR_SIGNAL = 24
"""SIGXCPU, by which Linux and macOS end what has used up its time."""


class Harm(Exception):
    """What was asked about did something to the worker; the message says what."""


class OutOfTime(Harm):
    """It took longer than it may: "more than 300 s"."""


class TooMuchSaid(Harm):
    """The worker's answer is longer than it may be."""


class Died(Harm):
    """The worker ended, and not by a limit: of the file, or of what anyone did to it. "SIGSEGV", "exit code 1"."""


class Attendant:
    """Keeps one worker that runs ``module``, and asks it from any thread, one question at a time."""

    def __init__(self, module: str, limits: Limits) -> None:
        self.limits = limits
        self.worker: WorkerProcess | None = None
        self._module = module
        self._left = 0
        self._lock = Lock()
        self._closed = False

    def start(self) -> None:
        """Have a worker ready. Without this the first question waits for it."""
        with self._lock:
            self._ready()

    def ask(self, *parts: bytes) -> tuple[bytes, bytes]:
        """How it went, and what there is to say. Raises Harm, and CiteleafError where there can be no worker."""
        with self._lock:
            try:
                return self._ask(parts)
            except Died:  # it may have been killed by anyone, and be no fault of the file's
                return self._ask(parts)

    def discard(self) -> None:
        """End the worker, if there is one. The next question starts another."""
        with self._lock:
            self._discard()

    def close(self) -> None:
        """End the worker, whatever it is at. No question is answered after this."""
        self._closed = True
        worker = self.worker
        if worker:
            worker.kill()  # who waits for its answer holds the lock
        self.discard()

    def _ask(self, parts: tuple[bytes, ...]) -> tuple[bytes, bytes]:
        worker = self._ready()
        try:
            status, content = worker.ask(parts, self.limits)
        except (BrokenMessage, EOFError, OSError) as error:
            self.worker = None
            raise worker.end(error, self.limits) from error
        except BaseException:  # interrupted: what it still has to say is for nobody
            self._discard()
            raise
        self._left -= self.limits.failure if status == FAILED else 1
        if status == SPENT or self._left <= 0:
            self._discard()
        return status, content

    def _ready(self) -> WorkerProcess:
        if self._closed:
            raise CiteleafError("No more files are read: the program is ending. Start it again.")
        if self.worker is None or not self.worker.is_alive():
            self._discard()
            self.worker = WorkerProcess(self._module, self.limits)
            self._left = self.limits.answers
        return self.worker

    def _discard(self) -> None:
        worker, self.worker = self.worker, None
        if worker:
            worker.stop()


class WorkerProcess:
    """One process, which ends with this object at the latest, and what is known of how it ended."""

    def __init__(self, module: str, limits: Limits) -> None:
        command = [sys.executable, "-P", "-B", "-m", module, str(limits.memory), str(limits.swollen)]
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                cwd=Path(os.sep).resolve(),
            )
        except OSError as error:
            raise CiteleafError(
                f"The process in which files are read cannot be started: {error}. Install Citeleaf again."
            ) from error
        self._end = weakref.finalize(self, _end, self._process)
        self._too_slow = False
        try:
            self.held = tuple(receive(self._out, LONGEST_REASON).decode().split(","))
        except (BrokenMessage, EOFError, OSError) as error:
            self.stop()
            raise CiteleafError(
                "The process in which files are read ended as it began. Run `python -m"
                f" {module} {limits.memory} {limits.swollen}` to see why."
            ) from error

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, parts: tuple[bytes, ...], limits: Limits) -> tuple[bytes, bytes]:
        """How it went, and what there is to say. Raises what a pipe raises whose other end is gone."""
        timer = Timer(limits.seconds, self._give_up)
        timer.daemon = True
        timer.start()
        try:
            send(self._in, *parts)
            return receive(self._out, LONGEST_REASON), receive(self._out, limits.answer)
        finally:
            timer.cancel()

    def end(self, error: Exception, limits: Limits) -> Harm:
        """Make sure that the process has ended, and say why."""
        if isinstance(error, BrokenMessage) and self.is_alive():
            self.stop()
            return TooMuchSaid()
        code = self.stop()
        if self._too_slow:
            return OutOfTime(f"more than {limits.seconds:,.0f} s")
        if code == -_PROCESSOR_SIGNAL:
            return OutOfTime(f"more than {limits.processor_seconds} s of processor time")
        return Died(_named(code))

    def stop(self) -> int:
        """End the process whatever it is at, and return its exit code."""
        self._end()
        return self._process.wait()

    def kill(self) -> None:
        """End the process, and leave what it said to whoever listens."""
        self._process.kill()

    def _give_up(self) -> None:
        self._too_slow = True
        self.kill()

    @property
    def _in(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _out(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        with suppress(OSError):  # what was still to be sent has nobody to go to
            if stream:
                stream.close()


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    path = os.pathsep.join(str(Path(place).resolve()) for place in sys.path if place)
    return {**kept, **dict.fromkeys(_ONE_THREAD, "1"), "PYTHONPATH": path}


def _named(code: int) -> str:
    import signal

    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"exit code {code}"
