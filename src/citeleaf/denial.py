"""A text -> whether it denies something, and of what: of what a question asserts, of another thing, or of none.

English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from itertools import islice

from citeleaf.terms import content_words, is_function_word, numbers_in, stem, stems, words_of
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
    r"(?P<none>(?P<nobody>nobody|no[ -]one)|none of|no(?!\.? ?\d)(?!\s+(?:longer|more|less|fewer|doubt|other)\b))\b"
    r"(?P<what>(?:[^\w.:;!?,]+(?!(?:but|and|while|though|although)\b)\w+){1,6})",
    re.IGNORECASE,
)
_EXCEPTED = re.compile(
    r"\b(?:except(?:ing|ed)?|save|besides|apart from|other than|unless|until|before"
    r"|but(?![^.;]*\b(?:is|are|was|were|has|have|had|did)\b))\b",
    re.IGNORECASE,
)
"""Of whom it is true all the same: "nobody but Anna"."""
_UNTIL = re.compile(r"\b(?:until|till)\b", re.IGNORECASE)
_NAME = re.compile(
    r"(?:\b(?P<joint>in|at|of|on|by|for|from|to|with|under|during)\s+(?:the\s+)?)?"
    r"\b(?P<name>[^\W\d_a-z][\w’'-]*(?:\s+[^\W\d_a-z][\w’'-]*)*|(?:1[5-9]|20)\d\d(?!\w))"
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
    lacking, and not of whom. Where somebody is excepted, the same is said again of others, or another number stands
    beside it ("nobody in 1900"), others may answer.
    """
    if denies(question):
        return
    asked, numbers = stems(content_words(question)), numbers_in(question)
    for found in _OF_NONE.finditer(sentence):
        said = frozenset(islice(_telling(found["what"]), 1 if found["nobody"] else 2))
        is_subject = found["nobody"] or (len(said) == 2 and (found["joint"] or not found.start()))
        if not said or not said <= asked or not is_subject:
            continue
        rest = f"{sentence[: found.start('none')]} {sentence[found.end() :]}"
        beside = numbers_in(found[0])
        excepted = _EXCEPTED.search(sentence, found.start()) or said & stems(words_of(rest))
        if not excepted and not (beside and numbers - beside):
            yield Span(found.start("none"), found.end())


def of_another(question: str, text: str, around: str = "") -> Set[str]:
    """The names and years that ``question`` asks of, where ``text`` denies of others what it asks; none where it may be
    of these.

    "Finland did not sign" tells nothing of Sweden: another name stands before the denial. So does another behind the
    same preposition: "no office in Switzerland", if it is an office in Panama that is asked about. "It did not sign"
    may speak of any, and of what is named ``around`` it. A name of several words is named by each of them.
    """
    denial = _DENIAL.search(text)
    if denial is None or denies(question) or _UNTIL.search(text):
        return frozenset()
    others = list(_names(f". {text}", but=question))
    subject = any(not other.isdigit() and text.find(other) < denial.start() for _, other in others)
    return frozenset(
        name
        for joint, name in _names(question, but=f"{around}\n{text}")
        if (subject and not name.isdigit())
        or any(joint == its and name.isdigit() == other.isdigit() for its, other in others if its)
    )


def _names(text: str, but: str) -> Iterator[tuple[str, str]]:
    """The names and years in ``text``, but for its first word, each with the preposition before it, if any.

    Without those that stand, or of which a word stands, in ``but``.
    """
    known = fold(but)
    for found in _NAME.finditer(text, len(text) - len(text.lstrip().partition(" ")[2])):
        words = [word for word in found["name"].split() if not is_function_word(word)]
        if words and not any(fold(word) in known for word in words):
            yield (found["joint"] or "").lower(), " ".join(words)


def _telling(text: str) -> Iterator[str]:
    """The stems of the words of ``text`` that say something."""
    telling = (word for word in words_of(text) if not is_function_word(word) and word.lower() not in _EMPHASIS)
    return map(stem, telling)
