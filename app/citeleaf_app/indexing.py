"""Brings the index up to date in the background: a closed tab does not stop it, and every tab sees how far it is."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from threading import Lock, Thread
from typing import TYPE_CHECKING

from citeleaf.errors import CiteleafError

if TYPE_CHECKING:
    from citeleaf.ingest import Progress
    from citeleaf_app.service import Service

logger = logging.getLogger(__name__)
UNEXPECTED = "Indexing stopped unexpectedly. The terminal that runs citeleaf shows why; press “Update index” to resume."


@dataclass(frozen=True, slots=True)
class Indexing:
    """How an update of the index stands, or how the last one that this program ran ended."""

    running: bool = False
    done: int = 0
    total: int = 0
    path: str = ""
    elsewhere: str | None = None
    """Who else is indexing, when it is not this program."""
    summary: str | None = None
    error: str | None = None

    @property
    def active(self) -> bool:
        """Whether anything, here or elsewhere, is changing the index now."""
        return self.running or self.elsewhere is not None


def brief(summary: str) -> str:
    """A report's counts without those that are zero: "2 new, 0 updated, 1 failed" is "2 new, 1 failed"."""
    counts = [count for count in summary.split(", ") if not count.startswith("0 ")]
    return f"Index updated: {', '.join(counts)}." if counts else "The index is up to date: there are no files."


class _Stopped(Exception):
    """Ends an update between two files, when the program ends."""


class BackgroundIngest:
    """Runs ``service.ingest`` in a thread of its own, one at a time."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._lock = Lock()
        self._state = Indexing()
        self._thread: Thread | None = None
        self._stopping = False

    def start(self) -> bool:
        """Begin an update; False when one is under way already."""
        with self._lock:
            if self._state.running or self._stopping:
                return False
            self._state = Indexing(running=True)
            self._thread = Thread(target=self._run, name="citeleaf-ingest", daemon=True)
            self._thread.start()
            return True

    def state(self) -> Indexing:
        """Where things stand now, with other processes taken into account."""
        with self._lock:
            state = self._state
        return state if state.running else replace(state, elsewhere=self._service.indexing())

    def stop(self, timeout: float = 5.0) -> None:
        """Ask a running update to end after its file, and wait up to ``timeout`` seconds for it."""
        self._stopping = True
        self.wait(timeout)

    def wait(self, timeout: float) -> None:
        """Wait up to ``timeout`` seconds for a running update to end."""
        if self._thread is not None:
            self._thread.join(timeout)

    def _run(self) -> None:
        try:
            self._finish(Indexing(summary=brief(self._service.ingest(self._report).summary)))
        except _Stopped:
            self._finish(Indexing())
        except CiteleafError as error:
            self._finish(Indexing(error=str(error)))
        except Exception:
            logger.exception("The index could not be brought up to date")
            self._finish(Indexing(error=UNEXPECTED))

    def _report(self, progress: Progress) -> None:
        if self._stopping:
            raise _Stopped
        with self._lock:
            self._state = Indexing(True, progress.done, progress.total, progress.path or "")

    def _finish(self, state: Indexing) -> None:
        with self._lock:
            self._state = state
