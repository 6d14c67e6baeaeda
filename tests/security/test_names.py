"""Names that mean harm or mischief: out of the corpus, unlike themselves on another system, or alike but for case."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from citeleaf.ingest import ingest
from citeleaf.store.local import LocalStore
from citeleaf.types import Filters, document_id
from support import BagOfWordsEncoder

WORDS = "The lighthouse was built in 1890 by Anders Holm."
ODD = (
    "tab\tin it.txt",
    "new\nline.txt",
    "quote\"'`.txt",
    "-starts-with-a-dash.txt",
    "%2e%2e%2fescaped.txt",
    "up..\\backslash.txt",
    "&lt;b&gt;.txt",
    "<img src=x onerror=alert(1)>.txt",
    "\u202egnp.txt",
    "\u200b.txt",
    "'; DROP TABLE documents; --.txt",
    "*[a]?.txt",
    "👍🏽 日本語 שלום.txt",
    "a" * 200 + ".txt",
)

unlike_others = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="its file system refuses or folds these")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


@pytest.fixture
def encoder() -> BagOfWordsEncoder:
    return BagOfWordsEncoder()


@pytest.fixture
def store(tmp_path: Path, encoder: BagOfWordsEncoder) -> Iterator[LocalStore]:
    with closing(
        LocalStore.open(tmp_path / "index", encoder=encoder.name, dimensions=encoder.dimensions, create=True)
    ) as opened:
        yield opened


def paths(store: LocalStore) -> list[str]:
    return [entry.path for entry in store.entries()]


@unlike_others
def test_odd_names_are_names(corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder) -> None:
    for number, name in enumerate(ODD):
        (corpus / name).write_text(f"{WORDS} Number {number}.")
    assert ingest(corpus, store, encoder).failures == ()
    assert paths(store) == sorted(ODD)
    for name in ODD:
        assert store.document(document_id(name)).path == name
    for name in ODD:
        (corpus / name).unlink()
    assert ingest(corpus, store, encoder, confirm_removal=True).removed == len(ODD)


@unlike_others
def test_two_spellings_of_one_name_are_two_files(corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder) -> None:
    """Composed and decomposed letters look alike; where the file system tells them apart, so does the index."""
    spellings = [unicodedata.normalize(form, "Größe café.txt") for form in ("NFC", "NFD")]
    for number, name in enumerate(spellings):
        (corpus / name).write_text(f"{WORDS} Number {number}.")
    ingest(corpus, store, encoder)
    assert sorted(paths(store)) == sorted(spellings)
    assert len({document_id(name) for name in spellings}) == 2
    (corpus / spellings[0]).unlink()
    ingest(corpus, store, encoder)
    assert paths(store) == [spellings[1]]


@unlike_others
def test_names_that_differ_in_case_are_two_files(corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder) -> None:
    for number, name in enumerate(("report.txt", "Report.txt", "REPORT.TXT")):
        (corpus / name).write_text(f"{WORDS} Number {number}.")
    ingest(corpus, store, encoder)
    assert paths(store) == ["REPORT.TXT", "Report.txt", "report.txt"]
    found = store.dense(encoder.encode_questions(["lighthouse"])[0], 10, Filters(("Report.txt",)))
    assert [ranked.passage.path for ranked in found] == ["Report.txt"]


@unlike_others
def test_a_name_that_is_no_unicode_is_named_and_stops_nothing(
    corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder
) -> None:
    (corpus / "good.txt").write_text(WORDS)
    with open(os.fsencode(corpus) + b"/bad\xff.txt", "wb") as file:  # noqa: PTH123  # no Path holds such a name
        file.write(WORDS.encode())
    (failure,) = ingest(corpus, store, encoder).failures
    assert failure.reason == "its name is not written in UTF-8; rename it"
    assert paths(store) == ["good.txt"]


def test_no_link_leads_out_of_the_corpus(
    tmp_path: Path, corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("swordfish")
    (corpus / "file.txt").symlink_to(outside / "secret.txt")
    (corpus / "relative.txt").symlink_to("../outside/secret.txt")
    (corpus / "folder").symlink_to(outside)
    (corpus / "root").symlink_to("/")
    (corpus / "loop").symlink_to("loop")
    (corpus / "good.txt").write_text(WORDS)
    report = ingest(corpus, store, encoder)
    assert [failure.path for failure in report.failures] == ["file.txt", "folder", "loop", "relative.txt", "root"]
    assert paths(store) == ["good.txt"]


def test_a_file_that_becomes_a_link_after_the_scan_is_not_followed(
    tmp_path: Path, corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder
) -> None:
    """While the first file is read, the second is exchanged for a link to what the account may read and nobody else."""
    (tmp_path / "secret").write_text("swordfish")
    (corpus / "a.txt").write_text(WORDS)
    (corpus / "b.txt").write_text(WORDS)

    def exchange(data: bytes, path: str, words: int) -> object:
        from citeleaf.ingest import read_here

        if (corpus / "b.txt").is_file() and not (corpus / "b.txt").is_symlink():
            (corpus / "b.txt").unlink()
            (corpus / "b.txt").symlink_to(tmp_path / "secret")
        return read_here(data, path, words)

    report = ingest(corpus, store, encoder, read=exchange)  # type: ignore[arg-type]  # it returns what read_here does
    assert [(failure.path, failure.reason) for failure in report.failures] == [
        ("b.txt", "it is a link; put a copy in its place")
    ]
    assert paths(store) == ["a.txt"]
