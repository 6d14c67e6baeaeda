"""Citeleaf's look, as far as Gradio's own controls need to know it; ``static/citeleaf.css`` holds the rest.

The first font comes with the page, the others are the system's, so nothing is fetched from elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr

SANS = ("Citeleaf Sans", "system-ui", "Segoe UI", "Noto Sans", "sans-serif")
MONO = ("ui-monospace", "Consolas", "Noto Sans Mono", "monospace")


def theme() -> gr.themes.Base:
    """Gradio's plain theme over the style sheet's own variables, which hold a value for light and one for dark."""
    from gradio.themes import Base

    roles = {
        "body_background_fill": "var(--paper)",
        "body_text_color": "var(--ink)",
        "background_fill_primary": "var(--surface)",
        "block_background_fill": "transparent",
        "border_color_primary": "var(--line)",
        "input_background_fill": "var(--surface)",
        "input_border_color": "var(--line)",
        "input_placeholder_color": "var(--soft)",
        "button_primary_background_fill": "var(--accent)",
        "button_primary_background_fill_hover": "var(--accent-strong)",
        "button_primary_text_color": "var(--on-accent)",
        "button_secondary_background_fill": "var(--surface)",
        "button_secondary_background_fill_hover": "var(--tint)",
        "button_secondary_text_color": "var(--ink)",
    }
    both = {**roles, **{f"{role}_dark": value for role, value in roles.items()}}
    return Base(font=SANS, font_mono=MONO).set(block_border_width="0px", block_shadow="none", **both)
