"""The source viewer, at the right: the document behind a link, with the quote lit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr

from citeleaf_app.components import QUIET, html
from citeleaf_app.markup import Html
from citeleaf_app.pages import pages_over
from citeleaf_app.session import Conversation
from citeleaf_app.sources import Sources

if TYPE_CHECKING:
    from citeleaf_app.service import Service


@dataclass(frozen=True, slots=True)
class SourceHandlers:
    """What its events do."""

    sources: Sources

    @classmethod
    def over(cls, service: Service, corpus: Path) -> SourceHandlers:
        """The handlers for the documents in the folder ``corpus``."""
        return cls(Sources(service, pages_over(corpus.absolute())))

    def show(self, conversation: Conversation, event: gr.EventData) -> Html:
        """Follow the link that was clicked; ``event.width`` is how wide a page's picture will be asked for."""
        return self.sources.follow(str(event.link), conversation, int(event.width))

    def prepare(self, conversation: Conversation, event: gr.EventData) -> None:
        """Make ready what the links of a new answer lead to."""
        self.sources.prepare([str(link) for link in event.links], conversation, int(event.width))


def build_source(handlers: SourceHandlers, conversation: gr.State) -> None:
    with gr.Column(elem_id="viewer"):
        source = html("source", "viewer.js")
    source.show(handlers.show, [conversation], [source], trigger_mode="always_last", queue=False, **QUIET)
    source.prepare(handlers.prepare, [conversation], None, trigger_mode="multiple", queue=False, **QUIET)
