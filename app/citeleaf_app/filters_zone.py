"""The filters, above the question box: chips for what is chosen, and a panel of what there is to choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import gradio as gr

from citeleaf.assistant import NO_FILTERS
from citeleaf.errors import CiteleafError
from citeleaf.types import Entry, Filters
from citeleaf_app.components import QUIET, html
from citeleaf_app.filter_controls import bar, choices
from citeleaf_app.filters import typed, with_condition, without_condition
from citeleaf_app.markup import Html

if TYPE_CHECKING:
    from citeleaf_app.service import Service


@dataclass(frozen=True, slots=True)
class FiltersHandlers:
    """What its events do."""

    service: Service

    def change(self, filters: Filters, event: gr.EventData) -> tuple[Filters, Html]:
        """Add the condition of the key ``add``, remove that of ``remove`` ("*": all), or add what was ``typed``."""
        if event.remove:
            filters = NO_FILTERS if event.remove == "*" else without_condition(filters, str(event.remove))
        elif event.typed:
            filters = with_condition(filters, typed(str(event.typed), self._entries()))
        else:
            filters = with_condition(filters, str(event.add))
        return filters, bar(filters)

    def offer(self, filters: Filters) -> Html:
        """What there is to choose now."""
        return choices(self._entries(), filters)

    def _entries(self) -> list[Entry]:
        try:
            return self.service.entries()
        except CiteleafError:
            return []


def build_choices() -> gr.HTML:
    """The panel, empty until it is opened."""
    return html("filter-choices")


def build_filters(handlers: FiltersHandlers, filters: gr.State, panel: gr.HTML) -> None:
    """The chips; ``filters`` is the session's ``Filters``."""
    shown = html("filters", "filters.js", value=bar(NO_FILTERS))
    shown.change_filters(handlers.change, [filters], [filters, shown], concurrency_limit=1, **QUIET)
    shown.offer(handlers.offer, [filters], panel, **QUIET)
