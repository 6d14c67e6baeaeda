"""Workers over one corpus and one index: together they do what an ingest does, whoever of them is killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest

from citeleaf.errors import DocumentError, UsageError
from citeleaf.ingest import ingest, read_here
from citeleaf.store.local import LocalStore
from citeleaf.store.postgres.store import PostgresStore
from citeleaf.types import Document, Passage
from citeleaf.worker import MOST_ATTEMPTS, Work, Worker
from store.samples import ENCODER

OpenPostgres = Callable[[], PostgresStore]

KILLED = """
import sys
from pathlib import Path
from threading import Event
sys.path.insert(0, sys.argv[3])
from store.samples import ENCODER
from citeleaf.store.postgres.store import PostgresStore
from citeleaf.worker import Worker

def read(data, path, words):
    print(path, flush=True)
    Event().wait()

store = PostgresStore.open(sys.argv[1], encoder=ENCODER.name, dimensions=ENCODER.dimensions)
Worker(Path(sys.argv[2]), store, ENCODER, read=read, lease=2.0).run(Event())
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number:02}.txt").write_text(f"The river number {number} is long. Its valley is wide.\n")
    (folder / "film.mov").write_bytes(b"\0")
    (folder / "empty.txt").write_bytes(b"")
    return folder


def contents(store: PostgresStore | LocalStore) -> list[object]:
    entries = store.entries()
    documents = [store.document(entry.document_id) for entry in entries]
    return [entries, documents, [store.passages(entry.document_id) for entry in entries], store.failures()]


@pytest.fixture
def expected(corpus: Path, open_local: Callable[[], LocalStore]) -> list[object]:
    """What an ingest on one machine makes of the corpus."""
    store = open_local()
    ingest(corpus, store, ENCODER)
    return contents(store)


def test_several_workers_do_what_one_ingest_does(
    corpus: Path, open_postgres: OpenPostgres, expected: list[object]
) -> None:
    stores = [open_postgres() for _ in range(3)]
    done: list[Work] = []
    threads = [
        Thread(target=lambda store=store: done.append(Worker(corpus, store, ENCODER).run(Event()))) for store in stores
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert contents(stores[0]) == expected
    assert len(stores[0].queue()) == 0
    assert len(done) == 3
    assert sum(work.files for work in done) >= 31, "30 texts and an empty file; one looked twice may be claimed twice"
    generation = stores[0].generation
    assert Worker(corpus, stores[0], ENCODER).run(Event()) == Work()
    assert stores[0].generation == generation, "what is in step is left alone"


def test_a_killed_worker_s_files_are_read_by_another(
    corpus: Path, open_postgres: OpenPostgres, address: str, expected: list[object]
) -> None:
    store = open_postgres()
    tests = str(Path(__file__).parent.parent)
    command = [sys.executable, "-c", KILLED, address, str(corpus), tests]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "00.txt\n"
        process.kill()
    assert len(store.queue()) == 31
    done = Worker(corpus, store, ENCODER).run(Event())
    assert contents(store) == expected
    assert done.files == 31


def test_a_file_that_workers_do_not_survive_is_named_and_given_up(corpus: Path, open_postgres: OpenPostgres) -> None:
    for path in corpus.iterdir():
        if path.name not in ("00.txt", "01.txt"):
            path.unlink()
    store = open_postgres()
    worker = Worker(corpus, store, ENCODER)
    worker.look()
    queue = store.queue(lease=-1.0)
    assert [claim.path for claim in queue.claim("killed", 1)] == ["00.txt"]
    kept = store.queue().claim("alive", 1)
    for _ in range(MOST_ATTEMPTS - 1):
        assert [claim.path for claim in queue.claim("killed", 1)] == ["00.txt"]
    store.queue().give_back(kept)
    done = worker.run(Event())
    assert [failure.path for failure in done.failures] == ["00.txt"]
    assert "ended the program 3 times" in done.failures[0].reason
    assert "00.txt" not in [entry.path for entry in store.entries()]
    assert Worker(corpus, store, ENCODER).run(Event()).files == 0, "not tried again until it changes"
    (corpus / "00.txt").write_text("A small river.\n")
    assert Worker(corpus, store, ENCODER).run(Event()).files == 1
    assert "00.txt" in [entry.path for entry in store.entries()]


def test_a_worker_that_is_stopped_by_an_error_gives_its_files_back(corpus: Path, open_postgres: OpenPostgres) -> None:
    store = open_postgres()

    def interrupted(data: bytes, path: str, words: int) -> tuple[Document, list[Passage]]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Worker(corpus, store, ENCODER, read=interrupted).run(Event())
    (first, *_) = store.queue().claim("the next", 1)
    assert (first.path, first.attempts) == ("00.txt", 1)


def test_a_file_that_cannot_be_read_is_told_and_does_not_stop_the_rest(
    corpus: Path, open_postgres: OpenPostgres
) -> None:
    store = open_postgres()
    told: list[Work] = []

    def read(data: bytes, path: str, words: int) -> tuple[Document, list[Passage]]:
        if path == "07.txt":
            raise DocumentError("it is damaged")
        return read_here(data, path, words)

    done = Worker(corpus, store, ENCODER, read=read).run(Event(), told=told.append)
    assert [failure.path for failure in done.failures] == ["07.txt", "empty.txt"]
    assert sum(told, Work()) == done
    assert len(store.entries()) == 29


def test_a_worker_that_goes_on_sees_what_comes_and_ends_when_it_is_told(
    corpus: Path, open_postgres: OpenPostgres
) -> None:
    store = open_postgres()
    stop, told = Event(), Event()
    worker = Thread(
        target=lambda: Worker(corpus, store, ENCODER).run(stop, every=0.05, told=lambda _: told.set()), daemon=True
    )
    worker.start()
    assert told.wait(20)
    (corpus / "late.txt").write_text("A late river.\n")
    while "late.txt" not in [entry.path for entry in store.entries()]:
        told.clear()
        assert told.wait(20)
    stop.set()
    worker.join(20)
    assert not worker.is_alive()


def test_a_corpus_that_is_suddenly_empty_is_asked_about(corpus: Path, open_postgres: OpenPostgres) -> None:
    store = open_postgres()
    Worker(corpus, store, ENCODER).run(Event())
    for path in corpus.iterdir():
        path.unlink()
    work = Worker(corpus, store, ENCODER).run(Event())
    assert "--confirm-removal" in str(work.question)
    assert len(store.entries()) == 30


def test_a_worker_of_another_corpus_is_refused(corpus: Path, open_postgres: OpenPostgres, tmp_path: Path) -> None:
    store = open_postgres()
    Worker(corpus, store, ENCODER).look()
    (tmp_path / "other").mkdir()
    with pytest.raises(UsageError, match=r"--store, or another schema.*--rebuild --corpus"):
        Worker(tmp_path / "other", store, ENCODER).look()
