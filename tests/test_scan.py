"""What a walk over the corpus finds, reports and passes over, and what follows for what is stored."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from citeleaf.changes import compare, places_of
from citeleaf.digests import NOT_A_DOCUMENT
from citeleaf.scan import Scan, scan
from citeleaf.types import Entry, Failure, document_id

RIVER = "The river runs for two hundred miles through the northern mountains."


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


def write(corpus: Path, path: str, content: str | bytes) -> None:
    file = corpus / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)


def test_what_nobody_put_there_to_be_asked_is_passed_over(corpus: Path) -> None:
    for path in (
        *(".hidden.txt", ".git/config.txt", "~$report.docx", ".DS_Store", "Thumbs.db", "a.txt~", "b.tmp", "c.part"),
        *("folder/.hidden/d.txt", "Desktop.ini", "index/catalogue.sqlite", "index/vectors.faiss"),
        *("catalogue.sqlite-wal", "vectors.faiss.new", "writer.lock", "deleted index/writer.lock"),
    ):
        write(corpus, path, RIVER)
    write(corpus, "README.md", b"  " + NOT_A_DOCUMENT + b"\n# What this folder is for\n")
    write(corpus, "mentions.md", b"# Markers\n\n" + NOT_A_DOCUMENT + b"\n")
    write(corpus, "folder/kept.txt", RIVER)
    assert list(scan(corpus).files) == ["folder/kept.txt", "mentions.md"]
    assert scan(corpus).failures == ()


def test_paths_are_relative_and_sorted(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("b/2.txt", "b.txt", "b/1.txt", "a/c/d.txt", "Z.txt", "e\u0301.txt", "é.txt"):
        write(corpus, path, RIVER)
    monkeypatch.chdir(corpus.parent)
    assert list(scan(Path("corpus")).files) == sorted(
        ["Z.txt", "a/c/d.txt", "b.txt", "b/1.txt", "b/2.txt", "e\u0301.txt", "é.txt"]
    )


def test_links_are_not_followed(corpus: Path, tmp_path: Path) -> None:
    write(tmp_path, "outside/secret.txt", "secret")
    write(corpus, "folder/a.txt", RIVER)
    (corpus / "again.txt").symlink_to(corpus / "folder" / "a.txt")
    (corpus / "around").symlink_to(corpus)
    (corpus / "broken.txt").symlink_to("nowhere.txt")
    (corpus / "circle.txt").symlink_to("circle.txt")
    (corpus / "out.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    (corpus / "outer").symlink_to(tmp_path / "outside")
    result = scan(corpus)
    assert list(result.files) == ["folder/a.txt"]
    assert [(failure.path, failure.reason.partition(";")[0]) for failure in result.failures] == [
        ("broken.txt", "it is a link to nothing"),
        ("circle.txt", "it is a link to nothing"),
        ("out.txt", "it is a link that leads out of the corpus"),
        ("outer", "it is a link that leads out of the corpus"),
    ]


def test_a_corpus_may_itself_be_a_link(corpus: Path, tmp_path: Path) -> None:
    write(corpus, "a.txt", RIVER)
    (tmp_path / "link").symlink_to(corpus)
    assert list(scan(tmp_path / "link").files) == ["a.txt"]


def test_names_that_are_no_utf8_and_pipes_are_reported(corpus: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    try:
        (corpus / name).write_text(RIVER)
    except OSError:
        pytest.skip("this file system takes UTF-8 names alone")
    os.mkfifo(corpus / "pipe.txt")
    result = scan(corpus)
    assert result.files == {}
    assert [failure.path for failure in result.failures] == ["caf\\xe9.txt", "pipe.txt"]
    assert result.failures[0].path.encode(), "every report can hold the name"


def entry(path: str, sha256: str) -> Entry:
    return Entry(document_id(path), path, sha256, "", None, None, "text/plain", 1, 10)


def test_nothing_below_a_folder_that_cannot_be_opened_is_taken_for_removed() -> None:
    closed = Failure("folder", "it cannot be opened")
    found = Scan({"kept.txt": "1"}, (closed,), ("folder",))
    entries = [entry("folder/a.txt", "2"), entry("folder.txt", "3"), entry("kept.txt", "1")]
    changes = compare(found, entries, [Failure("folder/b.pdf", "damaged"), Failure("c.pdf", "damaged")])
    assert changes.removed == ("folder.txt",)
    assert changes.forgotten == ("c.pdf",)
    assert changes.failed == (closed,)


def test_only_the_places_that_are_named_are_looked_at(corpus: Path) -> None:
    for path in ("a.txt", "folder/b.txt", "folder/deep/c.txt", "other/d.txt", ".hidden/e.txt", "index/f.txt"):
        write(corpus, path, RIVER)
    write(corpus, "index/catalogue.sqlite", b"an index")
    (corpus / "linked").symlink_to(corpus / "other")
    assert list(scan(corpus, ["folder", "other/d.txt", "nowhere.txt"]).files) == [
        *("folder/b.txt", "folder/deep/c.txt", "other/d.txt"),
    ]
    for place in (".hidden/e.txt", "linked/d.txt", "index/f.txt", "../corpus/a.txt", ".hidden"):
        assert scan(corpus, [place]).files == {}, place
    assert scan(corpus, [""]) == scan(corpus)


def test_what_lies_elsewhere_is_not_gone(corpus: Path) -> None:
    write(corpus, "a.txt", RIVER)
    entries = [entry(path, "00") for path in ("a.txt", "folder/c.txt")]
    changes = compare(scan(corpus, ["a.txt", "folder"]), entries, [])
    assert (changes.updated, changes.removed, changes.new) == (("a.txt",), ("folder/c.txt",), ())
    assert changes.paths == ["a.txt", "folder/c.txt"]


def test_places_are_spelled_as_paths_are() -> None:
    assert places_of(["folder/", "./a.txt", "b//c.txt"]) == frozenset(("folder", "a.txt", "b/c.txt"))
    assert places_of([]) == frozenset()
    for everywhere in (["."], ["a.txt", ""], ["./"]):
        assert places_of(everywhere) is None
