"""On an empty chat: questions that these documents do answer, each checked by asking it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

import gradio as gr

from citeleaf.errors import CiteleafError
from citeleaf_app.components import QUIET, html
from citeleaf_app.markup import Html, element

if TYPE_CHECKING:
    from citeleaf_app.service import Service

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class SuggestionsHandlers:
    """What its events do. The questions are kept while the documents stay as they are."""

    service: Service
    _lock: Lock = field(default_factory=Lock)
    _made_of: tuple[str, ...] | None = None
    _questions: tuple[str, ...] = ()

    def suggest(self) -> Html:
        """The questions for the documents there are now; nothing where they cannot be read."""
        try:
            with self._lock:
                made_of = tuple(entry.sha256 for entry in self.service.entries())
                if made_of != self._made_of:
                    self._questions = self.service.suggest()
                    self._made_of = made_of
                return suggestions(self._questions)
        except CiteleafError:
            return Html()


def suggestions(questions: tuple[str, ...]) -> Html:
    """A button for each question."""
    if not questions:
        return Html()
    buttons = [element("button", question, type="button", data_ask=question, dir="auto") for question in questions]
    return element(
        "div",
        element("h2", "For example"),
        element("ul", *(element("li", button) for button in buttons)),
        class_="suggestions",
    )


def build_suggestions(blocks: gr.Blocks, handlers: SuggestionsHandlers) -> None:
    shown = html("suggestions", "suggestions.js")
    blocks.load(handlers.suggest, outputs=shown, concurrency_limit=1, **QUIET)
    shown.refresh(handlers.suggest, outputs=shown, concurrency_limit=1, **QUIET)
