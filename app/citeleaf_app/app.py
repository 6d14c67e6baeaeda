"""The page: its three zones side by side. Only this module and the zones build Gradio components."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr

from citeleaf_app.asking import Keeper
from citeleaf_app.chat_zone import ChatHandlers, build_chat
from citeleaf_app.components import html
from citeleaf_app.documents_zone import build_documents
from citeleaf_app.history_zone import HistoryHandlers, build_history
from citeleaf_app.indexing import BackgroundIngest
from citeleaf_app.markup import element
from citeleaf_app.source_zone import SourceHandlers, build_source

if TYPE_CHECKING:
    from citeleaf_app.service import Service

_SIDES = (("documents", "Documents"), ("history", "Conversations"))
"""What the zone at the left can show, one at a time."""
_HEADER = element(
    "header",
    element("h1", element("span", class_="leaf", aria_hidden="true"), "Citeleaf", class_="brand"),
    element(
        "nav",
        *(
            element("button", title, type="button", data_side=side, aria_controls=side, aria_expanded="false")
            for side, title in _SIDES
        ),
        aria_label="Left zone",
    ),
    element("span", "Every answer in the documents’ own words", class_="motto"),
)


def build(service: Service, ingest: BackgroundIngest, corpus: Path, keeper: Keeper) -> gr.Blocks:
    """The whole page. ``ingest`` is shared by every tab; ``corpus`` is what to call the documents' folder.

    ``keeper`` remembers what is asked.
    """
    blocks = gr.Blocks(title="Citeleaf", fill_width=True, analytics_enabled=False)
    with blocks:
        html("masthead", value=_HEADER)
        with gr.Row(elem_id="shell"):
            side = gr.Column(elem_id="side")
            with side:
                build_documents()
            chat = build_chat(blocks, ChatHandlers(service, ingest, keeper))
            with side:
                build_history(HistoryHandlers(keeper), chat.conversation, chat.arrivals)
            build_source(SourceHandlers.over(service, corpus), chat.conversation)
    return blocks
