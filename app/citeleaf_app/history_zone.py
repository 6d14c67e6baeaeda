"""The conversations' zone, at the left: what is kept, listed, searched, reopened, renamed and deleted; and judged."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import gradio as gr

from citeleaf.errors import CiteleafError
from citeleaf.history.kept import Feedback, Verdict
from citeleaf_app import history_list, render
from citeleaf_app.answer_tools import feedback_row
from citeleaf_app.asking import UNEXPECTED, Keeper
from citeleaf_app.components import QUIET, html, read_script
from citeleaf_app.markup import Html
from citeleaf_app.reopening import reopen
from citeleaf_app.session import Conversation, find_exchange, last_kept, new_id

if TYPE_CHECKING:
    from citeleaf.history.conversations import Conversations

logger = logging.getLogger(__name__)

Opened = tuple[Html, Html, Conversation]


@dataclass(frozen=True, slots=True)
class HistoryHandlers:
    """What its events do. Each event says what is searched for, so that the list stays what it was."""

    keeper: Keeper

    def find(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> Html:
        """The list of what holds the words that are searched for."""
        return self._list(conversation, event, request)

    def open(self, event: gr.EventData, request: gr.Request) -> Opened:
        """Show the conversation of that id, or the one that holds the answer of that id."""
        user, wanted = request.username or "", str(event.conversation or event.answer)
        try:
            kept = self._conversations.open if event.conversation else self._conversations.holding
            shown, conversation = reopen(kept(user, wanted), self.keeper.service)
        except CiteleafError as error:
            shown, conversation = render.failed("", new_id(), error), ()
        except Exception as error:
            logger.exception("A conversation could not be opened")
            shown, conversation = render.failed("", new_id(), error), ()
        return self._list(conversation, event, request), _anew(shown), conversation

    def begin(self, event: gr.EventData, request: gr.Request) -> tuple[Html, Conversation]:
        """An empty conversation; it is kept from its first answer on."""
        return self._list((), event, request), ()

    def rename(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> Html:
        """Give a conversation another title."""
        trouble = _trouble(
            lambda: self._conversations.rename(request.username or "", str(event.conversation), str(event.title))
        )
        return self._list(conversation, event, request, trouble)

    def delete(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> tuple[Html, Conversation]:
        """Delete a conversation for good; the page has asked."""
        user, identity = request.username or "", str(event.conversation)
        is_open = self._current(user, conversation) == identity
        trouble = _trouble(lambda: self._conversations.delete(user, identity))
        left = () if is_open and not trouble else conversation
        return self._list(left, event, request, trouble), left

    def judge(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> Html:
        """Note what is said about an answer, and show the verdicts with that one pressed."""
        answer_id, verdict = str(event.answer), str(event.verdict)
        exchange = find_exchange(conversation, answer_id)
        feedback = Feedback(Verdict[verdict], self.keeper.clock()) if verdict in Verdict.__members__ else None
        judge = self.keeper.history.judgements.judge
        trouble = _trouble(lambda: judge(request.username or "", answer_id, feedback))
        return _anew(
            feedback_row(answer_id, exchange is None or exchange.answered, None if trouble else feedback, trouble)
        )

    @property
    def _conversations(self) -> Conversations:
        return self.keeper.history.conversations

    def _list(
        self, conversation: Conversation, event: gr.EventData, request: gr.Request, trouble: str | None = None
    ) -> Html:
        user, search = request.username or "", str(event.search or "")
        try:
            found, current = self._conversations.listed(user, search), self._current(user, conversation)
        except CiteleafError as error:
            return history_list.listing([], search, None, _today(), str(error))
        return history_list.listing(found, search, current, _today(), trouble)

    def _current(self, user: str, conversation: Conversation) -> str | None:
        last = last_kept(conversation)
        return self._conversations.containing(user, last) if last else None


def build_history(handlers: HistoryHandlers, conversation: gr.State, arrivals: gr.HTML) -> None:
    """``conversation`` is the session's, and ``arrivals`` is where its exchanges are shown."""
    with gr.Column(elem_id="history"):
        gr.HTML(history_list.HEAD, elem_id="history-head", apply_default_css=False)
        listing = html("conversations", "history.js")
        judged = gr.HTML(html_template="", js_on_load=read_script("feedback.js"), elem_id="judged", visible="hidden")
    listing.find(handlers.find, [conversation], [listing], trigger_mode="always_last", **QUIET)
    listing.open(handlers.open, None, [listing, arrivals, conversation], **QUIET)
    listing.begin(handlers.begin, None, [listing, conversation], **QUIET)
    listing.rename(handlers.rename, [conversation], [listing], **QUIET)
    listing.delete(handlers.delete, [conversation], [listing, conversation], **QUIET)
    judged.judge(handlers.judge, [conversation], [judged], **QUIET)


def _anew(shown: Html) -> Html:
    """Told apart from the same content sent before: what watches for a new value has to see one."""
    return Html(f"<!--{secrets.token_hex(4)}-->{shown}")


def _trouble(action: Callable[[], None]) -> str | None:
    """Do it; what went wrong, in words for the page."""
    try:
        action()
    except CiteleafError as error:
        return str(error)
    except Exception:
        logger.exception("A kept conversation could not be changed")
        return f"This could not be done. {UNEXPECTED}"
    return None


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
