"""The chat, in the middle: the conversation, the filters and the question box.

A new answer is sent alone and added to the conversation by ``static/conversation.js``, so earlier answers are neither
sent nor drawn again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import gradio as gr

from citeleaf.answering import LONGEST_QUESTION
from citeleaf.assistant import NO_FILTERS
from citeleaf.types import Answer, Filters
from citeleaf_app.components import QUIET, html, read_script
from citeleaf_app.extras import Gaps
from citeleaf_app.filters_zone import FiltersHandlers, build_choices, build_filters
from citeleaf_app.indexing import BackgroundIngest
from citeleaf_app.markup import Html, element
from citeleaf_app.session import Conversation, new_id, turns
from citeleaf_app.steps import Asked, steps
from citeleaf_app.suggestions_zone import SuggestionsHandlers, build_suggestions

if TYPE_CHECKING:
    from citeleaf_app.service import Service


ASKING_AT_ONCE = 4

_LOG = element("div", id="conversation", role="log", aria_live="polite", aria_label="Conversation")
_GREETING = element("div", id="greeting", aria_busy="true")
"""Filled by ``static/documents.js``."""
_KEYS = element(
    "p",
    *(
        element("span", element("kbd", key), f" {what}")
        for key, what in (("Enter", "asks"), ("/", "to the question"), ("1–9", "opens a source"), ("Esc", "closes it"))
    ),
    id="keys",
)


class Keeper(Protocol):
    """``citeleaf_app.asking.Keeper``, as far as the chat uses it."""

    def remember(self, conversation: Conversation, answer: Answer, exchange_id: str, user: str) -> Conversation: ...

    def tools(self, conversation: Conversation, exchange_id: str) -> Html: ...


@dataclass(frozen=True, slots=True)
class Chat:
    """What the other zones share with the chat: the session's ``Conversation``, and where exchanges arrive."""

    conversation: gr.State
    arrivals: gr.HTML


@dataclass(frozen=True, slots=True)
class ChatHandlers:
    """What its events do."""

    service: Service
    ingest: BackgroundIngest
    keeper: Keeper

    def ask(
        self, conversation: Conversation, filters: Filters, event: gr.EventData, request: gr.Request
    ) -> Iterator[tuple[object, object]]:
        """Ask what was written, or what a button names: ``alone`` in these very words, ``everywhere`` without filters.

        Question, passages and answer follow one another.
        """
        chosen = NO_FILTERS if event.everywhere else filters
        yield from self._ask(str(event.question).strip(), conversation, chosen, request, alone=bool(event.alone))

    def _ask(
        self, question: str, conversation: Conversation, filters: Filters, request: gr.Request, *, alone: bool
    ) -> Iterator[tuple[object, object]]:
        """What to show of the exchange, and the conversation with it once it has an answer."""
        exchange_id, kept = new_id(), conversation

        def keep(answer: Answer) -> Html:
            nonlocal kept
            kept = self.keeper.remember(kept, answer, exchange_id, request.username or "")
            return self.keeper.tools(kept, exchange_id)

        history = () if alone else turns(conversation)
        asked = Asked(question, exchange_id, history, filters, as_written=alone)
        for step in steps(self.service, asked, self._gaps, keep):
            yield step.shown, kept if step.answer else gr.skip()

    def _gaps(self) -> Gaps:
        """Files that cannot be asked yet; those that an update has still to read are among the differences."""
        return Gaps(len(self.service.failures()), len(self.service.differences()))


def build_chat(blocks: gr.Blocks, handlers: ChatHandlers) -> Chat:
    conversation, filters = gr.State(()), gr.State(NO_FILTERS)
    with gr.Column(elem_id="chat"):
        with gr.Column(elem_id="scroll"):
            html("welcome", value=_GREETING)
            build_suggestions(blocks, SuggestionsHandlers(handlers.service))
            html("log", "layout.js", "keyboard.js", "copying.js", value=_LOG)
        arrivals = gr.HTML(
            html_template="", js_on_load=read_script("conversation.js"), elem_id="arrivals", visible="hidden"
        )
        with gr.Column(elem_id="asking"):
            choices = build_choices()
            _question_box()
            build_filters(FiltersHandlers(handlers.service), filters, choices)
            html("keys-line", value=_KEYS)
    arrivals.ask(
        handlers.ask,
        [conversation, filters],
        [arrivals, conversation],
        concurrency_limit=ASKING_AT_ONCE,
        trigger_mode="multiple",  # one that comes while the last still has something to add would be dropped else
        **QUIET,
    )
    return Chat(conversation, arrivals)


def _question_box() -> None:
    gr.Textbox(
        label="Your question",
        show_label=False,
        placeholder="Ask a question",
        lines=1,
        max_lines=6,
        max_length=LONGEST_QUESTION,
        submit_btn="Ask",
        autofocus=True,
        elem_id="question",
    )
