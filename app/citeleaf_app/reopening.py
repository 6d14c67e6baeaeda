"""A conversation that was kept -> its exchanges as they were shown, with what has become of their sources since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from citeleaf.citation_state import CitationState, Sources, Whereabouts, whereabouts
from citeleaf.errors import CiteleafError
from citeleaf.history import kept as keeping
from citeleaf.history.sources import IndexedSources
from citeleaf.types import Citation
from citeleaf_app import answer_tools, render
from citeleaf_app.extras import Extras
from citeleaf_app.markup import Html, element, join
from citeleaf_app.service import Service
from citeleaf_app.session import Conversation, Exchange, exchange_of

_WORDS = {
    CitationState.INTACT: "unchanged since",
    CitationState.MOVED: "moved since",
    CitationState.ALTERED: "source changed since",
    CitationState.GONE: "source removed",
}
_MEANINGS = {
    CitationState.INTACT: "The same words stand at the same place of the document.",
    CitationState.MOVED: "The same words stand in the documents, at another place or under another name.",
    CitationState.ALTERED: "The document has changed, and these words are not in it any more.",
    CitationState.GONE: "The document is not among the documents any more.",
}


def reopen(conversation: keeping.Conversation, service: Service) -> tuple[Html, Conversation]:
    """What to show, and what the session remembers of it: citations that lead to where their quotes stand now."""
    sources = sources_of(service)
    opened = [_reopened(exchange, sources) for exchange in conversation.exchanges]
    return join(*(shown for shown, _ in opened)), tuple(exchange for _, exchange in opened)


def sources_of(service: Service) -> Sources | None:
    """The documents as the index holds them; None where it cannot be read."""
    try:
        return IndexedSources(service.entries(), service.document)
    except CiteleafError:
        return None


def _reopened(exchange: keeping.Exchange, sources: Sources | None) -> tuple[Html, Exchange]:
    kept = exchange.kept
    remembered = exchange_of(kept.answer, kept.id)
    surroundings = tuple(kept.around(citation) for citation in remembered.citations)
    pairs = list(zip(remembered.citations, surroundings, strict=True))
    found = [whereabouts(citation, sources, around) for citation, around in pairs] if sources else []
    shown = render.exchange(
        kept.answer,
        kept.id,
        Extras(
            tools=answer_tools.tools(kept.id, kept.answer.answered, exchange.feedback, kept.asked),
            marks={
                citation.number: mark(where.state) for citation, where in zip(remembered.citations, found, strict=False)
            },
        ),
    )
    citations = tuple(_relocated(remembered.citations, found, sources)) if sources else remembered.citations
    return shown, replace(remembered, citations=citations, surroundings=surroundings, kept=True)


def mark(state: CitationState) -> Html:
    """What has become of a citation, for its link."""
    return element("span", _WORDS[state], class_=f"state {state}", title=_MEANINGS[state])


def _relocated(citations: tuple[Citation, ...], found: list[Whereabouts], sources: Sources) -> Iterator[Citation]:
    """Each citation at its quote's place of now; as it was where there is none."""
    for citation, where in zip(citations, found, strict=True):
        document = sources.at(where.path) if where.path else None
        if document is None or where.span is None or not where.state.holds:
            yield citation
            continue
        yield replace(
            citation,
            document_id=document.id,
            path=document.path,
            sha256=document.sha256,
            span=where.span,
            quote=where.span.of(document.text),
            highlights=where.highlights,
            page=document.page_at(where.span.start),
        )
