"""The page: three zones (documents, conversation, source) and what happens between them.

Only this module builds Gradio components. A new answer is sent alone and added to the conversation by
``static/conversation.js``, so earlier answers are neither sent nor drawn again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict

import gradio as gr

from citeleaf.assistant import LONGEST_QUESTION
from citeleaf.errors import CiteleafError, IndexMissing
from citeleaf_app import panel, render
from citeleaf_app.asking import answer
from citeleaf_app.indexing import BackgroundIngest, Indexing
from citeleaf_app.markup import Html, element
from citeleaf_app.session import Conversation, new_id
from citeleaf_app.sources import Viewing, follow

if TYPE_CHECKING:
    from citeleaf_app.service import Service

STATIC = Path(__file__).parent / "static"
ASKING_AT_ONCE = 4
POLL_SECONDS = 1.0

_HEADER = element(
    "header",
    element(
        "button", "Documents", type="button", id="toggle-documents", aria_controls="documents", aria_expanded="true"
    ),
    element("span", element("span", class_="leaf", aria_hidden="true"), "Citeleaf", class_="brand"),
    element("span", "Every answer in the documents’ own words", class_="motto"),
)
_LOG = element("div", id="conversation", role="log", aria_live="polite", aria_label="Conversation")


class _Quiet(TypedDict):
    show_progress: Literal["hidden"]
    api_visibility: Literal["private"]


_QUIET: _Quiet = {"show_progress": "hidden", "api_visibility": "private"}

Panel = tuple[Html, Html, gr.Button, gr.Timer]


@dataclass(frozen=True, slots=True)
class Handlers:
    """What each event does. ``ingest`` is shared by every tab; ``corpus`` is what to call the documents' folder."""

    service: Service
    ingest: BackgroundIngest
    corpus: Path

    def refresh(self) -> Panel:
        """The documents' list, the greeting, the button, and the timer that goes on while anything is indexing."""
        indexing = self.ingest.state()
        listing, greeting = self._documents(indexing)
        return (
            listing,
            greeting,
            gr.Button("Updating…" if indexing.active else "Update index", interactive=not indexing.active),
            gr.Timer(active=indexing.active),
        )

    def update(self) -> Panel:
        """Begin to bring the index up to date."""
        self.ingest.start()
        return self.refresh()

    def _documents(self, indexing: Indexing) -> tuple[Html, Html]:
        """The list and the greeting, or what is wrong with the index in their place."""
        try:
            entries, failures = self.service.entries(), self.service.failures()
        except IndexMissing:
            return panel.without_index(panel.DELETED, indexing)
        except CiteleafError as error:
            return panel.without_index(str(error), indexing)
        listing = panel.documents(entries, failures, indexing, self.corpus)
        return listing, panel.welcome(entries, indexing, self.corpus)

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

    def show(
        self, conversation: Conversation, viewing: Viewing | None, event: gr.EventData
    ) -> tuple[Html, Viewing | None]:
        """Follow the link that was clicked."""
        return follow(self.service, str(event.link), conversation, viewing)


def build(handlers: Handlers) -> gr.Blocks:
    """The whole page."""
    blocks = gr.Blocks(title="Citeleaf", fill_width=True, analytics_enabled=False)
    with blocks:
        gr.HTML(_HEADER, elem_id="masthead", apply_default_css=False)
        with gr.Row(elem_id="shell"):
            greeting = _html("welcome", render=False)
            _documents(blocks, handlers, greeting)
            conversation = _chat(handlers, greeting)
            _source(handlers, conversation)
    return blocks


def _documents(blocks: gr.Blocks, handlers: Handlers, greeting: gr.HTML) -> None:
    with gr.Column(elem_id="documents"):
        update = gr.Button("Update index", elem_id="update", variant="secondary")
        listing = _html("listing", "documents.js")
    timer = gr.Timer(POLL_SECONDS, active=False)
    outputs = [listing, greeting, update, timer]
    blocks.load(handlers.refresh, outputs=outputs, **_QUIET)
    timer.tick(handlers.refresh, outputs=outputs, **_QUIET)
    listing.refresh(handlers.refresh, outputs=outputs, **_QUIET)
    update.click(handlers.update, outputs=outputs, **_QUIET)


def _chat(handlers: Handlers, greeting: gr.HTML) -> gr.State:
    conversation = gr.State(())
    with gr.Column(elem_id="chat"):
        with gr.Column(elem_id="scroll"):
            greeting.render()  # type: ignore[no-untyped-call]  # Gradio leaves it untyped
            gr.HTML(_LOG, elem_id="log", apply_default_css=False)
        arrivals = gr.HTML(
            html_template="", js_on_load=_script("conversation.js"), elem_id="arrivals", visible="hidden"
        )
        question = _question_box()
    outputs = [question, arrivals, conversation]
    question.submit(handlers.ask, [question, conversation], outputs, concurrency_limit=ASKING_AT_ONCE, **_QUIET)
    return conversation


def _source(handlers: Handlers, conversation: gr.State) -> None:
    viewing = gr.State(None)
    with gr.Column(elem_id="viewer"):
        source = _html("source", "viewer.js")
    source.show(handlers.show, [conversation, viewing], [source, viewing], trigger_mode="always_last", **_QUIET)


def _html(elem_id: str, script: str | None = None, render: bool = True) -> gr.HTML:
    code = _script(script) if script else None
    return gr.HTML(elem_id=elem_id, apply_default_css=False, js_on_load=code, render=render)


def _script(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


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
