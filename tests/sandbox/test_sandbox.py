"""Whatever a file does to the worker, it fails alone, with a reason; others are read as they would be without it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Timer

import pytest

from citeleaf.documents import load_bytes
from citeleaf.errors import CiteleafError, DocumentError
from citeleaf.ingest import ingest
from citeleaf.passages import split
from citeleaf.sandbox import Limits, Sandbox
from citeleaf.sandbox.limits import MEGABYTE
from citeleaf.store.local import LocalStore
from documents.cases import SEED
from fuzz import seeds
from sandbox import hostile
from support import BagOfWordsEncoder

LIMITS = Limits(processor_seconds=10, seconds=120, memory=1024 * MEGABYTE)
ARTICLE = SEED.read_bytes()
SLOW = b"A short line of text.\n\n" * 200_000
"""Some four megabytes: far more than a second's work."""
GOOD = {
    "a.txt": seeds.text_seeds()[0],
    "a.md": seeds.markdown_seeds()[0],
    "a.csv": seeds.table_seeds()[0],
    "a.html": seeds.html_seeds()[0],
    "a.pdf": seeds.pdf_seeds()[0],
    "labels.pdf": seeds.pdf_with_part(b""),
    "a.docx": seeds.docx_with_part(b""),
    "b/копия a.epub": seeds.epub_with_part(b""),
}

on_unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with closing(Sandbox(LIMITS)) as made:
        yield made


@pytest.fixture
def limited() -> Iterator[Callable[[Limits], Sandbox]]:
    made: list[Sandbox] = []

    def make(limits: Limits) -> Sandbox:
        made.append(Sandbox(limits))
        return made[-1]

    yield make
    for each in made:
        each.close()


def pid(sandbox: Sandbox) -> int:
    """The worker's process; reading once makes sure that there is one."""
    sandbox.read(b"Words.", "a.txt")
    worker = sandbox.attendant.worker
    assert worker is not None
    return worker.pid


def refusal(sandbox: Sandbox, data: bytes, path: str) -> str:
    with pytest.raises(DocumentError) as refused:
        sandbox.read(data, path)
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize("path", GOOD)
def test_a_good_file_is_read_as_it_is_without_the_sandbox(sandbox: Sandbox, path: str) -> None:
    document = load_bytes(GOOD[path], path)
    assert sandbox.read(GOOD[path], path, 60) == (document, split(document, words=60))


def test_a_reason_is_the_parsers_own(sandbox: Sandbox) -> None:
    assert refusal(sandbox, b"", "a.txt") == "the file is empty (0 bytes)"
    assert refusal(sandbox, b"%PDF-1.7 and nothing else", "a.pdf").startswith("it is cut short")


def test_one_worker_reads_many_files(sandbox: Sandbox) -> None:
    first = pid(sandbox)
    with ThreadPoolExecutor(4) as threads:
        read = list(threads.map(lambda number: sandbox.read(b"Number %d." % number, f"{number}.txt"), range(20)))
    assert [document.text for document, _ in read] == [f"Number {number}." for number in range(20)]
    assert pid(sandbox) == first


@on_unix
def test_what_uses_up_its_processor_time(limited: Callable[[Limits], Sandbox]) -> None:
    sandbox = limited(Limits(processor_seconds=1))
    assert refusal(sandbox, SLOW, "a.txt").startswith("reading it takes too long (more than 1 s of processor time)")
    assert sandbox.read(ARTICLE, "a.txt")[0].text


def test_what_does_not_end(limited: Callable[[Limits], Sandbox]) -> None:
    sandbox = limited(Limits(seconds=0.05))
    sandbox.start()
    assert refusal(sandbox, SLOW, "a.txt").startswith("reading it takes too long (more than 0 s)")


@on_unix
def test_what_crashes_its_parser(limited: Callable[[Limits], Sandbox]) -> None:
    """pdfium ends the process when it gets no more memory: here for 300 MB of spaces, packed into 300 kB."""
    sandbox = limited(Limits(memory=500 * MEGABYTE))
    assert refusal(sandbox, hostile.pdf_bomb(300), "a.pdf").startswith("its parser crashed on it (SIG")
    assert sandbox.read(ARTICLE, "a.txt")[0].text


@on_unix
def test_what_takes_too_much_memory(limited: Callable[[Limits], Sandbox]) -> None:
    sandbox = limited(Limits(memory=400 * MEGABYTE))
    assert refusal(sandbox, SLOW * 4, "a.txt").startswith(("reading it takes more memory", "reading it takes too long"))


def test_what_says_too_much(limited: Callable[[Limits], Sandbox]) -> None:
    sandbox = limited(Limits(answer=2000))
    assert refusal(sandbox, ARTICLE, "a.txt").startswith("it unpacks to more than 0 MB of text")
    assert sandbox.read(b"Words.", "a.txt")[0].text == "Words."


@on_unix
def test_a_worker_that_was_killed_is_replaced(sandbox: Sandbox) -> None:
    first = pid(sandbox)
    os.kill(first, signal.SIGKILL)
    assert sandbox.read(ARTICLE, "a.txt")[0].text
    assert pid(sandbox) != first


