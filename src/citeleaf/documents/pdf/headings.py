"""Ranks the headings of a PDF, and finds its title among the blocks of its first page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from citeleaf.documents.file_titles import bare
from citeleaf.documents.pdf.layout import HEADING_SCALE, LaidBlock
from citeleaf.documents.pdf.paragraphs import Typography
from citeleaf.types import BlockKind

_DEEPEST_LEVEL = 6
_TITLE_SHARE = 0.6  # of the first page's height, within which its title stands
_SHORTEST_START = 12  # letters of a title that is compared by its beginning

Setting = tuple[int, bool]


def with_levels(blocks: Sequence[LaidBlock], typography: Typography) -> list[LaidBlock]:
    """The blocks, with each heading's level: the outline's, or that of headings set alike, or its size's rank."""
    levels = _setting_levels((block for block in blocks if block.kind is BlockKind.HEADING), typography)
    return [
        replace(block, level=_outline_level(block, typography) or levels[_setting(block)])
        if block.kind is BlockKind.HEADING
        else block
        for block in blocks
    ]


def title_position(blocks: Sequence[LaidBlock], title: str, typography: Typography, height: float) -> int | None:
    """Where the document's title stands: the block that says ``title``, or without one the largest on top of page 1.

    ``height`` is that of the first page, in points.
    """
    on_top = [
        index
        for index, block in enumerate(blocks)
        if block.page == 1
        and block.kind is not BlockKind.BOILERPLATE
        and block.lines[0].box.top < height * _TITLE_SHARE
    ]
    if title:
        return next((index for index in on_top if _says(blocks[index], title)), None)
    large = [index for index in on_top if _may_be_title(blocks[index], typography)]
    return max(large, key=lambda index: (blocks[index].lines[0].size, -index), default=None)


def _setting_levels(headings: Iterable[LaidBlock], typography: Typography) -> dict[Setting, int]:
    """For each way of setting headings, the level that the outline mostly gives it, or its rank by size."""
    depths: dict[Setting, Counter[int]] = defaultdict(Counter)
    for heading in headings:
        level = _outline_level(heading, typography)
        depths[_setting(heading)].update([] if level is None else [level])
    levels = {}
    for rank, setting in enumerate(sorted(depths, reverse=True), start=1):
        counts = depths[setting]
        levels[setting] = max(counts, key=lambda level: (counts[level], -level)) if counts else rank
    return {setting: min(level, _DEEPEST_LEVEL) for setting, level in levels.items()}


def _setting(block: LaidBlock) -> Setting:
    return round(block.lines[0].size), block.lines[0].bold


def _outline_level(block: LaidBlock, typography: Typography) -> int | None:
    level = typography.outline_level(block.text, block.page)
    return None if level is None else min(level, _DEEPEST_LEVEL)


def _says(block: LaidBlock, title: str) -> bool:
    said, wanted = bare(block.text), bare(title)
    shorter, longer = sorted((said, wanted), key=len)
    return said == wanted or (
        len(shorter) >= _SHORTEST_START and longer.startswith(shorter) and block.kind is BlockKind.HEADING
    )


def _may_be_title(block: LaidBlock, typography: Typography) -> bool:
    """Whether the block is large, and not one section of many."""
    if block.kind is not BlockKind.HEADING or block.lines[0].size < typography.body_size * HEADING_SCALE:
        return False
    level = typography.outline_level(block.text, block.page)
    return level is None or list(typography.outline.values()).count(level) == 1
