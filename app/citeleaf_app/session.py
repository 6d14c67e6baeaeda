"""What a browser's session remembers of its conversation: enough for follow-ups and for opening a citation again."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from citeleaf.types import Answer, Citation, Turn


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question that was answered, or not. ``id`` is unique in every conversation, so links to it never mix."""

    id: str
    turn: Turn
    citations: tuple[Citation, ...]


Conversation = tuple[Exchange, ...]


def new_id() -> str:
    return secrets.token_hex(6)


def exchange_of(answer: Answer, exchange_id: str) -> Exchange:
    """What to remember of ``answer``: the citations it shows, or the nearest passages where it abstains."""
    return Exchange(exchange_id, Turn(answer.question, answer.text or ""), shown(answer))


def shown(answer: Answer) -> tuple[Citation, ...]:
    """The citations that a person sees under the answer."""
    return answer.citations if answer.answered else answer.nearest


def turns(conversation: Conversation) -> list[Turn]:
    """The conversation as the assistant wants it, oldest first."""
    return [exchange.turn for exchange in conversation]


def find_citation(conversation: Conversation, exchange_id: str, number: int) -> Citation | None:
    """The citation that stands under ``number`` in that exchange, if this session holds it."""
    for exchange in conversation:
        if exchange.id == exchange_id:
            return next((citation for citation in exchange.citations if citation.number == number), None)
    return None
