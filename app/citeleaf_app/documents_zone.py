"""The documents' zone, at the left: what is indexed, and how an update of the index stands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr

from citeleaf.errors import CiteleafError, IndexMissing
from citeleaf_app import panel
from citeleaf_app.components import QUIET, html
from citeleaf_app.indexing import BackgroundIngest, Indexing
from citeleaf_app.markup import Html

if TYPE_CHECKING:
    from citeleaf_app.service import Service

POLL_SECONDS = 1.0

Panel = tuple[Html, Html, gr.Button, gr.Timer]


@dataclass(frozen=True, slots=True)
class DocumentsHandlers:
    """What its events do. ``ingest`` is shared by every tab; ``corpus`` is what to call the documents' folder."""

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


def build_documents(blocks: gr.Blocks, handlers: DocumentsHandlers, greeting: gr.HTML) -> None:
    """``greeting`` is the empty chat's text, which speaks of the documents too."""
    with gr.Column(elem_id="documents"):
        update = gr.Button("Update index", elem_id="update", variant="secondary")
        listing = html("listing", "documents.js")
    timer = gr.Timer(POLL_SECONDS, active=False)
    outputs = [listing, greeting, update, timer]
    blocks.load(handlers.refresh, outputs=outputs, **QUIET)
    timer.tick(handlers.refresh, outputs=outputs, **QUIET)
    listing.refresh(handlers.refresh, outputs=outputs, **QUIET)
    update.click(handlers.update, outputs=outputs, **QUIET)
