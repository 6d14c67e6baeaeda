"""Judged answers -> questions whose answers are known, for ``citeleaf evaluate``; see ``questions`` for their lines.

What was right is asked again with its words and their place; what should not have been answered has no answer. Of a
right passage with the wrong words in it only the passage is known, so that its whole quote stands for the answer. A
wrong answer does not tell the right one, and nothing can be measured by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from citeleaf.citation_state import Sources, whereabouts
from citeleaf.history.codec import Json
from citeleaf.history.kept import Conversation, Exchange, Verdict
from citeleaf.types import Answer, Citation


@dataclass(frozen=True, slots=True)
class Questions:
    """``lines`` are JSON objects; ``left_out`` counts the judged answers that no question can be made of."""

    lines: tuple[dict[str, Json], ...]
    left_out: int


def questions(conversations: Sequence[Conversation], sources: Sources) -> Questions:
    """A question for each judged answer, its evidence where it stands in the documents now."""
    judged = [
        _question(conversation, at, exchange, sources)
        for conversation in conversations
        for at, exchange in enumerate(conversation.exchanges)
        if exchange.feedback
    ]
    lines = tuple(line for line in judged if line)
    return Questions(lines, len(judged) - len(lines))


def _question(conversation: Conversation, at: int, exchange: Exchange, sources: Sources) -> dict[str, Json] | None:
    assert exchange.feedback is not None  # the caller has looked
    answer = exchange.kept.answer
    known = _known(answer, exchange.feedback.verdict)
    if known is None or (not known and answer.filters):  # the documents left out may hold an answer
        return None
    evidence = list(_evidence(exchange, sources)) if known else []
    return {
        "id": exchange.kept.id,
        "question": answer.question,
        "answers": list(known),
        "evidence": evidence,
        "history": [_turn(earlier.kept.answer) for earlier in conversation.exchanges[:at]],
        "verdict": exchange.feedback.verdict.value,
    }


def _known(answer: Answer, verdict: Verdict) -> tuple[str, ...] | None:
    """The words that answer: none where the documents hold no answer, and None where they are not known."""
    if verdict is Verdict.SHOULD_HAVE_ABSTAINED:
        return ()
    if verdict is Verdict.RIGHT_PASSAGE:
        return tuple(citation.quote for citation in _bearing(answer)) or None
    if verdict is Verdict.RIGHT:
        return (answer.text,) if answer.text else ()
    return None


def _bearing(answer: Answer) -> tuple[Citation, ...]:
    """The quotes that a verdict is about: those that answer, without what only adds to them, or the nearest ones."""
    if answer.parts:
        numbers = {part.citation for part in answer.parts}
        return tuple(citation for citation in answer.citations if citation.number in numbers)
    return answer.citations[:1] or answer.nearest


def _evidence(exchange: Exchange, sources: Sources) -> Iterator[Json]:
    """Where the quotes stand now; what was altered or is gone is evidence no more."""
    for citation in _bearing(exchange.kept.answer):
        found = whereabouts(citation, sources, exchange.kept.around(citation))
        if found.state.holds and found.path and found.span:
            yield {"document": found.path, "start": found.span.start, "end": found.span.end}


def _turn(answer: Answer) -> Json:
    return {"question": answer.question, "answer": answer.text, "understood": answer.understood}
