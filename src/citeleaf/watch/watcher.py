"""Notices and comparisons -> updates of the index, a batch at a time, by the one watcher that an index has.

Whatever the file system forgets to tell is found by comparing the whole corpus with the index, now and then; where it
tells nothing, as network folders do, often. A comparison that was slow is made more seldom.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from queue import Empty, SimpleQueue

from citeleaf.digests import is_there
from citeleaf.errors import CiteleafError, IndexLocked
from citeleaf.ingest import Report
from citeleaf.store.lock import FileLock
from citeleaf.store.schema import WATCH_LOCK_FILE
from citeleaf.watch.notices import Heard, Notices, tells_of_changes
from citeleaf.watch.pace import Pace
from citeleaf.watch.settling import Settling

logger = logging.getLogger(__name__)

LOOK = 1.0
"""Seconds between looks at whether the folder is still the same, and between comparisons where nothing is told."""
RETRY = 1.0
"""Seconds until what could not be done, because another process writes, is tried again."""
LONG_RETRY = 10.0
"""The same after any other failure."""
ELSEWHERE = 3.0
"""Seconds between attempts to take over from another watcher."""
SHARE = 10
"""A comparison is not made again before so many times its own length."""


class Way(StrEnum):
    """How changes are noticed."""

    STARTING = "starting"
    EVENTS = "events"
    POLLING = "polling"
    ELSEWHERE = "elsewhere"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Watching:
    """How the watching stands.

    ``holder`` is who watches ELSEWHERE; ``pending`` counts the files that are to be looked at; ``withheld`` asks
    whether many vanished documents may go (``ingest`` with ``confirm_removal`` says yes); ``trouble`` is what went
    wrong last.
    """

    way: Way = Way.STARTING
    holder: str | None = None
    pending: int = 0
    withheld: str | None = None
    trouble: str | None = None


class Watcher:
    """Keeps the index in ``index`` in step with ``corpus``.

    ``update`` takes the files and folders that changed, relative to the corpus, into the index, and ``differences``
    names those at which the two differ. ``way`` is the setting ``watch``; ``tell`` hears of each new state.
    """

    def __init__(
        self,
        corpus: Path,
        index: Path,
        update: Callable[[Collection[str]], Report],
        differences: Callable[[], Collection[str]],
        *,
        way: str = "auto",
        compare_seconds: float = 60.0,
        tell: Callable[[Watching], None] = lambda state: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._corpus = corpus.absolute()
        self._folder_of_lock = index
        self._lock = FileLock(index, WATCH_LOCK_FILE, "watched")
        self._update = update
        self._differences = differences
        self._way = way
        self._seconds = compare_seconds
        self._listener = tell
        self._clock = clock
        self._heard: Heard = SimpleQueue()
        self._settling = Settling(self._corpus, clock)
        self._pace = Pace()
        self._state = Watching()
        self._asked: set[str] = set()
        self._next_comparison = 0.0
        self._next_look = 0.0
        self._folder: tuple[int, int] | None = None
        self._notices: Notices | None = None

    def state(self) -> Watching:
        """How things stand; any thread may ask."""
        return replace(self._state, pending=len(self._settling))

    def compare_soon(self) -> None:
        """Compare corpus and index at once: somebody confirmed a removal, or does not want to wait."""
        self._next_comparison = 0.0
        self._heard.put(None)

    def run(self, stop: threading.Event, *, wait: bool = True) -> None:
        """Watch until ``stop`` is set.

        While another watcher does, wait to take over, or without ``wait`` raise IndexLocked, which names it.
        """
        while self._way != "off" and not stop.is_set():
            try:
                self._folder_of_lock.mkdir(mode=0o700, parents=True, exist_ok=True)
                with self._lock.held(wait=False):
                    self._watch(stop)
            except IndexLocked:
                if not wait:
                    raise
                self._tell(way=Way.ELSEWHERE, holder=self._lock.holder(), trouble=None)
            except (CiteleafError, OSError) as error:  # a folder that may not be written to
                self._tell(way=Way.OFF, trouble=str(error))
            stop.wait(ELSEWHERE)
        self._tell(way=Way.OFF)

    def _watch(self, stop: threading.Event) -> None:
        self._tell(way=Way.STARTING, holder=None)
        self._next_comparison = self._next_look = 0.0
        try:
            while not stop.is_set():
                if self._clock() >= self._next_look:
                    self._look_at_folder()
                if self._clock() >= self._next_comparison:
                    self._compare()
                self._hear()
                self._take_in(stop)
        finally:
            self._fall_silent()

    def _look_at_folder(self) -> None:
        """Listen anew where the folder is another than it was: an unmounted drive, a folder made again."""
        self._next_look = self._clock() + LOOK
        folder = _identity(self._corpus)
        deaf = self._notices is not None and not self._notices.alive
        if folder == self._folder and not deaf:
            return
        self._fall_silent()
        self._folder = folder
        self._next_comparison = 0.0
        if folder is None or self._way == "polling" or (self._way == "auto" and not tells_of_changes(self._corpus)):
            self._tell(way=Way.POLLING)
            return
        self._notices = Notices(self._corpus.resolve(), self._heard)
        if self._notices.alive:
            self._tell(way=Way.EVENTS)
        else:  # too many folders for the system's limit, most likely
            logger.warning("changes in %s are looked for, not told: %s", self._corpus, self._notices.error)
            self._notices = None
            self._tell(way=Way.POLLING)

    def _fall_silent(self) -> None:
        if self._notices is not None:
            self._notices.stop()
        self._notices = self._folder = None

    def _compare(self) -> None:
        began = self._clock()
        try:
            differing = self._differences()
        except CiteleafError as error:
            self._tell(trouble=str(error))
            self._next_comparison = self._clock() + LOOK
            return
        if not self._asked <= set(differing):  # some are back, or were confirmed: it is another question now
            self._asked = set()
            self._tell(withheld=None)
        for path in differing:
            if path not in self._asked and path not in self._settling:
                self._settling.notice(path)
        if not differing:
            self._tell(trouble=None)
        pause = LOOK if self._asked or self._state.way is Way.POLLING else self._seconds
        self._next_comparison = self._clock() + max(pause, SHARE * (self._clock() - began))

    def _hear(self) -> None:
        """Wait for notices, no longer than until something else is due, and take all that came."""
        now = self._clock()
        pauses = [self._next_look - now, self._next_comparison - now]
        if (due := self._settling.due()) is not None:
            pauses.append(max(due, 0.02))
        try:
            heard = self._heard.get(timeout=max(0.0, min(pauses)))
            while True:
                if heard is not None:
                    self._settling.notice(heard)
                heard = self._heard.get_nowait()
        except Empty:
            return

    def _take_in(self, stop: threading.Event) -> None:
        paths = self._settling.ready(self._pace.files, self._pace.bytes)
        if not paths or stop.is_set():
            return
        began = self._clock()
        try:
            report = self._update(paths)
            self._pace.learn(len(paths), self._clock() - began)
        except IndexLocked:
            self._put_back(paths, RETRY)
        except CiteleafError as error:
            self._put_back(paths, LONG_RETRY)
            self._tell(trouble=str(error))
        except Exception as error:
            if stop.is_set():
                return
            logger.exception("%d changed files could not be taken in", len(paths))
            self._put_back(paths, LONG_RETRY)
            self._tell(
                trouble=f"Taking in changed files failed unexpectedly ({type(error).__name__}); it is tried again."
            )
        else:
            self._tell(trouble=None, withheld=report.question or self._state.withheld)
            if report.question:
                self._asked.update(path for path in paths if not is_there(self._corpus / path))
                self._next_comparison = min(self._next_comparison, self._clock() + LOOK)

    def _put_back(self, paths: Collection[str], later: float) -> None:
        for path in paths:
            self._settling.notice(path, later=later)

    def _tell(self, **changes: object) -> None:
        state = replace(self._state, **changes)  # type: ignore[arg-type]  # each caller names fields of Watching
        if state != self._state:
            self._state = state
            self._listener(state)


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
