"""A question with misspelt words -> the question as it was most likely meant.

A word that no document holds, and that is no English word either, was meant to be one that stands in the passages which
the question finds all the same, where one there differs from it by a slip of the finger. A mistyped word is in pieces
to an encoder and a reader, and nothing to a search by wording. Words of Latin letters only.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set

from citeleaf.terms import word_spans, words_of
from citeleaf.types import Query, Span
from citeleaf.unicode import fold

_LONG_ENOUGH = 5
"""Letters: a shorter word is too near to too many others."""
_MOST = 5
"""A question of which more words are unknown is of another matter, or in another language, and not mistyped."""
_ENGLISH = 0.6
"""The share of all other words that are English where the question is: of other languages, there is no list."""
_QUOTED = re.compile(
    r"""["“”„][^"“”„]*["“”„]|«[^»]*»|»[^«]*«|‹[^›]*›|`[^`]*`|(?<!\w)['‘‚][^'‘’‚]*['’‘](?!\w)""", re.DOTALL
)


def doubtful(query: Query, is_word: Callable[[str], bool]) -> list[str]:
    """The words of ``query`` that are most likely misspelt, folded; ``is_word`` knows the language's words."""
    words = [
        fold(term.word)
        for term in query.terms
        if not term.known and len(term.word) >= _LONG_ENOUGH and _is_latin(term.word) and not is_word(term.word)
    ]
    if not 0 < len(words) <= _MOST:
        return []
    others = [word for word in words_of(query.text) if word.isalpha() and fold(word) not in words]
    return words if sum(map(is_word, others)) >= _ENGLISH * len(others) else []


def respelled(question: str, words: Sequence[str], texts: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """``question`` with the folded ``words`` as those of ``texts`` that are one slip away, and what it had for these.

    A word that is near to none stays. Of several that are near, the one that most texts hold is taken. What stands in
    quotation marks is meant as it stands.
    """
    spellings = _spellings(texts)
    nearest = {word: found for word in words if (found := _nearest(word, spellings))}
    text = unicodedata.normalize("NFC", question)
    quoted = [Span(*found.span()) for found in _QUOTED.finditer(text)]
    misspelt = []
    for span in reversed(word_spans(text)):
        typed = span.of(text)
        if fold(typed) in nearest and not any(each.contains(span) for each in quoted):
            misspelt.append(typed)
            text = text[: span.start] + _as_typed(typed, nearest[fold(typed)]) + text[span.end :]
    return (text, tuple(reversed(misspelt))) if misspelt else (question, ())


def _is_latin(word: str) -> bool:
    """Of other scripts, "a word" may be a whole clause, and one letter its grammar."""
    return word.isalpha() and fold(word).isascii()


def _spellings(texts: Iterable[str]) -> dict[str, Counter[str]]:
    """The words of ``texts``, folded, each with how many of these spell it how."""
    spellings: dict[str, Counter[str]] = {}
    for text in texts:
        for word in _words(unicodedata.normalize("NFC", text)):
            spellings.setdefault(fold(word), Counter())[word] += 1
    return spellings


def _words(text: str) -> Set[str]:
    """The words of ``text``; one that only opens sentences in small letters, as its capital need not be its own."""
    first: set[str] = set()
    inside: set[str] = set()
    end = 0
    for span in word_spans(text):
        opens = not end or any(mark in text[end : span.start] for mark in ".!?:\n")
        (first if opens else inside).add(span.of(text))
        end = span.end
    known = set(map(fold, inside))
    return inside | {word.lower() if word.istitle() else word for word in first if fold(word) not in known}


def _nearest(word: str, spellings: dict[str, Counter[str]]) -> str | None:
    """The commonest spelling of the commonest word that ``word`` is a slip of; of two as common, in small letters."""
    near = [(times.total(), other) for other, times in spellings.items() if _is_slip(word, other)]
    if not near:
        return None
    times = spellings[max(near)[1]]
    return max(times, key=lambda spelling: (times[spelling], spelling))


def _is_slip(word: str, meant: str) -> bool:
    """Whether one letter of ``meant`` was left out, added or mistaken, or two neighbours exchanged (Damerau 1964).

    The first letter is seldom mistaken; and where the last one differs, a right word is more often inflected, or the
    name another one ("Kowalska" and "Kowalski", "Carpathia" and "Carpathian").
    """
    if len(meant) < _LONG_ENOUGH or abs(len(word) - len(meant)) > 1:
        return False
    same = next((at for at, (one, other) in enumerate(zip(word, meant, strict=False)) if one != other), len(word))
    typed, right = word[same:], meant[same:]
    if not same or not typed or not right:
        return False
    exchanged = typed[1::-1] + typed[2:] == right
    return exchanged or typed[1:] == right[1:] != "" or typed[1:] == right or typed == right[1:]


def _as_typed(typed: str, meant: str) -> str:
    """``meant`` with the capitals that ``typed`` has beside its own."""
    if typed.isupper():
        return meant.upper()
    return meant[0].upper() + meant[1:] if typed[0].isupper() else meant
