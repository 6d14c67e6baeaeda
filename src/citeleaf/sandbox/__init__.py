"""Reads files that nobody has vouched for in a process of their own, where they can do no harm.

A parser that hangs, crashes or swells takes that process with it and fails that file alone; the process has no network,
opens no file but its own libraries', and starts no program (``limits``, ``guards``). What it says is checked again on
this side (``wire``, ``page_wire``): a span that does not fit the text, or an answer that is too long, is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citeleaf.sandbox.files import Sandbox
from citeleaf.sandbox.limits import Limits

if TYPE_CHECKING:
    from citeleaf.sandbox.pages import PageSandbox

__all__ = ["Limits", "PageSandbox", "Sandbox"]


def __getattr__(name: str) -> type[PageSandbox]:
    """PageSandbox when it is first asked for: pages are drawn in the chat alone, and no question waits for that."""
    if name != "PageSandbox":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from citeleaf.sandbox.pages import PageSandbox

    return PageSandbox
