"""What an examination finds: of each part what was looked at, and each fault with what mends it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from citeleaf.settings import Settings


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and the ``remedy``: a command to be typed, or what to do where none helps."""

    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One ``part`` that was examined, what is known of it (``told``), and its faults; none: all is well."""

    part: str
    told: str
    faults: tuple[Fault, ...] = ()


def ingest_again(settings: Settings, *options: str, corpus: Path | None = None) -> str:
    """The command that brings the index of ``settings`` in step with their corpus, or with ``corpus``."""
    usual = Settings()
    words = ["citeleaf", "ingest", *options]
    if (corpus or settings.corpus) != usual.corpus:
        words += ["--corpus", str(corpus or settings.corpus)]
    if settings.index != usual.index:
        words += ["--index", str(settings.index)]
    return shlex.join(words)


def put_aside(path: Path) -> str:
    """The command that takes what lies at ``path`` out of the way and loses none of it."""
    return shlex.join(("mv", "--", str(path), f"{path}.put-aside"))
