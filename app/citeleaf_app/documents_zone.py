"""The documents' zone, at the left: a frame that ``documents.js`` fills from routes of our own (``table_routes``).

Only the empty chat's greeting, which speaks of the documents too, is Gradio's to draw again.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr

from citeleaf.errors import CiteleafError, IndexMissing
from citeleaf_app import panel
from citeleaf_app.components import QUIET, html
from citeleaf_app.desk import DELETED
from citeleaf_app.indexing import BackgroundIngest
from citeleaf_app.markup import Html

if TYPE_CHECKING:
    from citeleaf_app.service import Service


@dataclass(frozen=True, slots=True)
class DocumentsHandlers:
    """What its events do. ``ingest`` is shared by every tab; ``corpus`` is what to call the documents' folder."""

    service: Service
    ingest: BackgroundIngest
    corpus: Path

    def greet(self) -> Html:
        """The greeting, or what is wrong with the index in its place."""
        indexing = self.ingest.state()
        try:
            return panel.welcome(self.service.entries(), indexing, self.corpus)
        except IndexMissing:
            return panel.trouble(DELETED, indexing)
        except CiteleafError as error:
            return panel.trouble(str(error), indexing)


def build_documents(blocks: gr.Blocks, handlers: DocumentsHandlers, greeting: gr.HTML) -> None:
    """``greeting`` is the empty chat's text. The script's ``refresh`` says that the documents changed."""
    with gr.Column(elem_id="documents"):
        zone = html("documents-zone", "upload.js", "documents.js", value=panel.frame())
    blocks.load(handlers.greet, outputs=greeting, **QUIET)
    zone.refresh(handlers.greet, outputs=greeting, **QUIET)
