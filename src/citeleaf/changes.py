"""What lies in the corpus x what the store holds -> what has to be done, and no more.

Files are told apart by the hash of their bytes, never by their times: what has not changed is not read again, what
only has another name is not encoded again, and what could not be read is not tried again until it changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from citeleaf.scan import Scan
from citeleaf.types import Entry, Failure


@dataclass(frozen=True, slots=True)
class Changes:
    """Paths, each in one field alone, but that ``recovered`` are among ``unchanged`` as well.

    ``forgotten`` are failures whose file is gone; ``recovered`` could not be read meanwhile and are again what the
    store holds; ``failing`` are the failures known already, ``failed`` those that the scan found new.
    """

    new: tuple[str, ...]
    updated: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    forgotten: tuple[str, ...]
    recovered: tuple[str, ...]
    failing: tuple[Failure, ...]
    failed: tuple[Failure, ...]

    @property
    def paths(self) -> list[str]:
        """Every path at which something has to be done, sorted."""
        renamed = (path for pair in self.renamed for path in pair)
        failed = (failure.path for failure in self.failed)
        everything = (*self.new, *self.updated, *renamed, *self.removed, *self.forgotten, *self.recovered, *failed)
        return sorted(set(everything))


def compare(found: Scan, entries: Sequence[Entry], failures: Sequence[Failure]) -> Changes:
    """What leads from what is stored (``entries``, ``failures``) to what was ``found``, both at the same places."""
    stored = {entry.path: entry.sha256 for entry in entries}
    known = {failure.path: failure for failure in failures}
    gone = found.gone(stored.keys() | known.keys())
    renamed = _renames({path: stored[path] for path in gone if path in stored}, found.files, stored)
    unchanged = tuple(path for path, digest in found.files.items() if stored.get(path) == digest)
    settled = {*unchanged, *(new for _, new in renamed)}
    failing = tuple(
        known[path]
        for path, digest in found.files.items()
        if path in known and known[path].sha256 == digest and path not in settled
    )
    settled.update(failure.path for failure in failing)
    to_read = [path for path in found.files if path not in settled]
    old_names = {old for old, _ in renamed}
    return Changes(
        new=tuple(path for path in to_read if path not in stored),
        updated=tuple(path for path in to_read if path in stored),
        renamed=renamed,
        unchanged=unchanged,
        removed=tuple(path for path in gone if path in stored and path not in old_names),
        forgotten=tuple(path for path in gone if path not in stored),
        recovered=tuple(path for path in unchanged if path in known),
        failing=failing + tuple(failure for failure in found.failures if known.get(failure.path) == failure),
        failed=tuple(failure for failure in found.failures if known.get(failure.path) != failure),
    )


def places_of(within: Collection[str]) -> frozenset[str] | None:
    """Files and folders of the corpus as paths have them; None where the corpus itself is among them."""
    places = frozenset(str(PurePosixPath(place)) for place in within)
    return None if "." in places else places


def _renames(
    gone: Mapping[str, str], files: Mapping[str, str], stored: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Pairs of old and new path with the same bytes and the same ending, since the ending chooses the parser.

    Of several files with the same bytes, the first old path goes with the first new one.
    """
    appeared = _by_content((path, digest) for path, digest in files.items() if path not in stored)
    pairs = [
        pair
        for content, old in _by_content(gone.items()).items()
        for pair in zip(old, appeared.get(content, ()), strict=False)  # the rest were deleted, or copied
    ]
    return tuple(sorted(pairs))


def _by_content(files: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[str]]:
    grouped: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for path, digest in sorted(files):
        grouped[digest, PurePosixPath(path).suffix.lower()].append(path)
    return grouped
