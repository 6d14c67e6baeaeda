"""A question -> its content words: what the lexical search looks for and the reader wants to see again.

Words that only hold a sentence together say nothing about where its answer stands. How much each of the others says
is its inverse document frequency, which the store knows.
"""

from __future__ import annotations

import math
import re
import threading
import unicodedata
from collections.abc import Iterable, Sequence, Set
from functools import lru_cache
from typing import Protocol

from citeleaf.protocols import Store
from citeleaf.types import Span, Term
from citeleaf.unicode import fold

_WORD = re.compile(r"\d+(?:[.,:/]\d+)*[^\W_]*|(?:[^\W\d_]\.){2,}|[^\W_]+")
"""Numbers ("1.3", "2026/27", "19th") and dotted abbreviations ("U.S.") stay whole; all else is letters and digits."""

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")

_FUNCTION_WORDS = frozenset(
    """
    a about above after again against all also although always am among an and any are aren as at be became because
    become been before being below between both but by can cannot could couldn did didn do does doesn doing don done
    down during each either else ever every few for from further get gets give given got had hadn has hasn have haven
    having he hence her here hers herself him himself his how however i if in into is isn it its itself just ll may me
    might mine more most much must mustn my myself neither no nor not of off often on once only onto or other others
    ought our ours ourselves out over own per please quite rather re same shall shan she should shouldn since so some
    such tell than that the their theirs them themselves then there these they this those though through thus to too
    toward under until up upon us ve very via was wasn we were weren what whatever when whenever where wherever whether
    which whichever while who whoever whom whose why will with within without won would wouldn yet you your yours
    yourself yourselves s t d m o y
    """.split()
)

_MEASURE = re.compile(
    r"\bhow\s+(?:many|much|long|large|big|small|far|old|often|tall|high|deep|wide|heavy|fast|soon|late|early)\b",
    re.IGNORECASE,
)
"""What such a question asks for. Its answer names the measure and not the word: 1.3 thousand km, not "long"."""


class Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802  # snowballstemmer's own name


def words_of(text: str) -> list[str]:
    """Every word of ``text``, as it stands, with its accents composed: a combining one would end a word."""
    return _WORD.findall(unicodedata.normalize("NFC", text))


def word_spans(text: str) -> list[Span]:
    """Where the words of ``text`` stand, of which the accents are composed."""
    return [Span(found.start(), found.end()) for found in _WORD.finditer(text)]


def content_words(question: str) -> list[str]:
    """The words of ``question`` that say what it is about, once each; all of them when none does."""
    if question.isupper():
        question = question.lower()  # where everything is in capitals, they mark no abbreviation
    telling = [word for word in words_of(_MEASURE.sub(" ", question)) if not is_function_word(word)]
    return list({word.casefold(): word for word in telling or words_of(question)}.values())


def numbers_in(text: str) -> Set[str]:
    """The numbers of ``text`` in digits, without commas and leading zeros; the minutes of a full hour are none."""
    found = (match.group().replace(",", "") for match in _NUMBER.finditer(text))
    return {number.lstrip("0") or "0" for number in found if number != "00"}


def is_function_word(word: str) -> bool:
    """Whether ``word`` only holds an English sentence together ("the", "whose", "didn"); "US" and "IT" are names."""
    return word.lower() in _FUNCTION_WORDS and not (len(word) > 1 and word.isupper())


def weigh(words: Sequence[str], store: Store) -> tuple[Term, ...]:
    """``words`` with their inverse document frequencies (Robertson and Sparck Jones, smoothed as in Lucene's BM25)."""
    total = store.passage_count()
    return tuple(
        Term(word, math.log(1 + (total - count + 0.5) / (count + 0.5)), known=count > 0)
        for word, count in zip(words, store.frequencies(words), strict=True)
    )


_of_thread = threading.local()


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """``word`` without case, accents and English inflection, so that "adopted" and "Adopt" compare equal."""
    return _stemmer().stemWord(fold(word))


def stems(words: Iterable[str]) -> Set[str]:
    return frozenset(map(stem, words))


def _stemmer() -> Stemmer:
    """Each thread's own: a stemmer holds the word that it is at, and several questions are asked at once."""
    import snowballstemmer

    if not hasattr(_of_thread, "stemmer"):
        _of_thread.stemmer = snowballstemmer.stemmer("english")
    stemmer: Stemmer = _of_thread.stemmer
    return stemmer
