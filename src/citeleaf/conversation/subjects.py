"""A text -> what it names: names, the noun that a question is about, and a short answer as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from citeleaf.conversation.words import (
    AUXILIARIES,
    BE,
    DO,
    PREPOSITIONS,
    PRONOUNS,
    QUESTION_WORDS,
    Word,
    words_in,
)
from citeleaf.terms import is_function_word

_CONNECTORS = frozenset("of the de la le du des di da van von der den al bin ibn y and".split())
_TITLES = frozenset("Mr Mrs Ms Dr St Jr Sr Prof Gen Sen Gov Lt No Col Capt".split())
_CALENDAR = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday".split()
)
_NAME_WORDS = 8
_NAME_CHARACTERS = 80
_TOPIC_WORDS = 8
_SHORT_ANSWER = 6
_JOINING = frozenset({"of", "between"})
_PARTICIPLES = frozenset("held built made born written sold found won lost taken given known shown sent paid".split())
_PLACE = frozenset("in at from near to across".split())
_SEEKS = re.compile(r"(?:who|which (?P<noun>\w+ ))\s*(?P<rest>(?P<verb>\w+) .+)$", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_ENDS_SENTENCE = re.compile(r"[.?!:;\"“”\n(]\s*$")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands in a text. ``first`` where its capital may only be that of a sentence."""

    text: str
    start: int
    end: int
    before: str
    first: bool


def names_in(text: str) -> list[Name]:
    """Capitalised runs, in order, without a first word that has its capital only from its sentence, and no dates."""
    if text.isupper():
        return []
    return [name for run in _runs(words_in(text), text) for name in _name(run, text)]


def bare(name: str) -> str:
    """A topic without what stands in brackets behind it: "Panda Bear (musician)"."""
    return _BRACKETS.sub("", name).strip(" ?.!,;:\"“”'")


def is_topic(text: str) -> bool:
    """Whether ``text`` asks nothing and only names something: "Europa Clipper mission"."""
    words = words_in(text)
    if not 0 < len(words) <= _TOPIC_WORDS or "?" in text:
        return False
    return words[0].lower not in QUESTION_WORDS | AUXILIARIES | {"and", "but", "so", "then"} and not any(
        word.lower in AUXILIARIES or word.lower in {"i", "you", "me", "tell", "we"} for word in words
    )


def noun_phrases(question: str) -> list[str]:
    """What a question is about that has no name, as far as its words give it away, without "a" and "an".

    "How does unemployment insurance work?" has "unemployment insurance", "Who signed the treaty?" "the treaty".
    """
    words = words_in(_BRACKETS.sub("", question))
    at = next((place for place, word in enumerate(words) if word.lower in AUXILIARIES), None)
    rest = words if at is None else words[at + 1 :]
    found = [phrase for phrase in _phrases(rest) if at is not None or phrase[0].lower == "the"]
    if at is not None and rest and found and found[0][0] is rest[0]:
        found[0] = _without_verb(found[0], words[at].lower)
    return [text for phrase in found if (text := " ".join(word.text for word in phrase)) and _is_noun(phrase)]


def sought_by(question: str) -> str:
    """What "who" or "which" stands for while nobody has answered: "the company that makes Windows"."""
    match = _SEEKS.match(_BRACKETS.sub("", question).strip(" ?.!"))
    if not match or match["verb"].lower() in DO | {"else", "have", "has", "had"}:
        return ""
    if any(word.lower in PRONOUNS for word in words_in(match["rest"])):
        return ""
    return f"the {match['noun'].strip()} that {match['rest']}" if match["noun"] else f"the one who {match['rest']}"


def full_name(name: Name, nouns: list[str]) -> str:
    """The name with the noun that says what it is: "the river Panj"."""
    for noun in nouns:
        if noun.startswith("the ") and noun.endswith(f" {name.text}") and " of " not in noun:
            return noun
    return name.text


def answered_with(answer: str) -> str:
    """What answers "who" or "which": a short answer as a whole, or the name that a longer one begins with."""
    short = short_answer(answer)
    names = names_in(answer)
    return short or (names[0].text if names and not answer[: names[0].start].strip(" -–—\"“‘'") else "")


