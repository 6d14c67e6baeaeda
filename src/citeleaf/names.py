"""A question's names, and which of them a text lacks.

The same name is written in many ways: with and without accents, short ("US") and long ("United States"), misspelled,
in the plural. Only what none of these explains is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from citeleaf.terms import is_function_word, words_of
from citeleaf.unicode import fold

_ALIKE = 0.8
"""From this share of letters in the same order on (Ratcliff and Metzener, Dr. Dobb's Journal 1988), two words are one
name in two spellings."""
_LONG_ENOUGH = 6
"""Letters: a shorter word is too near to others ("Rhine" and "Rhone")."""
_LONGEST_SHORT_FORM = 6


def missing_names(question: str, text: str) -> list[str]:
    """The words of ``question`` with a capital, but for its first and function words, that ``text`` does not hold.

    A word is held as a part of another, in another spelling, and as the short form or a part of the long form of what
    ``text`` has the other of. Of a question all in capitals these mark nothing, and none is missing.
    """
    names = [] if question.isupper() else [word for word in words_of(question)[1:] if _is_name(word)]
    letters = fold(text)
    lacking = [name for name in names if fold(name) not in letters]
    if not lacking:
        return []
    words = words_of(text)
    spellings = {fold(word) for word in words}
    of_text, of_question = _initials(words), _initials(words_of(question)[1:])
    shortened = [short for short in map(_short_form, words) if short and short in of_question]
    return [
        name
        for name in lacking
        if (_short_form(name) or "-") not in of_text
        and not any(name[0] in short for short in shortened)
        and not any(_same(fold(name), spelling) for spelling in spellings)
    ]


def _is_name(word: str) -> bool:
    return word[0].isupper() and not is_function_word(word)


def _initials(words: Sequence[str]) -> str:
    """The first letters, in a row, of the words that begin with a capital."""
    return "".join(word[0] for word in words if word[0].isupper())


def _short_form(word: str) -> str | None:
    """The letters of a word of capitals, without its dots, where it can stand for several words ("U.S.": "US")."""
    letters = word.replace(".", "")
    return letters if letters.isupper() and 2 <= len(letters) <= _LONGEST_SHORT_FORM else None


def _same(name: str, other: str) -> bool:
    return (
        len(name) >= _LONG_ENOUGH
        and name[0] == other[:1]
        and abs(len(name) - len(other)) <= 2
        and SequenceMatcher(None, other, name).ratio() >= _ALIKE
    )
