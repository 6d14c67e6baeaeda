"""Text as Markdown that shows exactly that text: nothing a document says becomes markup, a link or an image."""

from __future__ import annotations

import re

from citeleaf.types import Span

_ACTIVE = re.compile(r"[\\`*_{}\[\]<>#|~!$^=]")
_OPENS_A_BLOCK = re.compile(r"^(\s*)([-+:]|\d{1,9}[.)])", re.MULTILINE)
_LINKS_ITSELF = re.compile(r"://|@|(?<=www)\.", re.IGNORECASE)
_BOLD_EDGE = re.compile(r"\w")


def escaped(text: str) -> str:
    """``text`` as one stretch of Markdown; line breaks stay."""
    text = text.replace("&", "&amp;")
    text = _ACTIVE.sub(lambda sign: {"<": "&lt;", ">": "&gt;"}.get(sign[0], f"\\{sign[0]}"), text)
    text = _LINKS_ITSELF.sub(lambda sign: "".join(f"&#{ord(letter)};" for letter in sign[0]), text)
    return _OPENS_A_BLOCK.sub(lambda sign: f"{sign[1]}{sign[2][:-1]}\\{sign[2][-1]}", text)


def line(text: str) -> str:
    """``text`` on one line."""
    return escaped(" ".join(text.split()))


def quotation(text: str, lit: tuple[Span, ...]) -> str:
    """A block quotation of ``text`` with ``lit`` in bold, line by line as the document has it."""
    lines = []
    for match in re.finditer(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+", text):
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        end = match.end() - (len(match[0]) - len(match[0].rstrip()))
        if start < end:
            lines.append(f"> {_bold(text, Span(start, end), lit)}")
    return "\\\n".join(lines)


def _bold(text: str, place: Span, lit: tuple[Span, ...]) -> str:
    written, position = "", place.start
    for each in sorted(lit):
        start, end = max(each.start, position), min(each.end, place.end)
        words = text[start:end] if start < end else ""
        if not words.strip() or not _stands_out(words):
            continue
        written += _inline(text[position:start], bool(written)) + f"**{_inline(words, True)}**"
        position = end
    return written + _inline(text[position : place.end], bool(written))


def _stands_out(words: str) -> bool:
    """Whether signs of emphasis around the words are read as such: only where letters stand at both edges."""
    return bool(_BOLD_EDGE.match(words[0]) and _BOLD_EDGE.match(words[-1]))


def _inline(text: str, continues: bool) -> str:
    """A piece of a line; what continues one opens no block."""
    return escaped(f"x{text}")[1:] if continues else escaped(text)
