"""Walks a tree of HTML elements and hands over the text a reader of the page would see, block by block.

HTML pages and the chapters of e-books share it. Each block-level element becomes one block, in document order; a row
of a table becomes one block, its cells kept apart by tabs, as a browser copies them. What is never shown (scripts,
styles, hidden elements, comments) is left out, and soft hyphens with it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types

from citeleaf.types import BlockKind


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


_UNSEEN = _words(
    "annotation annotation-xml audio canvas datalist embed head iframe map meta noembed noframes noscript object param "
    "script style svg template track video"
)
_INLINE = _words(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd mark math mfrac mi mn mo mrow ms "
    "msqrt msub msubsup msup mtext nobr q rb rp rt ruby s samp semantics small span strike strong sub sup time tt u "
    "var wbr"
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_KINDS = {
    "li": BlockKind.LIST_ITEM,
    "dt": BlockKind.LIST_ITEM,
    "dd": BlockKind.LIST_ITEM,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
    "article": BlockKind.PARAGRAPH,
    "section": BlockKind.PARAGRAPH,
    "blockquote": BlockKind.PARAGRAPH,
    "table": BlockKind.PARAGRAPH,
}
_OWN_BLOCKS = frozenset({"table", "ul", "ol", "dl", "pre", "blockquote", *_HEADINGS})
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_WHITE_SPACE = re.compile(r"[ \t\n\r\f]+")
_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\ufeff")


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of visible text, before it has a place in a document."""

    text: str
    kind: BlockKind
    level: int
    node: etree._Element
    """The block-level element whose text it is."""
    linked: int
    """How many of its characters, white space aside, are a link's or a button's."""


def pieces(root: etree._Element) -> Iterator[Piece]:
    """The blocks of visible text under ``root``, in document order."""
    reader = _Reader(root)
    for entering, node in _walk(root):
        if entering:
            yield from reader.enter(node)
        else:
            yield from reader.leave(node)
            if node is not root:
                reader.write(node.tail)
    yield from reader.close()


def name(node: etree._Element) -> str:
    """The element's name without its namespace or prefix; empty for comments, instructions and entities."""
    if not isinstance(node.tag, str):
        return ""
    local = node.tag.rpartition("}")[2]  # not lxml's QName, which refuses Word's "o:p" in a tree that HTML made
    return local.rpartition(":")[2].lower()


def _walk(root: etree._Element) -> Iterator[tuple[bool, etree._Element]]:
    """Each node when it opens (True) and when it closes: with a stack of its own, as pages nest without a limit."""
    stack = [(root, iter(() if _is_unseen(root) else root))]
    yield True, root
    while stack:
        node, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            yield False, node
        else:
            stack.append((child, iter(() if _is_unseen(child) else child)))
            yield True, child


def _is_unseen(node: etree._Element) -> bool:
    if not isinstance(node.tag, str):
        return True
    return (
        name(node) in _UNSEEN
        or node.get("hidden") is not None
        or (name(node) == "dialog" and node.get("open") is None)
        or _HIDING.search(node.get("style", "")) is not None
    )


@dataclass(frozen=True, slots=True)
class _Context:
    """What kind of block the text of an open element belongs to."""

    node: etree._Element
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    preformatted: bool = False


class _Reader:
    """Gathers inline text until a block ends. Inside a row of data, blocks end only with the row."""

    def __init__(self, root: etree._Element) -> None:
        self._contexts = [_Context(root)]
        self._text: list[str] = []
        self._links = 0
        self._linked = 0
        self._cells: list[str] | None = None
        self._row: etree._Element | None = None
        self._after_link = False

    def enter(self, node: etree._Element) -> Iterator[Piece]:
        tag = name(node)
        if _is_unseen(node):
            if node.tag is etree.Entity:
                self.write(html.unescape(node.text))
            return
        if tag not in _INLINE:
            yield from self._end_block()
            self._links += tag == "button"
            self._contexts.append(_context(node, self._contexts[-1]))
            if self._row is None and tag == "tr" and _holds_data(node):
                self._row, self._cells = node, []
        elif tag == "br":
            yield from self._break_line()
        elif tag == "a":
            self._links += node.get("href") is not None
            if self._after_link:
                self._text.append(" ")
        self.write(node.text)

    def leave(self, node: etree._Element) -> Iterator[Piece]:
        tag = name(node)
        if _is_unseen(node):
            return
        if tag in _INLINE:
            self._after_link = tag == "a"
            self._links -= tag == "a" and node.get("href") is not None
            return
        if node is self._row:
            yield from self._end_row()
        elif self._cells is not None and tag in ("td", "th"):
            self._cells.append(self._take(preformatted=False).replace("\n", " "))
        else:
            yield from self._end_block()
        self._links -= tag == "button"
        self._contexts.pop()

    def write(self, text: str | None) -> None:
        if text:
            text = text.translate(_INVISIBLE)
            self._text.append(text if self._contexts[-1].preformatted else _WHITE_SPACE.sub(" ", text))
            self._after_link = False
            self._linked += sum(map(len, text.split())) if self._links else 0

    def close(self) -> Iterator[Piece]:
        yield from self._end_block()

    def _break_line(self) -> Iterator[Piece]:
        """A break is a line end; two in a row part two blocks, as they do on the page."""
        if "".join(self._text[-2:]).rstrip(" ").endswith("\n"):
            yield from self._end_block()
        else:
            self._text.append("\n")

    def _end_block(self) -> Iterator[Piece]:
        if self._row is not None:
            self._text.append(" ")
            return
        context = self._contexts[-1]
        text = self._take(preformatted=context.preformatted)
        if text:
            yield Piece(text, context.kind, context.level, context.node, self._linked)
        self._linked = 0

    def _end_row(self) -> Iterator[Piece]:
        cells = self._cells or []
        stray = self._take(preformatted=False)
        self._row = self._cells = None
        text = "\t".join([*cells, stray] if stray else cells)
        if text.strip():
            yield Piece(text.strip(), BlockKind.TABLE, 0, self._contexts[-1].node, self._linked)
        self._linked = 0

    def _take(self, *, preformatted: bool) -> str:
        text = "".join(self._text)
        self._text.clear()
        self._after_link = False
        if preformatted:
            return text.strip()
        lines = (" ".join(part for part in line.split(" ") if part) for line in text.split("\n"))
        return "\n".join(line for line in lines if line).strip()


def _context(node: etree._Element, outer: _Context) -> _Context:
    tag = name(node)
    if tag in _HEADINGS:
        return _Context(node, BlockKind.HEADING, _HEADINGS[tag])
    return _Context(
        node,
        _KINDS.get(tag, outer.kind),
        0 if tag in _KINDS else outer.level,
        preformatted=outer.preformatted or tag in ("pre", "textarea"),
    )


def _holds_data(row: etree._Element) -> bool:
    """Whether a table's row says something as a row; other tables only lay the page out."""
    cells = [cell for cell in row if name(cell) in ("td", "th")]
    if len(cells) < 2:
        return False
    return all(
        not any(name(inner) in _OWN_BLOCKS for inner in cell.iter()) and sum(name(i) == "p" for i in cell.iter()) < 2
        for cell in cells
    )
