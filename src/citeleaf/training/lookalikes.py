"""Answerable questions -> questions that look as answerable about the same passage, and are not.

What people who wrote unanswerable questions did (Rajpurkar, Jia and Liang 2018, table 2), as rules: a name, a number
or a date swapped for another that the passage holds; an antonym; a negation; a condition that the passage does not
state; a word of the question swapped for another of the passage; two names that change places. Rules err, so a few of
them are answerable after all; the reader learns from many.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from citeleaf.opposites import ANTONYMS

_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_YEAR = re.compile(r"\b1\d{3}\b|\b20\d{2}\b")
_NAME = re.compile(r"\b[A-Z][\w'’-]+(?: (?:of |the |de |and )?[A-Z][\w'’-]+)*")
_AUXILIARY = re.compile(r"\b(did|does|do|is|are|was|were|could|has|have|had|would|should)\b", re.IGNORECASE)
_EITHER_WAY = re.compile(r"\b(between|distance|with|and|or)\b")
"""What joins names of which each may stand in the other's place."""
_PLAIN_WORD = re.compile(r"(?<![\w-])[a-z]{5,}(?![\w-])")
_QUESTION_WORDS = frozenset(
    "What Which Who Whom Whose When Where Why How In On At For To From By With The A An".split()
)
ENDINGS = ("ing", "ed", "est", "er", "ies", "s", "ly", "tion", "ity", "al", "")
"""Words with the same one are likely of the same kind; the first that fits counts."""

Swap = Callable[[str, str, random.Random], str | None]


def lookalikes(question: str, passage: str, answers: frozenset[str], chance: random.Random, count: int) -> list[str]:
    """Up to ``count`` of them, each by another rule; ``answers`` are not swapped in, as they would give it away."""
    rules = sorted(_RULES, key=lambda rule: chance.random() * _WEIGHTS.get(rule, 1), reverse=True)
    without_answers = passage
    for answer in answers:
        without_answers = without_answers.replace(answer, " ")
    made = []
    for rule in rules:
        swapped = rule(question, without_answers, chance)
        if swapped is not None and swapped.lower() != question.lower():
            made.append(swapped)
        if len(made) == count:
            break
    return made


def _swap_number(question: str, passage: str, chance: random.Random) -> str | None:
    """A number of the question for another: one of the passage's of its kind, or one near it."""
    found = list(_NUMBER.finditer(question))
    if not found:
        return None
    match = chance.choice(found)
    said = match.group()
    kind = _YEAR if _YEAR.fullmatch(said) else _NUMBER
    others = sorted({other for other in kind.findall(passage) if other not in question})
    if others and chance.random() < 0.7:
        return put(question, match, chance.choice(others))
    digits = said.replace(",", "")
    if not digits.isdigit() or len(digits) > 6:
        return None
    spread = 30 if kind is _YEAR else max(3, int(digits) // 2)
    return put(question, match, str(abs(int(digits) + chance.choice([-1, 1]) * chance.randint(1, spread))))


def _swap_name(question: str, passage: str, chance: random.Random) -> str | None:
    """A name of the question for one of the passage that the question does not hold."""
    asked, others = names_of_question(question), names_within(passage, question)
    return put(question, chance.choice(asked), chance.choice(others)) if asked and others else None


def names_of_question(question: str) -> list[re.Match[str]]:
    """The names in ``question``: all that is capitalised but for its first word, and words that ask."""
    found = _NAME.finditer(question, len(question.partition(" ")[0]))
    return [match for match in found if match.group().split()[0] not in _QUESTION_WORDS]


def names_within(passage: str, question: str) -> list[str]:
    """The names of ``passage`` that ``question`` does not hold, but for those that begin a sentence: any word may."""
    within = (match for match in _NAME.finditer(passage) if passage[: match.start()].rstrip()[-1:] not in {*".?!", ""})
    return sorted({match.group() for match in within if match.group() not in question})


def _exchange_names(question: str, passage: str, chance: random.Random) -> str | None:
    """Two names of the question in each other's place: who did it, and to whom."""
    asked = names_of_question(question)
    if len(asked) < 2 or _EITHER_WAY.search(question):
        return None
    first, second = sorted(chance.sample(asked, 2), key=lambda match: match.start())
    return put(put(question, second, first.group()), first, second.group())


def _swap_antonym(question: str, passage: str, chance: random.Random) -> str | None:  # as every rule
    found = [match for match in re.finditer(r"\b[a-z]+\b", question) if match.group() in ANTONYMS]
    if not found:
        return None
    match = chance.choice(found)
    return put(question, match, chance.choice(ANTONYMS[match.group()]))


def _negate(question: str, passage: str, chance: random.Random) -> str | None:
    """The auxiliary contracted with "not", or "never" before the verb that follows "who" or "what"."""
    match = _AUXILIARY.search(question)
    if match is not None:
        return put(question, match, match.group() + "n't")
    return re.sub(r"^(Who|What|Which \w+) (?=[a-z]+(?:ed|s) )", r"\1 never ", question)


def _add_condition(question: str, passage: str, chance: random.Random) -> str | None:
    """A place or a time at the question's end that the passage does not tie to what is asked."""
    years = sorted({year for year in _YEAR.findall(passage) if year not in question})
    names = names_within(passage, question)
    stem = question.rstrip(" ?")
    if _YEAR.search(stem) is None and years and chance.random() < 0.5:
        return f"{stem} {chance.choice(['in', 'before', 'after', 'until'])} {chance.choice(years)}?"
    if names:
        return (
            f"{stem} {chance.choice(['outside', 'in', 'besides', 'according to', 'without'])} {chance.choice(names)}?"
        )
    return None


def _swap_word(question: str, passage: str, chance: random.Random) -> str | None:
    """A plain word for one of the passage with the same ending, so that it is likely of the same kind."""
    found = [match for match in _PLAIN_WORD.finditer(question) if match.group() in passage]
    chance.shuffle(found)
    for match in found:
        ending = next(each for each in ENDINGS if match.group().endswith(each))
        others = sorted(
            {
                word
                for word in _PLAIN_WORD.findall(passage)
                if ending and word.endswith(ending) and word not in question and abs(len(word) - len(match.group())) < 5
            }
        )
        if others:
            return put(question, match, chance.choice(others))
    return None


def put(question: str, match: re.Match[str], instead: str) -> str:
    """``question`` with ``instead`` where ``match`` stands."""
    return question[: match.start()] + instead + question[match.end() :]


_RULES: tuple[Swap, ...] = (
    _swap_number, _swap_name, _exchange_names, _swap_antonym, _negate, _add_condition, _swap_word,
)  # fmt: skip
_WEIGHTS: dict[Swap, float] = {_negate: 0.5, _add_condition: 0.7}
"""The rest count 1. People negate one question in eleven, and a condition is easily seen."""
