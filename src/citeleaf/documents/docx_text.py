"""What a reader sees of a Word paragraph's XML: the text of its runs, and what hangs on it.

python-docx's own ``Paragraph.text`` leaves out insertions, content controls and text boxes, and keeps hidden text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def word(name: str) -> str:
    """The element or attribute ``name`` in Word's own namespace."""
    return f"{{{_WORD}}}{name}"


_TEXT = frozenset({word("t"), f"{{{_MATH}}}t"})
_SIGNS = {word("tab"): " ", word("br"): "\n", word("cr"): "\n", word("noBreakHyphen"): "\u2011", word("ptab"): " "}
_NOTES = {word("footnoteReference"): "footnotes", word("endnoteReference"): "endnotes"}
_UNSEEN = frozenset({_FALLBACK, word("del"), word("moveFrom"), word("pPr"), word("rPr"), word("delText"), word("rt")})
_WRAPPERS = frozenset(word(name) for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))


@dataclass(slots=True)
class ParagraphText:
    """The text of a paragraph, the text boxes anchored in it, and its notes as (kind of note, identity)."""

    text: str = ""
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


def paragraph_text(paragraph: etree._Element) -> ParagraphText:
    """What is seen of the ``w:p`` element ``paragraph``; lines that its author broke stay lines."""
    read = ParagraphText()
    parts: list[str] = []
    _gather(paragraph, parts, read)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    read.text = "\n".join(line for line in lines if line)
    return read


def content_of(parent: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs, tables, rows or cells in ``parent``, those within content controls and insertions included."""
    for child in parent:
        if child.tag in _WRAPPERS:
            yield from content_of(child)
        else:
            yield child


def property_of(element: etree._Element, *path: str) -> str | None:
    """The value of the property at ``path``, empty where it is only named; None where it is not."""
    found = element.find("/".join(word(name) for name in path))
    return None if found is None else str(found.get(word("val"), ""))


def _gather(element: etree._Element, parts: list[str], read: ParagraphText) -> None:
    for child in element:
        if child.tag in _TEXT:
            parts.append(child.text or "")
        elif child.tag in _SIGNS:
            parts.append(_SIGNS[child.tag])
        elif child.tag in _NOTES:
            read.notes.append((_NOTES[child.tag], child.get(word("id"), "")))
        elif child.tag == word("txbxContent"):
            read.boxes.append(child)
        elif child.tag not in _UNSEEN and not (child.tag == word("r") and _is_hidden(child)):
            _gather(child, parts, read)


def _is_hidden(run: etree._Element) -> bool:
    return property_of(run, "rPr", "vanish") not in (None, "0", "false")
