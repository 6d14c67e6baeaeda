"""What an export holds. These types are its documented layout: the JSON format writes their fields by name.

``citeleaf verify`` reads the same types back. Times are UTC, in ISO 8601. Offsets count the characters of the
document's text, as ``citeleaf text`` prints it; a span runs up to, but not including, its ``end``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from citeleaf.citation_state import Sources, Surroundings, Whereabouts, whereabouts
from citeleaf.history.kept import Exchange
from citeleaf.types import AnsweredPart, Citation, Span

LAYOUT = 1
"""Counts the layouts of an export. A reader refuses one that it does not know."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A verbatim quote, its place, and whether it still stood there when it was exported.

    ``highlights`` are the words that answer, as [start, end]. ``sha256`` is that of the file's bytes when the answer
    was given. ``before`` and ``after`` are the text around the quote. ``state`` is intact, moved, altered or gone, or
    null where nobody could look; ``now`` is where the words stood at the export, if that was elsewhere.
    """

    number: int
    path: str
    title: str
    page: int | None
    start: int
    end: int
    quote: str
    highlights: tuple[tuple[int, int], ...]
    sha256: str
    before: str = ""
    after: str = ""
    state: str | None = None
    now: Place | None = None

    @property
    def citation(self) -> Citation:
        """As the rest of the program knows it, without highlights that lie elsewhere.

        Raises ValueError where the offsets do not fit the quote.
        """
        stray = frozenset(self.stray_highlights)
        lit = tuple(Span(*each) for each in self.highlights if each not in stray)
        place = Span(self.start, self.end)
        return Citation(self.number, "", self.path, self.title, place, self.quote, lit, self.page, self.sha256)

    @property
    def stray_highlights(self) -> tuple[tuple[int, int], ...]:
        """Those that lie outside the quote: none is exported, but anything may be written into an export."""
        return tuple(each for each in self.highlights if not self.start <= each[0] <= each[1] <= self.end)

    @property
    def surroundings(self) -> Surroundings:
        return Surroundings(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a document's text."""

    path: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a question in several parts: its answer stands in the citation of that number."""

    question: str
    answer: str
    confidence: float
    citation: int


@dataclass(frozen=True, slots=True)
class Scope:
    """Which documents were asked; empty lists and null mean all of them."""

    paths: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ()
    published_from: str | None = None
    published_until: str | None = None

    def __bool__(self) -> bool:
        return self != Scope()


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and what the documents said to it.

    ``answer`` is verbatim, and null where none was given: then ``reason`` says why. ``citations`` bear the answer out,
    ``nearest`` came closest where there was none, ``related`` are for reading on. ``index_generation`` counts the
    changes of the index before this answer.
    """

    id: str
    question: str
    understood: str
    asked: str
    answer: str | None
    confidence: float
    reason: str | None
    policy: str
    citeleaf: str
    index_generation: int
    scope: Scope
    citations: tuple[Quoted, ...] = ()
    nearest: tuple[Quoted, ...] = ()
    related: tuple[Quoted, ...] = ()
    parts: tuple[Part, ...] = ()
    unanswered_parts: tuple[str, ...] = ()
    unknown_words: tuple[str, ...] = ()
    feedback: str | None = None

    @property
    def quotes(self) -> tuple[Quoted, ...]:
        """All that is quoted."""
        return self.citations + self.nearest + self.related


@dataclass(frozen=True, slots=True)
class Export:
    """A conversation, or one answer of it."""

    citeleaf_export: int
    title: str
    exported: str
    answers: tuple[Answered, ...]


def export_of(title: str, exchanges: Sequence[Exchange], sources: Sources | None, now: datetime) -> Export:
    """What to export of ``exchanges``, with each quote looked up in the documents, where they can be read."""
    return Export(LAYOUT, title, _time(now), tuple(_answered(exchange, sources) for exchange in exchanges))


def _answered(exchange: Exchange, sources: Sources | None) -> Answered:
    kept, answer = exchange.kept, exchange.kept.answer
    filters = answer.filters

    def quoted(citations: tuple[Citation, ...]) -> tuple[Quoted, ...]:
        return tuple(_quoted(citation, kept.around(citation), sources) for citation in citations)

    return Answered(
        id=kept.id,
        question=answer.question,
        understood=answer.understood,
        asked=_time(kept.asked),
        answer=answer.text,
        confidence=round(answer.confidence, 4),
        reason=answer.reason.value if answer.reason else None,
        policy=kept.policy,
        citeleaf=kept.version,
        index_generation=kept.generation,
        scope=Scope(
            filters.paths,
            filters.media_types,
            filters.published_from.isoformat() if filters.published_from else None,
            filters.published_until.isoformat() if filters.published_until else None,
        ),
        citations=quoted(answer.citations),
        nearest=quoted(answer.nearest),
        related=quoted(answer.related),
        parts=tuple(_part(part) for part in answer.parts),
        unanswered_parts=answer.unanswered_parts,
        unknown_words=answer.unknown_words,
        feedback=exchange.feedback.verdict.value if exchange.feedback else None,
    )


def _quoted(citation: Citation, around: Surroundings, sources: Sources | None) -> Quoted:
    found = whereabouts(citation, sources, around) if sources else None
    return Quoted(
        number=citation.number,
        path=citation.path,
        title=citation.title,
        page=citation.page,
        start=citation.span.start,
        end=citation.span.end,
        quote=citation.quote,
        highlights=tuple((highlight.start, highlight.end) for highlight in citation.highlights),
        sha256=citation.sha256,
        before=around.before,
        after=around.after,
        state=found.state.value if found else None,
        now=place_now(citation, found) if found else None,
    )


def place_now(citation: Citation, found: Whereabouts) -> Place | None:
    """Where the quote's words stand now; None where that is the place they were taken from, or nowhere."""
    if not found.state.holds or found.path is None or found.span is None:
        return None
    place = Place(found.path, found.span.start, found.span.end)
    return None if place == Place(citation.path, citation.span.start, citation.span.end) else place


def _part(part: AnsweredPart) -> Part:
    return Part(part.words, part.text, round(part.confidence, 4), part.citation)


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