def short_answer(answer: str) -> str:
    """An answer of a few words as it can stand in a question; empty where it is a sentence or begins like one."""
    text = bare(answer.strip().removeprefix("- "))
    words = words_in(text)
    if not 0 < len(words) <= _SHORT_ANSWER or not words[0].text[0].isalpha():
        return ""
    if any(word.lower in AUXILIARIES or word.lower in {"i", "yes", "no", "sorry"} for word in words):
        return ""
    return "" if words[0].lower in PREPOSITIONS | {"he", "she", "it", "they", "because"} else text


def _is_noun(phrase: list[Word]) -> bool:
    return any(word.tells for word in phrase) and not (len(phrase) == 1 and phrase[0].lower.endswith(("ed", "ing")))


def _without_verb(phrase: list[Word], auxiliary: str) -> list[Word]:
    """A subject without the verb behind it, which ends the same run of words."""
    verb_follows = auxiliary in DO or (
        auxiliary in BE and (phrase[-1].lower.endswith("ed") or phrase[-1].lower in _PARTICIPLES)
    )
    kept = phrase[:-1] if verb_follows else phrase
    while kept and not kept[-1].tells:
        kept = kept[:-1]
    return kept


def _phrases(words: list[Word]) -> list[list[Word]]:
    """The runs of words that tell something, with the article before them and what "of" and "between" join to them."""
    phrases: list[list[Word]] = [[]]
    for word in words:
        phrase = phrases[-1]
        if word.tells or (phrase and _continues(phrase, word.lower)):
            phrase.append(word)
        else:
            phrases.append([word] if word.lower == "the" else [])
    for phrase in phrases:
        while phrase and not phrase[-1].tells:
            phrase.pop()
    return [phrase for phrase in phrases if phrase]


def _continues(phrase: list[Word], word: str) -> bool:
    joined = {each.lower for each in phrase} & _JOINING
    if word == "the":
        return phrase[-1].lower in _JOINING | {"and"}
    return word in _JOINING or (word == "and" and "between" in joined)


def _runs(words: list[Word], text: str) -> Iterator[list[Word]]:
    run: list[Word] = []
    for at, word in enumerate(words):
        if run and not _follows(run, word, words, at, text):
            yield run
            run = []
        if run or (word.has_capital and word.lower not in _CALENDAR):
            run.append(word)
    if run:
        yield run


def _follows(run: list[Word], word: Word, words: list[Word], at: int, text: str) -> bool:
    gap = text[run[-1].end : word.start]
    dotted = gap.startswith(".") and (len(run[-1].text) == 1 or run[-1].text in _TITLES)
    if gap.strip() and not (dotted and not gap[1:].strip()) and gap.strip() != "&":
        return False
    if word.has_capital:
        return word.lower not in _CALENDAR
    if word.text.isdigit():
        return True
    if word.lower not in _CONNECTORS or is_function_word(run[0].text):
        return False
    rest = words[at + 1 : at + 3]
    following = rest[1] if len(rest) > 1 and rest[0].lower == "the" else rest[0] if rest else None
    return following is not None and following.has_capital and following.lower not in _CALENDAR


def _name(run: list[Word], text: str) -> Iterator[Name]:
    first = not run[0].start or bool(_ENDS_SENTENCE.search(text[: run[0].start]))
    while run and first and (is_function_word(run[0].text) or run[0].lower in AUXILIARIES):
        run, first = run[1:], False
    while run and not run[-1].has_capital and not run[-1].text[0].isdigit():
        run = run[:-1]
    run = run[:_NAME_WORDS]
    if not run or (len(run) == 1 and is_function_word(run[0].text)):
        return
    name = text[run[0].start : run[-1].end]
    name = _POSSESSIVE.sub("", name)
    if len(name) <= _NAME_CHARACTERS:
        before = words_in(text[: run[0].start])
        yield Name(name, run[0].start, run[0].start + len(name), before[-1].lower if before else "", first)


def looks_like_place(name: Name) -> bool:
    """Whether the word before it says so: "in Yerevan"."""
    return name.before in _PLACE
