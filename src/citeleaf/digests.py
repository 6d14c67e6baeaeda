"""The hash of a file's bytes, computed once for as long as the file's status says that they are the same.

Size, times, device and inode tell a changed file from an unchanged one, but for one that was written within the
grain of its clock: a hash taken so soon after a write is not kept (git calls such an entry "racy").

Hashes can be kept in a file, for the next process. It is a cache: it carries a checksum, is written beside the old one
and renamed, and is passed over where it is damaged.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
import time
from contextlib import suppress
from pathlib import Path

from citeleaf.durable import sync_folder

NOT_A_DOCUMENT = b"<!-- citeleaf: not a document -->"
"""In the first line of a file: the README that explains the corpus folder carries it."""

SHARE = 64
"""The file is written when one in so many of its hashes is new, as a large one takes longer than a document."""
SMALL = 4000
"""Hashes that are written in no time."""

GRAIN = 2_000_000_000
"""Nanoseconds: the coarsest clock of a file system in use (FAT's)."""

_LONGEST_FIRST_LINE = 4096

Signature = tuple[int, int, int, int, int]
"""Device, inode, size, and the times of the last change of the bytes and of the status."""


class Digests:
    """The SHA-256 of files, by path and status. Threads may share one: at worst a file is hashed twice."""

    def __init__(self, file: Path | None = None) -> None:
        """With what ``save`` kept in ``file``, if there is one."""
        self._file = file
        self._known: dict[Path, tuple[Signature, str | None]] = _loaded(file) if file else {}
        self._unsaved = 0
        self._postponed: Path | None = None

    def of(self, path: Path) -> str | None:
        """The file's hash, or None where its first line says that it is not a document.

        Raises OSError where it cannot be read, or is no file, of which some never end.
        """
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is not a file")
        signature = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        known = self._known.get(path)
        if known and known[0] == signature:
            return known[1]
        now = time.time_ns()
        digest = digest_of(path)
        if now - max(status.st_mtime_ns, status.st_ctime_ns) > GRAIN:
            self._known[path] = signature, digest
            self._unsaved += 1
        return digest

    def save(self, below: Path) -> None:
        """Keep the hashes of the files below a folder, now or, where few are new, with ``save_rest``.

        Where that cannot be, it is left.
        """
        if not self._unsaved:
            return
        if len(self._known) > SMALL and self._unsaved * SHARE < len(self._known):
            self._postponed = below
        else:
            self._write(below)

    def save_rest(self) -> None:
        """Keep what ``save`` postponed."""
        if self._postponed:
            self._write(self._postponed)

    def _write(self, below: Path) -> None:
        if self._file is None:
            return
        kept = [(os.fsdecode(path), *known) for path, known in self._known.copy().items() if path.is_relative_to(below)]
        content = json.dumps(kept).encode()
        beside = self._file.with_name(f"{self._file.name}.{os.getpid()}.new")
        with suppress(OSError):
            try:
                with beside.open("wb") as file:
                    file.write(hashlib.sha256(content).digest() + content)
                    file.flush()
                    os.fsync(file.fileno())
                beside.replace(self._file)
                sync_folder(self._file.parent)
                self._unsaved, self._postponed = 0, None
            finally:
                beside.unlink(missing_ok=True)


def _loaded(file: Path) -> dict[Path, tuple[Signature, str | None]]:
    with suppress(OSError):
        data = file.read_bytes()
        size = hashlib.sha256().digest_size
        if hashlib.sha256(data[size:]).digest() == data[:size]:
            kept = json.loads(data[size:])
            return {Path(path): (tuple(signature), digest) for path, signature, digest in kept}
    return {}


def digest_of(path: Path) -> str | None:
    """As ``Digests.of``, of the bytes themselves."""
    with path.open("rb") as file:
        if NOT_A_DOCUMENT in file.readline(_LONGEST_FIRST_LINE):
            return None
        file.seek(0)
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_there(path: Path) -> bool:
    """Whether there may be a file of that name: also where this account cannot tell."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True
