"""A question and the quote that seems to answer it -> what of the one the other does not bear out.

A question that a text only seems to answer is mostly a sentence of it with one thing exchanged: a number, a name, a
word for its opposite, a denial (Rajpurkar, Jia and Liang, ACL 2018). A reader that compares meanings takes one number
or one name for another; whether the very same one stands there, only its spelling can tell. Opposites and denials are
English.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from citeleaf.denial import denies
from citeleaf.opposites import ANTONYMS
from citeleaf.sentences import sentences
from citeleaf.terms import content_words, is_function_word, words_of
from citeleaf.types import Finding
from citeleaf.unicode import fold

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")


@dataclass(frozen=True, slots=True)
class Mismatches:
    """What of a question a quote does not bear out.

    ``numbers`` is whether a number of the question, in digits on both sides, is missing from the quote and the title
    and headings above it; ``names`` how many of its words that begin with a capital, but for its first and function
    words, are nowhere in these, not even as a part of a word (a short form is missing where only the long one stands);
    ``opposite`` whether the sentences of the answer hold the opposite of a word instead of the word (function words
    and the measure that is asked for aside); ``undenied`` whether the question denies something and these do not.
    """

    numbers: bool
    names: int
    opposite: bool
    undenied: bool


def mismatches(question: str, finding: Finding) -> Mismatches:
    """Those of ``question`` and of what ``finding`` quotes."""
    passage = finding.hit.passage
    quote = f"{passage.context}\n{passage.read(finding.sentence)}"
    answering = _answering(finding)
    letters = fold(quote)
    return Mismatches(
        numbers=not _numbers(question) <= _numbers(quote),
        names=sum(name not in letters for name in _names(question)),
        opposite=_opposed(question, answering),
        undenied=denies(question) and not denies(answering),
    )


def _answering(finding: Finding) -> str:
    """The sentences of the quote that the answer touches."""
    quote = finding.hit.passage.read(finding.sentence)
    answer = finding.answer.shifted(-finding.sentence.start)
    return " ".join(each.of(quote) for each in sentences(quote) if each.overlaps(answer)) or quote


def _numbers(text: str) -> Set[str]:
    return {match.group().replace(",", "") for match in _NUMBER.finditer(text)}


def _names(question: str) -> list[str]:
    if question.isupper():
        return []  # where everything is in capitals, they mark no name
    return [fold(word) for word in words_of(question)[1:] if word[0].isupper() and not is_function_word(word)]


def _opposed(question: str, text: str) -> bool:
    asked = {word.casefold() for word in content_words(question)}
    said = {word.casefold() for word in words_of(text) if not is_function_word(word)}
    return any(opposite in said - asked for word in asked - said for opposite in ANTONYMS.get(word, ()))
