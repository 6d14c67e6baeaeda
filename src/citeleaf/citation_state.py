"""A citation made some time ago x the documents as they are now -> whether its quote still stands, and where.

Words are what is compared: a quote whose line breaks alone have changed is the same quote, and one character of a
word that differs is another. Nothing here looks at times or trusts a path: a renamed file is found by its content.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from citeleaf.types import Citation, Document, Span

SURROUNDINGS = 600
"""Characters kept before and after each quote: two or three sentences, enough to tell like places apart."""

_ANCHOR = 40
"""So many characters of the old surroundings must stand unchanged to find where an altered quote was."""


class CitationState(StrEnum):
    """What has become of a quote."""

    INTACT = "intact"
    """The same words at the same place of the same document."""
    MOVED = "moved"
    """The same words at another place, or in a document that has another name."""
    ALTERED = "altered"
    """The document is there, and the words are not in it."""
    GONE = "gone"
    """The document is not there."""

    @property
    def holds(self) -> bool:
        """Whether the words are still what the documents say."""
        return self in (CitationState.INTACT, CitationState.MOVED)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The text directly before and after a quote, as it was when the quote was taken."""

    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a citation stands now.

    ``path`` and ``document_id`` are None where the document is gone. ``span`` holds the quote as it is now; of an
    altered one, the place where it was, if its surroundings still show it. ``highlights`` are within it.
    """

    state: CitationState
    path: str | None = None
    document_id: str | None = None
    span: Span | None = None
    highlights: tuple[Span, ...] = ()


class Sources(Protocol):
    """The documents as they are now."""

    def at(self, path: str) -> Document | None:
        """The document at that path."""

    def with_content(self, sha256: str) -> Document | None:
        """A document whose file has that hash, under whatever name."""


NOWHERE = Surroundings()


def surroundings_of(document: Document, span: Span) -> Surroundings:
    """What stands around ``span``."""
    text = document.text
    return Surroundings(text[max(0, span.start - SURROUNDINGS) : span.start], text[span.end : span.end + SURROUNDINGS])


def whereabouts(citation: Citation, sources: Sources, surroundings: Surroundings = NOWHERE) -> Whereabouts:
    """What has become of ``citation``; among several places with its words, the one most like the old one is it."""
    here = sources.at(citation.path)
    if here and (found := find(citation, here, surroundings)):
        return _found(citation, here, found)
    renamed = sources.with_content(citation.sha256)
    if renamed and (found := find(citation, renamed, surroundings)):
        return _found(citation, renamed, found)
    if here:
        return Whereabouts(CitationState.ALTERED, here.path, here.id, _former_place(here.text, surroundings))
    return Whereabouts(CitationState.GONE)


def find(citation: Citation, document: Document, surroundings: Surroundings = NOWHERE) -> Span | None:
    """Where the quote's words stand in ``document``; None where they do not."""
    unmoved = citation.span.of(document.text) == citation.quote
    if unmoved and citation.sha256 == document.sha256:
        return citation.span
    places = list(_places(citation.quote, document.text))
    if not places:
        return None
    likest = max(places, key=lambda place: _likeness(place, document.text, citation.span, surroundings))
    return citation.span if unmoved and citation.span.contains(likest) else likest


def _found(citation: Citation, document: Document, span: Span) -> Whereabouts:
    unmoved = span == citation.span and document.path == citation.path
    state = CitationState.INTACT if unmoved else CitationState.MOVED
    return Whereabouts(state, document.path, document.id, span, _carried(citation, document.text, span))


def _places(quote: str, text: str) -> Iterator[Span]:
    """Everywhere the quote's words stand in their order, whatever white space lies between them."""
    words = quote.split()
    for match in re.finditer(r"\s+".join(map(re.escape, words)), text) if words else ():
        yield Span(*match.span())


def _likeness(place: Span, text: str, old: Span, surroundings: Surroundings) -> tuple[int, int]:
    """How much of the old surroundings stands around ``place``; where that tells nothing, how near the old place."""
    before = _squeezed(text[max(0, place.start - SURROUNDINGS) : place.start])
    after = _squeezed(text[place.end : place.end + SURROUNDINGS])
    alike = _shared(before[::-1], _squeezed(surroundings.before)[::-1]) + _shared(after, _squeezed(surroundings.after))
    return alike, -abs(place.start - old.start)


def _shared(one: str, other: str) -> int:
    """How many characters the two begin with in common."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (mine, theirs) in enumerate(pairs) if mine != theirs), min(len(one), len(other)))


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _carried(citation: Citation, text: str, span: Span) -> tuple[Span, ...]:
    """The highlights at the quote's new place: a highlight begins and ends at the same letters as before."""
    letters_then = [offset for offset, letter in enumerate(citation.quote) if not letter.isspace()]
    letters_now = [offset for offset, letter in enumerate(span.of(text)) if not letter.isspace()]
    if len(letters_then) != len(letters_now):
        return ()
    carried = []
    for highlight in citation.highlights:
        within = highlight.shifted(-citation.span.start)
        lit = [now for then, now in zip(letters_then, letters_now, strict=True) if within.start <= then < within.end]
        if lit:
            carried.append(Span(lit[0], lit[-1] + 1).shifted(span.start))
    return tuple(carried)


def _former_place(text: str, surroundings: Surroundings) -> Span | None:
    """What now stands between the end of the text that was before the quote and the beginning of what was after."""
    before, after = surroundings.before[-_ANCHOR:], surroundings.after[:_ANCHOR]
    if min(len(before.strip()), len(after.strip())) < _ANCHOR // 2:
        return None
    start = text.find(before)
    end = text.find(after, start + len(before))
    return Span(start + len(before), end) if start >= 0 and start + len(before) < end else None
