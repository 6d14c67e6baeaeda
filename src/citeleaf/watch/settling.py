"""Noticed paths -> those that nobody is writing any more: half a file is not read.

A file has settled when its size and time stay the same for a moment, a longer one the longer it was being written. What
is gone has settled when nothing else went for a moment, so that files that go together are judged together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

QUIET = 0.4
"""Seconds without a change after which a file that was written at one stroke is whole."""
LONGEST_QUIET = 1.2
"""The same for one that is written for seconds or minutes: copies and downloads pause."""

_Signature = tuple[int, int] | None
"""Size and time of the last change; None where there is no file."""


@dataclass(slots=True)
class _Noticed:
    first: float
    since: float
    signature: _Signature

    @property
    def due(self) -> float:
        """When it is worth another look."""
        return self.since + min(max(QUIET, (self.since - self.first) / 2), LONGEST_QUIET)


class Settling:
    """Paths below ``corpus`` that were noticed, until they are ready. For one thread."""

    def __init__(self, corpus: Path, clock: Callable[[], float]) -> None:
        self._corpus = corpus
        self._clock = clock
        self._noticed: dict[str, _Noticed] = {}

    def __len__(self) -> int:
        return len(self._noticed)

    def __contains__(self, path: str) -> bool:
        return path in self._noticed

    def notice(self, path: str, *, later: float = 0.0) -> None:
        """Something happened at ``path``; look at it ``later`` seconds after one usually would."""
        now, signature = self._clock() + later, self._signature(path)
        noticed = self._noticed.pop(path, None)  # it goes to the end: the latest is what is asked about first
        if noticed and noticed.signature == signature and not later:
            self._noticed[path] = noticed
        else:
            self._noticed[path] = _Noticed(noticed.first if noticed else now, now, signature)

    def ready(self, most: int, most_bytes: int) -> list[str]:
        """Takes out what has settled: all that is gone, and the latest files, up to about so many and so much."""
        now = self._clock()
        gone = self._ready_gone(now)
        files: list[str] = []
        size = 0
        for path in reversed(list(self._noticed)):
            if len(files) >= most or size >= most_bytes:
                break
            noticed = self._noticed[path]
            if noticed.signature is None or noticed.due > now:
                continue
            if (signature := self._signature(path)) != noticed.signature:
                noticed.since, noticed.signature = now, signature
                continue
            files.append(path)
            size += noticed.signature[0]
        for path in (*gone, *files):
            del self._noticed[path]
        return [*gone, *files]

    def due(self) -> float | None:
        """Seconds until something may be ready; None where nothing was noticed."""
        if not self._noticed:
            return None
        return max(0.0, min(noticed.due for noticed in self._noticed.values()) - self._clock())

    def _ready_gone(self, now: float) -> list[str]:
        gone = {path: noticed for path, noticed in self._noticed.items() if noticed.signature is None}
        if not gone:
            return []
        quiet = max(noticed.since for noticed in gone.values()) + QUIET <= now
        if not quiet and min(noticed.since for noticed in gone.values()) + LONGEST_QUIET > now:
            return []
        back = {path: signature for path in gone if (signature := self._signature(path)) is not None}
        for path, signature in back.items():
            gone[path].since, gone[path].signature = now, signature
        return [path for path in gone if path not in back]

    def _signature(self, path: str) -> _Signature:
        try:
            status = (self._corpus / path).stat()
        except OSError:  # gone, or closed to us: reading it will tell which
            return None
        return status.st_size, status.st_mtime_ns
