"""What the doomed process is doing: a corpus, an index of it, what changed since, and the work that is cut short."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from citeleaf.ingest import ingest, read_here
from citeleaf.store import compaction, memory, runs, vectors
from citeleaf.store.local import LocalStore, delete_index
from citeleaf.types import Document, Failure, Passage
from support import BagOfWordsEncoder

if TYPE_CHECKING:
    from citeleaf.protocols import Vectors

ENCODER = BagOfWordsEncoder()
SUBJECTS = ("rivers", "mountains", "bridges", "orchards", "harbours", "treaties", "railways", "markets", "schools")


def text_of(name: str, edition: int = 1) -> str:
    """Some paragraphs that differ with the name and the edition, and share words with all others."""
    return "\n\n".join(
        f"The report {name} of edition {edition} tells of the {subject} in its part {number}. "
        f"There were {number * 17 + edition} of the {subject} in the year {1900 + number * 7 + edition}, and no more."
        for number, subject in enumerate(SUBJECTS, start=1)
    )


class Recording(LocalStore):
    """Notes each change in the file ``log``, before it is made and after it was."""

    log: Path

    def replace(self, document: Document, passages: Sequence[Passage], vectors: Vectors) -> None:
        with _Noted(self.log, "replace", document.path, document.sha256):
            super().replace(document, passages, vectors)

    def rename(self, old: str, new: str) -> None:
        with _Noted(self.log, "rename", old, new):
            super().rename(old, new)

    def remove(self, path: str) -> None:
        with _Noted(self.log, "remove", path):
            super().remove(path)

    def fail(self, failure: Failure) -> None:
        with _Noted(self.log, "fail", failure.path):
            super().fail(failure)


class _Noted:
    """Notes what is begun on entering, and that it is done on leaving in good order."""

    def __init__(self, log: Path, *words: str) -> None:
        self._log = log
        self._words = words

    def __enter__(self) -> None:
        _append(self._log, ["begin", *self._words])

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            _append(self._log, ["done", *self._words])


def _append(log: Path, words: list[str]) -> None:
    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, json.dumps(words).encode() + b"\n")
    os.close(descriptor)


@dataclass(frozen=True, slots=True)
class Scene:
    """``change`` makes the corpus another than the one that is indexed; ``work`` takes the root of both and is killed.

    With ``anew``, the index before is forgotten or there is none.
    """

    name: str
    change: Callable[[Path], None]
    work: Callable[[Path], None]
    anew: bool = False


def open_store(root: Path, *, create: bool = False) -> LocalStore:
    return LocalStore.open(root / "index", encoder=ENCODER.name, dimensions=ENCODER.dimensions, create=create)


def take_in(root: Path) -> None:
    """What ``citeleaf ingest`` does, with the deterministic encoder."""
    Recording.log = root / "log"
    store = Recording.open(root / "index", encoder=ENCODER.name, dimensions=ENCODER.dimensions, create=True)
    with closing(store):
        ingest(root / "corpus", store, ENCODER, confirm_removal=True)


def load_libraries() -> None:
    """What each of many short-lived processes would load anew; without starting a thread, which no fork survives."""
    import faiss  # noqa: F401  # loaded, and kept

    read_here(text_of("that nobody keeps").encode(), "a.txt", 120)


def make_corpus(corpus: Path) -> None:
    corpus.mkdir(parents=True)
    for number in range(8):
        (corpus / f"report-{number}.txt").write_text(text_of(f"number {number}"), "utf-8")
    (corpus / "broken.pdf").write_bytes(b"%PDF-1.7 and nothing else")


def _forget_and_take_in(root: Path) -> None:
    _append(root / "log", ["begin", "forget"])
    delete_index(root / "index")
    _append(root / "log", ["done", "forget"])
    take_in(root)


def _compact(root: Path) -> None:
    compaction.LEAST_FREE_PAGES = 1  # so that a small index is worth it
    compaction.FREE_SHARE = 100
    take_in(root)


def _take_in_as_large(root: Path) -> None:
    """As an index of a million passages does it: 8-bit vectors, and runs of words, which are joined now and then."""
    vectors.EXACT_UP_TO = 20
    memory.SMALL = 0
    runs.MANY, runs.LOOSE, runs.AT_ONCE, runs.JOINED = 0, 5, 10, 3
    take_in(root)


def _write_index(root: Path) -> None:
    with closing(open_store(root)) as store:
        store.flush()


def _nothing(corpus: Path) -> None:
    """The corpus stays as it is."""


def _everything(corpus: Path) -> None:
    (corpus / "report-0.txt").write_text(text_of("number 0", 2), "utf-8")
    (corpus / "report-1.txt").write_text(text_of("number 1", 2), "utf-8")
    (corpus / "report-2.txt").rename(corpus / "renamed.txt")
    (corpus / "report-3.txt").unlink()
    (corpus / "empty.txt").write_bytes(b"")
    (corpus / "broken.pdf").unlink()
    for number in (10, 11):
        (corpus / f"report-{number}.txt").write_text(text_of(f"number {number}"), "utf-8")


def _deletions(corpus: Path) -> None:
    for number in range(6):
        (corpus / f"report-{number}.txt").unlink()


def _lose_vectors_file(corpus: Path) -> None:
    (corpus.parent / "index" / "vectors.faiss").unlink(missing_ok=True)


MANY_CHANGES = Scene("ingest of all kinds of change", _everything, take_in)
UNCHANGED = Scene("a question", _nothing, _write_index)
"""Nothing is to be done: the stage for damaged files."""

SCENES = (
    Scene("first ingest", _nothing, take_in, anew=True),
    MANY_CHANGES,
    Scene("delete", _deletions, take_in),
    Scene("compaction", _deletions, _compact),
    Scene("changes of a large index", _everything, _take_in_as_large),
    Scene("index writing", _lose_vectors_file, _write_index),
    Scene("rebuild", _everything, _forget_and_take_in),
)
