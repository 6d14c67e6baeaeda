"""The words of a question, where they stand, and which of them only hold it together. English only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from citeleaf.terms import is_function_word

QUESTION_WORDS = frozenset("who whom whose what which when where why how".split())
AUXILIARIES = frozenset(
    "is are was were am be been do does did has have had can could will would shall should may might must".split()
)
DO = frozenset("do does did can could will would shall should may might must".split())
BE = frozenset("is are was were".split())
PREPOSITIONS = frozenset(
    """
    in on at by for from to of per with under since until during through into after before about against near over
    """.split()
)
DETERMINERS = frozenset("a an the my our your every each which what whose some any no".split())
PERSONAL = frozenset("he she it they him them his hers her its their theirs".split())
DEMONSTRATIVES = frozenset("this that these those".split())
PRONOUNS = PERSONAL | DEMONSTRATIVES

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)*\w*|\w[\w’'-]*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands in its text, from ``start`` up to, but not including, ``end``."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        return self.text.lower().replace("’", "'")

    @property
    def has_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def tells(self) -> bool:
        """Whether it says what a question is about."""
        return not is_function_word(self.text) and self.lower not in AUXILIARIES


def words_in(text: str) -> list[Word]:
    """The words of ``text``; an abbreviation ("U.S.") and a number ("1.3") are one each."""
    return [Word(match[0], match.start(), match.end()) for match in _WORD.finditer(text)]


def has_name(words: Sequence[Word]) -> bool:
    """Whether a capital marks a name; the first word of a sentence has one anyway."""
    return any(word.has_capital and not is_function_word(word.text) for word in words[1:])


def has_noun(words: Sequence[Word]) -> bool:
    """Whether a determiner stands before a word that tells something."""
    return any(before.lower in DETERMINERS and word.tells for before, word in pairwise(words))


def capitalised(text: str) -> str:
    """``text`` with a capital at its beginning."""
    return text[:1].upper() + text[1:]
