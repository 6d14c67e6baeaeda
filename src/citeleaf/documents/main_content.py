"""Lays the main content that was extracted from a web page over the page's blocks, and labels the others boilerplate.

An extraction is made for running text: of a page with little of it, it may hand over a table's cells one by one, and
leave lists and tables out. Hiding a fact is worse than showing a stray line. So a row is known by its cells too, and
what stands in a list or a table below the beginning of the main content is believed to belong to it (``in_the_text``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from citeleaf.documents.alignment import matched
from citeleaf.documents.forms import has_words, is_prose
from citeleaf.documents.listed import in_the_text
from citeleaf.documents.markup import Piece
from citeleaf.types import Block, BlockKind

_LEAST_PROSE = 0.5
"""The share of a page's prose that its main content holds at least, for being believed to be all of it."""
_LONGEST_GAP = 2
"""How many blocks in a row, with main content on both sides, are taken for a part of it that was overlooked."""


def with_main_content(text: str, blocks: Sequence[Block], pieces: Sequence[Piece], main: str) -> tuple[Block, ...]:
    """The same blocks, with those that do not belong to the main content labelled boilerplate.

    ``pieces`` are what the blocks were made of, one for one, and ``main`` is the extracted text, line by line.
    """
    content = _stated(text, blocks, main.split("\n"))
    if not _holds_the_prose(text, blocks, content):
        return tuple(blocks)
    content.update(index for index, block in enumerate(blocks) if block.kind is BlockKind.TITLE)
    content.update(in_the_text(pieces, content))
    content.update(_overlooked(blocks, content))
    return tuple(
        block if index in content else replace(block, kind=BlockKind.BOILERPLATE, level=0)
        for index, block in enumerate(blocks)
    )


def _stated(text: str, blocks: Sequence[Block], main: Sequence[str]) -> set[int]:
    """The blocks of which a line stands in ``main``, and the rows of which every cell does."""
    lines = [(index, line) for index, block in enumerate(blocks) for line in block.span.of(text).split("\n")]
    found = {lines[position][0] for position in matched([line for _, line in lines], main)}
    rows = {index for index, block in enumerate(blocks) if block.kind is BlockKind.TABLE} - found
    cells = [
        (index, part)
        for index, line in lines
        for part in (line.split("\t") if index in rows else [line])
        if has_words(part)  # of a dash nothing is left to be matched
    ]
    stated = matched([part for _, part in cells], main) if rows else ()
    missing = {index for position, (index, _) in enumerate(cells) if position not in stated}
    return found | ({index for index, _ in cells if index in rows} - missing)


def _holds_the_prose(text: str, blocks: Sequence[Block], content: set[int]) -> bool:
    prose = {index: len(block.span) for index, block in enumerate(blocks) if is_prose(block.span.of(text))}
    kept = sum(length for index, length in prose.items() if index in content)
    return bool(content) and kept >= _LEAST_PROSE * sum(prose.values())


def _overlooked(blocks: Sequence[Block], content: set[int]) -> set[int]:
    """Short gaps in the main content, and the headings right above a part of it."""
    found: set[int] = set()
    ordered = sorted(content)
    for before, after in pairwise(ordered):
        if after - before - 1 <= _LONGEST_GAP:
            found.update(range(before + 1, after))
    for index in ordered:
        found.update(_headings_above(blocks, index))
    return found


def _headings_above(blocks: Sequence[Block], index: int) -> Iterator[int]:
    """The heading right above a block, and above that those that it stands under."""
    level = 7
    while index and blocks[index - 1].kind is BlockKind.HEADING and blocks[index - 1].level < level:
        index -= 1
        level = blocks[index].level
        yield index
