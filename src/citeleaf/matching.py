"""Query and passage -> how much of the question the passage holds: the shares of its match that words decide.

Words compare without case, accents and inflection. Only those are stemmed that begin like a word of the question, as
stemming every word of a hundred passages would take a quarter of a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise

from citeleaf.terms import stem, words_of
from citeleaf.types import Match, Passage, Query
from citeleaf.unicode import fold

STRETCH = 30
"""In words: about as far as what belongs to one statement lies apart."""
NEIGHBOURS = 2
"""In words: how far apart, at most, two words of a pair stand ("treaty of Versailles")."""

_OPENING = 2
"""How many first letters no inflection changes, but for "dying", "lying" and "tying"."""

Weights = Mapping[str, float]
"""Stems and their inverse document frequencies."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for in each passage, by stem. Of ``forms`` (short and long), the one stands for the other."""

    words: Weights
    names: Weights
    pairs: Mapping[tuple[str, str], float]
    openings: frozenset[str]
    forms: tuple[tuple[str, tuple[str, ...]], ...] = ()


def wanted(query: Query) -> Wanted:
    """The content words of ``query``, which of them are names or numbers, and which follow each other."""
    words = {stem(term.word): term.weight for term in query.terms}
    first = next(iter(words_of(query.text)), "")
    names = {stem(term.word): term.weight for term in query.terms if _is_name(term.word, first)}
    pairs = {(one, other): words[one] + words[other] for one, other in pairwise(words)}
    forms = tuple((stem(form.short), tuple(map(stem, form.long))) for form in query.forms)
    sought = {*words, *(word for short, long in forms for word in (short, *long))}
    return Wanted(words, names, pairs, frozenset(word[:_OPENING] for word in sought), forms)


def match(wanted: Wanted, passage: Passage, *, similarity: float, meaning: float, wording: float) -> Match:
    """How ``passage`` matches, with the shares that the search itself knows."""
    places = _places(wanted, passage.text)
    held = {word for _, word in places} | {word for _, word in _places(wanted, passage.context)}
    return Match(
        similarity=similarity,
        meaning=meaning,
        wording=wording,
        cover=_share(wanted.words, held),
        focus=_focus(wanted.words, places),
        names=_share(wanted.names, held),
        pairs=_pairs(wanted.pairs, places),
    )


def cover(wanted: Wanted, text: str) -> float:
    """The share, by weight, of the words to look for that ``text`` holds."""
    return _share(wanted.words, {word for _, word in _places(wanted, text)})


def _is_name(word: str, first: str) -> bool:
    """Whether a word of a question is a number, or has a capital that is not merely the question's first letter."""
    return any(letter.isdigit() for letter in word) or (word[0].isupper() and word != first)


def _places(wanted: Wanted, text: str) -> list[tuple[int, str]]:
    """Where ``text`` holds words of the question: the number of the word in it, and its stem."""
    candidates = ((at, word) for at, word in enumerate(words_of(text)) if _opening(word[:_OPENING]) in wanted.openings)
    stems = [(at, stem(word)) for at, word in candidates]
    if wanted.forms:
        stems = sorted({*stems, *_in_other_forms(wanted.forms, dict(stems))})
    return [(at, stemmed) for at, stemmed in stems if stemmed in wanted.words]


def _in_other_forms(
    forms: Sequence[tuple[str, tuple[str, ...]]], stems: Mapping[int, str]
) -> Iterator[tuple[int, str]]:
    """Where a short form stands, the words that it is short for; and it, where they begin and where they end."""
    for short, long in forms:
        for at, stemmed in stems.items():
            if stemmed == short:
                yield from ((at, word) for word in long)
            elif all(stems.get(at + number) == word for number, word in enumerate(long)):
                yield at, short
                yield at + len(long) - 1, short


@lru_cache(maxsize=1 << 14)
def _opening(letters: str) -> str:
    """The first letters as a stem has them: without case and accents."""
    return fold(letters)[:_OPENING]


def _share(weights: Weights, held: Set[str]) -> float:
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in held) / total if total else 0.0


def _focus(weights: Weights, places: Sequence[tuple[int, str]]) -> float:
    """The largest share that one stretch of the text holds."""
    stretches = (
        {word for at, word in places[number:] if at < start + STRETCH} for number, (start, _) in enumerate(places)
    )
    return max((_share(weights, stretch) for stretch in stretches), default=0.0)


def _pairs(weights: Mapping[tuple[str, str], float], places: Sequence[tuple[int, str]]) -> float:
    """The share of the question's pairs whose words stand side by side, in either order, a short word between them."""
    near = set(_side_by_side(places))
    total = sum(weights.values())
    found = sum(weight for pair, weight in weights.items() if pair in near or pair[::-1] in near)
    return found / total if total else 0.0


def _side_by_side(places: Sequence[tuple[int, str]]) -> Iterator[tuple[str, str]]:
    for number, (at, word) in enumerate(places):
        for beside, other in islice(places, number + 1, None):
            if beside - at > NEIGHBOURS:
                break
            yield word, other
