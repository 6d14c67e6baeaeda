"""An export x the files of the corpus as they are now -> what has become of each quote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from citeleaf.citation_state import CitationState, whereabouts
from citeleaf.history.export.model import Export, Place, Quoted, place_now
from citeleaf.history.sources import FolderSources


@dataclass(frozen=True, slots=True)
class Verified:
    """A quote of the answer to ``question``, and what has become of it.

    ``now`` is where the words stand now, if not where they stood. ``unread`` says why the file cannot be read: then
    it is there, and nobody can tell what it says, which counts as altered. ``answer`` is the place of the answer in the
    export, from 0: a question may be asked twice.
    """

    question: str
    quoted: Quoted
    state: CitationState
    now: Place | None = None
    unread: str | None = None
    answer: int = 0


def verify(export: Export, corpus: FolderSources) -> list[Verified]:
    """Every quote of the export, in its order."""
    return [
        replace(_verified(answered.question, quoted, corpus), answer=at)
        for at, answered in enumerate(export.answers)
        for quoted in answered.quotes
    ]


def all_hold(verified: Sequence[Verified]) -> bool:
    """Whether every quote is still what the documents say, wherever it stands in them."""
    return all(each.state.holds for each in verified)


def counts(verified: Sequence[Verified]) -> dict[CitationState, int]:
    """How many quotes are in each state."""
    found = Counter(each.state for each in verified)
    return {state: found[state] for state in CitationState}


def _verified(question: str, quoted: Quoted, corpus: FolderSources) -> Verified:
    citation = quoted.citation
    found = whereabouts(citation, corpus, quoted.surroundings)
    unread = corpus.unread.get(quoted.path)
    if unread and not found.state.holds:
        return Verified(question, quoted, CitationState.ALTERED, None, unread)
    return Verified(question, quoted, found.state, place_now(citation, found))
