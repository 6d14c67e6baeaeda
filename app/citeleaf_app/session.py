"""What a browser's session remembers of its conversation: enough for follow-ups and for opening a citation again.

An exchange has the id under which its answer is kept, so that nothing else has to say which conversation this is.
"""

from __future__ import annotations

from dataclasses import dataclass

from citeleaf.citation_state import NOWHERE, Surroundings
from citeleaf.history.kept import new_id as new_id
from citeleaf.types import Answer, Citation, Turn


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question that was answered, or not. ``id`` is unique in every conversation, so links to it never mix.

    ``citations`` lead to where their quotes stand now. ``surroundings`` are the texts around them as they were, in
    the same order. ``kept`` says whether the answer is on disk, and ``trouble`` why it is not where it should be.
    """

    id: str
    turn: Turn
    citations: tuple[Citation, ...]
    surroundings: tuple[Surroundings, ...] = ()
    answered: bool = True
    kept: bool = False
    trouble: str | None = None


Conversation = tuple[Exchange, ...]


def exchange_of(answer: Answer, exchange_id: str) -> Exchange:
    """What to remember of ``answer``."""
    turn = Turn(answer.question, answer.text or "", answer.understood)
    return Exchange(exchange_id, turn, shown(answer), answered=answer.answered)


def shown(answer: Answer) -> tuple[Citation, ...]:
    """The citations that a person sees under the answer: its quotes or the nearest passages, and related ones."""
    return (answer.citations if answer.answered else answer.nearest) + answer.related


def turns(conversation: Conversation) -> list[Turn]:
    """The conversation as the assistant wants it, oldest first."""
    return [exchange.turn for exchange in conversation]


def find_exchange(conversation: Conversation, exchange_id: str) -> Exchange | None:
    """The exchange of that id, if this session holds it."""
    return next((exchange for exchange in conversation if exchange.id == exchange_id), None)


def find_citation(conversation: Conversation, exchange_id: str, number: int) -> Citation | None:
    """The citation that stands under ``number`` in that exchange, if this session holds it."""
    exchange = find_exchange(conversation, exchange_id)
    citations = exchange.citations if exchange else ()
    return next((citation for citation in citations if citation.number == number), None)


def around(conversation: Conversation, exchange_id: str, number: int) -> Surroundings:
    """The text around that citation's quote as it was when it was quoted; empty where it is not known."""
    exchange = find_exchange(conversation, exchange_id)
    pairs = zip(exchange.citations, exchange.surroundings, strict=False) if exchange else ()
    return next((surroundings for citation, surroundings in pairs if citation.number == number), NOWHERE)


def last_kept(conversation: Conversation) -> str | None:
    """The id of the latest answer that is on disk: new ones are kept after it."""
    return next((exchange.id for exchange in reversed(conversation) if exchange.kept), None)
