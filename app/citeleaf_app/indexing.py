"""Brings the index up to date in the background: a closed tab does not stop it, and every tab sees how far it is."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from citeleaf.errors import CiteleafError, IndexLocked
from citeleaf.watch import Watching

if TYPE_CHECKING:
    from citeleaf.ingest import Progress, Report
    from citeleaf_app.service import Service

logger = logging.getLogger(__name__)
UNEXPECTED = "Indexing stopped unexpectedly. The terminal that runs citeleaf shows why; press “Update index” to resume."
RETRY_SECONDS = 1.0


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
    question: str | None = None
    """What somebody must decide: so many documents are gone that they were kept for now."""

    @property
    def active(self) -> bool:
        """Whether anything, here or elsewhere, is changing the index now."""
        return self.running or self.elsewhere is not None


def brief(summary: str) -> str:
    """A report's counts without those that are zero: "2 new, 0 updated, 1 failed" is "2 new, 1 failed"."""
    counts = [count for count in summary.split(", ") if not count.startswith("0 ")]
    if all(count.endswith(" unchanged") for count in counts):
        return f"The index is up to date: {', '.join(counts) or 'there are no files'}."
    return f"Index updated: {', '.join(counts)}."


class _Stopped(Exception):
    """Ends an update between two files, when the program ends."""


class BackgroundIngest:
    """Runs ``service.ingest``, one at a time: in a thread of its own, or in the caller's. Any thread may call."""

    def __init__(self, service: Service, retry_seconds: float = RETRY_SECONDS) -> None:
        self._service = service
        self._retry_seconds = retry_seconds
        self._lock = Lock()  # held to look at or change what follows, never for long
        self._state = Indexing()
        self._thread: Thread | None = None
        self._busy = False
        self._wanted: set[str] = set()
        self._stop = Event()
        self._turn = Lock()  # held while an update runs
        self._told: str | None = None
        self.watching: Callable[[], Watching] = Watching
        """How the watching of the folder stands, whichever update ran last."""

    def start(self, *, confirm_removal: bool = False) -> bool:
        """Begin an update of everything; False when one is under way already.

        ``confirm_removal`` is the answer to ``Indexing.question``: what is gone may go.
        """
        with self._lock:
            return self._begin(whole=True, confirm_removal=confirm_removal)

    def request(self, *paths: str) -> None:
        """Have these files of the corpus taken in or forgotten, now or right after what is under way.

        What a person has deleted here is meant to go: nobody is asked again.
        """
        with self._lock:
            self._wanted.update(paths)
            self._begin(whole=False)

    def run(self, within: Collection[str] | None = None, *, confirm_removal: bool = False) -> Report:
        """Update in the calling thread, shown to everybody; errors are the caller's."""
        with self._turn:
            ended = Indexing()
            self._set(Indexing(running=True))
            try:
                report = self._service.ingest(self._report, within=within, confirm_removal=confirm_removal)
                self._told = self._news(report, within) or brief(report.summary)
                ended = Indexing(summary=self._told, question=report.question)
                return report
            finally:
                self._set(ended)

    def _news(self, report: Report, within: Collection[str] | None) -> str | None:
        """What was told last, where a look at some files found nothing new; None where there is something to tell.

        A file that is added in the page is taken in by the watcher or on request, whichever comes first, and the other
        finds it unchanged: that it was added is what people want to know.
        """
        changed = report.new or report.updated or report.renamed or report.removed or report.failed
        return None if within is None or changed else self._told

    def state(self) -> Indexing:
        """Where things stand now, with other processes taken into account."""
        with self._lock:
            state = self._state
        if state.running:
            return state
        watching = self.watching()
        return replace(
            state,
            elsewhere=self._service.indexing(),
            question=state.question or watching.withheld,
            error=state.error or watching.trouble,
        )

    def idle(self) -> bool:
        """Whether everything that was requested has been seen to, well or badly."""
        with self._lock:
            return not self._busy

    def stop(self, timeout: float = 5.0) -> None:
        """Ask a running update to end after its file, and wait up to ``timeout`` seconds for it."""
        self._stop.set()
        self.wait(timeout)

    def wait(self, timeout: float) -> None:
        """Wait up to ``timeout`` seconds for a running update to end."""
        if self._thread is not None:
            self._thread.join(timeout)

    def _begin(self, *, whole: bool, confirm_removal: bool = False) -> bool:
        if self._busy or self._stop.is_set():
            return False
        self._busy = True
        self._state = Indexing(running=True)
        self._thread = Thread(target=self._work, args=(whole, confirm_removal), name="citeleaf-ingest", daemon=True)
        self._thread.start()
        return True

    def _work(self, whole: bool, confirm_removal: bool) -> None:
        if whole:
            self._attempt(None, confirm_removal)
        while wanted := self._next():
            self._attempt(wanted, confirm_removal=True)

    def _next(self) -> frozenset[str]:
        """What to take in next; where that is nothing, the work is over, and the next request begins it anew."""
        with self._lock:
            wanted = frozenset() if self._stop.is_set() else frozenset(self._wanted)
            self._wanted -= wanted
            self._busy = bool(wanted)
            return wanted

    def _attempt(self, within: frozenset[str] | None, confirm_removal: bool) -> None:
        try:
            self.run(within, confirm_removal=confirm_removal)
        except _Stopped:
            pass
        except IndexLocked as error:
            self._set(Indexing(error=str(error)))
            if within:  # nobody presses a button for these: tried again until the other is done
                with self._lock:
                    self._wanted |= within
                self._stop.wait(self._retry_seconds)
        except CiteleafError as error:
            self._set(Indexing(error=str(error)))
        except Exception:
            logger.exception("The index could not be brought up to date")
            self._set(Indexing(error=UNEXPECTED))

    def _report(self, progress: Progress) -> None:
        if self._stop.is_set():
            raise _Stopped
        self._set(Indexing(True, progress.done, progress.total, progress.path or ""))

    def _set(self, state: Indexing) -> None:
        with self._lock:
            self._state = state
