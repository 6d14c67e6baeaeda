"""The files behind the documents: read only while they are what was indexed, and only within the corpus."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest

from citeleaf.types import Document, document_id
from citeleaf_app.byte_cache import ByteCache
from citeleaf_app.originals import OriginalChanged, OriginalMissing, Originals

WORDS = b"The river rises in the hills."


def document_at(path: str, data: bytes = WORDS) -> Document:
    digest = hashlib.sha256(data).hexdigest()
    return Document(document_id(path), path, digest, data.decode(), (), "", None, "en", "text/plain")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "maps").mkdir(parents=True)
    (folder / "maps" / "river.txt").write_bytes(WORDS)
    return folder


def test_a_file_that_is_what_was_indexed_is_read(corpus: Path) -> None:
    assert Originals(corpus).read(document_at("maps/river.txt")) == WORDS


def test_a_file_that_has_changed_is_not(corpus: Path) -> None:
    originals, document = Originals(corpus), document_at("maps/river.txt")
    originals.check(document)
    (corpus / "maps" / "river.txt").write_bytes(WORDS + b" And falls.")
    with pytest.raises(OriginalChanged, match=r"maps/river\.txt.*has changed"):
        originals.check(document)
    (corpus / "maps" / "river.txt").write_bytes(WORDS)
    originals.check(document)


def test_a_change_that_keeps_the_length_is_seen(corpus: Path) -> None:
    originals, document = Originals(corpus), document_at("maps/river.txt")
    originals.check(document)
    path = corpus / "maps" / "river.txt"
    path.write_bytes(WORDS.upper())
    os.utime(path, ns=(1, 1))
    with pytest.raises(OriginalChanged):
        originals.check(document)


def test_a_file_that_is_gone_is_named(corpus: Path) -> None:
    with pytest.raises(OriginalMissing, match=r"maps/lost\.txt.*not in the documents’ folder"):
        Originals(corpus).read(document_at("maps/lost.txt"))
    with pytest.raises(OriginalMissing):
        Originals(corpus / "nowhere").read(document_at("maps/river.txt"))
    with pytest.raises(OriginalMissing):
        Originals(corpus).path(document_at("maps"))


@pytest.mark.parametrize("path", ["../secret.txt", "maps/../../secret.txt", "link.txt", "round.txt"])
def test_nothing_outside_the_corpus_is_read(corpus: Path, path: str) -> None:
    (corpus.parent / "secret.txt").write_bytes(WORDS)
    (corpus / "link.txt").symlink_to(corpus.parent / "secret.txt")
    (corpus / "round.txt").symlink_to(corpus / "round.txt")
    with pytest.raises(OriginalMissing):
        Originals(corpus).read(document_at(path))


def test_an_absolute_path_is_not_followed(corpus: Path) -> None:
    secret = corpus.parent / "secret.txt"
    secret.write_bytes(WORDS)
    with pytest.raises(OriginalMissing):
        Originals(corpus).read(replace(document_at("maps/river.txt"), path=str(secret)))


class TestByteCache:
    def test_keeps_the_latest_used_within_its_limit(self) -> None:
        cache = ByteCache(limit=10)
        made: list[str] = []

        def get(key: str, size: int) -> bytes:
            def make() -> bytes:
                made.append(key)
                return b"." * size

            return cache.get(key, make)

        get("a", 4)
        get("b", 4)
        get("a", 4)
        get("c", 4)  # 12 bytes: "b", which was used least lately, gives way
        assert made == ["a", "b", "c"]
        get("a", 4)
        assert made == ["a", "b", "c"]
        get("b", 4)
        assert made == ["a", "b", "c", "b"]

    def test_gives_what_it_cannot_keep(self) -> None:
        cache = ByteCache(limit=10)
        assert cache.get("a", lambda: b"." * 11) == b"." * 11
        assert cache.get("a", lambda: b"new") == b"new"

    def test_a_failure_is_not_kept(self) -> None:
        cache = ByteCache(limit=10)
        with pytest.raises(OSError, match="no"):
            cache.get("a", _fails)
        assert cache.get("a", lambda: b"yes") == b"yes"


def _fails() -> bytes:
    raise OSError("no")
