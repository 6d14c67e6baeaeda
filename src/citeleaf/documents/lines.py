"""Finds the paragraphs of plain text, however its lines were broken.

Three habits are told apart: prose that was wrapped at a fixed width, where a paragraph is what stands between empty
lines; text with one paragraph a line; and groups of short lines, each of which stands for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from citeleaf.documents.forms import continues, is_dashed, is_list_item, is_prose
from citeleaf.types import Block, BlockKind, Span

_WIDEST = 130
"""Lines beyond this length were not wrapped by hand or by a mail program."""
_NARROWEST = 30
_COLUMNS = re.compile(r"\S(?: {3,}|[ ]*\t[ \t]*|\s*\|\s*)\S")


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int
    indented: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def first_word(self) -> str:
        return self.text.split(None, 1)[0]


def paragraphs(text: str) -> list[Block]:
    """Paragraphs, list items and rows of tables: every character of ``text`` but white space lies in one of them."""
    groups = list(_groups(text))
    width = _wrap_width(groups)
    return [block for group in groups for block in _blocks(group, width)]


def _groups(text: str) -> Iterator[list[_Line]]:
    """The runs of lines between empty lines."""
    group: list[_Line] = []
    position = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            start = position + len(raw) - len(raw.lstrip())
            group.append(_Line(stripped, start, raw[:1] in " \t"))
        elif group:
            yield group
            group = []
        position += len(raw) + 1
    if group:
        yield group


def _wrap_width(groups: Sequence[Sequence[_Line]]) -> int | None:
    """The width that the document's lines were wrapped at; None where they were not.

    In wrapped text the first word of a line would not have fitted on the line before, and most lines begin amid a
    sentence.
    """
    broken = [group for group in groups if len(group) > 2]
    lengths = sorted(len(line.text) for group in broken for line in group)
    if not lengths or lengths[-1] < _NARROWEST:
        return None
    width = lengths[(len(lengths) * 98 - 1) // 100]
    if width > _WIDEST:
        return None
    breaks = [(before, after) for group in broken for before, after in pairwise(group)]
    full = sum(_fills(before, after, width) for before, after in breaks)
    amid = sum(continues(before.text, after.text) or not _has_case(after.text) for before, after in breaks)
    return width if full >= 0.6 * len(breaks) and amid >= 0.3 * len(breaks) else None


def _fills(before: _Line, after: _Line, width: int) -> bool:
    return len(before.text) + 1 + len(after.first_word) > width


def _has_case(text: str) -> bool:
    return text[:1].lower() != text[:1].upper()


def _blocks(group: Sequence[_Line], width: int | None) -> Iterator[Block]:
    if len(group) > 1 and sum(_COLUMNS.search(line.text) is not None for line in group) > 0.7 * len(group):
        yield from (_block([line], BlockKind.TABLE) for line in group)
        return
    run = [group[0]]
    for line in group[1:]:
        if _joins(run, line, width):
            run.append(line)
        else:
            yield _block(run, _kind(run))
            run = [line]
    yield _block(run, _kind(run))


def _joins(run: Sequence[_Line], line: _Line, width: int | None) -> bool:
    """Whether ``line`` goes on with the paragraph that ``run`` began."""
    last = run[-1]
    if is_list_item(line.text) and not (width and is_dashed(line.text) and continues(last.text, line.text)):
        return False
    if width and len(last.text) <= width + 5 and _fills(last, line, width):
        return True
    if is_list_item(run[0].text) and line.indented and not run[0].indented:
        return True
    return _NARROWEST <= len(last.text) <= _WIDEST and continues(last.text, line.text)


def _kind(run: Sequence[_Line]) -> BlockKind:
    """Speech opens with a dash too: prose after one is a paragraph."""
    text = run[0].text
    if not is_list_item(text) or (is_dashed(text) and is_prose(" ".join(line.text for line in run))):
        return BlockKind.PARAGRAPH
    return BlockKind.LIST_ITEM


def _block(run: Sequence[_Line], kind: BlockKind) -> Block:
    return Block(Span(run[0].start, run[-1].end), kind)
