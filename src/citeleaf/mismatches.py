"""A question and the quote that seems to answer it -> what of the one the other does not bear out.

A question that a text only seems to answer is mostly a sentence of it with one thing exchanged: a number, a name, a
word for its opposite, a denial (Rajpurkar, Jia and Liang, ACL 2018). A reader that compares meanings takes one number
or one name for another; whether the very same one stands there, only its spelling can tell. Opposites and denials
are English.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from citeleaf.denial import denied, denies
from citeleaf.excerpts import around
from citeleaf.names import missing_names
from citeleaf.opposites import of_another_rank, opposed
from citeleaf.question_kinds import QuestionKind, kind_of
from citeleaf.terms import numbers_in
from citeleaf.types import Finding, Query

_HOUR = re.compile(r"\b(\d{1,2})(?:[:.]\d\d)?\s?([ap])\.?m\b", re.IGNORECASE)

_OTHER = {"a": "p", "p": "a"}


@dataclass(frozen=True, slots=True)
class Mismatches:
    """What of a question a quote does not bear out.

    ``numbers`` is how many numbers of the question, in digits on both sides, are missing from the quote and the title
    and headings above it; ``names`` how many of its names are from these and the sentences of the answer (see
    ``names.missing_names``), among them those that were read as others, and ``absent`` how many of those from every
    document. ``opposite`` is whether the sentences of the answer hold the opposite of a word instead of the word, or
    the deputy of a role, but for the measure that is asked for; ``undenied`` whether the question denies something and
    these do not; and ``denied`` whether they deny what it asserts, where it does not ask whether something is so.
    """

    numbers: int
    names: int
    absent: int
    opposite: bool
    undenied: bool
    denied: bool


def mismatches(query: Query, finding: Finding) -> Mismatches:
    """Those of ``query`` and of what ``finding`` quotes."""
    question, passage = query.text, finding.hit.passage
    answering = around(finding)
    names = missing_names(question, f"{passage.context}\n{answering}")
    unknown = {term.word.casefold() for term in query.terms if not term.known}
    return Mismatches(
        numbers=_missingnumbers_in(question, f"{passage.context}\n{passage.read(finding.sentence)}"),
        names=len(names) + sum(word[0].isupper() for word in query.misspelt),
        absent=sum(name.casefold() in unknown for name in names),
        opposite=opposed(question, answering) or of_another_rank(question, answering),
        undenied=denies(question) and not denies(answering),
        denied=kind_of(question) is not QuestionKind.YES_NO and denied(question, answering),
    )


def _missingnumbers_in(question: str, text: str) -> int:
    """How many numbers of ``question`` are not in ``text``, or are an hour of the other half of the day there."""
    told = _hours(text)
    turned = {(hour, half) for hour, half in _hours(question) - told if (hour, _OTHER[half]) in told}
    return len(numbers_in(question) - numbers_in(text)) + len(turned)


def _hours(text: str) -> Set[tuple[int, str]]:
    """Hours of the twelve-hour clock, with the half of the day that each lies in."""
    return {(int(match[1]), match[2].lower()) for match in _HOUR.finditer(text)}
