"""The page: its three zones side by side. Only this module and the zones build Gradio components."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr

from citeleaf_app.chat_zone import ChatHandlers, build_chat
from citeleaf_app.components import html
from citeleaf_app.documents_zone import DocumentsHandlers, build_documents
from citeleaf_app.indexing import BackgroundIngest
from citeleaf_app.markup import element
from citeleaf_app.source_zone import SourceHandlers, build_source

if TYPE_CHECKING:
    from citeleaf_app.service import Service

_HEADER = element(
    "header",
    element(
        "button", "Documents", type="button", id="toggle-documents", aria_controls="documents", aria_expanded="true"
    ),
    element("span", element("span", class_="leaf", aria_hidden="true"), "Citeleaf", class_="brand"),
    element("span", "Every answer in the documents’ own words", class_="motto"),
)


def build(service: Service, ingest: BackgroundIngest, corpus: Path) -> gr.Blocks:
    """The whole page. ``ingest`` is shared by every tab; ``corpus`` is what to call the documents' folder."""
    blocks = gr.Blocks(title="Citeleaf", fill_width=True, analytics_enabled=False)
    with blocks:
        gr.HTML(_HEADER, elem_id="masthead", apply_default_css=False)
        with gr.Row(elem_id="shell"):
            greeting = html("welcome", render=False)
            build_documents(blocks, DocumentsHandlers(service, ingest, corpus), greeting)
            conversation = build_chat(ChatHandlers(service), greeting)
            build_source(SourceHandlers(service), conversation)
    return blocks
