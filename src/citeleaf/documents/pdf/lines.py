"""The characters of a PDF's page -> its lines, each with the box of every character it kept.

Lines are the unit the layout works on: what makes a heading, a paragraph or a page's footer shows in where lines lie
and how they are set.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median

from citeleaf.documents.pdf.characters import LINE_END_HYPHEN, Character, CharacterPage
from citeleaf.documents.pdf.geometry import Box, Edges, around

GAP = 1.2
"""How many font sizes of white keep two parts of one line apart: justified text stays below, columns above."""

_FREQUENT = 0.1  # of a line's characters
_LIGATURES = ("\ufb00", "\ufb17")  # Latin and Armenian; other compatibility characters are as the author wrote them


@dataclass(frozen=True, slots=True)
class Part:
    """The characters ``start``..``end`` of a line between two wide gaps, and the points they reach from and to."""

    start: int
    end: int
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text. Points are those of the page as it is read, from the top left.

    ``edges`` has pdfium's rectangle for each character; None for a space. ``size`` is the commonest of the font sizes
    on it, ``sizes`` are all the frequent ones. ``breaks_word`` says that its last character is a hyphen at the line's
    end, which may or may not belong to the word. ``upright`` is False for what stands at an angle to the rest of the
    page.
    """

    page: int
    text: str
    edges: tuple[Edges | None, ...]
    box: Box
    baseline: float
    size: float
    sizes: frozenset[float]
    bold: bool
    upright: bool
    breaks_word: bool
    parts: tuple[Part, ...]


def lines_of(page: CharacterPage) -> list[Line]:
    """The page's lines, in the order pdfium gives them."""
    lines = (_line(page.number, run) for run in _runs(page.characters))
    return [line for line in lines if line is not None]


def part_of(line: Line, parts: Sequence[Part]) -> Line:
    """The stretch of ``line`` that adjacent ``parts`` of it cover, as a line of its own."""
    start, end = parts[0].start, parts[-1].end
    return replace(
        line,
        text=line.text[start:end],
        edges=line.edges[start:end],
        box=Box(parts[0].left, line.box.top, parts[-1].right, line.box.bottom),
        breaks_word=line.breaks_word and end == len(line.text),
        parts=tuple(Part(part.start - start, part.end - start, part.left, part.right) for part in parts),
    )


def _runs(characters: Iterable[Character]) -> Iterator[list[Character]]:
    """The characters between line breaks; a hyphen at a line's end is a line break too."""
    run: list[Character] = []
    for character in characters:
        if character.text in "\r\n":
            yield run
            run = []
            continue
        run.append(character)
        if character.text == LINE_END_HYPHEN:
            yield run
            run = []
    yield run


def _line(page: int, run: Sequence[Character]) -> Line | None:
    characters = list(_in_reading_order(_single_spaced(run)))
    inked = [character.box for character in characters if character.box is not None]
    styles = [character.style for character in characters if character.style is not None]
    if not inked:
        return None
    text = "".join(character.text for character in characters)
    size = _most_common(style.size for style in styles)
    upright = _mostly(style.upright for style in styles)
    return Line(
        page=page,
        text=text.replace(LINE_END_HYPHEN, "-"),
        edges=tuple(character.edges for character in characters),
        box=around(inked),
        baseline=median(style.baseline for style in styles),
        size=size,
        sizes=_frequent(style.size for style in styles),
        bold=all(style.bold for style in styles),
        upright=upright,
        breaks_word=text.endswith(LINE_END_HYPHEN),
        parts=tuple(_parts(characters, size * GAP)) if upright else (),
    )


def _single_spaced(run: Iterable[Character]) -> Iterator[Character]:
    """One per letter, ligatures written out; white space is a single space, and none at the ends."""
    space = False
    started = False
    for character in run:
        if character.text.isspace():
            space = started
            continue
        if space:
            yield Character(" ")
        space, started = False, True
        for text in _expanded(character.text):
            yield character._replace(text=text)


def _in_reading_order(characters: Iterable[Character]) -> Iterator[Character]:
    """The characters, with words of right-to-left scripts that pdfium gives from left to right turned round."""
    for is_right_to_left, group in groupby(characters, key=lambda character: _is_right_to_left(character.text)):
        run = list(group)
        if is_right_to_left and run[0].edges and run[-1].edges and run[0].edges.left < run[-1].edges.left:
            glyphs = [list(glyph) for _, glyph in groupby(run, key=lambda character: character.edges)]
            run = [character for glyph in reversed(glyphs) for character in glyph]
        yield from run


def _is_right_to_left(text: str) -> bool:
    return unicodedata.bidirectional(text[-1]) in ("R", "AL", "NSM")


def _expanded(text: str) -> str:
    if _LIGATURES[0] <= text <= _LIGATURES[1]:
        return unicodedata.normalize("NFKC", text)
    return text


def _parts(characters: Sequence[Character], gap: float) -> Iterator[Part]:
    start, left, right = 0, None, 0.0
    for index, character in enumerate(characters):
        if character.box is None:
            continue
        if left is not None and character.box.left - right > gap:
            yield Part(start, index - (characters[index - 1].box is None), left, right)
            start, left = index, None
        left = character.box.left if left is None else left
        right = max(right, character.box.right)
    if left is not None:
        yield Part(start, len(characters), left, right)


def _most_common(sizes: Iterable[float]) -> float:
    """The commonest size, to a tenth of a point; the larger one of two that are as common."""
    counts = Counter(round(size, 1) for size in sizes)
    return max(counts, key=lambda size: (counts[size], size))


def _frequent(sizes: Iterable[float]) -> frozenset[float]:
    counts = Counter(round(size, 1) for size in sizes)
    return frozenset(size for size in counts if counts[size] >= _FREQUENT * counts.total())


def _mostly(values: Iterable[bool]) -> bool:
    kept = list(values)
    return 2 * sum(kept) > len(kept)
