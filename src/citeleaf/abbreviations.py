"""Question and passages -> what a short form of the question stands for, or its words' short form, as the passages say.

A document that writes "Collective Security Treaty Organization (CSTO)" once goes on with the one or the other, and asks
nobody which of them a question will hold. The letters of a short form are looked for in the words before it, from the
last to the first, of which the first must begin a word (Schwartz and Hearst, PSB 2003); and most of its capitals must
begin one, too. Who asks what a short form stands for is told the whole of the long one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from citeleaf.terms import is_function_word, stem, words_of
from citeleaf.types import Finding, Form, Query, Span

_BEHIND = re.compile(r"\(\s*([^\W\d_]\w{1,9})\s*[;,)]")
"""A short form behind the long one: "Collective Security Treaty Organization (CSTO)"."""
_BEFORE = re.compile(r"(?<![\w.&-])([^\W\d_]\w{1,9}) \((?:the )?([^()]{5,100})\)")
"""And before it: "CSTO (Collective Security Treaty Organization)"."""
_ENDS = re.compile(r"[.!?;:(]\s|\n")
"""What a long form does not reach across."""
_ASKS = re.compile(r"\b(?:stands? for|short for|abbreviat\w+|acronym|full (?:form|name)|mean)\b", re.IGNORECASE)
"""Asks for the long form: "What does CSTO stand for?"."""
_REACH = 120
"""Characters before a short form that its long form lies in."""
_MOST = 40
"""Short forms looked at in a passage: a glossary's has about half as many."""


def forms(query: Query, passages: Sequence[str]) -> tuple[Form, ...]:
    """The short forms that ``passages`` define and of which ``query`` holds either side alone, each once."""
    asked = [stem(word) for word in words_of(query.text)]
    defined = dict.fromkeys(form for text in passages if "(" in text for form, _ in islice(_defined(text), _MOST))
    found: dict[str, Form] = {}
    for form in defined:
        if _holds_short(form.short, query, passages) != _holds([*map(stem, form.long)], asked):
            found.setdefault(form.short, form)
    return tuple(found.values())


def spelled_out(question: str, finding: Finding) -> Finding:
    """``finding`` with the whole long form as its answer, where the question asks for it and a part of it was found."""
    if not _ASKS.search(question):
        return finding
    small = question == question.lower()  # then a short form is written so, too
    asked = set(words_of(question))
    passage = finding.hit.passage
    for form, place in islice(_defined(passage.text), _MOST):
        whole = place.shifted(passage.span.start)
        short = form.short.lower() if small else form.short
        if short in asked and whole.contains(finding.answer) and finding.sentence.contains(whole):
            return replace(finding, answer=whole)
    return finding


def _holds(words: Sequence[str], within: Sequence[str]) -> bool:
    """Whether ``words``, of which there is one at least, stand in a row ``within``."""
    starts = (at for at, word in enumerate(within) if word == words[0])
    return any([*within[at : at + len(words)]] == [*words] for at in starts)


def _holds_short(short: str, query: Query, passages: Sequence[str]) -> bool:
    """Whether the question holds it as it is written.

    Where the question is all in small letters, in these, unless the passages use that word themselves: who "led" an
    expedition is no question about a light-emitting diode.
    """
    words = {term.word for term in query.terms}
    if short in words:
        return True
    small = short.lower()
    if small not in words or query.text != query.text.lower():
        return False
    as_a_word = re.compile(rf"\b{re.escape(small)}\b")
    return not any(as_a_word.search(text) for text in passages)


def _defined(text: str) -> Iterator[tuple[Form, Span]]:
    """The short forms of ``text``, and where in it their long forms stand."""
    for match in _BEHIND.finditer(text):
        start = max(0, match.start() - _REACH)
        before = text[start : match.start()].rstrip()
        end = start + len(before)
        if start:
            before = before.partition(" ")[2]  # its first word may be cut
        yield from _explained(match.group(1), _ENDS.split(before)[-1], end, whole=False)
    for match in _BEFORE.finditer(text):
        yield from _explained(match.group(1), match.group(2), match.end(2), whole=True)


def _explained(short: str, text: str, end: int, *, whole: bool) -> Iterator[tuple[Form, Span]]:
    """The form, where the last words of ``text``, or the ``whole`` of it, are what ``short`` stands for.

    ``end`` is where ``text`` ends in its passage.
    """
    capitals = [letter for letter in short if letter.isupper()]
    if len(capitals) < 2 or is_function_word(short.lower()) or words_of(short) != [short]:
        return
    at = _long_form_at(short.lower(), text.lower())
    if at is None or len(text.lower()) != len(text):  # a few letters are several in small
        return
    words = tuple(words_of(text[at:]))
    begun = _begun([letter.lower() for letter in capitals], [word[0].lower() for word in words])
    if 2 <= len(words) <= 2 * len(short) and 4 * begun >= 3 * len(capitals) and not (whole and text[:at].strip()):
        yield Form(short, words), Span(end - len(text) + at, end)


def _long_form_at(letters: str, text: str) -> int | None:
    """Where the words begin that hold ``letters`` in their order; None where they are not there."""
    at = len(text)
    for number in range(len(letters) - 1, -1, -1):
        at = text.rfind(letters[number], 0, at)
        while number == 0 and at > 0 and text[at - 1].isalnum():  # the first letter begins a word
            at = text.rfind(letters[number], 0, at)
        if at < 0:
            return None
    return at


def _begun(letters: Sequence[str], initials: Sequence[str]) -> int:
    """How many of ``letters`` stand, in their order, among ``initials``."""
    found = at = 0
    for letter in letters:
        if letter in initials[at:]:
            found += 1
            at = initials.index(letter, at) + 1
    return found
