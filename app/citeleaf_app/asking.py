"""Asks a question within a conversation: what to show for it, and what to remember of it."""

from __future__ import annotations

import logging

from citeleaf.errors import CiteleafError
from citeleaf_app import render
from citeleaf_app.markup import Html
from citeleaf_app.service import Service
from citeleaf_app.session import Conversation, Exchange, exchange_of, turns

logger = logging.getLogger(__name__)


def answer(
    service: Service, question: str, conversation: Conversation, exchange_id: str
) -> tuple[Html, Exchange | None]:
    """The exchange to show, and to remember: nothing where the question could not be asked."""
    try:
        given = service.ask(question, history=turns(conversation))
    except CiteleafError as error:
        return render.failed(question, exchange_id, error), None
    except Exception as error:
        logger.exception("A question could not be answered")
        return render.failed(question, exchange_id, error), None
    return render.exchange(given, exchange_id), exchange_of(given, exchange_id)
