"""Web pages: everything a reader of the page sees, in its order, with what is not its main content labelled.

The blocks come from the page's own elements (``markup``). Trafilatura then says which of the text is the main content,
and what title and date the page states; its answer is laid over the blocks in order (``main_content``). Where it finds
nothing, the labels for saved pages (``boilerplate``) decide alone.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types

from citeleaf.documents.boilerplate import label_boilerplate
from citeleaf.documents.bounds import check_length
from citeleaf.documents.dates import parse_date
from citeleaf.documents.decoding import decode, normalise_line_ends
from citeleaf.documents.draft import Draft, DraftBuilder
from citeleaf.documents.html_tree import html_tree
from citeleaf.documents.main_content import with_main_content
from citeleaf.documents.markup import pieces
from citeleaf.errors import DocumentError
from citeleaf.types import Block, BlockKind

_DECLARED = re.compile(
    rb"<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.IGNORECASE
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_HEAD = 4096
"""How many bytes into a page its encoding is declared."""
_HEAD_TAGS = {"base", "link", "meta", "noscript", "script", "style", "template", "title"}
_LATEST = "2100-01-01"
"""A fixed bound for dates, as the same bytes must give the same document on any day."""
_STATED = (
    "//meta/@content | //time/@datetime | //time[not(@datetime)]//text() | //abbr/@title | "
    "//script[@type='application/ld+json']/text()"
)
_NO_TEXT = "the page shows no text; if a program in the page fills it, save the page from a browser"


@dataclass(frozen=True, slots=True)
class _Facts:
    """What trafilatura finds out about a page."""

    title: str
    published: date | None
    main: str


def parse(data: bytes) -> Draft:
    """The Draft of an HTML page. Raises DocumentError when the bytes are no text, or the page shows none."""
    root = _tree(_characters(data))
    facts = _facts(root)
    builder = DraftBuilder()
    shown = [piece for piece in pieces(root) if builder.add(piece.text, piece.kind, level=piece.level)]
    if not builder.blocks:
        raise DocumentError(_NO_TEXT)
    text = builder.text
    blocks = _with_title(text, builder.blocks, facts.title)
    blocks = with_main_content(text, blocks, shown, facts.main)
    has_furniture = any(block.kind is BlockKind.BOILERPLATE for block in blocks)
    blocks = label_boilerplate(text, blocks, is_page=has_furniture)
    title = next((block.span.of(text) for block in blocks if block.kind is BlockKind.TITLE), facts.title)
    return Draft(
        text, tuple(blocks), title=" ".join(title.split()), published=facts.published, language=_language(root)
    )


def _characters(data: bytes) -> str:
    """The page's characters, by its own declaration unless a byte order mark says otherwise."""
    declared = _DECLARED.search(data[:_HEAD])
    if declared and b"\x00" not in data and not data.startswith(codecs.BOM_UTF8):
        try:
            text = data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeError):
            pass  # an encoding nobody knows, or not the one the page is written in
        else:
            check_length(len(text))
            return normalise_line_ends(text)
    return decode(data)


def _tree(page: str) -> etree._Element:
    """The page's elements."""
    markup = _DECLARATION.sub("", page).encode("utf-8", "replace")
    try:
        root = html_tree(markup)
    except etree.ParserError as error:
        raise DocumentError(_NO_TEXT) from error
    _empty_head(root)
    return root


def _empty_head(root: etree._Element) -> None:
    """Move into a body what only the parser took for a part of the head.

    A page may leave out its body's tag, but the parser does not know that HTML 5's ``main`` and ``article`` begin one.
    """
    misplaced = [node for node in root.xpath("/html/head/*") if node.tag not in _HEAD_TAGS]
    if misplaced:
        body = root.find("body")
        if body is None:
            body = etree.SubElement(root, "body")
        for node in reversed(misplaced):
            body.insert(0, node)


def _facts(root: etree._Element) -> _Facts:
    from trafilatura import bare_extraction

    found = bare_extraction(
        deepcopy(root),
        favor_recall=True,
        include_tables=True,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True, "max_date": _LATEST},
    )
    if found is None or isinstance(found, dict):
        return _Facts("".join(root.xpath("//head/title//text()")).strip(), None, "")
    main = "\n".join(part for part in (found.text, found.comments) if part)
    return _Facts((found.title or "").strip(), _stated(root, parse_date(found.date or "")), main)


def _stated(root: etree._Element, day: date | None) -> date | None:
    """``day`` only where the page's data name it: a date in the prose need not be when the page was published."""
    if day is None:
        return None
    numbers = rf"{day.year}[-/.]?0?{day.month}[-/.]?0?{day.day}(?!\d)"
    in_words = rf"\b{day.day}\b.*\b{day.year}\b"
    written = re.compile(f"{numbers}|{in_words}")
    return day if any(written.search(str(value)) for value in root.xpath(_STATED)) else None


def _language(root: etree._Element) -> str | None:
    declared = str(root.get("lang") or "").partition("-")[0].strip().lower()
    return declared if re.fullmatch("[a-z]{2,3}", declared) else None


def _with_title(text: str, blocks: Sequence[Block], stated: str) -> tuple[Block, ...]:
    """The first heading that reads as the stated title is the title; failing that, the first of level 1."""
    wanted = stated.casefold()
    headings = [index for index, block in enumerate(blocks) if block.kind is BlockKind.HEADING]
    same = [index for index in headings if wanted and blocks[index].span.of(text).casefold() == wanted]
    first = [index for index in headings if blocks[index].level == 1]
    chosen = (same or first)[:1]
    return tuple(
        replace(block, kind=BlockKind.TITLE, level=0) if index in chosen else block
        for index, block in enumerate(blocks)
    )
