"""The lines of a PDF -> its labelled blocks: headings, paragraphs, list items, rows of tables, captions, noise.

A PDF says nowhere where a paragraph ends or what it is for. The one shows in how lines lie to each other
(``paragraphs``), the other in how they are set, compared with the body of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from citeleaf.documents.pdf.lines import Line
from citeleaf.documents.pdf.paragraphs import BULLET, LIST_MARKER, Typography, paragraphs_of
from citeleaf.documents.pdf.tables import table_rows, with_tabs
from citeleaf.types import BlockKind

HEADING_SCALE = 1.15
"""A heading is set at least this many times larger than the body, or is bold, or is named in the outline."""

_LONGEST_HEADING = 200  # characters
_LONGEST_BOLD_HEADING = 15  # words
_MOST_HEADING_LINES = 4
_CAPTION = re.compile(
    r"(?:fig(?:ure|\.)?|table|tab\.|abb(?:ildung|\.)|tabelle|рис(?:унок|\.)|таблица)\s*\d", re.IGNORECASE
)
_LEADER = re.compile(r"(?:[.·…_]\s?){4,}\s*\w{1,6}$")


@dataclass(frozen=True, slots=True)
class LaidBlock:
    """Lines of one page that belong together, and what they are for."""

    lines: tuple[Line, ...]
    kind: BlockKind
    level: int = 0

    @property
    def page(self) -> int:
        return self.lines[0].page

    @property
    def text(self) -> str:
        """The lines put together roughly: for telling blocks apart, not for showing."""
        return " ".join(line.text for line in self.lines)


def page_blocks(lines: Sequence[Line], margin: frozenset[int], typography: Typography) -> Iterator[LaidBlock]:
    """The blocks of one page, in reading order; ``margin`` holds the positions of the lines in its margins."""
    rows = table_rows(lines)
    flow: list[Line] = []
    for index, line in enumerate(lines):
        own_kind = _own_kind(line, index in margin, index in rows)
        if own_kind is None:
            flow.append(line)
            continue
        yield from _flowing_blocks(flow, typography)
        flow = []
        yield LaidBlock((with_tabs(line) if own_kind is BlockKind.TABLE else line,), own_kind)
    yield from _flowing_blocks(flow, typography)


def _own_kind(line: Line, in_margin: bool, in_table: bool) -> BlockKind | None:
    """The kind of a line that is a block by itself; None for one that belongs to running text."""
    if in_margin or not line.upright or _LEADER.search(line.text):
        return BlockKind.BOILERPLATE
    return BlockKind.TABLE if in_table else None


def _flowing_blocks(lines: Sequence[Line], typography: Typography) -> Iterator[LaidBlock]:
    for group in paragraphs_of(lines, typography):
        block = LaidBlock(tuple(group), BlockKind.PARAGRAPH)
        yield replace(block, kind=_kind(block, typography))


def _kind(block: LaidBlock, typography: Typography) -> BlockKind:
    text = block.text
    if _CAPTION.match(text):
        return BlockKind.CAPTION
    if _is_heading(block, text, typography):
        return BlockKind.HEADING
    return BlockKind.LIST_ITEM if LIST_MARKER.match(text) else BlockKind.PARAGRAPH


def _is_heading(block: LaidBlock, text: str, typography: Typography) -> bool:
    if len(block.lines) > _MOST_HEADING_LINES or len(text) > _LONGEST_HEADING or BULLET.match(text):
        return False
    if sum(character.isalpha() for character in text) < 2:
        return False
    if typography.outline_level(text, block.page) is not None:
        return True
    first = block.lines[0]
    if first.size >= typography.body_size * HEADING_SCALE:
        return True
    stands_out = first.bold and not typography.body_bold and round(first.size) >= round(typography.body_size)
    return (
        stands_out and len(text.split()) <= _LONGEST_BOLD_HEADING and not text.endswith((".", ",", ";", ":", "!", "?"))
    )
