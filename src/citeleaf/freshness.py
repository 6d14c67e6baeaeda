"""What is about to be shown x the files as they are now -> nothing that changed or went is shown as if it had not.

A look at a file's status is all that this costs as long as it is the same; the first time, its bytes are hashed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from citeleaf.digests import Digests
from citeleaf.types import Answer, Citation, Consideration, Standing

QUICK_BYTES = 256 * 1024
"""Files up to this size are read again while somebody waits for an answer; a larger one is marked until it was read."""


def stale(citations: Iterable[Citation], corpus: Path | None, digests: Digests) -> dict[str, Standing]:
    """The paths whose files in ``corpus`` are not what is cited, and how they stand; no corpus, nothing to hold to."""
    if corpus is None:
        return {}
    cited = {citation.path: citation.sha256 for citation in citations}
    standings = {path: _standing(corpus / path, sha256, digests) for path, sha256 in cited.items()}
    return {path: standing for path, standing in standings.items() if standing is not Standing.CURRENT}


def cited(considered: Consideration) -> set[Citation]:
    """All that the answer, or the candidate behind it, would show."""
    shown = {considered.answer, considered.candidate}
    return {citation for answer in shown for citation in (*answer.citations, *answer.nearest)}


def quick(paths: Collection[str], corpus: Path) -> bool:
    """Whether these files can be read again while somebody waits."""
    return sum(_size(corpus / path) for path in paths) <= QUICK_BYTES


def marked(considered: Consideration, standings: Mapping[str, Standing]) -> Consideration:
    """The same, each citation of a stale file saying so."""
    if not standings:
        return considered
    answer, candidate = (_marked(each, standings) for each in (considered.answer, considered.candidate))
    return replace(considered, answer=answer, candidate=candidate)


def mark(citations: Iterable[Citation], standings: Mapping[str, Standing]) -> tuple[Citation, ...]:
    """The citations, each with the standing of its file."""
    return tuple(replace(each, standing=standings.get(each.path, each.standing)) for each in citations)


def _marked(answer: Answer, standings: Mapping[str, Standing]) -> Answer:
    return replace(answer, citations=mark(answer.citations, standings), nearest=mark(answer.nearest, standings))


def _standing(file: Path, sha256: str, digests: Digests) -> Standing:
    try:
        return Standing.CURRENT if digests.of(file) == sha256 else Standing.CHANGED
    except (FileNotFoundError, NotADirectoryError):
        return Standing.GONE
    except OSError:
        return Standing.UNREADABLE


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # gone, or closed: nothing will be read of it
        return 0
