"""How much a file may cost before it is given up, and the system's own limits that hold the worker to it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1024**2


@dataclass(frozen=True, slots=True)
class Limits:
    """For one file. Processor time is what counts on a busy machine; ``seconds`` end what only waits."""

    processor_seconds: int = 120
    """A thousand full pages of a PDF take about half of it."""
    seconds: float = 300.0
    memory: int = 3072 * MEGABYTE
    """Bytes of address space, of which the libraries alone take some 500 MB."""
    answer: int = 256 * MEGABYTE
    """Bytes of what the worker may say of a file."""
    swollen: int = 700 * MEGABYTE
    """A worker that has grown beyond this is replaced: what a large file took is given back."""
    answers: int = 256
    """A worker is replaced after so many, so that one that was taken over unnoticed does not last. A start costs about
    a second of processor time, 4 ms a file."""
    failure: int = 16
    """How many answers a file counts as that could not be read: such files are the ones to be wary of."""


PAGE_LIMITS = Limits(processor_seconds=6, seconds=20.0, answer=64 * MEGABYTE, swollen=1024 * MEGABYTE, answers=1000)
"""For one page, for which somebody waits. A page of text takes some 50 ms, one of maps or scans a second or two."""


def bind_process(memory: int) -> None:
    """Bound this process for good: its memory and open files, and no file written, no memory image left behind."""
    if sys.platform == "win32":
        return
    import resource

    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 128),
        (resource.RLIMIT_AS, memory),
    ):
        _lower(kind, most)


def allow_time(seconds: int) -> None:
    """Let this process use ``seconds`` more of processor time before the system ends it."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    until = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))


def memory_held() -> int:
    """Bytes of memory that this process occupies, or did at most; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    if sys.platform == "darwin":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:  # not the peak: on Linux a new process begins with its parent's
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return 0
    return int(pages) * resource.getpagesize()


def _lower(kind: int, most: int) -> None:
    """Set one limit, or leave it where the system knows of none (macOS has none for memory)."""
    import resource

    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    try:
        resource.setrlimit(kind, (most, most))
    except (ValueError, OSError):
        return
