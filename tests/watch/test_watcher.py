"""A watcher over real files: what is noticed, taken in, put back, asked about and left to another watcher."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from citeleaf.changes import compare
from citeleaf.errors import IndexLocked, UsageError
from citeleaf.ingest import Report, ingest
from citeleaf.scan import scan
from citeleaf.store.local import LocalStore
from citeleaf.watch import Watcher, Watching, Way
from citeleaf.watch.notices import tells_of_changes
from support import BagOfWordsEncoder

DEADLINE = 20.0
RIVER = "The river runs for two hundred miles through the northern mountains."


class Bench:
    """A corpus, its index, and the updates that a watcher made of it."""

    def __init__(self, folder: Path) -> None:
        self.corpus = folder / "corpus"
        self.corpus.mkdir()
        self.index = folder / "index"
        self.encoder = BagOfWordsEncoder()
        self.store = LocalStore.open(
            self.index, encoder=self.encoder.name, dimensions=self.encoder.dimensions, create=True
        )
        self.reports: list[Report] = []
        self.errors: list[Exception] = []

    def write(self, path: str, text: str = RIVER) -> None:
        (self.corpus / path).parent.mkdir(parents=True, exist_ok=True)
        (self.corpus / path).write_text(text)

    def update(self, paths: Collection[str]) -> Report:
        if self.errors:
            raise self.errors.pop()
        report = ingest(self.corpus, self.store, self.encoder, within=paths)
        self.reports.append(report)
        return report

    def differences(self) -> list[str]:
        return compare(scan(self.corpus), self.store.entries(), self.store.failures()).paths

    def paths(self) -> list[str]:
        return [entry.path for entry in self.store.entries()]

    @contextmanager
    def watched(self, way: str = "auto") -> Iterator[Watcher]:
        watcher = Watcher(self.corpus, self.index, self.update, self.differences, way=way)
        stop = threading.Event()
        thread = threading.Thread(target=watcher.run, args=(stop,))
        thread.start()
        try:
            yield watcher
        finally:
            stop.set()
            watcher.compare_soon()
            thread.join()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.store.close()


def wait_until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not holds():
        assert time.monotonic() < deadline, "it did not come to hold"
        time.sleep(0.02)


@pytest.mark.parametrize(("way", "told"), [("auto", Way.EVENTS), ("polling", Way.POLLING)])
def test_new_changed_renamed_and_deleted_files_are_taken_in(bench: Bench, way: str, told: Way) -> None:
    bench.write("there before.txt")
    with bench.watched(way) as watcher:
        wait_until(lambda: bench.paths() == ["there before.txt"])
        assert watcher.state().way is told
        bench.write("folder/new.txt", "A valley.")
        wait_until(lambda: "folder/new.txt" in bench.paths())
        bench.write("folder/new.txt", "A valley and its bridges.")
        wait_until(lambda: sum(report.updated for report in bench.reports) == 1)
        (bench.corpus / "folder").rename(bench.corpus / "moved")
        wait_until(lambda: bench.paths() == ["moved/new.txt", "there before.txt"])
        (bench.corpus / "moved" / "new.txt").unlink()
        wait_until(lambda: bench.paths() == ["there before.txt"])
        wait_until(lambda: watcher.state() == Watching(told))
    assert watcher.state().way is Way.OFF


def test_a_burst_is_taken_in_by_batches(bench: Bench) -> None:
    with bench.watched():
        for number in range(150):
            bench.write(f"{number}.txt", f"{RIVER} That is number {number}.")
        wait_until(lambda: len(bench.paths()) == 150)
    assert len(bench.reports) >= 3  # at most 64 files in each


def test_an_emptied_folder_is_asked_about_and_its_return_is_noticed(bench: Bench) -> None:
    for name in ("a.txt", "b.txt"):
        bench.write(name)
    with bench.watched() as watcher:
        wait_until(lambda: len(bench.paths()) == 2)
        aside = bench.corpus.with_name("aside")
        bench.corpus.rename(aside)  # as an unmounted drive: the folder is there, and empty
        bench.corpus.mkdir()
        wait_until(lambda: watcher.state().withheld)
        assert "All 2 documents of the index are gone" in str(watcher.state().withheld)
        assert "--confirm-removal" in str(watcher.state().withheld)
        asked = len(bench.reports)
        watcher.compare_soon()
        wait_until(lambda: not watcher.state().pending)
        assert bench.paths() == ["a.txt", "b.txt"]
        bench.corpus.rmdir()
        aside.rename(bench.corpus)
        wait_until(lambda: watcher.state().withheld is None)
        assert len(bench.reports) == asked, "the same question was put again and again"
        bench.write("c.txt")
        wait_until(lambda: len(bench.paths()) == 3)


def test_a_confirmed_removal_ends_the_question(bench: Bench) -> None:
    for name in ("a.txt", "b.txt"):
        bench.write(name)
    with bench.watched() as watcher:
        wait_until(lambda: len(bench.paths()) == 2)
        for file in bench.corpus.iterdir():
            file.unlink()
        wait_until(lambda: watcher.state().withheld)
        ingest(bench.corpus, bench.store, bench.encoder, confirm_removal=True)
        wait_until(lambda: watcher.state().withheld is None)
        assert bench.paths() == []


def test_a_missing_folder_is_told_and_found_again(bench: Bench) -> None:
    bench.write("a.txt")
    with bench.watched() as watcher:
        wait_until(lambda: bench.paths() == ["a.txt"])
        shutil.rmtree(bench.corpus)
        wait_until(lambda: "does not exist" in str(watcher.state().trouble))
        assert bench.paths() == ["a.txt"]
        bench.write("b.txt")
        wait_until(lambda: bench.paths() == ["b.txt"])  # of one document, it is no question
        wait_until(lambda: watcher.state() == Watching(Way.EVENTS))


def test_what_another_process_keeps_it_from_is_tried_again(bench: Bench) -> None:
    bench.errors = [IndexLocked("another writes"), IndexLocked("another writes")]
    bench.write("a.txt")
    with bench.watched() as watcher:
        wait_until(lambda: bench.paths() == ["a.txt"])
        assert watcher.state().trouble is None


def test_any_other_failure_is_told(bench: Bench) -> None:
    bench.errors = [UsageError("the index is another folder's")]
    bench.write("a.txt")
    with bench.watched() as watcher:
        wait_until(lambda: watcher.state().trouble == "the index is another folder's")
        assert watcher.state().pending == 1


def test_an_index_has_one_watcher_and_the_next_takes_over(bench: Bench) -> None:
    with bench.watched() as first:
        wait_until(lambda: first.state().way is Way.EVENTS)
        second = Watcher(bench.corpus, bench.index, bench.update, bench.differences)
        with pytest.raises(IndexLocked, match=r"is being watched by .*process \d+"):
            second.run(threading.Event(), wait=False)
        with bench.watched() as third:
            wait_until(lambda: third.state().way is Way.ELSEWHERE)
            assert "process" in str(third.state().holder)


def test_watching_can_be_off(bench: Bench) -> None:
    watcher = Watcher(bench.corpus, bench.index, bench.update, bench.differences, way="off")
    watcher.run(threading.Event())
    assert watcher.state() == Watching(Way.OFF)


@pytest.mark.parametrize(
    ("folder", "tells"),
    [("/home/ann", True), ("/mnt/share/papers", False), ("/mnt/share2", True), ("/mnt/with space/papers", False)],
)
def test_network_folders_are_told_from_others(folder: str, tells: bool) -> None:
    mounts = (
        "/dev/sda1 / ext4 rw 0 0\nserver:/x /mnt/share nfs4 rw 0 0\n//server/y /mnt/with\\040space cifs rw 0 0\n"
        "tmpfs /mnt/share2 tmpfs rw 0 0\n"
    )
    assert tells_of_changes(Path(folder), lambda: mounts) is tells
