"""The hash of a file's bytes, computed once for as long as the file's status says that they are the same.

Size, times, device and inode tell a changed file from an unchanged one, but for one that was written within the
grain of its clock: a hash taken so soon after a write is not kept (git calls such an entry "racy").
"""

from __future__ import annotations

import errno
import hashlib
import stat
import time
from pathlib import Path

NOT_A_DOCUMENT = b"<!-- citeleaf: not a document -->"
"""In the first line of a file: the README that explains the corpus folder carries it."""

GRAIN = 2_000_000_000
"""Nanoseconds: the coarsest clock of a file system in use (FAT's)."""

_LONGEST_FIRST_LINE = 4096

Signature = tuple[int, int, int, int, int]
"""Device, inode, size, and the times of the last change of the bytes and of the status."""


class Digests:
    """The SHA-256 of files, by path and status. Threads may share one: at worst a file is hashed twice."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[Signature, str | None]] = {}

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
        return digest

    def forget(self) -> None:
        """Hash every file anew."""
        self._known.clear()


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
