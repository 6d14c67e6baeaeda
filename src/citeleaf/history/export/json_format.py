"""The export as JSON: what ``citeleaf verify`` checks, and what other programs read. See ``model`` for its layout."""

from __future__ import annotations

import json

from citeleaf.errors import UsageError
from citeleaf.history.codec import decode, encode
from citeleaf.history.export.model import LAYOUT, Export


def render(export: Export) -> str:
    """One object, indented for reading."""
    return json.dumps(encode(export), ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def parse(text: str) -> Export:
    """The export that ``text`` holds. Raises UsageError where it is none, or of a layout unknown here."""
    remedy = "Give the JSON file of an export: choose JSON under Export in the web app."
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        raise UsageError(
            f"This is not an export in JSON. {remedy} What HTML and Markdown show could have been"
            " changed by hand without a trace, so they are not checked."
        ) from None
    layout = record.get("citeleaf_export") if isinstance(record, dict) else None
    if layout is None:
        raise UsageError(f"This JSON is not an export of Citeleaf's. {remedy}")
    if layout != LAYOUT:
        raise UsageError(f"This export has layout {layout!r}, and this Citeleaf reads {LAYOUT}: update Citeleaf.")
    try:
        export = decode(Export, record)
        for answer in export.answers:
            for quoted in answer.quotes:
                _ = quoted.citation  # offsets that do not fit their quote were never exported
    except ValueError as flaw:
        raise UsageError(f"This export is damaged, or was changed by hand: {flaw}. Export the answer again.") from flaw
    return export
