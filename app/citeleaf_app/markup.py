"""Builds HTML in which a plain string is always text: what a document says can never become markup.

Everything the app shows is made of ``element``. It escapes each child that is not itself ``Html``, and beyond
``html.escape`` it disarms what the browser side would read as code (``${…}``, ``{{…}}``, back-ticks) and the
characters that are invisible or turn the direction of the text around them.
"""

from __future__ import annotations

import html
import unicodedata


class Html(str):
    """Markup that is safe to show as it is."""

    __slots__ = ()


_VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
_DIRECTION = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]  # embeddings, overrides and isolates
_INVISIBLE = [0x00AD, 0x200B, 0x2060, 0xFEFF]  # joiners are left alone: emoji and several scripts need them
_TEMPLATE = {ord(character): f"&#{ord(character)};" for character in "$`{}\r"}  # an HTML parser drops a raw "\r"
_UNSHOWABLE = dict.fromkeys([0, *range(0xD800, 0xE000)], "\ufffd")  # HTML has no NUL, and JSON no lone surrogate


def _flagged(code: int) -> str:
    """One hidden character, kept in the text, isolated from it, and drawn as a small sign by the style sheet."""
    name = f"U+{code:04X} {unicodedata.name(chr(code), '')}".strip()
    return f'<span class="hidden-character" title="{name}">&#{code};</span>'


_IN_ATTRIBUTES = {**_TEMPLATE, **_UNSHOWABLE, **dict.fromkeys([*_DIRECTION, *_INVISIBLE], "")}
_IN_TEXT = {**_TEMPLATE, **_UNSHOWABLE, **{code: _flagged(code) for code in [*_DIRECTION, *_INVISIBLE]}}


def text(value: str) -> Html:
    """``value`` as HTML text. A browser reads back the same characters (NUL and lone surrogates aside)."""
    return Html(html.escape(value).translate(_IN_TEXT))


def join(*children: str) -> Html:
    """The children one after the other, with every plain string escaped."""
    return Html("".join(child if isinstance(child, Html) else text(child) for child in children))


def element(tag: str, *children: str, **attributes: str | int | bool | None) -> Html:
    """``<tag attributes>children</tag>``, with every plain string escaped.

    An attribute's ``_`` is written ``-`` and a closing one is dropped (``class_``, ``aria_label``); True gives an
    attribute without a value, False and None leave it out.
    """
    written = "".join(_attribute(name, value) for name, value in attributes.items())
    if tag in _VOID:
        return Html(f"<{tag}{written}>")
    return Html(f"<{tag}{written}>{join(*children)}</{tag}>")


def _attribute(name: str, value: str | int | bool | None) -> str:
    name = name.removesuffix("_").replace("_", "-")
    if value is None or value is False:
        return ""
    if value is True:
        return f" {name}"
    return f' {name}="{html.escape(str(value)).translate(_IN_ATTRIBUTES)}"'
