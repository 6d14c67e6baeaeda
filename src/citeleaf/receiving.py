"""Puts an uploaded file into the corpus: whole or not at all, once, and never over another without being told to.

It arrives in a private folder of its own and is moved into the corpus in one step, so that no half of a file is ever
indexed.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType

from citeleaf.durable import sync_folder
from citeleaf.errors import UploadTooLarge, UsageError
from citeleaf.keeping import make_keep_folder
from citeleaf.trash import Trash
from citeleaf.uploads import as_spelled, free_path, require_folders, safe_path, same_content

FORGOTTEN_AFTER = 24 * 3600.0
"""Seconds."""


class IfThere(StrEnum):
    """What to do where another file has the name already."""

    REFUSE = "refuse"
    REPLACE = "replace"
    KEEP_BOTH = "keep both"


class Outcome(StrEnum):
    """What became of an upload."""

    ADDED = "added"
    REPLACED = "replaced"
    DUPLICATE = "duplicate"
    """The corpus holds the same bytes already: nothing was added."""
    EXISTS = "exists"
    """Another file has that name: nothing was added."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of an upload. ``path`` is its place in the corpus, or what was there already."""

    outcome: Outcome
    path: str
    sha256: str


class Receiving:
    """One file on its way in, and deleted with the ``with`` block unless it was placed."""

    def __init__(self, folder: Path, limit: int) -> None:
        make_keep_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        self.path = folder / f"{secrets.token_hex(16)}.part"
        self.size = 0
        self._limit = limit
        self._hash = hashlib.sha256()
        self._file = self.path.open("xb")

    def write(self, data: bytes) -> None:
        """Append. Raises UploadTooLarge where that is more than may come."""
        self.size += len(data)
        if self.size > self._limit:
            raise too_large(self._limit)
        self._hash.update(data)
        self._file.write(data)

    def finish(self) -> str:
        """Write all of it to the disk; the sha256 of its bytes. Raises UsageError where there are none."""
        if not self.size:
            raise UsageError("the file is empty (0 bytes): upload it again once it holds something")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return self._hash.hexdigest()

    def __enter__(self) -> Receiving:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            with suppress(OSError):  # a full disk takes no more, also not what was still to be written
                self._file.close()
        finally:
            self.path.unlink(missing_ok=True)


def too_large(limit: int) -> UploadTooLarge:
    return UploadTooLarge(
        f"it is larger than the {limit / 1_000_000:,.0f} MB that one file may have: split it, or raise upload_megabytes"
    )


class Intake:
    """Takes uploads into ``corpus``; any thread may call it. In ``keep`` they arrive, and what they replace stays."""

    def __init__(self, corpus: Path, keep: Path, limit: int) -> None:
        self.trash = Trash(keep / "trash", corpus)
        self.limit = limit
        self._corpus = corpus
        self._arrivals = keep / "uploads"
        self._placing = threading.Lock()

    def receive(self) -> Receiving:
        return Receiving(self._arrivals, self.limit)

    def clear(self) -> None:
        """Forget what was arriving when the program last ended; what is younger may be another program's."""
        for path in self._arrivals.glob("*.part"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > FORGOTTEN_AFTER:
                    path.unlink()

    def place(self, upload: Receiving, path: str, if_there: IfThere = IfThere.REFUSE) -> Placed:
        """Put the finished upload at ``path``, made safe. Raises UsageError or DocumentError where it cannot be."""
        sha256 = upload.finish()
        with self._placing:
            target = as_spelled(self._corpus, safe_path(path))
            twin = same_content(self._corpus, sha256, upload.size)
            if twin:
                return Placed(Outcome.DUPLICATE, twin, sha256)
            if os.path.lexists(self._corpus / target) and if_there is IfThere.KEEP_BOTH:
                target = free_path(self._corpus, target)
            self._make_folder(target)
            return Placed(self._put(upload.path, target, if_there), target, sha256)

    def _make_folder(self, path: str) -> None:
        """Raises UsageError where a file, or a link to elsewhere, has a folder's name."""
        require_folders(self._corpus, path)
        (self._corpus / path).parent.mkdir(parents=True, exist_ok=True)

    def _put(self, arrived: Path, path: str, if_there: IfThere) -> Outcome:
        target = self._corpus / path
        if os.path.lexists(target):
            if if_there is not IfThere.REPLACE:
                return Outcome.EXISTS
            if target.is_symlink() or not target.is_file():
                raise UsageError(f"{path} is no plain file: it is left as it is")
            staged = _beside(arrived, target)
            self.trash.keep(path)
            staged.replace(target)
            _make_last(target)
            return Outcome.REPLACED
        staged = _beside(arrived, target)
        try:
            os.link(staged, target)  # unlike a rename, it fails where something has come there meanwhile
            staged.unlink()
        except FileExistsError:
            staged.unlink()
            return Outcome.EXISTS
        except OSError:  # a file system without links
            staged.rename(target)
        _make_last(target)
        return Outcome.ADDED


def _make_last(target: Path) -> None:
    """Who was told that the file is there finds it after a power failure, where the file system can promise it."""
    with suppress(OSError):
        sync_folder(target.parent)


def _beside(arrived: Path, target: Path) -> Path:
    """The arrived file on the target's own file system, under a name that no ingest looks at."""
    if _same_file_system(arrived, target.parent):
        return arrived
    staged = target.parent / f".{arrived.name}"
    try:
        shutil.copyfile(arrived, staged)
        with staged.open("rb") as file:
            os.fsync(file.fileno())
    except BaseException:  # the disk is full, most likely: nothing of it stays there
        staged.unlink(missing_ok=True)
        raise
    return staged


def _same_file_system(one: Path, other: Path) -> bool:
    return one.stat().st_dev == other.stat().st_dev
