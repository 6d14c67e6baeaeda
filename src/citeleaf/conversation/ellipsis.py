"""What a question leaves out because the last one said it: "What about Kazakhstan?", "And when?".

The last question is asked again with one thing changed: the name of the same kind, the noun that was asked about, or
the question word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citeleaf.conversation.subjects import answered_with, names_in
from citeleaf.conversation.words import (
    AUXILIARIES,
    BE,
    PREPOSITIONS,
    QUESTION_WORDS,
    capitalised,
    words_in,
)
from citeleaf.terms import is_function_word

_LAST_BRACKETS = re.compile(r"(?<!\s)\s+\([^()]*\)\s*$")
_NOUN_ASKED = re.compile(
    r"^(?P<before>(?:what|which|who)(?:'s|’s| is| are| was| were) )(?P<noun>the [\w -]+?)(?P<after> (?:of|in|for) .+)$",
    re.IGNORECASE,
)
_ADVERBIAL = re.compile(r"^(?:when|where|why|how|since when|in (?:what|which) \w+)\b", re.IGNORECASE)
_SHORT_ANSWER = 6
_SUBJECT = re.compile(
    r"^(?P<who>who|what|which \w+)\s+(?P<verb>(?!(?:the|an?|his|her|its|their)\b)\w+)\s+(?P<rest>.+)$", re.IGNORECASE
)


def about(phrase: str, last: str) -> Iterator[str]:
    """The last question asked of ``phrase`` instead, the likeliest first; nothing where it has no place for it."""
    last = _asked(last)
    words = words_in(phrase)
    if words and words[0].lower in PREPOSITIONS and len(words) > 1:
        yield from _in_place(phrase, words[0].lower, last)
        return
    if any(word.has_capital and not is_function_word(word.text) for word in words):
        names = [name for name in reversed(names_in(last)) if name.text.casefold() not in phrase.casefold()]
        for name in sorted(names, key=lambda name: name.before == "the" and words[0].lower != "the"):
            yield f"{last[: name.start]}{phrase}{last[name.end :]}?"
        return
    noun = _NOUN_ASKED.match(last)
    if noun and words and words[0].lower in {"the", "its", "their", "his", "her"}:
        put = f"the {phrase[words[0].end :].strip()}"
        yield f"{noun['before']}{put}{noun['after']}?"


def asked_by(question_word: str, last: str, answer: str) -> Iterator[str]:
    """The last question with its question word changed: "And where?" after "When was the treaty signed?"."""
    last = _asked(last)
    words = words_in(last)
    if not any(word.tells for word in words):
        return
    new = capitalised(question_word.strip(" ?.!"))
    first = words[0].lower
    if first in AUXILIARIES:
        yield f"{new} {last[0].lower()}{last[1:]}?"
    elif _ADVERBIAL.match(last):
        verb = next((word for word in words[1:5] if word.lower in AUXILIARIES), None)
        if verb:
            yield f"{new} {last[verb.start :]}?"
    elif first in QUESTION_WORDS:
        yield from _of_subject(new, last, answer)


def _of_subject(new: str, last: str, answer: str) -> Iterator[str]:
    """ "Who founded Acme?", answered by a name, and "When?": "When was it that Ann founded Acme?"."""
    said = answered_with(answer)
    verb = next((word for word in words_in(last)[1:4] if word.lower in AUXILIARIES), None)
    if verb is None:
        subject = _SUBJECT.match(last)
        if subject and said:
            was = "is" if subject["verb"].endswith("s") else "was"
            yield f"{new} {was} it that {said} {subject['verb']} {subject['rest']}?"
    elif verb.lower not in BE:
        yield f"{new} {last[verb.start :]}{f' {said}' if said else ''}?"
    elif new == "Why" and len(answer.split()) <= _SHORT_ANSWER and _NOUN_ASKED.match(last):
        yield f"Why {verb.lower} {last[verb.end :].strip()} {answer.strip(' .')}?"
    elif said and names_in(said) and last[verb.end :].strip():
        yield f"{new} {verb.lower} {said} {last[verb.end :].strip()}?"


def _in_place(phrase: str, preposition: str, last: str) -> Iterator[str]:
    """ "And in 2019?" takes the place of what stood behind the same preposition, or the end of the question."""
    words = words_in(last)
    numbers = any(character.isdigit() for character in phrase)
    for at, word in reversed(list(enumerate(words[:-1]))):
        following = words[at + 1]
        same_kind = any(map(str.isdigit, following.text)) == numbers
        if word.lower == preposition and at and same_kind:
            rest = [each for each in words[at + 2 :] if each.lower in PREPOSITIONS]
            after = f" {last[rest[0].start :]}" if rest else ""
            yield f"{last[: word.start]}{phrase}{after}?"
            return
    yield f"{last} {phrase}?"


def _asked(last: str) -> str:
    return _LAST_BRACKETS.sub("", last.strip()).rstrip(" ?.!")
