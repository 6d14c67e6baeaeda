"""Tells a document's title from what programs write in its place: a file's name, or their own."""

from __future__ import annotations

import re

_PROGRAM_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel|publisher)|powerpoint|word|print|layout|slide|book|presentation"
    r"|document|documento|dokument|untitled|unnamed|no title|title|unbenannt|sans titre)(?: ?\d+$|$| - )"
    r"|\(?(?:anonymous|untitled|unspecified)\b|(?:powerpoint presentation|word document)$",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(
    r"\.(?:docx?|dotx?|rtf|odt|pdf|tex|dvi|e?ps|txt|md|x?html?|xml|indd|qxd|pages|pptx?|xlsx?|p65|fm|wpd|epub|jpe?g"
    r"|tiff?|png)$",
    re.IGNORECASE,
)


def real_title(title: str | None) -> str:
    """The title on one line; empty where it names not the document but its file or the program that made it."""
    title = " ".join((title or "").split())
    if _PROGRAM_TITLE.match(title) or _FILE_NAME.search(title):
        return ""
    is_name = " " not in title and re.search(r"[_\d/\\]", title) is not None
    return "" if is_name or not any(character.isalpha() for character in title) else title


def bare(text: str) -> str:
    """Its letters alone: for comparing titles that are numbered and spaced differently."""
    return "".join(character for character in text.casefold() if character.isalpha())
