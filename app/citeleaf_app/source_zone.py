"""The source viewer, at the right: the document behind a link, with the quote lit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import gradio as gr

from citeleaf_app.components import QUIET, html
from citeleaf_app.markup import Html
from citeleaf_app.session import Conversation
from citeleaf_app.sources import Viewing, follow

if TYPE_CHECKING:
    from citeleaf_app.service import Service


@dataclass(frozen=True, slots=True)
class SourceHandlers:
    """What its events do."""

    service: Service

    def show(
        self, conversation: Conversation, viewing: Viewing | None, event: gr.EventData
    ) -> tuple[Html, Viewing | None]:
        """Follow the link that was clicked."""
        return follow(self.service, str(event.link), conversation, viewing)


def build_source(handlers: SourceHandlers, conversation: gr.State) -> None:
    viewing = gr.State(None)
    with gr.Column(elem_id="viewer"):
        source = html("source", "viewer.js")
    source.show(handlers.show, [conversation, viewing], [source, viewing], trigger_mode="always_last", **QUIET)
