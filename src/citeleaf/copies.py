"""Two texts -> whether one only says again what the other does: the same words, or a copy with small edits.

The same report stands in many files of a corpus. What a person has read once is not worth a second look, while the
same answer in other words bears it out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from citeleaf.denial import denies
from citeleaf.metrics import normalise

SHINGLE = 3
"""In words. Texts on one subject share many words and some pairs, but hardly three in a row, except in set phrases."""
COPIED = 0.6
"""The share of the shorter text's shingles from which on it is a copy. An edit of one word spoils three shingles: one
word in ten changed leaves about two thirds of them, while independent sentences share hardly any."""

_NUMBER = re.compile(r"\d")


def agree(answer: str, other: str) -> bool:
    """Whether two answers are the same but for case, punctuation and articles, or one holds the other whole."""
    return bool(normalise(answer) and normalise(other)) and (holds(answer, other) or holds(other, answer))


def holds(text: str, words: str) -> bool:
    """Whether ``words`` stand in ``text`` as whole words in one run, both normalised."""
    return f" {normalise(words)} " in f" {normalise(text)} "


def is_copy(text: str, other: str) -> bool:
    """Whether the shorter of two texts is, but for small edits, contained in the longer one.

    Texts that differ in a number of the shorter one, or in that only one of them denies something, say different things
    however many words they share.
    """
    shorter, longer = sorted((normalise(text).split(), normalise(other).split()), key=len)
    if not {word for word in shorter if _NUMBER.search(word)} <= set(longer):
        return False
    if denies(text) != denies(other):
        return False
    return _shared(shorter, longer)


def is_version(text: str, other: str) -> bool:
    """Whether the shorter of two texts is the longer one's, but for small edits, among them its numbers and denials."""
    words, others = (
        ["0" if _NUMBER.search(word) else word for word in normalise(each).split()] for each in (text, other)
    )
    return _shared(*sorted((words, others), key=len))


def _shared(shorter: Sequence[str], longer: Sequence[str]) -> bool:
    shingles = _shingles(shorter)
    return bool(shorter) and len(shingles & _shingles(longer)) >= COPIED * len(shingles)


def _shingles(words: Sequence[str]) -> Set[tuple[str, ...]]:
    """Every run of ``SHINGLE`` words; a shorter text is one shingle."""
    return {tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1))}
