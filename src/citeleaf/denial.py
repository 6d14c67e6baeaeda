"""A text -> whether it denies something, and whether it denies what a question asserts. English only."""

from __future__ import annotations

import re

from citeleaf.terms import content_words, is_function_word, stem, stems, words_of

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
    return any(_first_telling(match.group(1)) in asked for match in _DENIED.finditer(text))


def _first_telling(text: str) -> str | None:
    telling = (word for word in words_of(text) if not is_function_word(word) and word.lower() not in _EMPHASIS)
    return next(map(stem, telling), None)
