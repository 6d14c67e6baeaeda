"""Keeps what was asked: each answer goes to disk as soon as it stands, and into the session that asked it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from citeleaf.errors import CiteleafError
from citeleaf.history.kept import KeptAnswer, gather_surroundings
from citeleaf.types import Answer, Reason
from citeleaf_app import answer_tools
from citeleaf_app.markup import Html
from citeleaf_app.session import Conversation, exchange_of, find_exchange, last_kept

if TYPE_CHECKING:
    from citeleaf.history.store import History
    from citeleaf_app.service import Service

logger = logging.getLogger(__name__)
UNEXPECTED = "The program’s terminal shows why."


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Keeper:
    """Remembers exchanges for the page. ``policy`` is how sure an answer must be, and kept with each."""

    history: History
    service: Service
    policy: str
    clock: Callable[[], datetime] = _utc_now

    def remember(self, conversation: Conversation, answer: Answer, exchange_id: str, user: str) -> Conversation:
        """The conversation with the exchange, which takes the place of one with the same id. Never raises.

        An answer that cannot be kept is remembered by the session all the same, with what the trouble is. What was
        said about the program itself is no answer, and not kept.
        """
        earlier = tuple(exchange for exchange in conversation if exchange.id != exchange_id)
        exchange = exchange_of(answer, exchange_id)
        if answer.reason is Reason.ABOUT_CITELEAF:
            return (*earlier, exchange)
        try:
            kept = self._kept(answer, exchange_id)
            self.history.conversations.keep(user, kept, after=last_kept(earlier))
        except CiteleafError as error:
            return (*earlier, replace(exchange, trouble=str(error)))
        except Exception:
            logger.exception("An answer could not be kept")
            return (*earlier, replace(exchange, trouble=UNEXPECTED))
        surroundings = tuple(kept.around(citation) for citation in exchange.citations)
        return (*earlier, replace(exchange, surroundings=surroundings, kept=True))

    def tools(self, conversation: Conversation, exchange_id: str) -> Html:
        """What can be done with an answer that is kept, or why it is not."""
        exchange = find_exchange(conversation, exchange_id)
        if exchange is None:
            return Html()
        if exchange.trouble:
            return answer_tools.not_kept(exchange.trouble)
        return answer_tools.tools(exchange_id, exchange.answered) if exchange.kept else Html()

    def _kept(self, answer: Answer, exchange_id: str) -> KeptAnswer:
        return KeptAnswer(
            exchange_id,
            self.clock(),
            answer,
            self.policy,
            version("citeleaf"),
            self.service.generation,
            gather_surroundings(answer, self.service.document),
        )
