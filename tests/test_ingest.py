"""What ingest reports, does and leaves alone."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from citeleaf.changes import compare
from citeleaf.errors import IndexLocked, IndexMissing, UsageError
from citeleaf.ingest import ENCODED_TOGETHER, Progress, Report, ingest
from citeleaf.scan import Scan, scan
from citeleaf.store.local import LocalStore
from citeleaf.types import Filters, document_id

if TYPE_CHECKING:
    from citeleaf.protocols import Vectors
from support import BagOfWordsEncoder, bound_by_permissions

RIVER = "The river runs for two hundred miles through the northern mountains."
VALLEY = "The valley below it is known for its orchards and for its old bridges."
BROKEN = b"%PDF-1.7 and nothing else"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


@pytest.fixture
def encoder() -> BagOfWordsEncoder:
    return BagOfWordsEncoder()


@pytest.fixture
def open_store(tmp_path: Path, encoder: BagOfWordsEncoder) -> Iterator[Callable[[], LocalStore]]:
    with ExitStack() as opened:

        def open_index() -> LocalStore:
            store = LocalStore.open(
                tmp_path / "index", encoder=encoder.name, dimensions=encoder.dimensions, create=True
            )
            opened.callback(store.close)
            return store

        yield open_index


@pytest.fixture
def store(open_store: Callable[[], LocalStore]) -> LocalStore:
    return open_store()


def write(corpus: Path, path: str, content: str | bytes) -> Path:
    file = corpus / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def found(store: LocalStore, encoder: BagOfWordsEncoder, question: str) -> list[str]:
    """The paths that the dense half finds, best first."""
    vector = encoder.encode_questions([question])[0]
    return [ranked.passage.path for ranked in store.dense(vector, 10, Filters())]


def paths(store: LocalStore) -> list[str]:
    return [entry.path for entry in store.entries()]


# --- the counts


def test_every_fate_is_counted(corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder) -> None:
    write(corpus, "kept.txt", RIVER)
    write(corpus, "changed.txt", VALLEY)
    write(corpus, "moved.txt", "Another story altogether, told by the fire in the evening.")
    write(corpus, "deleted.txt", "This one will not be here for long, as everybody knows.")
    report = ingest(corpus, store, encoder)
    assert report == Report(new=4, updated=0, renamed=0, unchanged=0, removed=0, failed=0, failures=())
    assert report.summary == "4 new, 0 updated, 0 renamed, 0 unchanged, 0 removed, 0 failed"

    write(corpus, "changed.txt", VALLEY + " It was flooded in the spring.")
    (corpus / "folder").mkdir()
    (corpus / "moved.txt").rename(corpus / "folder" / "moved.txt")
    (corpus / "deleted.txt").unlink()
    write(corpus, "added.txt", "A new story has come in with the morning post today.")
    write(corpus, "broken.pdf", BROKEN)
    report = ingest(corpus, store, encoder)
    assert report.summary == "1 new, 1 updated, 1 renamed, 1 unchanged, 1 removed, 1 failed"
    (failure,) = report.failures
    assert failure.path == "broken.pdf"
    assert failure.reason
    assert "\n" not in failure.reason
    assert paths(store) == ["added.txt", "changed.txt", "folder/moved.txt", "kept.txt"]
    assert store.failures() == [failure]


def test_an_empty_corpus_is_fine(corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder) -> None:
    assert ingest(corpus, store, encoder).summary == "0 new, 0 updated, 0 renamed, 0 unchanged, 0 removed, 0 failed"


def test_what_has_not_changed_is_not_encoded_and_nothing_is_committed(
    corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder
) -> None:
    write(corpus, "a.txt", RIVER)
    write(corpus, "b.pdf", BROKEN)
    write(corpus, "c.xyz", "unknown")
    (corpus / "d.txt").symlink_to("/etc/hostname")
    first = ingest(corpus, store, encoder)
    generation, encoded = store.generation, encoder.encoded
    os.utime(corpus / "a.txt", (0, 0))  # another time, the same bytes
    again = ingest(corpus, store, encoder)
    assert (again.unchanged, again.failed) == (1, 3)
    assert again.failures == first.failures
    assert encoder.encoded == encoded == 1
    assert store.generation == generation


def test_a_copy_is_a_document_of_its_own(corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder) -> None:
    write(corpus, "b.txt", RIVER)
    ingest(corpus, store, encoder)
    write(corpus, "a.txt", RIVER)
    assert ingest(corpus, store, encoder).summary.startswith("1 new, 0 updated, 0 renamed, 1 unchanged")
    assert found(store, encoder, "river") == ["a.txt", "b.txt"]


def test_the_hash_is_that_of_the_bytes(corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder) -> None:
    write(corpus, "a.txt", "\ufeffOne line.\r\nAnother line.\r\n")
    ingest(corpus, store, encoder)
    assert store.entries()[0].sha256 == scan(corpus).files["a.txt"]


# --- renames


def test_a_renamed_file_is_not_encoded_again(corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder) -> None:
    write(corpus, "old.txt", RIVER)
    ingest(corpus, store, encoder)
    (corpus / "old.txt").rename(corpus / "new.txt")
    assert ingest(corpus, store, encoder).summary == ("0 new, 0 updated, 1 renamed, 0 unchanged, 0 removed, 0 failed")
    assert encoder.encoded == 1
    assert found(store, encoder, "river") == ["new.txt"]
    assert store.document(document_id("new.txt")).path == "new.txt"


def test_another_ending_is_another_document(corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder) -> None:
    """The ending chooses the parser: what a text file says is not what the same bytes say as Markdown."""
    write(corpus, "a.txt", f"# Rivers\n\n{RIVER}")
    ingest(corpus, store, encoder)
    (corpus / "a.txt").rename(corpus / "a.md")
    assert ingest(corpus, store, encoder).summary.startswith("1 new, 0 updated, 0 renamed, 0 unchanged, 1 removed")
    assert store.entries()[0].media_type == "text/markdown"


def test_files_of_the_same_bytes_are_paired_in_order(
    corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder
) -> None:
    for name in ("a", "b", "c"):
        write(corpus, f"{name}.txt", RIVER)
    ingest(corpus, store, encoder)
    for old, new in (("a", "z"), ("b", "y")):
        (corpus / f"{old}.txt").rename(corpus / f"{new}.txt")
    (corpus / "c.txt").unlink()
    changes = compare(scan(corpus), store.entries(), store.failures())
    assert changes.renamed == (("a.txt", "y.txt"), ("b.txt", "z.txt"))
    assert changes.removed == ("c.txt",)


def test_names_that_are_exchanged_are_changes(corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder) -> None:
    write(corpus, "a.txt", RIVER)
    write(corpus, "b.txt", VALLEY)
    ingest(corpus, store, encoder)
    write(corpus, "a.txt", VALLEY)
    write(corpus, "b.txt", RIVER)
    assert ingest(corpus, store, encoder).updated == 2
    assert found(store, encoder, "river")[0] == "b.txt"


# --- failures


def test_a_failure_keeps_the_last_good_version(corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder) -> None:
    write(corpus, "a.txt", RIVER)
    ingest(corpus, store, encoder)
    write(corpus, "a.txt", b"")
    report = ingest(corpus, store, encoder)
    assert report.summary == "0 new, 0 updated, 0 renamed, 0 unchanged, 0 removed, 1 failed"
    assert found(store, encoder, "river") == ["a.txt"]
    assert store.document(document_id("a.txt")).text == RIVER

    write(corpus, "a.txt", VALLEY)
    assert ingest(corpus, store, encoder).summary.startswith("0 new, 1 updated")
    assert store.failures() == []


def test_a_file_that_is_again_what_it_was_is_no_failure_any_more(
    corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder
) -> None:
    write(corpus, "a.txt", RIVER)
    ingest(corpus, store, encoder)
    write(corpus, "a.txt", b"")
    ingest(corpus, store, encoder)
    write(corpus, "a.txt", RIVER)
    report = ingest(corpus, store, encoder)
    assert (report.unchanged, report.failed) == (1, 0)
    assert store.failures() == []
    assert encoder.encoded == 1


def test_a_failing_file_is_not_parsed_again_until_it_changes(
    corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(corpus, "a.pdf", BROKEN)
    first = ingest(corpus, store, encoder)
    tried: list[str] = []

    def note(data: bytes, path: str) -> None:
        tried.append(path)
        raise AssertionError("a mistake of ours\nin two lines")

    monkeypatch.setattr("citeleaf.ingest.load_bytes", note)
    assert ingest(corpus, store, encoder) == first
    assert tried == []
    write(corpus, "a.pdf", BROKEN + b" more")
    (failure,) = ingest(corpus, store, encoder).failures
    assert tried == ["a.pdf"]
    assert failure.reason == (
        "reading it failed unexpectedly (AssertionError: a mistake of ours in two lines); please report this file"
    )


def test_the_failure_of_a_file_that_is_gone_is_forgotten(
    corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder
) -> None:
    write(corpus, "a.pdf", BROKEN)
    ingest(corpus, store, encoder)
    (corpus / "a.pdf").unlink()
    assert ingest(corpus, store, encoder).summary == "0 new, 0 updated, 0 renamed, 0 unchanged, 0 removed, 0 failed"
    assert store.failures() == []


def test_an_unknown_type_is_a_failure_and_its_file_is_not_opened(
    corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(corpus, "film.xyz", b"\0" * 1000)
    for reading in ("digests.digest_of", "ingest._outcome"):
        monkeypatch.setattr(f"citeleaf.{reading}", lambda path, *rest: pytest.fail(f"{path} was opened"))
    (failure,) = ingest(corpus, store, encoder).failures
    assert failure.path == "film.xyz"
    assert "files of type .xyz are not read" in failure.reason
    assert failure.sha256 is None
    assert ingest(corpus, store, encoder).failures == (failure,)


@pytest.mark.parametrize("drive_is_there", [True, False])
def test_a_file_that_is_deleted_after_the_scan_is_no_failure(
    corpus: Path,
    store: LocalStore,
    encoder: BagOfWordsEncoder,
    monkeypatch: pytest.MonkeyPatch,
    drive_is_there: bool,
) -> None:
    """But where nothing at all is left, it may be that the drive is gone, and what was stored is kept."""
    write(corpus, "stored.txt", RIVER)
    write(corpus, "another.txt", RIVER)
    ingest(corpus, store, encoder)

    def scan_before_they_are_deleted(folder: Path, *_: object) -> Scan:
        files = [write(corpus, name, VALLEY) for name in ("new.txt", "stored.txt")]
        result = scan(folder)
        for file in files if drive_is_there else list(folder.iterdir()):
            file.unlink()
        return result

    monkeypatch.setattr("citeleaf.ingest.scan", scan_before_they_are_deleted)
    report = ingest(corpus, store, encoder)
    removed = 1 if drive_is_there else 0
    assert report.summary == f"0 new, 0 updated, 0 renamed, 1 unchanged, {removed} removed, 0 failed"
    assert paths(store) == (["another.txt"] if drive_is_there else ["another.txt", "stored.txt"])
    assert store.failures() == []


def test_what_may_not_be_opened_is_a_failure_and_keeps_what_was_stored(
    tmp_path: Path, corpus: Path, encoder: BagOfWordsEncoder, open_store: Callable[[], LocalStore]
) -> None:
    write(corpus, "folder/a.txt", RIVER)
    file = write(corpus, "b.txt", VALLEY)
    with bound_by_permissions(tmp_path):
        store = open_store()
        ingest(corpus, store, encoder)
    (corpus / "folder").chmod(0)
    file.chmod(0)
    with bound_by_permissions(tmp_path):
        report = ingest(corpus, store, encoder)
    (corpus / "folder").chmod(0o700)
    assert [failure.path for failure in report.failures] == ["b.txt", "folder"]
    assert report.removed == 0
    assert paths(store) == ["b.txt", "folder/a.txt"]


# --- the corpus folder


def test_a_corpus_that_is_not_there_is_an_error_and_never_empties_the_index(
    corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder
) -> None:
    write(corpus, "a.txt", RIVER)
    ingest(corpus, store, encoder)
    corpus.rename(corpus.with_name("elsewhere"))
    with pytest.raises(UsageError, match=r"corpus does not exist\. Make that folder"):
        ingest(corpus, store, encoder)
    corpus.touch()
    with pytest.raises(UsageError, match="corpus is not a folder"):
        ingest(corpus, store, encoder)
    assert paths(store) == ["a.txt"]


def test_another_corpus_never_replaces_the_first_one_unasked(
    tmp_path: Path, corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder
) -> None:
    write(corpus, "a.txt", RIVER)
    ingest(corpus, store, encoder)
    other = tmp_path / "another corpus"
    write(other, "b.txt", VALLEY)
    with pytest.raises(UsageError) as raised:
        ingest(other, store, encoder)
    message = str(raised.value)
    assert f"is that of the documents in {corpus}, not of those in {other}" in message
    assert "another folder with --index" in message
    assert f"`citeleaf ingest --rebuild --corpus '{other}' --index {tmp_path / 'index'}`" in message
    assert paths(store) == ["a.txt"]


def test_a_corpus_that_was_moved_is_still_the_same(
    tmp_path: Path, corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder
) -> None:
    write(corpus, "a.txt", RIVER)
    ingest(corpus, store, encoder)
    moved = corpus.rename(tmp_path / "moved")
    assert ingest(moved, store, encoder).unchanged == 1
    write(corpus, "b.txt", VALLEY)
    with pytest.raises(UsageError, match=r"is that of the documents in .*moved, not of"):
        ingest(corpus, store, encoder)


def test_another_name_of_the_corpus_is_the_same_corpus(
    tmp_path: Path, corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(corpus, "a.txt", RIVER)
    ingest(corpus, store, encoder)
    generation = store.generation
    (tmp_path / "link").symlink_to(corpus)
    monkeypatch.chdir(tmp_path)
    for name in (Path("corpus"), Path("link")):
        assert ingest(name, store, encoder).unchanged == 1
    assert store.generation == generation


# --- the index


def test_an_index_that_was_deleted_is_made_anew(
    tmp_path: Path, corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder
) -> None:
    write(corpus, "a.txt", RIVER)
    ingest(corpus, store, encoder)
    assert found(store, encoder, "river") == ["a.txt"]
    shutil.rmtree(tmp_path / "index")
    with pytest.raises(IndexMissing):
        store.entries()
    assert ingest(corpus, store, encoder).new == 1
    assert found(store, encoder, "river") == ["a.txt"]


def test_an_index_may_lie_in_the_corpus_itself(corpus: Path, encoder: BagOfWordsEncoder) -> None:
    write(corpus, "a.txt", RIVER)
    with closing(LocalStore.open(corpus, encoder=encoder.name, dimensions=encoder.dimensions, create=True)) as store:
        for summary in ("1 new, 0 updated, 0 renamed, 0 unchanged", "0 new, 0 updated, 0 renamed, 1 unchanged"):
            assert ingest(corpus, store, encoder).summary == f"{summary}, 0 removed, 0 failed"


# --- the run


def test_a_file_of_nothing_but_boilerplate_is_stored_without_passages(
    corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("citeleaf.ingest.split", lambda document, words: [])
    write(corpus, "a.txt", RIVER)
    assert ingest(corpus, store, encoder).new == 1
    assert [(each.path, each.passages) for each in store.entries()] == [("a.txt", 0)]
    assert encoder.encoded == 0


def test_the_wanted_length_of_passages_is_passed_on(
    corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder
) -> None:
    write(corpus, "a.txt", " ".join([RIVER] * 20))  # 20 sentences of 11 words
    ingest(corpus, store, encoder, passage_words=11)
    assert store.passage_count() == 20


def test_progress_counts_the_files_that_are_read(corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder) -> None:
    write(corpus, "same.txt", VALLEY)
    ingest(corpus, store, encoder)
    for name in ("a.txt", "b.txt"):
        write(corpus, name, RIVER)
    write(corpus, "c.pdf", BROKEN)
    steps: list[Progress] = []
    ingest(corpus, store, encoder, progress=steps.append)
    assert {step.total for step in steps} == {3}
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert steps[-1].done == 3
    assert steps[-1].passages == 2


class CountingEncoder(BagOfWordsEncoder):
    """Notes how many texts came in each call, and may stop in one."""

    def __init__(self, stop_at: int | None = None) -> None:
        super().__init__()
        self.calls: list[int] = []
        self.stop_at = stop_at

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.calls.append(len(texts))
        if len(self.calls) == self.stop_at:
            raise KeyboardInterrupt
        return super().encode_passages(texts)


def test_small_documents_share_a_call_and_large_ones_take_several(corpus: Path, store: LocalStore) -> None:
    for number in range(40):
        write(corpus, f"{number:02}.txt", f"This is story number {number} of the long winter nights.")
    encoder = CountingEncoder()
    ingest(corpus, store, encoder)
    assert encoder.calls == [32, 8]  # a document counts as one beside its passage: 64 / 2, and the rest
    write(corpus, "large.txt", " ".join([RIVER] * 150))
    encoder.calls.clear()
    ingest(corpus, store, encoder, passage_words=11)
    assert encoder.calls == [ENCODED_TOGETHER, ENCODED_TOGETHER, 150 - 2 * ENCODED_TOGETHER]
    assert [each.passages for each in store.entries()] == [1] * 40 + [150]


def test_an_interrupted_run_is_continued(corpus: Path, store: LocalStore) -> None:
    write(corpus, "gone.txt", VALLEY)
    ingest(corpus, store, BagOfWordsEncoder())
    (corpus / "gone.txt").unlink()
    for number in range(40):
        write(corpus, f"{number:02}.txt", f"This is story number {number} of the long winter nights.")
    with pytest.raises(KeyboardInterrupt):
        ingest(corpus, store, CountingEncoder(stop_at=2))
    assert paths(store) == [f"{number:02}.txt" for number in range(32)]
    encoder = BagOfWordsEncoder()
    assert ingest(corpus, store, encoder).summary.startswith("8 new, 0 updated, 0 renamed, 32 unchanged, 0 removed")
    assert encoder.encoded == 8
    assert len(found(store, encoder, "story number 39")) == 10


def test_removed_files_are_gone_before_others_are_read(
    corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder, open_store: Callable[[], LocalStore]
) -> None:
    write(corpus, "a.txt", RIVER)
    ingest(corpus, store, encoder)
    (corpus / "a.txt").unlink()
    write(corpus, "b.txt", VALLEY)
    reader = open_store()
    seen: list[list[str]] = []

    class WatchingEncoder(BagOfWordsEncoder):
        def encode_passages(self, texts: Sequence[str]) -> Vectors:
            seen.append(found(reader, encoder, "river"))
            return super().encode_passages(texts)

    ingest(corpus, store, WatchingEncoder())
    assert seen == [[]]


def test_a_second_ingest_is_refused_by_another_store_and_waits_in_the_same(
    corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder, open_store: Callable[[], LocalStore]
) -> None:
    write(corpus, "a.txt", RIVER)
    other = open_store()
    reports: list[Report] = []
    with store.writing():
        with pytest.raises(IndexLocked):
            ingest(corpus, other, encoder)
        waiting = threading.Thread(target=lambda: reports.append(ingest(corpus, store, encoder)))
        waiting.start()
        reports.append(ingest(corpus, store, encoder))
    waiting.join()
    assert [report.summary[:5] for report in reports] == ["1 new", "0 new"]
