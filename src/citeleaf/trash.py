"""Files that a person deleted or replaced: moved away, never destroyed, until the trash is emptied.

Each lies at ``<folder>/<id>/<its path in the corpus>``; the id says when, to the microsecond, and sorts by it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from citeleaf.errors import UsageError
from citeleaf.keeping import make_keep_folder
from citeleaf.uploads import require_folders

_ID = re.compile(r"(\d{8}T\d{12})-[0-9a-f]{8}")
_TIME = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True)
class Trashed:
    """A file in the trash: where it lay in the corpus, and since when it has been here."""

    id: str
    path: str
    deleted: datetime
    size: int


class Trash:
    """What was deleted from ``corpus``, in ``folder``."""

    def __init__(self, folder: Path, corpus: Path) -> None:
        self._folder = folder
        self._corpus = corpus

    def put(self, path: str) -> Trashed:
        """Move the file at ``path`` of the corpus here.

        Raises FileNotFoundError where it is gone already, and UsageError where the system refuses: it stays then.
        """
        try:
            identity, place = self._place(path)
            try:
                _move(self._corpus / path, place)
            except OSError:
                shutil.rmtree(self._folder / identity, ignore_errors=True)
                raise
        except FileNotFoundError:
            raise
        except OSError as error:
            raise UsageError(f"{path} cannot be deleted: {error.strerror}. It is still there.") from error
        return self._trashed(identity, place)

    def keep(self, path: str) -> Trashed:
        """Have the file at ``path`` here as well, since it is about to be replaced."""
        identity, place = self._place(path)
        try:
            os.link(self._corpus / path, place, follow_symlinks=False)
        except FileNotFoundError:
            raise
        except OSError:  # another file system, or one without links
            shutil.copy2(self._corpus / path, place)
        return self._trashed(identity, place)

    def listed(self) -> list[Trashed]:
        """Everything that is here, the latest first."""
        try:
            identities = sorted(
                (place.name for place in self._folder.iterdir() if _ID.fullmatch(place.name)), reverse=True
            )
        except FileNotFoundError:
            return []
        return [found for identity in identities if (found := self._found(identity))]

    def version(self) -> str:
        """Changes whenever what is here does."""
        try:
            names = sorted(place.name for place in self._folder.iterdir())
        except FileNotFoundError:
            return ""
        return hashlib.blake2b(" ".join(names).encode(), digest_size=8).hexdigest()

    def restore(self, identity: str) -> Trashed:
        """Put a file back where it lay. Raises UsageError where it is not here, or something else lies there now."""
        found = self._found(identity) if _ID.fullmatch(identity) else None
        if found is None:
            raise UsageError("it is not in the trash (any more)")
        target = self._corpus / found.path
        if os.path.lexists(target):
            raise UsageError(f"another file is at {found.path} now: delete or rename that first")
        require_folders(self._corpus, found.path)
        try:
            _move(self._folder / identity / found.path, target)
        except OSError as error:
            raise UsageError(f"{found.path} cannot be put back: {error.strerror}. It stays in the trash.") from error
        shutil.rmtree(self._folder / identity, ignore_errors=True)
        return found

    def empty(self) -> int:
        """Destroy everything that is here; how many files that were."""
        found = self.listed()
        for trashed in found:
            shutil.rmtree(self._folder / trashed.id, ignore_errors=True)
        return len(found) - len(self.listed())

    def _place(self, path: str) -> tuple[str, Path]:
        identity = f"{datetime.now(UTC).strftime(_TIME)}-{secrets.token_hex(4)}"
        make_keep_folder(self._folder.parent)
        self._folder.mkdir(mode=0o700, exist_ok=True)
        place = self._folder / identity / path
        place.parent.mkdir(parents=True)
        return identity, place

    def _found(self, identity: str) -> Trashed | None:
        root = self._folder / identity
        places = (Path(folder) / name for folder, _, names in os.walk(root) for name in names)
        place = next(places, None)
        return self._trashed(identity, place) if place else None

    def _trashed(self, identity: str, place: Path) -> Trashed:
        path = place.relative_to(self._folder / identity).as_posix()
        deleted = datetime.strptime(identity.partition("-")[0], _TIME).replace(tzinfo=UTC)
        return Trashed(identity, path, deleted, place.lstat().st_size)


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _move_across(source, target)


def _move_across(source: Path, target: Path) -> None:
    """To another file system: copied, and only then deleted; where either fails, the source alone is left."""
    try:
        shutil.copy2(source, target, follow_symlinks=False)
        source.unlink()
    except OSError:
        target.unlink(missing_ok=True)
        raise
