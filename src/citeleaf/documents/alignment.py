"""Finds which lines of a page also stand in the main content that was extracted from it, in the same order.

Lines that occur once on each side are anchors; the longest run of anchors in order is kept, and what lies between two
anchors is matched there only, so that a word of the navigation never claims a line of the article.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

_WORD = re.compile(r"[^\W_]+")
_ANCHOR_CHARACTERS = 20
_PART_CHARACTERS = 20
"""How long a line is at least for being found as a part of another."""


def matched(page: Sequence[str], main: Sequence[str]) -> frozenset[int]:
    """The indices of the lines of ``page`` that stand in ``main`` too, in one order; empty lines match nothing."""
    left, right = [_normalised(line) for line in page], [_normalised(line) for line in main]
    anchors = _in_order(_anchors(left, right))
    found = {index for index, _ in anchors}
    bounds = [(-1, -1), *anchors, (len(left), len(right))]
    for (first, first_main), (last, last_main) in pairwise(bounds):
        lines, targets = range(first + 1, last), range(first_main + 1, last_main)
        backwards = first < 0 and bool(anchors)  # above the first anchor stands the navigation: start from below
        found.update(_between(left, right, lines, targets, -1 if backwards else 1))
    return frozenset(found)


def _normalised(line: str) -> str:
    return " ".join(_WORD.findall(line.casefold()))


def _anchors(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[int, int]]:
    times, times_main = Counter(left), Counter(right)
    places = {line: index for index, line in enumerate(right)}
    for index, line in enumerate(left):
        if len(line) >= _ANCHOR_CHARACTERS and times[line] == 1 == times_main[line]:
            yield index, places[line]


def _in_order(pairs: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence in which both numbers rise (patience sorting)."""
    ends: list[int] = []
    best: list[int] = []
    links: list[tuple[tuple[int, int], int]] = []
    for pair in pairs:
        place = bisect_left(ends, pair[1])
        previous = best[place - 1] if place else -1
        links.append((pair, previous))
        ends[place : place + 1] = [pair[1]]
        best[place : place + 1] = [len(links) - 1]
    chosen: list[tuple[int, int]] = []
    link = best[-1] if best else -1
    while link >= 0:
        pair, link = links[link]
        chosen.append(pair)
    return chosen[::-1]


def _between(left: Sequence[str], right: Sequence[str], lines: range, targets: range, step: int) -> Iterator[int]:
    """Match the lines between two anchors, each with the next that fits."""
    remaining = list(targets)[::step]
    times = Counter(right[target] for target in remaining)
    for index in list(lines)[::step]:
        if len(left[index]) < _PART_CHARACTERS and not times[left[index]]:
            continue  # only its equal would fit: looking through all for it takes minutes on long tables
        for position, target in enumerate(remaining):
            if _fits(left[index], right[target]):
                yield index
                # a line that holds several of the page's lines stays for the next of them
                passed = position + (left[index] == right[target])
                times.subtract(right[target] for target in remaining[:passed])
                del remaining[:passed]
                break


def _fits(line: str, target: str) -> bool:
    if line == target:
        return bool(line)
    return (len(line) >= _PART_CHARACTERS and line in target) or (len(target) >= _PART_CHARACTERS and target in line)
