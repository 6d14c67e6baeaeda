"""Uploads on their way into the corpus, and files on their way out: whole, once, and nothing lost."""

from __future__ import annotations

import errno
import os
import shutil
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import pytest

from citeleaf import receiving
from citeleaf.errors import UploadTooLarge, UsageError
from citeleaf.receiving import IfThere, Intake, Outcome, Placed
from citeleaf.trash import Trash
from support import bound_by_permissions

MEMORY = Path("/dev/shm")
"""Another file system than the one of temporary files, on most machines."""


class Place:
    """A corpus and what is kept beside it."""

    def __init__(self, folder: Path, keep: Path | None = None) -> None:
        self.corpus, self.keep = folder / "corpus", keep or folder / ".citeleaf"
        self.corpus.mkdir()
        self.intake = Intake(self.corpus, self.keep, limit=1000)

    def upload(self, path: str, data: bytes = b"words", if_there: IfThere = IfThere.REFUSE) -> Placed:
        with self.intake.receive() as arriving:
            arriving.write(data)
            return self.intake.place(arriving, path, if_there)

    def text(self, path: str) -> bytes:
        return (self.corpus / path).read_bytes()

    def arriving(self) -> list[str]:
        return [path.name for path in (self.keep / "uploads").iterdir()]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_a_file_lands_with_its_folders_and_nothing_is_left_behind(place: Place) -> None:
    placed = place.upload("reports/2024/a.txt")
    assert placed.outcome is Outcome.ADDED
    assert place.text("reports/2024/a.txt") == b"words"
    assert place.arriving() == []
    assert place.keep.stat().st_mode & 0o077 == 0
    assert (place.keep / ".gitignore").read_text() == "*\n"


def test_nothing_of_an_upload_is_in_the_corpus_before_it_is_whole(place: Place) -> None:
    with place.intake.receive() as arriving:
        arriving.write(b"half")
        assert list(place.corpus.iterdir()) == []
    assert place.arriving() == []  # broken off: gone


def test_the_same_bytes_are_named_and_not_added_twice(place: Place) -> None:
    place.upload("reports/a.txt")
    assert place.upload("b.txt") == Placed(Outcome.DUPLICATE, "reports/a.txt", place.upload("c.txt").sha256)
    assert [path.name for path in place.corpus.rglob("*.txt")] == ["a.txt"]


def test_another_file_of_the_name_stays_until_it_is_said_otherwise(place: Place) -> None:
    place.upload("a.txt", b"first")
    assert place.upload("A.TXT", b"second").outcome is Outcome.EXISTS
    assert place.text("a.txt") == b"first"
    both = place.upload("a.txt", b"second", IfThere.KEEP_BOTH)
    assert (both.outcome, both.path) == (Outcome.ADDED, "a (2).txt")
    replaced = place.upload("A.txt", b"third", IfThere.REPLACE)
    assert (replaced.outcome, replaced.path) == (Outcome.REPLACED, "a.txt")
    assert place.text("a.txt") == b"third"
    [old] = place.intake.trash.listed()
    assert old.path == "a.txt"
    assert (place.keep / "trash" / old.id / "a.txt").read_bytes() == b"first"


