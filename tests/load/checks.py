"""Whether a reply is right: each citation against the files as they were on the disk, the answer against the fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from load.articles import Version

CURRENT = "current"


class Verdict(StrEnum):
    """What a reply was worth."""

    RIGHT = "right"
    ABSTAINED = "abstained"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation, as the reply gave it; ``sha256`` is None where it does not say that (the page)."""

    path: str
    start: int
    end: int
    quote: str
    sha256: str | None
    standing: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the server, and between which moments it was made."""

    answer: str | None
    citations: tuple[Cited, ...]
    nearest: tuple[Cited, ...]
    began: float
    ended: float


Versions = Callable[[str], Sequence["Version"]]


def citation_faults(reply: Reply, versions: Versions) -> list[str]:
    """What is wrong with the citations and nearest passages of a reply, a sentence each."""
    return [
        fault
        for cited in (*reply.citations, *reply.nearest)
        if (fault := _fault(cited, versions(cited.path), reply)) is not None
    ]


def _fault(cited: Cited, versions: Sequence[Version], reply: Reply) -> str | None:
    place = f"{cited.path}, {cited.start}–{cited.end}"
    named = [each for each in versions if cited.sha256 in (None, each.sha256)]
    if not named:
        return f"{place}: no version of that file has the sha256 {cited.sha256}"
    holding = [each for each in named if cited.quote and each.text[cited.start : cited.end] == cited.quote]
    if not holding:
        return f"{place}: the file says {named[-1].text[cited.start : cited.end]!r}, the quote {cited.quote!r}"
    if cited.standing == CURRENT and not any(each.stood(reply.began, reply.ended) for each in holding):
        return f"{place}: called current, but replaced {reply.began - holding[-1].until:.2f} s before it was asked"
    return None


def verdict(reply: Reply, path: str | None, expected: Iterable[str]) -> Verdict:
    """``path`` is the article that knows the answer (None: no article does), ``expected`` the words that are right."""
    if not reply.citations:
        return Verdict.RIGHT if path is None else Verdict.ABSTAINED
    if path is None:
        return Verdict.WRONG
    first = reply.citations[0]
    holds = first.path == path and any(words in first.quote for words in expected)
    return Verdict.RIGHT if holds else Verdict.WRONG
