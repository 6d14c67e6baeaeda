"""Who may write: one process at a time, by a lock of the operating system on a file that names the holder.

The system lets go of the lock when its holder ends, however that happens, so nothing stale ever has to be cleared.
Readers never need it. On Windows the file is written but not locked: SQLite still keeps every change whole, and two
writers at once merely do some of the work twice.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from citeleaf.errors import IndexLocked
from citeleaf.store.messages import missing, unreachable
from citeleaf.store.schema import LOCK_FILE

ATTEMPTS = 5
PAUSE = 0.05
"""Seconds between attempts: long enough to outlast someone who only looks whether the lock is held."""


class FileLock:
    """A right in ``folder`` that one holder has, who is ``doing`` ("written") something to the index there.

    Threads of this process wait for each other, other processes are refused.
    """

    def __init__(self, folder: Path, name: str, doing: str) -> None:
        self._folder = folder
        self._file = folder / name
        self._doing = doing
        self._threads = threading.RLock()
        self._descriptor: int | None = None

    @contextmanager
    def held(self, *, wait: bool = True) -> Iterator[None]:
        """Hold the lock; within itself it costs nothing. Without ``wait`` another thread's holding it refuses too.

        Raises IndexLocked, naming who holds it, IndexMissing where the folder is gone, and CiteleafError where it may
        not be written to.
        """
        if not self._threads.acquire(blocking=wait):
            raise self._refusal()
        try:
            if self._descriptor is None:
                with self._held_by_process():
                    yield
            else:
                yield
        finally:
            self._threads.release()

    @contextmanager
    def _held_by_process(self) -> Iterator[None]:
        descriptor = self._open()
        try:
            self._acquire(descriptor)
            self._descriptor = descriptor
            try:
                yield
            finally:
                self._descriptor = None
                os.ftruncate(descriptor, 0)
        finally:
            os.close(descriptor)

    def _open(self) -> int:
        try:
            return os.open(self._file, os.O_RDWR | os.O_CREAT, 0o644)
        except (FileNotFoundError, NotADirectoryError):
            raise missing(self._folder) from None
        except OSError as error:
            raise unreachable(self._folder, error) from error

    def _acquire(self, descriptor: int) -> None:
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(PAUSE)
            if _locked(descriptor):
                os.ftruncate(descriptor, 0)
                os.write(descriptor, _this_process())
                return
        raise self._refusal()

    def _refusal(self) -> IndexLocked:
        holder = self._file.read_text(encoding="utf-8", errors="replace")
        return IndexLocked(
            f"The index in {self._folder} is being {self._doing} by {holder or 'another process'}. "
            "Wait until it is done, or stop it, and try again."
        )

    def holder(self) -> str | None:
        """Who holds it, in this process or another; None where nobody does."""
        return _holder(self._file)


class WriterLock(FileLock):
    """The right to write into the index in ``folder``."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, LOCK_FILE, "written")


def locked_by(folder: Path) -> str | None:
    """Who is writing into ``folder``, in words ("citeleaf ingest, process 12, since …"), or None where nobody is."""
    return _holder(folder / LOCK_FILE)


def _holder(file: Path) -> str | None:
    try:
        holder = file.read_text(encoding="utf-8", errors="replace")
        if not holder:  # let go of in good order: only what a crash left behind has to be tried
            return None
        descriptor = os.open(file, os.O_RDWR)
    except OSError:  # nobody can write there, or this account cannot tell
        return None
    try:
        return None if _locked(descriptor) else holder
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    """Try to take the lock on an open file, which holds it until it is closed."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _this_process() -> bytes:
    """Names the program and its subcommand alone: a question that was typed behind them is nobody's business."""
    subcommand = [argument for argument in sys.argv[1:2] if argument.isascii() and argument.isalpha()]
    command = " ".join([Path(sys.argv[0]).name, *subcommand])
    words = f"{command}, process {os.getpid()}, since {datetime.now().isoformat(' ', 'seconds')}"
    return words.encode(errors="backslashreplace")
