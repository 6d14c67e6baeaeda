"""What the formats for people say beside the quotes, in the same words."""

from __future__ import annotations

from citeleaf.citation_state import CitationState
from citeleaf.history.export.model import Answered, Quoted, Scope
from citeleaf.types import Reason

ABOUT = (
    "Every quote is verbatim. Offsets count the characters of the document’s text, and the SHA-256 is that of its file"
    " when the answer was given. The JSON export of the same answers can be checked with `citeleaf verify`."
)


def heading(answered: Answered) -> str:
    """The answer in the documents' words, or why there is none."""
    return f"{Reason(answered.reason).told}." if answered.reason else answered.answer or ""


def confidence(answered: Answered) -> str:
    of = "Confidence in the best candidate" if answered.reason == Reason.LOW_CONFIDENCE.value else "Confidence"
    return f"{of} {answered.confidence:.0%} (policy: {answered.policy})"


def place(quoted: Quoted) -> str:
    """The document and the place in it."""
    page = f"page {quoted.page}, " if quoted.page else ""
    called = f"{quoted.title} ({quoted.path})" if quoted.title else quoted.path
    return f"{called}, {page}characters {quoted.start}–{quoted.end}"


def standing(quoted: Quoted) -> str:
    """What had become of the quote when it was exported."""
    if quoted.state == CitationState.MOVED and quoted.now:
        where = f"{quoted.now.path}, " if quoted.now.path != quoted.path else ""
        return f"moved since: {where}characters {quoted.now.start}–{quoted.now.end}"
    return {
        CitationState.INTACT.value: "unchanged at export",
        CitationState.MOVED.value: "moved since",
        CitationState.ALTERED.value: "the source has changed since, and no longer holds these words",
        CitationState.GONE.value: "the source has been removed since",
    }.get(quoted.state or "", "not checked at export")


def scope(asked_of: Scope) -> str:
    """Which documents were asked; empty for all of them."""
    if not asked_of:
        return ""
    dates = [
        f"from {asked_of.published_from}" if asked_of.published_from else "",
        f"until {asked_of.published_until}" if asked_of.published_until else "",
    ]
    return "Asked of: " + ", ".join(part for part in (*asked_of.paths, *asked_of.media_types, *dates) if part)
