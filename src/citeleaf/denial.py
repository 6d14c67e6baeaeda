"""A text -> whether it denies something, and of what: of what a question asserts, of another thing, or of none.

English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set

from citeleaf.names import missing_names
from citeleaf.terms import content_words, is_function_word, stem, stems, words_of
from citeleaf.types import Span
from citeleaf.unicode import fold

_DENIAL = re.compile(  # "No. 1" is a number
    r"\b(?:not|no(?!\.? ?\d)|never|none|nobody|nothing|neither|nor|without|cannot|\w+n['’]t)\b", re.IGNORECASE
)
_DENIED = re.compile(
    r"\b(?:not|never|without|cannot|\w+n['’]t)\b"
    r"(?!\s+(?:only|just|merely|all|every|always|necessarily|unlike|as|so)\b)"  # "not only Ann": she, too
    r"(?![^.:;!?]*\b(?:until|till)\b)"  # "not until June": in June
    r"(?=((?:[^\w.:;!?]+\w+){1,5}))",
    re.IGNORECASE,
)
_OF_NONE = re.compile(
    r"(?P<joint>^|[,;:]\s+|\b(?:and|but|that)\s+|\b)"
    r"(?P<none>nobody|no[ -]one|none of|no(?!\.? ?\d)(?!\s+(?:longer|more|less|fewer|doubt|other)\b))\b"
    r"(?P<what>(?:[^\w.:;!?,]+(?!(?:but|and|while|though|although)\b)\w+){1,6})",
    re.IGNORECASE,
)
_EMPHASIS = frozenset({"even", "really", "actually", "fully", "simply", "yet", "ever"})


def denies(text: str) -> bool:
    """Whether ``text`` says or asks for what is not so: "which of them did not sign"."""
    return _DENIAL.search(text) is not None


def denied(question: str, text: str) -> bool:
    """Whether ``text`` denies the very word that ``question`` asserts: "who has signed", and "France has not signed".

    The first word after the denial that says something is what it denies.
    """
    if denies(question):
        return False
    asked = stems(content_words(question))
    return any(next(_telling(match[1]), None) in asked for match in _DENIED.finditer(text))


def of_none(question: str, sentence: str) -> Iterator[Span]:
    """Where ``sentence`` says of none what ``question`` asks of whom, or of how many: "Nobody was hurt".

    "No passenger died" does where passengers and dying are asked about. As an object ("had no fuel"), it tells what is
    lacking, and not of whom.
    """
    if denies(question):
        return
    asked = stems(content_words(question))
    for found in _OF_NONE.finditer(sentence):
        nobody = found["none"][:4].lower() in {"nobo", "no o", "no-o"}
        said = list(_telling(found["what"]))[: 1 if nobody else 2]
        if said and asked >= frozenset(said) and (nobody or (len(said) == 2 and (found["joint"] or not found.start()))):
            yield Span(found.start("none"), found.end())


def denies_of_another(question: str, text: str) -> bool:
    """Whether ``text`` denies, and of something else than ``question`` asks of: whether Sweden signed, and "Finland did
    not sign".

    It then has a name of its own in the place of one that it lacks, or a number. "It did not sign" may speak of any.
    """
    if not denies(text) or denies(question):
        return False
    asked = words_of(question)
    own = {fold(word) for word in words_of(text)} - {fold(word) for word in asked}
    others = [word for word in words_of(text) if fold(word) in own]
    return bool(
        (missing_names(question, text) and any(word[0].isupper() and not is_function_word(word) for word in others))
        or (_numbers(asked) - _numbers(words_of(text)) and _numbers(others))
    )


def _numbers(words: Iterable[str]) -> Set[str]:
    return {word for word in words if word[0].isdigit()}


def _telling(text: str) -> Iterator[str]:
    """The stems of the words of ``text`` that say something."""
    telling = (word for word in words_of(text) if not is_function_word(word) and word.lower() not in _EMPHASIS)
    return map(stem, telling)
