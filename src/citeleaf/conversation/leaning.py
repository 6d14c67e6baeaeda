"""A question -> whether, and by what, it leans on what was said before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise, takewhile

from citeleaf.conversation.words import (
    AUXILIARIES,
    DEMONSTRATIVES,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    QUESTION_WORDS,
    Word,
    has_name,
    has_noun,
    words_in,
)
from citeleaf.terms import stem


class Leaning(StrEnum):
    """By what a question leans on the one before."""

    WHAT_ABOUT = "asks the same of something else"
    QUESTION_WORD = "hardly more than a question word"
    PRONOUN = "a pronoun whose noun was said before"
    FRAGMENT = "no whole question"
    CONTINUES = "begins as a continuation"
    MORE = "asks for more of the same"
    DEFINITE = "the noun that was spoken of before"


LEADING = re.compile(
    r"^(?:(?:and|but|so|then|also|ok|okay|well|great|thanks|thank you|got it|nice|oh|yes|no|now)\b[\s,.!:;–-]*)+",
    re.IGNORECASE,
)
_CONTINUES = re.compile(r"^(?:and|but|so|then|also|what about|how about)\b", re.IGNORECASE)
WHAT_ABOUT = re.compile(r"^(?:(?:and|but|so|then|also)\b[\s,]*)*(?:what|how) about\s+(.+?)[\s?.!]*$", re.IGNORECASE)
_AND_PHRASE = re.compile(r"^(?:and|but)\b[\s,]+(.+?)[\s?.!]*$", re.IGNORECASE)
QUESTION_WORD = re.compile(
    r"^(?:when|where|why|who|whom|how|since when|until when|from where|(?:by|with|to|for|from) wh(?:om|ich|at)"
    r"|how (?:many|much|long|old|often|far|big|large|tall|high)|(?:(?:in|on|at|during|since) )?(?:what|which) "
    r"(?:year|date|day|month|century|decade|country|city|town|place|age))(?: exactly)?$",
    re.IGNORECASE,
)
_HAPPENED = re.compile(
    r"^what (?:(?:else|also|then|first) )?happen(?:ed|s)"
    r"(?: (?:next|then|later|after that|afterwards?|(?:in|by|after|before) \d{4}))?$",
    re.IGNORECASE,
)
_EXCEPT = re.compile(r"\b(?:besides|other than|apart from|aside from|in addition to|except)\b", re.IGNORECASE)
_MORE = re.compile(r"\b(?:else|other|others|another|anything|anymore)\b", re.IGNORECASE)
_FEWEST_WORDS = 3
MOST_TELLING = 4
_SAYS_WHICH = frozenset("of who whom whose which that between".split())
_SUBJECTS = frozenset("he she it they".split())
_OBJECTS = frozenset("him them it her this that".split())
_AFTER_OBJECTS = frozenset("next then later again too also well".split())
_GENDERED = frozenset("he she him her his hers".split())
_PERSON = re.compile(r"(?:er|or|ist|ian|man|woman|king|queen|president|boy|girl|person|pope|saint|victim|suspect)$")
ABOUT_ALL = frozenset("article text document page topic subject story section".split())
"""What stands for all that is talked of: "this article"."""
_NOW = frozenset("year month week weekend morning afternoon evening summer winter spring autumn".split())
_EMPTY_IT = re.compile(
    r"it (?:(?:is|was|be) )?(?:to |snow|rain|(?:get|gets) (?:dark|cold|hot)|(?:cost|take|mean)s? \w|took \w"
    r"|(?:held|true|possible|necessary|important|common|safe|legal|difficult|hard|easy|better) (?:to|that|for)\b)"
)
_IMPERATIVES = frozenset("explain describe define list name tell give show compare summarize find discuss say".split())


def leans(question: str) -> bool:
    """Whether the question cannot be understood without what came before it.

    It begins with a word that continues something, has hardly any words, or holds a pronoun with nothing before it
    in the question that the pronoun could stand for.
    """
    return leaning(question) is not None


def leaning(question: str) -> Leaning | None:
    """By what the question leans on what came before; None where it is complete."""
    asked = question.strip()
    rest = LEADING.sub("", asked).strip(" ?.!")
    words = words_in(rest)
    if not words:
        return Leaning.FRAGMENT
    if named_phrase(asked) and (WHAT_ABOUT.match(asked) or not _asks(words)):
        return Leaning.WHAT_ABOUT
    if QUESTION_WORD.match(rest):
        return Leaning.QUESTION_WORD
    if unresolved(words) is not None:
        return Leaning.PRONOUN
    if len(words) < _FEWEST_WORDS or (words[0].lower in {"any", "anything"} and not has_name(words)):
        return Leaning.FRAGMENT
    if _CONTINUES.match(asked) or _HAPPENED.match(rest):
        return Leaning.CONTINUES
    if _asks_for_more(rest, words):
        return Leaning.MORE
    return None


def _asks_for_more(asked: str, words: Sequence[Word]) -> bool:
    """Whether it asks for another of what was spoken of, and does not say of what: "Who else was there?"."""
    if not _MORE.search(asked) or _EXCEPT.search(asked) or has_name(words) or not _asks(words):
        return False
    return sum(word.tells for word in words) <= MOST_TELLING and not any(word.lower == "the" for word in words)


def definite(question: str) -> Word | None:
    """The noun of "the …" in a question without a name, such as may have been spoken of before: "the album".

    None where the question says itself which one it means ("the capital of France", "the man who …"), or says so
    much that it can be understood without.
    """
    words = words_in(question)
    if has_name(words) or not words or sum(word.tells for word in words) > MOST_TELLING:
        return None
    for at, word in enumerate(words):
        if word.lower == "the":
            phrase = list(takewhile(lambda each: each.tells, words[at + 1 :]))
            behind = words[at + 1 + len(phrase)].lower if at + 1 + len(phrase) < len(words) else ""
            if phrase and behind not in _SAYS_WHICH and not any(each.text[0].isdigit() for each in phrase):
                return phrase[0] if len(phrase) > 1 and behind == "" and at > 1 else phrase[-1]
    return None


def named_phrase(question: str) -> str | None:
    """What "What about …?" and "And …?" name, where the question is no more than that."""
    match = WHAT_ABOUT.match(question.strip()) or _AND_PHRASE.match(question.strip())
    return match[1] if match and "," not in match[1] else None


def unresolved(words: Sequence[Word]) -> int | None:
    """Where the first pronoun stands that nothing before it in the question could be meant by; None without one."""
    for at, word in enumerate(words):
        if word.lower in PRONOUNS and word.text != "IT" and not _is_empty(words, at) and not _means_before(words, at):
            return at
    return None


def is_possessive(words: Sequence[Word], at: int) -> bool:
    """Whether the pronoun at ``at`` belongs to the noun behind it: "her" does in "her book", not in "with her"."""
    word = words[at].lower
    if word != "her":
        return word in {"his", "its", "their"}
    following = words[at + 1] if at + 1 < len(words) else None
    return following is not None and following.tells


def _asks(words: Sequence[Word]) -> bool:
    """Whether the words begin as a question does."""
    first = words[0].lower
    second = words[1].lower if len(words) > 1 else ""
    return (
        first in QUESTION_WORDS or first in AUXILIARIES or (first in PREPOSITIONS and second in QUESTION_WORDS)
    ) or any(word.lower in AUXILIARIES for word in words)


def _means_before(words: Sequence[Word], at: int) -> bool:
    """Whether something named before the pronoun at ``at`` can be meant by it."""
    word, before = words[at].lower, words[:at]
    if _is_asked_already(words, at) or _is_statement(before):
        return True
    if word in DEMONSTRATIVES:
        if at + 1 < len(words) and words[at + 1].lower in ABOUT_ALL and _names(words):
            return True
        return at + 1 < len(words) and any(stem(each.text) == stem(words[at + 1].text) for each in before)
    if word in _GENDERED:
        named = has_name([each for each in before if not _follows_article(before, each)])
        return (named or _has_person(before)) and not _is_object(words, at)
    if at and before[-1].lower in AUXILIARIES:  # "which film did they": what is asked for does not ask
        return has_name(before)
    if _is_object(words, at):  # "did Ann sell it", "which firm bought it": nobody is meant who does it
        return has_noun([each for each in before if each.lower not in QUESTION_WORDS])
    if at and before[-1].lower in PREPOSITIONS:  # "a part of their work": the part is not its own
        before = _without_last_noun(before)
    if len(before) > 1 and word in _SUBJECTS and before[-2].lower in DETERMINERS:  # "the year they left"
        return has_name(before)
    return has_name(before) or has_noun(before)


def _is_statement(words: Sequence[Word]) -> bool:
    """Whether a noun begins what is asked: "Microsoft retired its browser", "True or false: it …"."""
    first = words[0] if words else None
    return first is not None and first.has_capital and first.tells and first.lower not in _IMPERATIVES | QUESTION_WORDS


def _follows_article(words: Sequence[Word], name: Word) -> bool:
    at = words.index(name)
    return at > 0 and words[at - 1].lower in {"the", "a", "an"}


def _has_person(words: Sequence[Word]) -> bool:
    """Whether a determiner stands before a word that looks like somebody: "the king", "which player"."""
    return any(
        word.lower in DETERMINERS and any(_PERSON.search(each.lower) for each in words[at + 1 : at + 4])
        for at, word in enumerate(words)
    )


def _without_last_noun(words: Sequence[Word]) -> Sequence[Word]:
    places = [at for at, word in enumerate(words) if word.lower in DETERMINERS - QUESTION_WORDS]
    return words[: places[-1]] if places and not any(word.has_capital for word in words[places[-1] :]) else words


def _is_asked_already(words: Sequence[Word], at: int) -> bool:
    """Whether another question stands before the pronoun's: "who was Thorpe and what did he do"."""
    joints = [
        place
        for place, (word, following) in enumerate(pairwise(words[:at]))
        if word.lower == "and" and following.lower in QUESTION_WORDS
    ]
    return bool(joints) and any(word.tells for word in words[: joints[-1]])


