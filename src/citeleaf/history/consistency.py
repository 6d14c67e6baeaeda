"""An export held against itself: its answers are words that its quotes highlight, or somebody has changed it.

What the documents say is ``verification``'s affair. Confidence, times and questions are borne out by nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from citeleaf.history.export.model import Answered, Export, Quoted
from citeleaf.types import Span


@dataclass(frozen=True, slots=True)
class Flaw:
    """What of the answer to ``question`` cannot be as it was exported; ``number`` is that of the quote, if it is one's.

    ``answer`` is the place of the answer in the export, from 0.
    """

    answer: int
    question: str
    what: str
    number: int | None = None


def flaws(export: Export) -> list[Flaw]:
    """All that contradicts itself in the export, in its order."""
    return [
        Flaw(at, answered.question, what, number)
        for at, answered in enumerate(export.answers)
        for what, number in _flaws(answered)
    ]


def _flaws(answered: Answered) -> Iterator[tuple[str, int | None]]:
    for quoted in answered.quotes:
        for start, end in quoted.stray_highlights:
            yield f"the highlight {start}–{end} lies outside quote [{quoted.number}]", quoted.number
    loosely = len(answered.parts) > 1
    if answered.reason is not None:
        if answered.answer is not None:
            yield f"the answer {_shown(answered.answer)} stands there, and a reason why none was given", None
        elif answered.citations or answered.parts:
            yield "quotes that bear out an answer stand there, and a reason why none was given", None
    elif answered.answer is None:
        yield "there is neither an answer nor a reason why none was given", None
    elif not any(_says(quoted, answered.answer, loosely) for quoted in answered.citations):
        yield f"the answer {_shown(answered.answer)} is not what its quotes highlight", None
    for part in answered.parts:
        own = [quoted for quoted in answered.citations if quoted.number == part.citation]
        if not any(_says(quoted, part.answer, loosely) for quoted in own):
            yield (
                f"the answer {_shown(part.answer)} to {_shown(part.question)} is not what quote [{part.citation}]"
                " highlights",
                part.citation,
            )


def _says(quoted: Quoted, answer: str, loosely: bool) -> bool:
    """Whether ``answer`` is what ``quoted`` highlights, whatever white space lies between its words.

    Where two parts of a question are answered by words that overlap, only the latter's are highlighted (see
    ``answer.compose_parts``): so ``loosely``, words of the quote will do that share some with a highlight.
    """
    lit = [highlight.shifted(-quoted.start) for highlight in quoted.citation.highlights]
    words = answer.split()
    if any(words and highlight.of(quoted.quote).split() == words for highlight in lit):
        return True
    return loosely and any(place.overlaps(highlight) for place in _places(answer, quoted.quote) for highlight in lit)


def _places(answer: str, quote: str) -> Iterator[Span]:
    at = quote.find(answer) if answer.strip() else -1
    while at >= 0:
        yield Span(at, at + len(answer))
        at = quote.find(answer, at + 1)


def _shown(words: str) -> str:
    line = " ".join(words.split())
    return f"“{line if len(line) <= 60 else f'{line[:59]}…'}”"
