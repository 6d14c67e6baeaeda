"""Kept answers and documents for the tests of what is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from citeleaf.citation_state import Surroundings, surroundings_of
from citeleaf.documents import load
from citeleaf.history.kept import KeptAnswer
from citeleaf.types import Answer, Citation, Document, Reason, Span

NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
TEXT = """The river rises in the high mountains.

The border between Anta and Beru is 1.3 thousand km long. It was drawn in 1895.

The market sells wool."""
QUOTE = "The border between Anta and Beru is 1.3 thousand km long."
ANSWER = "1.3 thousand km"


def write(corpus: Path, text: str = TEXT, path: str = "border.txt") -> Document:
    """A file of the corpus, as it is read."""
    (corpus / path).parent.mkdir(parents=True, exist_ok=True)
    (corpus / path).write_text(text, encoding="utf-8")
    return load(corpus / path, corpus)


def cite(document: Document, quote: str = QUOTE, answer: str = ANSWER, number: int = 1) -> Citation:
    """The first place of ``quote``, with ``answer`` in it lit."""
    span = _place(document.text, quote, 0)
    lit = _place(document.text, answer, span.start) if answer else None
    return Citation(
        number,
        document.id,
        document.path,
        document.title,
        span,
        quote,
        (lit,) if lit else (),
        document.page_at(span.start),
        document.sha256,
    )


def answered(*citations: Citation, question: str = "How long is the border?", text: str = ANSWER) -> Answer:
    return Answer(question, question, text, 0.9, citations, None, ())


def abstained(*nearest: Citation, question: str = "Who photographed Jupiter?") -> Answer:
    return Answer(question, question, None, 0.1, (), Reason.LOW_CONFIDENCE, nearest, ("jupiter",))


def kept(answer: Answer, key: str = "a1", minutes: int = 0, surroundings: tuple[Surroundings, ...] = ()) -> KeptAnswer:
    """Kept so many minutes after noon."""
    return KeptAnswer(key, NOON + timedelta(minutes=minutes), answer, "balanced", "0.1.0", 7, surroundings)


def kept_of(document: Document, key: str = "a1") -> KeptAnswer:
    """An answer that quotes the document, with the text around its quote."""
    citation = cite(document)
    return kept(answered(citation), key, surroundings=(surroundings_of(document, citation.span),))


def asking(question: str, key: str, minutes: int = 0) -> KeptAnswer:
    """An answer without a source."""
    return kept(replace(answered(), question=question, understood=question), key, minutes)


def _place(text: str, words: str, start: int) -> Span:
    at = text.index(words, start)
    return Span(at, at + len(words))
