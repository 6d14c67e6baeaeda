"""Corpus folder -> the files in it that may be documents, each with the hash of its bytes, and what cannot be read.

What no parser reads is told by its name and never opened: no film is read to say that it is one.

Paths are POSIX, relative to the corpus, spelled as on disk. Hidden files, editors' and systems' leavings, an index
that lies in or within the corpus and files that say they are not documents are passed over in silence: nobody put them
there to be asked. So is a link to another place in the corpus, since what it leads to is read there.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from citeleaf.digests import Digests
from citeleaf.documents import check_name, check_size
from citeleaf.errors import DocumentError, UsageError
from citeleaf.store.schema import CATALOGUE_FILE, DIGESTS_FILE, LOCK_FILE, VECTORS_FILE, WATCH_LOCK_FILE
from citeleaf.types import Failure
from citeleaf.unicode import is_unicode

_LEAVINGS = (".*", "~$*", "*~", "#*#", "*.tmp", "*.part", "*.crdownload", "thumbs.db", "desktop.ini")
_OF_AN_INDEX = (f"{CATALOGUE_FILE}*", f"{VECTORS_FILE}*", f"{DIGESTS_FILE}*", LOCK_FILE, WATCH_LOCK_FILE)


@dataclass(frozen=True, slots=True)
class Scan:
    """What lies in a corpus: each readable file's sha256 by its path, and the failures of all others.

    ``closed`` are the places that could not be looked into: nothing is known of what lies below them.
    """

    files: dict[str, str]
    failures: tuple[Failure, ...]
    closed: tuple[str, ...]

    def gone(self, paths: set[str]) -> list[str]:
        """Those of ``paths`` that are certainly not there any more, sorted."""
        missing = paths - self.files.keys() - {failure.path for failure in self.failures}
        return sorted(path for path in missing if not any(path.startswith(f"{place}/") for place in self.closed))


def require_folder(corpus: Path) -> None:
    """Raises UsageError where ``corpus`` is no folder: before anything is made or forgotten for its sake."""
    if not corpus.is_dir():
        fact = "is not a folder" if corpus.exists() else "does not exist"
        raise UsageError(f"The corpus {corpus} {fact}. Make that folder and put documents in it, or name another.")


def scan(corpus: Path, within: Collection[str] | None = None, digests: Digests | None = None) -> Scan:
    """All that lies in ``corpus``, or in those files and folders of it that ``within`` names.

    Raises UsageError where there is no such folder or it cannot be opened.
    """
    require_folder(corpus)
    scanner = _Scanner(corpus.resolve(), digests or Digests())
    try:
        if within is None:
            scanner.enter(scanner.root)
        else:
            for place in within:
                scanner.look_below_root(place)
    except OSError as error:
        raise UsageError(
            f"The corpus {corpus} cannot be opened: {error.strerror}. Give this account access."
        ) from error
    failures = sorted(scanner.failures, key=lambda failure: failure.path)
    return Scan(dict(sorted(scanner.files.items())), tuple(failures), tuple(scanner.closed))


def is_passed_over(path: str) -> bool:
    """Whether nothing at ``path``, relative to the corpus, was put there to be asked, to judge by its names."""
    return any(is_leaving(name) for name in PurePosixPath(path).parts)


class _Scanner:
    """Walks below ``root`` and gathers what a Scan tells."""

    def __init__(self, root: Path, digests: Digests) -> None:
        self.root = root
        self.files: dict[str, str] = {}
        self.failures: list[Failure] = []
        self.closed: list[str] = []
        self._digests = digests

    def enter(self, folder: Path) -> None:
        for path in sorted(folder.iterdir()):
            self._try(path)

    def look_below_root(self, place: str) -> None:
        """Look at the file or folder at ``place`` alone, if a walk from the root would come to it."""
        path = self.root
        *folders, name = PurePosixPath(place).parts or ("",)
        for folder in folders:
            path = path / folder
            if is_leaving(folder) or path.is_symlink() or (path / CATALOGUE_FILE).exists():
                return
        if name:
            self._try(path / name)
        else:
            self.enter(path)

    def _try(self, path: Path) -> None:
        if is_leaving(path.name):
            return
        try:
            self._look_at(path)
        except FileNotFoundError:
            return  # deleted since it was listed
        except OSError as error:
            self.closed.append(self._relative(path))
            self._fail(path, f"it cannot be opened: {error.strerror}. Give this account access to it")

    def _look_at(self, path: Path) -> None:
        if not is_unicode(path.name):
            self._fail(path, "its name is not written in UTF-8; rename it")
        elif path.is_symlink():
            self._look_at_link(path)
        elif path.is_dir():
            if not (path / CATALOGUE_FILE).exists():
                self.enter(path)
        elif path.is_file():
            self._look_at_file(path)
        elif path.exists():
            self._fail(path, "it is neither a file nor a folder; move it away")

    def _look_at_file(self, path: Path) -> None:
        try:
            check_name(path.name)
            check_size(path.stat().st_size)
        except DocumentError as error:
            self._fail(path, str(error))
            return
        digest = self._digests.of(path)
        if digest:
            self.files[self._relative(path)] = digest

    def _look_at_link(self, path: Path) -> None:
        try:
            target = path.resolve(strict=True)
        except (FileNotFoundError, RuntimeError):  # the latter from links that lead to each other
            self._fail(path, "it is a link to nothing; delete it, or mend it")
            return
        if not target.is_relative_to(self.root):
            self._fail(path, "it is a link that leads out of the corpus; put a copy in its place")

    def _fail(self, path: Path, reason: str) -> None:
        self.failures.append(Failure(self._relative(path), reason))

    def _relative(self, path: Path) -> str:
        """The name to report, with bytes that are no UTF-8 written out."""
        return os.fsencode(path.relative_to(self.root).as_posix()).decode("utf-8", "backslashreplace")


def is_leaving(name: str) -> bool:
    """Whether a file or folder of that name is passed over in silence."""
    return any(fnmatchcase(name.casefold(), pattern) for pattern in (*_LEAVINGS, *_OF_AN_INDEX))
