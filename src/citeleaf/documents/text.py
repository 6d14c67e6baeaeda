"""Plain text: its paragraphs, its title and headings, and the noise of a web page that was saved as text.

The document's text is the decoded file itself, so that offsets taken by other programs hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from citeleaf.documents.boilerplate import label_boilerplate
from citeleaf.documents.decoding import decode
from citeleaf.documents.draft import Draft
from citeleaf.documents.forms import ends_sentence, has_words, is_prose, states_a_fact, word_count
from citeleaf.documents.lines import paragraphs
from citeleaf.types import Block, BlockKind

_TITLE_WORDS = 30
_HEADING_WORDS = 15
_LONGEST = 200
"""How many characters a title or a heading has at most."""


def parse(data: bytes) -> Draft:
    """The Draft of a plain text file. Raises DocumentError when the bytes are no text."""
    text = decode(data)
    blocks = with_headings(text, label_boilerplate(text, paragraphs(text)))
    title = next((block.span.of(text) for block in blocks if block.kind is BlockKind.TITLE), "")
    return Draft(text, blocks, title=title)


def with_headings(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The same blocks, with the title and the headings among the paragraphs found by their form and place."""
    content = [index for index, block in enumerate(blocks) if block.kind is not BlockKind.BOILERPLATE]
    found = list(blocks)
    follows_noise = bool(content) and content[0] > 0
    for position, (index, following) in enumerate(pairwise(content)):
        block, line = blocks[index], blocks[index].span.of(text)
        opens = position == 0 and (follows_noise or _parted(text, block, blocks[following]))
        if block.kind is not BlockKind.PARAGRAPH or not (opens or _parted(text, block, blocks[following])):
            continue
        if opens and _may_be_title(line):
            found[index] = replace(block, kind=BlockKind.TITLE)
        elif _stands_alone(text, blocks, index) and _may_be_heading(line) and is_prose(blocks[following].span.of(text)):
            found[index] = replace(block, kind=BlockKind.HEADING, level=1)
    return tuple(found)


def _stands_alone(text: str, blocks: Sequence[Block], index: int) -> bool:
    """Whether empty lines, or the text's start, part the block from its neighbours."""
    before = index == 0 or _parted(text, blocks[index - 1], blocks[index])
    return before and _parted(text, blocks[index], blocks[index + 1])


def _parted(text: str, block: Block, following: Block) -> bool:
    return text.count("\n", block.span.end, following.span.start) > 1


def _may_be_title(line: str) -> bool:
    return _is_short_line(line, _TITLE_WORDS) and not line.endswith((".", ",", ";", ":")) and not is_prose(line)


def _may_be_heading(line: str) -> bool:
    """A heading is context, and no answer ever quotes it: whatever states a fact is none."""
    if not _is_short_line(line, _HEADING_WORDS) or line.endswith((",", ";")):
        return False
    asks = line.rstrip().endswith(("?", "？", "؟"))
    return asks or not (ends_sentence(line) or states_a_fact(line))


def _is_short_line(line: str, words: int) -> bool:
    return "\n" not in line and len(line) <= _LONGEST and has_words(line) and word_count(line) <= words
