"""An update in the background: one at a time, told while it runs, and never silent when it fails."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from typing import cast

import pytest

from citeleaf.errors import IndexLocked, UsageError
from citeleaf.ingest import Progress, Report
from citeleaf_app.indexing import UNEXPECTED, BackgroundIngest, Indexing, brief
from citeleaf_app.service import Service
from folder_service import FolderService

REPORT = Report(new=2, updated=0, renamed=0, unchanged=1, removed=0, failed=0, failures=())
WAIT = 10.0


class Ingesting:
    """A service whose ingest reports once, then waits to be let go, reports again and ends as it is told."""

    def __init__(self, error: Exception | None = None) -> None:
        self.reported, self.released = Event(), Event()
        self.runs = 0
        self._error = error

    def ingest(
        self,
        progress: Callable[[Progress], None] | None = None,
        *,
        within: Collection[str] | None = None,
        confirm_removal: bool = False,
    ) -> Report:
        assert progress is not None
        self.runs += 1
        progress(Progress(1, 3, "a.txt", 10))
        self.reported.set()
        assert self.released.wait(WAIT)
        progress(Progress(2, 3, "b.txt", 20))
        if self._error:
            raise self._error
        return REPORT

    def indexing(self) -> str | None:
        return "process 7"


class Reporting:
    """A service whose ingests report what they are given."""

    def __init__(self, *reports: Report) -> None:
        self._reports = list(reports)

    def ingest(self, *_: object, **__: object) -> Report:
        return self._reports.pop(0)

    def indexing(self) -> str | None:
        return None


def finished(service: Ingesting) -> Indexing:
    """How an update ends, once it was begun and let go."""
    update = BackgroundIngest(cast(Service, service))
    assert update.start()
    service.released.set()
    update.wait(WAIT)
    return update.state()


def test_it_tells_how_far_it_is_and_runs_once() -> None:
    service = Ingesting()
    update = BackgroundIngest(cast(Service, service))
    assert update.start()
    assert service.reported.wait(WAIT)
    assert update.state() == Indexing(running=True, done=1, total=3, path="a.txt")
    assert not update.start()
    service.released.set()
    update.wait(WAIT)
    assert service.runs == 1


def test_it_ends_with_its_counts() -> None:
    assert finished(Ingesting()).summary == "Index updated: 2 new, 1 unchanged."


def test_a_failure_is_told_with_its_remedy() -> None:
    assert finished(Ingesting(UsageError("no folder: make one"))).error == "no folder: make one"


def test_an_unexpected_failure_is_logged_and_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert finished(Ingesting(RuntimeError("secret"))).error == UNEXPECTED
    assert "secret" in caplog.text


def test_another_process_that_indexes_is_named() -> None:
    state = BackgroundIngest(cast(Service, Ingesting())).state()
    assert state.elsewhere == "process 7"
    assert state.active
    assert not state.running


def test_the_end_of_the_program_stops_it_between_two_files() -> None:
    service = Ingesting()
    update = BackgroundIngest(cast(Service, service))
    update.start()
    assert service.reported.wait(WAIT)
    update.stop(timeout=0)
    service.released.set()
    update.wait(WAIT)
    assert not update.state().running
    assert update.state().summary is None
    assert not update.start()


def test_what_is_requested_meanwhile_is_taken_in_afterwards_at_once(tmp_path: Path) -> None:
    service = FolderService(tmp_path)
    service.released.clear()
    update = BackgroundIngest(service.as_service())
    update.start()
    assert service.begun.wait(WAIT)
    threads = [Thread(target=update.request, args=(f"{number}.txt",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    assert not update.idle()
    service.released.set()
    update.wait(WAIT)
    assert update.idle()
    # Everything first, then the eight together; what was deleted here needs no second question.
    assert service.asked == [(None, False), (frozenset(f"{number}.txt" for number in range(8)), True)]


def test_a_request_waits_until_another_process_is_done(tmp_path: Path) -> None:
    service = FolderService(tmp_path)
    service.errors = [IndexLocked("being written by process 7")]
    update = BackgroundIngest(service.as_service(), retry_seconds=0.01)
    update.request("a.txt")
    update.wait(WAIT)
    assert service.asked == [(frozenset({"a.txt"}), True)] * 2
    assert update.state().error is None


def test_the_button_does_not_wait_but_says_who_writes(tmp_path: Path) -> None:
    service = FolderService(tmp_path)
    service.errors = [IndexLocked("being written by process 7")]
    update = BackgroundIngest(service.as_service())
    update.start(confirm_removal=True)
    update.wait(WAIT)
    assert service.asked == [(None, True)]
    assert update.state().error == "being written by process 7"


def test_the_callers_own_thread_can_run_it_and_gets_its_errors(tmp_path: Path) -> None:
    service = FolderService(tmp_path)
    update = BackgroundIngest(service.as_service())
    (tmp_path / "a.txt").write_text("words")
    assert update.run({"a.txt"}).new == 1
    assert update.state().summary == "Index updated: 1 new."
    service.errors = [IndexLocked("being written")]
    with pytest.raises(IndexLocked):
        update.run()
    assert update.state() == Indexing()


def test_a_file_that_was_added_is_not_said_to_be_unchanged_by_who_comes_second() -> None:
    """The watcher and the page's own request both take it in; the other way round it is the same."""
    added, seen = replace(REPORT, new=1, unchanged=0), replace(REPORT, new=0, unchanged=1)
    update = BackgroundIngest(cast(Service, Reporting(added, seen, seen, replace(seen, unchanged=9))))
    told = []
    for within in ({"a.txt"}, {"a.txt"}, {"a.txt"}, None):
        update.run(within)
        told.append(update.state().summary)
    assert told == ["Index updated: 1 new."] * 3 + ["The index is up to date: 9 unchanged."]


@pytest.mark.parametrize(
    ("summary", "told"),
    [
        ("2 new, 0 updated, 10 unchanged, 1 failed", "Index updated: 2 new, 10 unchanged, 1 failed."),
        ("0 new, 0 failed", "The index is up to date: there are no files."),
        ("0 new, 0 updated, 3 unchanged, 0 failed", "The index is up to date: 3 unchanged."),
    ],
)
def test_counts_of_nothing_are_left_out(summary: str, told: str) -> None:
    assert brief(summary) == told
