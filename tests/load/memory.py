"""How much memory the server holds, its children included, and whether that grows. Reads /proc, hence Linux alone."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1_000_000
TEN_MINUTES = 600.0
SHORTEST = 120.0
"""Seconds: over less than this nothing can be said of growth."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What was held at ``seconds`` from the start, in MB: by the server itself, and by all its processes."""

    seconds: float
    server: float
    all: float


def sample(process: int, seconds: float) -> Sample:
    """What the process and all its children hold now: resident pages, those that are shared counted in each."""
    sizes = [_resident(each) for each in _family(process)]
    return Sample(seconds, sizes[0] if sizes else 0.0, sum(sizes))


def growth(samples: Sequence[Sample], after: float) -> float | None:
    """MB per ten minutes by which the memory grows after that second (least squares); None for too short a time."""
    chosen = [each for each in samples if each.seconds >= after]
    if len(chosen) < 3 or chosen[-1].seconds - chosen[0].seconds < SHORTEST:
        return None
    middle = sum(each.seconds for each in chosen) / len(chosen)
    mean = sum(each.all for each in chosen) / len(chosen)
    spread = sum((each.seconds - middle) ** 2 for each in chosen)
    return sum((each.seconds - middle) * (each.all - mean) for each in chosen) / spread * TEN_MINUTES


def _family(process: int) -> Iterator[int]:
    """The process, its children and theirs; those that ended meanwhile are left out."""
    yield process
    for task in _listed(Path(f"/proc/{process}/task")):
        for child in _words(task / "children"):
            yield from _family(int(child))


def _resident(process: int) -> float:
    fields = _words(Path(f"/proc/{process}/statm"))
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / MEGABYTE if fields else 0.0


def _words(file: Path) -> list[str]:
    try:
        return file.read_text().split()
    except OSError:  # it has ended
        return []


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