def test_of_two_at_once_under_one_name_one_is_told(place: Place) -> None:
    outcomes: list[Outcome] = []
    threads = [
        threading.Thread(target=lambda data=data: outcomes.append(place.upload("a.txt", data).outcome))
        for data in (b"one", b"two", b"three")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(outcomes) == [Outcome.ADDED, Outcome.EXISTS, Outcome.EXISTS]


def test_what_comes_there_meanwhile_is_not_overwritten(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def quicker(*_: object) -> None:
        raise FileExistsError

    monkeypatch.setattr(os, "link", quicker)
    assert place.upload("a.txt").outcome is Outcome.EXISTS
    assert list(place.corpus.iterdir()) == []


def test_file_systems_without_links_will_do(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def without(*_: object, **__: object) -> None:
        raise OSError(errno.ENOTSUP, "not supported")

    monkeypatch.setattr(os, "link", without)
    place.upload("a.txt", b"first")
    place.upload("a.txt", b"second", IfThere.REPLACE)
    assert place.text("a.txt") == b"second"
    assert [each.path for each in place.intake.trash.listed()] == ["a.txt"]


def test_another_file_system_will_do(tmp_path: Path) -> None:
    if not MEMORY.is_dir() or MEMORY.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no other file system")
    with TemporaryDirectory(dir=MEMORY) as elsewhere:
        place = Place(tmp_path, keep=Path(elsewhere) / "keep")
        place.upload("deep/a.txt", b"first")
        place.upload("deep/a.txt", b"second", IfThere.REPLACE)
        assert [path.name for path in (place.corpus / "deep").iterdir()] == ["a.txt"]
        assert place.text("deep/a.txt") == b"second"
        old, *_ = place.intake.trash.listed()
        place.intake.trash.put("deep/a.txt")
        place.intake.trash.restore(old.id)
        assert place.text("deep/a.txt") == b"first"


def test_too_large_and_empty_files_are_refused(place: Place) -> None:
    with place.intake.receive() as arriving:
        arriving.write(b"x" * 1000)
        with pytest.raises(UploadTooLarge):
            arriving.write(b"x")
    with pytest.raises(UsageError, match="empty"):
        place.upload("a.txt", b"")
    assert place.arriving() == []


def test_links_and_files_in_a_folders_place_are_left_alone(place: Place, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (place.corpus / "link").symlink_to(outside)
    (place.corpus / "file").write_text("x")
    for path in ("link/a.txt", "file/a.txt"):
        with pytest.raises(UsageError, match="no folder"):
            place.upload(path)
    assert list(outside.iterdir()) == []


class FullDisk:
    """A file whose disk takes no more, as one that was written through a buffer says it: late, and once more."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def close(self) -> None:
        self._file.close()
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_told_and_nothing_of_the_upload_stays(place: Place) -> None:
    with place.intake.receive() as arriving:
        arriving._file = FullDisk(arriving._file)  # type: ignore[assignment]  # as much of a file as is used
        with pytest.raises(OSError, match="No space left"):
            arriving.write(b"words")
    assert place.arriving() == []
    assert list(place.corpus.iterdir()) == []


def test_a_disk_that_is_full_where_the_corpus_lies_keeps_no_half(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The upload arrived on another file system, and the copy beside its place ends in the middle."""

    def half(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:2])
        raise OSError(errno.ENOSPC, "No space left on device")

    place.upload("a.txt", b"first")
    monkeypatch.setattr(receiving, "_same_file_system", lambda *_: False)
    monkeypatch.setattr(shutil, "copyfile", half)
    for path, if_there in (("b.txt", IfThere.REFUSE), ("a.txt", IfThere.REPLACE)):
        with pytest.raises(OSError, match="No space left"):
            place.upload(path, b"second", if_there)
    assert [path.name for path in place.corpus.iterdir()] == ["a.txt"]
    assert place.text("a.txt") == b"first"
    assert place.intake.trash.listed() == []


def test_leftovers_of_a_crash_are_cleared(place: Place) -> None:
    old, young = place.intake.receive(), place.intake.receive()
    for arriving in (old, young):
        arriving._file.close()
    yesterday = time.time() - receiving.FORGOTTEN_AFTER - 1
    os.utime(old.path, (yesterday, yesterday))
    place.intake.clear()
    assert place.arriving() == [young.path.name]


class TestTrash:
    def test_what_is_put_there_comes_back(self, place: Place) -> None:
        place.upload("reports/a.txt")
        trashed = place.intake.trash.put("reports/a.txt")
        assert not (place.corpus / "reports" / "a.txt").exists()
        assert trashed.size == 5
        assert place.intake.trash.listed() == [trashed]
        place.intake.trash.restore(trashed.id)
        assert place.text("reports/a.txt") == b"words"
        assert place.intake.trash.listed() == []

    def test_nothing_is_restored_over_another_file(self, place: Place) -> None:
        place.upload("a.txt", b"first")
        trashed = place.intake.trash.put("a.txt")
        place.upload("a.txt", b"second")
        with pytest.raises(UsageError, match=r"another file is at a\.txt"):
            place.intake.trash.restore(trashed.id)
        assert place.text("a.txt") == b"second"
        assert place.intake.trash.listed() == [trashed]

    @pytest.mark.parametrize("identity", ["../../corpus", "", ".", "20240101T000000000000-00000000"])
    def test_what_is_not_there_cannot_be_restored(self, place: Place, identity: str) -> None:
        with pytest.raises(UsageError, match="not in the trash"):
            place.intake.trash.restore(identity)

    @pytest.mark.parametrize("taken", ["file", "link"])
    def test_nothing_is_restored_through_what_is_no_folder_any_more(
        self, place: Place, tmp_path: Path, taken: str
    ) -> None:
        place.upload("reports/a.txt")
        put = place.intake.trash.put("reports/a.txt")
        (place.corpus / "reports").rmdir()
        (tmp_path / "outside").mkdir()
        if taken == "file":
            (place.corpus / "reports").write_text("a file now")
        else:
            (place.corpus / "reports").symlink_to(tmp_path / "outside")
        with pytest.raises(UsageError, match="reports is no folder"):
            place.intake.trash.restore(put.id)
        assert place.intake.trash.listed() == [put]
        assert list((tmp_path / "outside").iterdir()) == []

    def test_what_may_not_be_deleted_stays_and_is_not_in_the_trash(self, place: Place) -> None:
        """As on a medium that is mounted for reading: the folder refuses."""
        place.upload("reports/a.txt")
        (place.keep / "trash").mkdir()
        (place.corpus / "reports").chmod(0o555)
        with (
            bound_by_permissions(place.keep / "trash"),
            pytest.raises(UsageError, match=r"cannot be deleted: .* It is still there"),
        ):
            place.intake.trash.put("reports/a.txt")
        (place.corpus / "reports").chmod(0o755)
        assert place.text("reports/a.txt") == b"words"
        assert place.intake.trash.listed() == []

    def test_where_no_trash_can_be_made_nothing_is_deleted(self, place: Place) -> None:
        place.upload("a.txt")
        (place.keep / "trash").write_text("a file")
        with pytest.raises(UsageError, match="cannot be deleted"):
            place.intake.trash.put("a.txt")
        assert place.text("a.txt") == b"words"

    def test_the_latest_comes_first_and_versions_tell_changes(self, place: Place) -> None:
        trash, versions = place.intake.trash, {place.intake.trash.version()}
        for name in ("a.txt", "b.txt"):
            place.upload(name, name.encode())
            trash.put(name)
            versions.add(trash.version())
        assert [each.path for each in trash.listed()] == ["b.txt", "a.txt"]
        assert trash.empty() == 2
        assert trash.listed() == []
        assert len(versions) == 3

    def test_foreign_files_in_it_are_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "trash").mkdir()
        (tmp_path / "trash" / "notes").mkdir()
        trash = Trash(tmp_path / "trash", tmp_path)
        assert trash.listed() == []
        assert trash.empty() == 0
        assert (tmp_path / "trash" / "notes").is_dir()
