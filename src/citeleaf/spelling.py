"""A question with misspelt words -> the question as it was most likely meant.

A word that no document holds, and that is no English word either, was meant to be one that stands in the passages which
the rest of the question finds, where one there is spelled nearly the same. A mistyped word is in pieces to an encoder
and a reader, and nothing to a search by wording.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from citeleaf.models.vocabulary import is_english
from citeleaf.terms import word_spans, words_of
from citeleaf.types import Query
from citeleaf.unicode import fold

_ALIKE = 0.8
"""Two words with a greater share of their letters in the same order are one word, mistyped."""
_LONG_ENOUGH = 5
"""Letters: a shorter word is too near to too many others."""
_MOST = 5
"""A question of which more words are unknown is of another matter, or in another language, and not mistyped."""
_QUOTED = re.compile(r'"[^"]*"|“[^”]*”|«[^»]*»')


def likeness(one: str, other: str) -> float:
    """The share of two folded words' letters that stand in the same order (Ratcliff and Metzener, Dr. Dobb's Journal
    1988); 0 where they begin with different letters or one is longer by more than two."""
    if one[:1] != other[:1] or abs(len(one) - len(other)) > 2:
        return 0.0
    return SequenceMatcher(None, other, one).ratio()


def doubtful(query: Query) -> list[str]:
    """The words of ``query`` that are most likely misspelt. What stands in quotation marks is meant as it stands."""
    meant = set(words_of(" ".join(_QUOTED.findall(query.text))))
    words = [
        term.word
        for term in query.terms
        if not term.known
        and len(term.word) >= _LONG_ENOUGH
        and term.word.isalpha()
        and term.word not in meant
        and not is_english(term.word)
    ]
    return words if len(words) <= _MOST else []


def respelled(question: str, words: Sequence[str], texts: Iterable[str]) -> str:
    """``question`` with each of ``words`` as the word of ``texts`` that is most like it, where one is like enough.

    Of several that are equally like it, the one that most texts hold is taken.
    """
    spellings: dict[str, Counter[str]] = {}
    for text in texts:
        for word in set(words_of(text)):
            spellings.setdefault(fold(word), Counter())[word] += 1
    question = unicodedata.normalize("NFC", question)
    for word in words:
        meant = _nearest(fold(word), spellings)
        if meant:
            question = _with(question, word, _as_typed(word, meant))
    return question


def _nearest(word: str, spellings: dict[str, Counter[str]]) -> str | None:
    """The commonest spelling of the word that is most like ``word``; of two as common, the one in small letters."""
    near = [
        (likeness(word, other), times.total(), other)
        for other, times in spellings.items()
        if len(other) >= _LONG_ENOUGH
    ]
    best = max(near, default=(0.0, 0, ""))
    if best[0] <= _ALIKE:
        return None
    times = spellings[best[2]]
    return max(times, key=lambda spelling: (times[spelling], spelling))


def _as_typed(word: str, meant: str) -> str:
    """``meant`` with the capitals that ``word`` has beside its own."""
    if word.isupper():
        return meant.upper()
    return meant[0].upper() + meant[1:] if word[0].isupper() else meant


def _with(question: str, word: str, meant: str) -> str:
    for span in reversed(word_spans(question)):
        if span.of(question).casefold() == word.casefold():
            question = question[: span.start] + meant + question[span.end :]
    return question
