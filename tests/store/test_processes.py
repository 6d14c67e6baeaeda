"""Two processes on one index: readers see what was committed, and a second writer is refused by name."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from citeleaf.errors import IndexLocked
from citeleaf.store.local import LocalStore, delete_index
from citeleaf.store.lock import locked_by
from citeleaf.store.schema import LOCK_FILE
from store.samples import ask, make_document, put, texts

OpenLocal = Callable[[], LocalStore]

HOLDER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from store.samples import ENCODER, make_document, put
from citeleaf.store.local import LocalStore

store = LocalStore.open(Path(sys.argv[1]), encoder=ENCODER.name, dimensions=ENCODER.dimensions, create=True)
with store.writing():
    put(store, make_document("other.txt", "Written by the other process."))
    print("held", flush=True)
    sys.stdin.readline()
    store.remove("other.txt")
store.close()
print("done", flush=True)
sys.stdin.readline()
"""


@contextmanager
def other_process(index: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that writes a document and holds the lock until it is sent a line, then removes it again."""
    tests = str(Path(__file__).parent.parent)
    command = [sys.executable, "-c", HOLDER, str(index), tests]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert read(process) == "held"
        try:
            yield process
        finally:
            process.kill()


def read(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def go_on(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_a_reader_sees_each_commit_of_another_process_at_its_next_question(index: Path, open_local: OpenLocal) -> None:
    store = open_local()
    put(store, make_document("a.txt", "Written here."))
    assert texts(ask(store, "written by the other process")) == ["Written here."]
    with other_process(index) as process:
        assert texts(ask(store, "written by the other process")) == ["Written by the other process.", "Written here."]
        assert [entry.path for entry in store.entries()] == ["a.txt", "other.txt"]
        go_on(process)
        assert read(process) == "done"
        assert texts(ask(store, "written by the other process")) == ["Written here."]
        assert store.generation == 3


def test_a_second_writer_is_refused_and_told_who_writes(index: Path, open_local: OpenLocal) -> None:
    store = open_local()
    assert locked_by(index) is None
    with other_process(index) as process:
        with pytest.raises(IndexLocked, match=f"process {process.pid}, since 2.*Wait"):
            store.remove("a.txt")
        with pytest.raises(IndexLocked), store.writing():
            pytest.fail("two processes write")
        with pytest.raises(IndexLocked):
            delete_index(index)
        holder = locked_by(index)
        assert holder is not None
        assert f"process {process.pid}" in holder
        store.flush()  # leaves the cache to who writes
        go_on(process)
        assert read(process) == "done"
        assert locked_by(index) is None
        put(store, make_document("a.txt", "Written here."))


def test_the_lock_of_a_killed_process_is_free_and_its_commits_hold(index: Path, open_local: OpenLocal) -> None:
    with other_process(index) as process:
        process.kill()
        process.wait()
        assert (index / LOCK_FILE).read_text(), "it had no time to take its name out"
        assert locked_by(index) is None
    store = open_local()
    assert texts(ask(store, "the other process")) == ["Written by the other process."]
    store.remove("other.txt")
    assert (index / LOCK_FILE).read_text() == ""


def test_two_stores_of_one_process_exclude_each_other_too(index: Path, open_local: OpenLocal) -> None:
    first, second = open_local(), open_local()
    with first.writing():
        with first.writing():
            put(first, make_document("a.txt", "Within itself it costs nothing."))
        with pytest.raises(IndexLocked):
            second.remove("a.txt")
        assert second.passage_count() == 1
    second.remove("a.txt")
    assert first.passage_count() == 0


def test_threads_of_one_store_wait_for_each_other(open_local: OpenLocal) -> None:
    store = open_local()
    holding, release = threading.Event(), threading.Event()

    def write_first() -> None:
        with store.writing():
            holding.set()
            release.wait()
            put(store, make_document("a.txt", "The first."))

    first = threading.Thread(target=write_first)
    second = threading.Thread(target=lambda: put(store, make_document("a.txt", "The second.")))
    first.start()
    holding.wait()
    second.start()
    store.flush()  # does not wait
    release.set()
    first.join()
    second.join()
    assert texts(ask(store, "the")) == ["The second."]


def test_the_lock_is_let_go_of_after_an_error(index: Path, open_local: OpenLocal) -> None:
    store = open_local()
    with pytest.raises(KeyboardInterrupt), store.writing():
        raise KeyboardInterrupt
    assert locked_by(index) is None
    open_local().remove("a.txt")


def test_a_folder_that_is_not_there_is_not_locked(index: Path) -> None:
    assert locked_by(index) is None


def test_who_writes_is_named_without_what_was_asked(
    open_local: OpenLocal, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_local()
    for typed, named in (
        (["/bin/citeleaf", "ask", "A secret?"], "citeleaf ask, process "),
        (["/bin/caf\udce9", "A secret?"], "caf\\udce9, process "),  # a byte that is no UTF-8
    ):
        monkeypatch.setattr("sys.argv", typed)
        with store.writing():
            holder = locked_by(index)
        assert holder is not None
        assert holder.startswith(named)
