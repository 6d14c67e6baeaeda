"""A question that leans, and what it may mean -> the question in words that stand alone.

Where the question has a place for it, what it means is put there, so that a sentence comes of it; where it has none,
it stands in brackets behind the question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from citeleaf.conversation.leaning import ABOUT_ALL, LEADING, is_possessive, unresolved
from citeleaf.conversation.words import DEMONSTRATIVES, PRONOUNS, Word, capitalised, words_in
from citeleaf.terms import content_words, stem


def plain(question: str) -> str:
    """The question without the words that only join it to the one before."""
    rest = LEADING.sub("", question.strip())
    return capitalised(rest) if rest and rest != question.strip() else question.strip()


def put_in(question: str, subject: str) -> str | None:
    """``question`` with ``subject`` where its unresolved pronoun stands; None where the pronoun leaves no place."""
    words = words_in(question)
    at = unresolved(words)
    if at is None:
        return None
    pronoun = words[at]
    if pronoun.lower in DEMONSTRATIVES:
        return _for_demonstrative(question, words, at, subject)
    put = possessive(subject) if is_possessive(words, at) else subject
    put = put if at == 0 or not put.startswith("The ") else f"the {put[4:]}"
    return _replaced(question, pronoun.start, pronoun.end, put)


def possessive(name: str) -> str:
    """ "Ann's", "Friends'"."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def repeats(words: Sequence[Word], at: int, subject: str) -> bool:
    """Whether what belongs to ``subject``, after the pronoun at ``at``, is that noun: "the mayor of Acre's mayor"."""
    if not is_possessive(words, at):
        return False
    head = re.split(r" (?:of|between) ", subject, maxsplit=1)[0].split()[-1]
    owned = takewhile(lambda word: word.tells, words[at + 1 :])
    return head[0].islower() and any(stem(word.text) == stem(head) for word in owned)


def in_brackets(question: str, carried: Sequence[str]) -> str | None:
    """``question`` with those of ``carried`` that it does not speak of behind it; None where it does of all."""
    said = {stem(word) for word in content_words(question)}
    new = [each for each in carried if not {stem(word) for word in content_words(each)} <= said]
    return f"{question} ({', '.join(new)})" if new else None


def with_noun(question: str, phrases: Sequence[str]) -> str | None:
    """``question`` with "this programme" written out, where one of ``phrases`` ends in that noun."""
    words = words_in(question)
    for word, noun in pairwise(words):
        if word.lower in DEMONSTRATIVES and noun.tells:
            for phrase in phrases:
                last = phrase.split()[-1]
                first = phrase.split()[0].lower()
                if stem(last) == stem(noun.text) and first != last and first not in PRONOUNS:
                    put = phrase if phrase.lower().startswith("the ") else f"the {phrase}"
                    return _replaced(question, word.start, noun.end, put)
    return None


def _for_demonstrative(question: str, words: Sequence[Word], at: int, subject: str) -> str | None:
    noun = words[at + 1] if at + 1 < len(words) else None
    if noun is not None and noun.lower in ABOUT_ALL:
        return _replaced(question, words[at].start, noun.end, subject)
    return None


def _replaced(text: str, start: int, end: int, put: str) -> str:
    return capitalised(f"{text[:start]}{put}{text[end:]}") if start == 0 else f"{text[:start]}{put}{text[end:]}"
