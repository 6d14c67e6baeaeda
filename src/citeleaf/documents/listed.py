"""Tells the lists and tables of a web page's text from its menus, by where they stand and by how much of them is links.

Furniture stands in elements that say so (``nav``, ``footer``, a role, or a class of that name), or it leads elsewhere:
nearly all of its words are links. What does neither says something of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types

from citeleaf.documents.markup import Piece, name
from citeleaf.types import BlockKind

_LISTED = frozenset({BlockKind.TABLE, BlockKind.LIST_ITEM, BlockKind.CAPTION})
_LISTS = frozenset({"ul", "ol", "dl", "menu", "dir"})
_WITHIN_LISTS = _LISTS | {"li", "dt", "dd"}
_FURNITURE = frozenset({"nav", "header", "footer", "aside", "dialog"})
_ROLES = frozenset("alertdialog banner complementary contentinfo dialog menu menubar navigation search toolbar".split())
_CALLED = frozenset("nav navbar navigation breadcrumb breadcrumbs footer sidebar consent gdpr".split())
"""The words in an element's class or id that say what ``nav``, ``footer``, ``aside`` and ``dialog`` do."""
_MOST_LINKS = 0.8
"""The share of its characters from which on a list is one of links: a list of facts links some words, or names only."""


def in_the_text(pieces: Sequence[Piece], content: set[int]) -> set[int]:
    """The pieces below the first of ``content`` that stand in a list or a table of the text's own."""
    lists = [_list_of(piece) if piece.kind in _LISTED else None for piece in pieces]
    written: Counter[etree._Element] = Counter()
    linked: Counter[etree._Element] = Counter()
    for piece, whole in zip(pieces, lists, strict=True):
        if whole is not None:
            written[whole] += sum(map(len, piece.text.split()))
            linked[whole] += piece.linked
    places = _Places(pieces[index].node for index in content)
    begin = min(content)
    return {
        index
        for index, whole in enumerate(lists)
        if whole is not None
        and index > begin
        and linked[whole] < _MOST_LINKS * written[whole]
        and not places.is_furniture(pieces[index].node)
    }


def _list_of(piece: Piece) -> etree._Element | None:
    """The table that a row or its caption stands in, or the outermost of the lists that an item does."""
    if piece.kind is not BlockKind.LIST_ITEM:
        nearest = next((node for node in _upwards(piece.node) if name(node) in ("table", "figcaption")), None)
        return nearest if nearest is not None and name(nearest) == "table" else None
    item = next((node for node in _upwards(piece.node) if name(node) in _WITHIN_LISTS), None)
    found = None
    while item is not None and name(item) in _WITHIN_LISTS:
        found, item = item, item.getparent()
    return found


class _Places:
    """Which elements of a page are its furniture, given those that its main content stands in."""

    def __init__(self, content: Iterator[etree._Element]) -> None:
        self._holders: set[etree._Element] = set()
        for node in content:
            for outer in _upwards(node):
                if outer in self._holders:
                    break
                self._holders.add(outer)
        self._known: dict[etree._Element, bool] = {}

    def is_furniture(self, node: etree._Element) -> bool:
        """Whether the element, or one that it stands in, says that it is furniture."""
        passed = []
        found = False
        for outer in _upwards(node):
            if outer in self._known:
                found = self._known[outer]
                break
            passed.append(outer)
            if self._says_so(outer):
                found = True
                break
        self._known.update(dict.fromkeys(passed, found))
        return found

    def _says_so(self, node: etree._Element) -> bool:
        if name(node) in _FURNITURE or node.get("role") in _ROLES:
            return True
        if node in self._holders:
            return False  # a class of the whole page, such as "has-sidebar", says nothing of its parts
        called = f"{node.get('class', '')} {node.get('id', '')}".casefold()
        return not _CALLED.isdisjoint(re.findall("[a-z]+", called))


def _upwards(node: etree._Element) -> Iterator[etree._Element]:
    yield node
    yield from node.iterancestors()