def _is_object(words: Sequence[Word], at: int) -> bool:
    """Whether something is done to what the pronoun means, by one named before: "did Ann sell it in May"."""
    if not at or words[at].lower not in _OBJECTS or is_possessive(words, at):
        return False
    if at + 1 < len(words) and words[at + 1].lower not in PREPOSITIONS | _AFTER_OBJECTS:
        return False
    before = words[at - 1]
    if before.tells:
        return not before.lower.endswith("ing") and _names(words[:at]) < 2
    return before.lower in PREPOSITIONS and words[at].lower not in _GENDERED


def _names(words: Sequence[Word]) -> int:
    """How many runs of capitals there are, the first word's left out."""
    capitals = [False, *(word.has_capital and word.tells for word in words[1:])]
    return sum(capital and not before for before, capital in pairwise(capitals))


def _is_empty(words: Sequence[Word], at: int) -> bool:
    """Whether the word leans on nothing: "who said that there is", "those who", "this year", "how long did it take"."""
    word, following = words[at].lower, words[at + 1].lower if at + 1 < len(words) else ""
    if word == "that" and at and words[at - 1].tells:
        return bool(following) and following not in PREPOSITIONS
    if word in DEMONSTRATIVES:
        return following in {"who", "whom", "which", "that", "of"} or (
            word == "this" and following.removesuffix("'s") in _NOW
        )
    return word == "it" and bool(_EMPTY_IT.match(" ".join(each.lower for each in words[at:])))
