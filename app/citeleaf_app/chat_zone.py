"""The chat, in the middle: the conversation and the question box.

A new answer is sent alone and added to the conversation by ``static/conversation.js``, so earlier answers are neither
sent nor drawn again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import gradio as gr

from citeleaf.assistant import LONGEST_QUESTION
from citeleaf_app import render
from citeleaf_app.asking import answer
from citeleaf_app.components import QUIET, read_script
from citeleaf_app.markup import element
from citeleaf_app.session import Conversation, new_id

if TYPE_CHECKING:
    from citeleaf_app.service import Service

ASKING_AT_ONCE = 4

_LOG = element("div", id="conversation", role="log", aria_live="polite", aria_label="Conversation")


@dataclass(frozen=True, slots=True)
class ChatHandlers:
    """What its events do."""

    service: Service

    def ask(self, question: str, conversation: Conversation) -> Iterator[tuple[object, ...]]:
        """Empty the box and show the question at once; the answer follows."""
        question = question.strip()
        if not question:
            yield gr.skip(), gr.skip(), gr.skip()
            return
        exchange_id = new_id()
        yield "", render.pending(question, exchange_id), gr.skip()
        shown, exchange = answer(self.service, question, conversation, exchange_id)
        yield gr.skip(), shown, (*conversation, exchange) if exchange else gr.skip()


def build_chat(handlers: ChatHandlers, greeting: gr.HTML) -> gr.State:
    """The state returned is the session's ``Conversation``."""
    conversation = gr.State(())
    with gr.Column(elem_id="chat"):
        with gr.Column(elem_id="scroll"):
            greeting.render()  # type: ignore[no-untyped-call]  # Gradio leaves it untyped
            gr.HTML(_LOG, elem_id="log", apply_default_css=False)
        arrivals = gr.HTML(
            html_template="", js_on_load=read_script("conversation.js"), elem_id="arrivals", visible="hidden"
        )
        question = _question_box()
    outputs = [question, arrivals, conversation]
    question.submit(handlers.ask, [question, conversation], outputs, concurrency_limit=ASKING_AT_ONCE, **QUIET)
    return conversation


def _question_box() -> gr.Textbox:
    return gr.Textbox(
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
