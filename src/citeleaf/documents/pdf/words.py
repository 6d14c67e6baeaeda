"""Joins the lines of a PDF's paragraph into running text, each character with its box still.

A line break becomes a space. At a hyphen it becomes nothing, and the hyphen goes too where it only broke the word:
whether "infor-mation" or "well-known" is meant, the other words of the document say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from citeleaf.documents.pdf.geometry import Edges
from citeleaf.documents.pdf.lines import Line

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_LAST_WORD = re.compile(r"([^\W_]+(?:[-'’][^\W_]+)*)-$")
_SHORTEST_HALF = 4  # of a compound both of whose halves are words: below lie "in-", "for-", "be-" and other syllables
_COMPOUNDING = frozenset({"self", "well", "half", "high", "long", "short", "non"})
_TENS = frozenset("twenty thirty forty fifty sixty seventy eighty ninety".split())
_ONES = frozenset("one two three four five six seven eight nine".split())
_ORDINALS = frozenset("first second third fourth fifth sixth seventh eighth ninth".split())
_PARTS = frozenset(
    "half third thirds quarter quarters fourth fourths fifth fifths sixth sixths seventh sevenths eighth eighths ninth "
    "ninths tenth tenths".split()
)
_SUSPENDING = frozenset(
    {"and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "o", "e", "и", "или"}
)  # "pre- and postwar"


class Place(NamedTuple):
    """Where a character stands: its page, from 1, the line of its block, from 0, and pdfium's rectangle there."""

    page: int
    line: int
    edges: Edges


@dataclass(frozen=True, slots=True)
class JoinedText:
    """Running text, and the place of each of its characters; None for a space."""

    text: str
    places: tuple[Place | None, ...]


def vocabulary_of(lines: Iterable[Line]) -> frozenset[str]:
    """Every word that stands whole within a line, in lower case, hyphenated ones as they are written."""
    words: set[str] = set()
    after_break = False
    for line in lines:
        found = [match.group().lower() for match in _WORD.finditer(line.text)]
        words.update(found[1 if after_break else 0 : len(found) - line.breaks_word])
        after_break = line.breaks_word
    return frozenset(words)


def joined(lines: Sequence[Line], vocabulary: frozenset[str]) -> JoinedText:
    """The lines as one running text."""
    parts: list[str] = []
    places: list[Place | None] = []
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else None
        text, glue = (line.text, "") if following is None else _ending(line, following, vocabulary)
        parts += [text, glue]
        places += [None if edges is None else Place(line.page, number, edges) for edges in line.edges[: len(text)]]
        places += [None] * len(glue)
    return JoinedText("".join(parts), tuple(places))


def _ending(line: Line, following: Line, vocabulary: frozenset[str]) -> tuple[str, str]:
    """What remains of the line's text before ``following``, and what goes in between."""
    last_word = _LAST_WORD.search(line.text)
    next_word = _WORD.match(following.text)
    if last_word is None or next_word is None:
        return line.text, "" if _is_unspaced(line.text[-1]) and _is_unspaced(following.text[0]) else " "
    if next_word.group().lower() in _SUSPENDING:
        return line.text, " "
    if line.breaks_word and not _keeps_hyphen(last_word.group(1), next_word.group(), vocabulary, line.text.isupper()):
        return line.text[:-1], ""
    return line.text, ""


def _keeps_hyphen(before: str, after: str, vocabulary: frozenset[str], in_capitals: bool) -> bool:
    """Whether the hyphen belongs to the word. In doubt it stays where both halves are words of the document.

    ``in_capitals`` says that all of the line is: then a half in capitals need not be an acronym.
    """
    all_capitals = before.isupper() and after.isupper()
    if "-" in before or before[-1].isdecimal() or after[0].isdecimal() or (after[0].isupper() and not all_capitals):
        return True
    is_acronym = before.isupper() and not in_capitals and after[0].islower()
    before, after = before.lower(), after.lower()
    if before + after in vocabulary:
        return False
    if f"{before}-{after}" in vocabulary or before in _COMPOUNDING or is_acronym or len(before) == 1:
        return True  # nobody breaks a word behind its first letter
    if _is_number(before, after.partition("-")[0]):
        return True
    return len(before) >= _SHORTEST_HALF and before in vocabulary and after in vocabulary


def _is_number(before: str, after: str) -> bool:
    """Whether two halves are an English number in words: "twenty-three", "twenty-third" or "two-thirds"."""
    return (before in _TENS and after in _ONES | _ORDINALS) or (before in _ONES and after in _PARTS)


def _is_unspaced(character: str) -> bool:
    """Whether the character is of a script that puts no spaces between words, as Chinese and Japanese are."""
    return unicodedata.east_asian_width(character) in "WF" and not unicodedata.name(character, "").startswith("HANGUL")
