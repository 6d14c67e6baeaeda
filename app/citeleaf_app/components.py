"""What the page's zones share: components without Gradio's own looks, and events without its progress marks."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypedDict

import gradio as gr

STATIC = Path(__file__).parent / "static"


class Quiet(TypedDict):
    show_progress: Literal["hidden"]
    api_visibility: Literal["private"]


QUIET: Quiet = {"show_progress": "hidden", "api_visibility": "private"}
"""How every event of the page is bound."""


def html(elem_id: str, *scripts: str, value: str | None = None, render: bool = True) -> gr.HTML:
    """A place for HTML of our own, with scripts of ``static/`` that run once it is there."""
    code = read_script(*scripts) if scripts else None
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=code, render=render)


def read_script(*names: str) -> str:
    """The scripts one after the other, each in a block of its own."""
    return "\n".join(f"{{\n{(STATIC / name).read_text(encoding='utf-8')}\n}}" for name in names)
