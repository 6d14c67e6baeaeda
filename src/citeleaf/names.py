"""A question's names, and which of them a text lacks.

The same name is written in many ways: with and without accents, short ("US") and long ("United States"), misspelled,
in the plural. Only what none of these explains is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from citeleaf.terms import is_function_word, words_of
from citeleaf.unicode import fold

_ALIKE = 0.8
"""From this share of their letters in the same order on, two words are one name in two spellings."""
_LONG_ENOUGH = 6
"""Letters: a shorter word is too near to others ("Rhine" and "Rhone")."""
_LONGEST_SHORT_FORM = 6


def missing_names(question: str, text: str) -> list[str]:
    """The words of ``question`` with a capital, but for its first and function words, that ``text`` does not hold.

    A word is held as a part of another, in another spelling, and as the short form or a part of the long form of what
    ``text`` has the other of. Of a question all in capitals these mark nothing, and none is missing.
    """
    asked = words_of(question)[1:]
    names = [] if question.isupper() else [word for word in asked if word[0].isupper() and not is_function_word(word)]
    letters = fold(text)
    lacking = [name for name in dict.fromkeys(names) if fold(name) not in letters]
    if not lacking:
        return []
    words = words_of(text)
    spellings = {fold(word) for word in words}
    shortened = {part for word in words for part in _long_form(word, asked)}
    return [
        name
        for name in lacking
        if name not in shortened
        and not _long_form(name, words)
        and not any(_same(fold(name), spelling) for spelling in spellings)
    ]


def _long_form(word: str, words: Sequence[str]) -> Sequence[str]:
    """Those of ``words`` that ``word`` is the short form of, if any: one behind the other but for function words."""
    short = _short_form(word)
    if short is None:
        return ()
    for run in _runs(words):
        at = "".join(each[0] for each in run).find(short)
        if at >= 0:
            return run[at : at + len(short)]
    return ()


def _runs(words: Sequence[str]) -> Iterator[list[str]]:
    """The words with a capital that follow each other, but for function words between them."""
    run: list[str] = []
    for word in words:
        if word[0].isupper():
            run.append(word)
        elif not is_function_word(word):
            yield run
            run = []
    yield run


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
