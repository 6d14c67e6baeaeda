"""Groups the lines of a PDF's page into paragraphs by how they lie to each other and how they are set.

A wrong cut parts a sentence, a missed one only makes a longer paragraph: where the signs disagree and the sentence
runs on, the lines stay together.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from citeleaf.documents.file_titles import bare
from citeleaf.documents.pdf.lines import Line
from citeleaf.documents.pdf.structure import OutlineEntry

BULLET = re.compile(r"[•◦▪‣∙●○■□➢✓\uf0a7\uf0b7\uf0d8]\s*")
LIST_MARKER = re.compile(rf"(?:{BULLET.pattern}|(?:[-–*]|\(?(?:\d{{1,2}}|[a-zA-Z]|[ivx]{{1,4}})[.)])\s)")

_SAME_SIZE = 0.08  # sizes that differ by less are one
_INDENT = 0.7  # font sizes
_WIDE = 1.3  # times the usual distance between two lines
_USUAL_LEADING = 1.35  # font sizes, where the document shows no other
_FAR = 0.25  # of the column's width
_NEIGHBOURS = 8  # lines before and after, which show how far a column reaches
_BESIDE = 2  # font sizes: the lines of two columns lie at heights of their own, with gaps between paragraphs
_TERMINAL = re.compile(r"[.!?:;…。！？؟][\"'”’»)\]\d]*$")


@dataclass(frozen=True, slots=True)
class Typography:
    """How the document is set: sizes in points, and the distance from line to line for each (whole) size."""

    body_size: float
    body_bold: bool
    leadings: dict[int, float]
    outline: dict[tuple[int, str], int]

    def leading(self, line: Line) -> float:
        return self.leadings.get(round(line.size), line.size * _USUAL_LEADING)

    def outline_level(self, text: str, page: int) -> int | None:
        """The level of the outline's entry of that name on that page."""
        return self.outline.get((page, bare(text)))


def typography_of(lines: Sequence[Line], outline: Iterable[OutlineEntry]) -> Typography:
    """What most of the characters are set in."""
    sizes: Counter[float] = Counter()
    bold = 0
    for line in lines:
        sizes[line.size] += len(line.text)
        bold += len(line.text) if line.bold else 0
    body_size = max(sizes, key=lambda size: (sizes[size], size), default=0.0)
    entries = {(entry.page, bare(entry.title)): entry.level for entry in outline if bare(entry.title)}
    return Typography(body_size, 2 * bold > sizes.total(), _leadings(lines), entries)


def paragraphs_of(lines: Sequence[Line], typography: Typography) -> Iterator[list[Line]]:
    """The lines of one page, in reading order, grouped."""
    group: list[Line] = []
    for index, line in enumerate(lines):
        if group and _begins_anew(group, lines, index, typography):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _leadings(lines: Sequence[Line]) -> dict[int, float]:
    advances: dict[int, Counter[float]] = defaultdict(Counter)
    for above, line in pairwise(lines):
        advance = line.baseline - above.baseline
        if line.page == above.page and _same_style(above, line) and 0.8 * line.size < advance < 3 * line.size:
            advances[round(line.size)][round(advance, 1)] += 1
    return {size: max(counts, key=lambda advance: (counts[advance], -advance)) for size, counts in advances.items()}


def _begins_anew(group: Sequence[Line], lines: Sequence[Line], index: int, typography: Typography) -> bool:
    above, line = group[-1], lines[index]
    if not _same_style(above, line) or above.upright != line.upright:
        return True
    if any(typography.outline_level(each.text, each.page) is not None for each in (above, line)):
        return True
    if BULLET.match(line.text):
        return True
    runs_on = _runs_on(above, line)
    if not _is_next_line(above, line, typography) or (LIST_MARKER.match(line.text) and not runs_on):
        return not runs_on
    if line.size > typography.body_size * (1 + _SAME_SIZE) or _is_right_to_left(line.text):
        return False  # headings are centred and balanced: their edges say nothing
    following = lines[index + 1] if index + 1 < len(lines) else None
    if following is not None and not (_same_style(line, following) and _is_next_line(line, following, typography)):
        following = None
    return not runs_on and (_is_indented(group, line, following) or _is_early_end(above, line, lines, index))


def _same_style(above: Line, line: Line) -> bool:
    """Whether both are bold or neither, and share a size: a line that is mostly code may be set smaller."""
    if above.bold != line.bold:
        return False
    return any(abs(one - other) <= _SAME_SIZE * max(one, other) for one in above.sizes for other in line.sizes)


def _is_next_line(above: Line, line: Line, typography: Typography) -> bool:
    """Whether ``line`` lies below ``above``, in its column, at the usual distance; or goes on beside it."""
    advance = line.baseline - above.baseline
    if abs(advance) < 0.4 * line.size:
        return line.box.left >= above.box.right - line.size
    overlap = min(above.box.right, line.box.right) - max(above.box.left, line.box.left)
    return 0 < advance <= _WIDE * typography.leading(line) and overlap > 0


def _runs_on(above: Line, line: Line) -> bool:
    """Whether the sentence of ``above`` plainly goes on in ``line``."""
    return above.breaks_word or (line.text[0].islower() and not _TERMINAL.search(above.text))


def _is_indented(group: Sequence[Line], line: Line, following: Line | None) -> bool:
    """Whether the line's left edge says that a paragraph begins: set in, or back out after lines that were."""
    above, margin = group[-1], _INDENT * line.size
    if line.box.left - above.box.left > margin:
        if len(group) == 1 and LIST_MARKER.match(above.text):
            return False
        if following is not None and line.box.left - following.box.left > margin:
            return True
        return _TERMINAL.search(above.text) is not None
    return above.box.left - line.box.left > margin and len(group) > 1


def _is_early_end(above: Line, line: Line, lines: Sequence[Line], index: int) -> bool:
    """Whether ``above`` ends where the next line's first word would still have fitted, by far or with its sentence."""
    room = _room(above, lines)
    neighbours = lines[max(0, index - _NEIGHBOURS) : index + _NEIGHBOURS]
    reach = max(
        each.box.right
        for each in neighbours
        if above.box.left < each.box.right <= room and each.box.left < above.box.right and _same_style(each, above)
    )
    first_word = len(line.text.split(" ", 1)[0]) / len(line.text) * (line.box.right - line.box.left)
    ends_sentence = _TERMINAL.search(above.text) is not None
    slack = _INDENT * line.size if ends_sentence else _FAR * (reach - above.box.left)
    return above.box.right + first_word + slack < reach


def _room(above: Line, lines: Sequence[Line]) -> float:
    """Where the next column begins, if one stands beside ``above``: a line that reaches over it is of another width."""
    beside = (each.box.left for each in lines if abs(each.baseline - above.baseline) < _BESIDE * above.size)
    return min((left for left in beside if left >= above.box.right), default=inf)


def _is_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)