@on_unix
def test_a_worker_that_is_killed_at_its_work_is_replaced_too(sandbox: Sandbox) -> None:
    """Whoever killed it: a file is blamed only where a second worker ends over it."""
    killing = Timer(0.2, os.kill, (pid(sandbox), signal.SIGKILL))
    killing.start()
    assert sandbox.read(SLOW[: len(SLOW) // 16], "a.txt")[0].text
    killing.join()


def test_closing_waits_for_no_file(limited: Callable[[Limits], Sandbox]) -> None:
    sandbox = limited(LIMITS)
    sandbox.start()
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(sandbox.read, SLOW * 4, "a.txt")
        sandbox.close()
        with pytest.raises(CiteleafError, match="the program is ending"):
            reading.result(60)


def test_a_worker_that_has_grown_is_replaced(limited: Callable[[Limits], Sandbox]) -> None:
    sandbox = limited(Limits(swollen=1))
    assert sandbox.read(b"Words.", "a.txt")[0].text == sandbox.read(b"Words.", "b.txt")[0].text
    assert sandbox.attendant.worker is None


def test_a_worker_is_replaced_after_so_many_files(limited: Callable[[Limits], Sandbox]) -> None:
    """Three answers, and a file that cannot be read counts as two: the fourth file has a worker of its own."""
    sandbox = limited(Limits(answers=3, failure=2))
    first = pid(sandbox)
    refusal(sandbox, b"", "a.txt")
    assert sandbox.attendant.worker is None
    assert pid(sandbox) != first


def test_without_a_worker_no_file_is_to_blame(
    monkeypatch: pytest.MonkeyPatch, limited: Callable[[Limits], Sandbox]
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(CiteleafError, match="cannot be started") as refused:
        limited(LIMITS).read(b"Words.", "a.txt")
    assert not isinstance(refused.value, DocumentError)


@on_linux
def test_the_worker_is_bound_and_is_given_no_secrets(
    limited: Callable[[Limits], Sandbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_PASSWORD", "swordfish")
    process = Path(f"/proc/{pid(limited(LIMITS))}")
    limits = {line[:25].strip(): line[26:46].strip() for line in (process / "limits").read_text().splitlines()}
    assert limits["Max core file size"] == limits["Max file size"] == "0"
    assert limits["Max address space"] == str(LIMITS.memory)
    assert limits["Max open files"] == "128"
    assert b"swordfish" not in (process / "environ").read_bytes()


@pytest.mark.parametrize("make", [hostile.entities, hostile.entities_in_book])
def test_no_file_that_a_document_names_is_read(sandbox: Sandbox, tmp_path: Path, make: Callable[[str], bytes]) -> None:
    (tmp_path / "secret").write_text("swordfish")
    name = "a.docx" if make is hostile.entities else "a.epub"
    document, _ = sandbox.read(make((tmp_path / "secret").as_uri()), name)
    assert "swordfish" not in document.text
    assert "lighthouse was built" in document.text
    without = load_bytes(make((tmp_path / "secret").as_uri()), name)
    assert "swordfish" not in without.text, "the parser itself, without the sandbox around it"


def test_no_member_of_an_archive_is_written_anywhere(sandbox: Sandbox, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    sandbox.read(hostile.climbing_members(str(outside).lstrip("/")), "a.docx")
    assert not outside.exists()


@on_unix
def test_bad_files_fail_alone_and_are_not_tried_again_until_they_change(
    limited: Callable[[Limits], Sandbox], tmp_path: Path
) -> None:
    """Each is some kilobytes large, and would take gigabytes, or for ever, or the process with it."""
    sandbox = limited(Limits(processor_seconds=5, memory=500 * MEGABYTE))
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    bad = {
        "bomb.docx": hostile.bomb(300),
        "crash.pdf": hostile.pdf_bomb(300),
        "deep.docx": hostile.deep_word(5000),
        "laughs.docx": hostile.laughs(),
        "nested.docx": hostile.archive_in_archive(),
    }
    for path, data in {**bad, "good.txt": ARTICLE, "z.epub": GOOD["b/копия a.epub"]}.items():
        (corpus / path).write_bytes(data)
    with (corpus / "line.txt").open("wb") as line:
        line.truncate(1024**3)
    (corpus / "out.txt").symlink_to("/etc/hostname")
    encoder = BagOfWordsEncoder()
    with closing(
        LocalStore.open(tmp_path / "index", encoder=encoder.name, dimensions=encoder.dimensions, create=True)
    ) as store:
        report = ingest(corpus, store, encoder, read=sandbox.read)
        assert [failure.path for failure in report.failures] == sorted([*bad, "line.txt", "out.txt"])
        assert [entry.path for entry in store.entries()] == ["good.txt", "z.epub"]
        assert all(";" in failure.reason or ":" in failure.reason for failure in report.failures), "a remedy in each"
        generation, worker = store.generation, pid(sandbox)
        again = ingest(corpus, store, encoder, read=sandbox.read)
        assert (again.failures, store.generation, pid(sandbox)) == (report.failures, generation, worker)
        (corpus / "bomb.docx").write_bytes(GOOD["a.docx"])
        assert ingest(corpus, store, encoder, read=sandbox.read).new == 1
