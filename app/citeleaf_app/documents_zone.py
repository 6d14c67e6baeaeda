"""The documents' zone, at the left: a frame that ``documents.js`` fills from routes of our own (``table_routes``).

The empty chat's greeting, which speaks of the documents too, comes with them.
"""

from __future__ import annotations

import gradio as gr

from citeleaf_app import panel
from citeleaf_app.components import html


def build_documents() -> None:
    with gr.Column(elem_id="documents"):
        html("documents-zone", "upload.js", "documents.js", value=panel.frame())
