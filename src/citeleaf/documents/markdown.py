"""Markdown: its headings, paragraphs, list items, tables and code, as spans of the file's own text.

A parser of CommonMark finds the blocks by their lines; the text stays the file's, marks included, so that offsets
taken by other programs hold. The marks that stand outside a block's words ("##", a code fence, a front matter) are
labelled boilerplate. A table becomes one block a row, and its first row takes the line of dashes along.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from citeleaf.documents.boilerplate import label_boilerplate
from citeleaf.documents.dates import parse_date
from citeleaf.documents.decoding import decode
from citeleaf.documents.draft import Draft
from citeleaf.types import Block, BlockKind, Span

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FIELD = re.compile(r"^(?P<key>\w+)[ \t]*:[ \t]*(?P<value>.*)$", re.MULTILINE)
_HEADING = re.compile(r"[^#\n]*#{1,6}[ \t]+(?P<words>[^\n]*)")
_UNDERLINE = re.compile(r"\n[ \t>]*(?:=+|-+)\s*$")
_MARKS = re.compile(r"[\s>]*")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_EMPHASIS = re.compile(r"(\*\*|__|\*|_|`)(?=\S)(.+?)(?<=\S)\1")
_COMMENT = re.compile(r"\s*<!--.*-->\s*", re.DOTALL)
_LONGEST_HEADING = 1000
_TITLE_FIELD = "title"
_DATE_FIELDS = ("date", "published", "pubdate")


@dataclass(frozen=True, slots=True)
class _Region:
    """The lines, half-open, that a block of Markdown stands on."""

    first: int
    end: int
    kind: BlockKind
    level: int = 0


def parse(data: bytes) -> Draft:
    """The Draft of a Markdown file. Raises DocumentError when the bytes are no text."""
    text = decode(data)
    tokens = _parser().parse(text)
    fields = _front_matter(tokens)
    blocks = label_boilerplate(text, tuple(_covering(text, _blocks(text, _regions(tokens)))))
    heading = next((block for block in blocks if block.kind is BlockKind.TITLE), None)
    title = fields.get(_TITLE_FIELD, "") or (_plain(heading.span.of(text)) if heading else "")
    published = next((parse_date(fields[name]) for name in _DATE_FIELDS if name in fields), None)
    return Draft(text, blocks, title=title, published=published)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.front_matter import front_matter_plugin

    return MarkdownIt("commonmark").enable("table").use(front_matter_plugin)


def _front_matter(tokens: Sequence[Token]) -> dict[str, str]:
    if not tokens or tokens[0].type != "front_matter":
        return {}
    found = _FIELD.finditer(tokens[0].content)
    values = ((match["key"].lower(), match["value"].rstrip(" \t")) for match in found)
    return {key: value.strip("\"'") for key, value in values if value}


def _regions(tokens: Sequence[Token]) -> Iterator[_Region]:
    """The blocks that hold text, by their lines, in order."""
    depth = 0
    titled = False
    for position, token in enumerate(tokens):
        first, end = token.map or (0, 0)
        text_kind = BlockKind.LIST_ITEM if depth else BlockKind.PARAGRAPH
        if token.type in ("list_item_open", "list_item_close"):
            depth += token.nesting
        elif token.type == "heading_open":
            yield _heading(token, titled)
            titled = titled or token.tag == "h1"
        elif token.type == "fence":
            lines = token.content.removesuffix("\n").count("\n") + 1 if token.content else 0
            yield _Region(first + 1, first + 1 + lines, text_kind)
        elif token.type in ("paragraph_open", "code_block", "html_block") and not _COMMENT.fullmatch(token.content):
            yield _Region(first, end, text_kind)
        elif token.type == "tr_open":
            in_head = tokens[position - 1].type == "thead_open"
            yield _Region(first, end + in_head, BlockKind.TABLE)


def _heading(token: Token, titled: bool) -> _Region:
    first, end = token.map or (0, 0)
    level = int(token.tag[1])
    if level == 1 and not titled:
        return _Region(first, end, BlockKind.TITLE)
    return _Region(first, end, BlockKind.HEADING, level)


def _blocks(text: str, regions: Iterable[_Region]) -> Iterator[Block]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(min(starts[-1] + len(line) + 1, len(text)))
    last = len(starts) - 1
    for region in regions:
        lines = Span(starts[min(region.first, last)], starts[min(region.end, last)])
        span = _words(text, lines, is_heading=region.kind in (BlockKind.TITLE, BlockKind.HEADING))
        if span:
            yield Block(span, region.kind, region.level)


def _words(text: str, lines: Span, *, is_heading: bool) -> Span:
    """What stands on the lines, without quotation marks of the block before it and a heading's own marks."""
    found = lines.of(text)
    if not is_heading:
        return _stripped(text, lines)
    underlined = _UNDERLINE.search(found.rstrip())
    if underlined and found.strip().count("\n"):
        return _stripped(text, Span(lines.start, lines.start + underlined.start()))
    match = _HEADING.match(found)
    if match is None:
        return Span(lines.start, lines.start)
    start = lines.start + match.start("words")
    return _stripped(text, Span(start, start + len(_without_closing_marks(match["words"]))))


def _without_closing_marks(words: str) -> str:
    """A heading may end with such marks as it begins with, after a space: no expression, as lines may be very long."""
    words = words.rstrip(" \t")
    opened = words.rstrip("#")
    return opened.rstrip(" \t") if opened.endswith((" ", "\t")) else words


def _stripped(text: str, span: Span) -> Span:
    found = span.of(text)
    marks = _MARKS.match(found)
    start = marks.end() if marks else 0
    return Span(span.start + start, span.start + max(start, len(found.rstrip())))


def _covering(text: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, and between them whatever else the file holds, a line at a time, as boilerplate."""
    end = 0
    for block in blocks:
        yield from _marks(text, Span(end, block.span.start))
        yield block
        end = block.span.end
    yield from _marks(text, Span(end, len(text)))


def _marks(text: str, gap: Span) -> Iterator[Block]:
    start = gap.start
    for line in gap.of(text).split("\n"):
        stripped = line.strip()
        if stripped:
            first = start + len(line) - len(line.lstrip())
            yield Block(Span(first, first + len(stripped)), BlockKind.BOILERPLATE)
        start += len(line) + 1


def _plain(words: str) -> str:
    """A heading's words without the marks of links and emphasis; what is far too long for one stays as it is."""
    if len(words) > _LONGEST_HEADING:
        return words.strip()
    return _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", words)).strip()
