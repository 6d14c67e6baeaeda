"""Question and passages -> what a short form of the question stands for, or its words' short form, as the passages say.

A document that writes "Collective Security Treaty Organization (CSTO)" once goes on with the one or the other, and asks
nobody which of them a question will hold. The letters of a short form are looked for in the words before it, from the
last to the first, of which the first must begin a word (Schwartz and Hearst, PSB 2003).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from citeleaf.terms import is_function_word, stem, words_of
from citeleaf.types import Form

_DEFINED = re.compile(r"\(\s*([^\W\d_][\w.&-]{1,9})\s*[;,)]")
"""A short form behind the long one: "Collective Security Treaty Organization (CSTO)"."""
_EXPLAINED = re.compile(r"(?<![\w.&-])([^\W\d_][\w.&-]{1,9}) \(([^()]{5,100})\)")
"""And before it: "CSTO (Collective Security Treaty Organization)"."""
_BEFORE = 120
"""Characters before a short form that its long form lies in."""


def forms(question: str, passages: Iterable[str]) -> tuple[Form, ...]:
    """The short forms that ``passages`` define and of which ``question`` holds either side alone, each once."""
    asked = [stem(word) for word in words_of(question)]
    found: dict[str, Form] = {}
    for text in passages:
        if "(" in text:
            for form in _defined(text):
                if _is_asked(form, asked):
                    found.setdefault(stem(form.short), form)
    return tuple(found.values())


def _is_asked(form: Form, asked: Sequence[str]) -> bool:
    """Whether the words asked for hold the short form or the long one, and not both."""
    return (stem(form.short) in asked) != holds([stem(word) for word in form.long], asked)


def holds(words: Sequence[str], within: Sequence[str]) -> bool:
    """Whether ``words`` stand in a row ``within``."""
    return any([*within[at : at + len(words)]] == [*words] for at in range(len(within) - len(words) + 1))


def _defined(text: str) -> Iterator[Form]:
    for match in _DEFINED.finditer(text):
        short = match.group(1)
        if _is_short_form(short):
            before = text[max(0, match.start() - _BEFORE) : match.start()].rstrip()
            long = _long_form(short, before)
            if long is not None:
                yield Form(short, long)
    for match in _EXPLAINED.finditer(text):
        short, explained = match.groups()
        if _is_short_form(short):
            long = _long_form(short, explained)
            if long is not None and len(long) == len(words_of(explained)):
                yield Form(short, long)


def _is_short_form(word: str) -> bool:
    """Two capitals at least, and no word that merely stands in parentheses: "NATO", "EdTech", not "Oslo"."""
    return sum(letter.isupper() for letter in word) >= 2 and not is_function_word(word.lower())


def _long_form(short: str, before: str) -> tuple[str, ...] | None:
    """The last words of ``before`` that ``short`` is made of; None where its letters are not found in them."""
    letters = [letter for letter in short.casefold() if letter.isalnum()]
    text = before.casefold()
    if len(text) != len(before):  # a few letters are several in small
        return None
    at = len(text)
    for number in range(len(letters) - 1, -1, -1):
        at = text.rfind(letters[number], 0, at)
        while number == 0 and at > 0 and text[at - 1].isalnum():  # the first letter begins a word
            at = text.rfind(letters[number], 0, at)
        if at < 0:
            return None
    words = tuple(words_of(before[at:]))
    most = min(len(letters) + 5, 2 * len(letters))
    return words if 2 <= len(words) <= most and short not in words else None
