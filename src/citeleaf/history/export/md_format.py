"""The export as Markdown, for notes and drafts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from citeleaf.history.export.markdown_text import line, quotation
from citeleaf.history.export.model import Answered, Export, Quoted
from citeleaf.history.export.wording import (
    ABOUT,
    confidence,
    heading,
    place,
    scope,
    standing,
)
from citeleaf.types import Span


def render(export: Export) -> str:
    """A heading a question, a block quotation a quote, and under each where it stands."""
    parts = [f"# {line(export.title)}", f"Exported {export.exported}. {ABOUT}"]
    for answered in export.answers:
        parts.extend(_answered(answered))
    return "\n\n".join(parts) + "\n"


def _answered(answered: Answered) -> Iterator[str]:
    yield f"## {line(answered.question)}"
    if answered.understood not in ("", answered.question):
        yield f"Understood as: {line(answered.understood)}"
    yield line(heading(answered))
    for part in answered.parts:
        yield f"- {line(part.question)} → [{part.citation}]".replace("[", "\\[").replace("]", "\\]")
    for words in answered.unanswered_parts:
        yield f"- No clear answer: {line(words)}"
    yield from _quotes(answered.citations)
    if answered.nearest:
        yield "### Closest passages"
        yield from _quotes(answered.nearest)
    if answered.related:
        yield "### Related passages"
        yield from _quotes(answered.related)
    facts = [f"Asked {answered.asked}", confidence(answered), scope(answered.scope)]
    if answered.feedback:
        facts.append(f"Judged: {answered.feedback}")
    yield line(" · ".join(fact for fact in facts if fact))


def _quotes(quotes: Sequence[Quoted]) -> Iterator[str]:
    for quoted in quotes:
        lit = tuple(Span(start, end).shifted(-quoted.start) for start, end in quoted.highlights)
        yield quotation(quoted.quote, lit)
        yield f"\\[{quoted.number}\\] {line(place(quoted))} · SHA-256 `{quoted.sha256}` · {line(standing(quoted))}"
