"""The turns of a conversation -> whom and what it is about, the likeliest first, for a pronoun to stand for.

What was named lately, often, or as the answer to "who" and "which" comes first; a heading that the conversation began
with is never quite forgotten; and a pronoun stays with whom it stood for before, until something else is asked about
(Grosz, Joshi and Weinstein's centering, Computational Linguistics 1995, in its simplest form). Who is a person is told
by how he was spoken of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from citeleaf.conversation.subjects import (
    Name,
    answered_with,
    bare,
    full_name,
    is_topic,
    looks_like_place,
    names_in,
    noun_phrases,
    sought_by,
)
from citeleaf.conversation.words import PERSONAL, words_in
from citeleaf.types import Turn
from citeleaf.unicode import fold

_FADING = 0.6
"""What a mention counts a turn later."""
_ASKED_FOR = 4.0
"""Also what the last of several questions names, where it got no answer: nothing was said since that could be meant."""
_IN_QUESTION = 2.0
_IN_ANSWER = 0.7
_NOUN = 1.5
_TOPIC = 3.0
_KEPT = 1.5
_CONTINUED = 1.5
_CONTRADICTED = 100.0
_LONGEST_NAME = 5
_SURELY_PERSON = 0.5
_NO_PERSON = -0.5
_BEGINNING = 12
"""In words: who is spoken of at the beginning of an answer is whom the question asked about."""

GENDERS = {
    **dict.fromkeys(("he", "him", "his"), "he"),
    **dict.fromkeys(("she", "her", "hers"), "she"),
    **dict.fromkeys(("it", "its"), "it"),
    **dict.fromkeys(("they", "them", "their", "theirs"), "they"),
}
_ASKS_FOR_PERSON = re.compile(
    r"^(?:(?:in|to|by|for|with|from) )?(?:who|whom|which \w+ was|what(?:'s| is) the name)\b", re.IGNORECASE
)
_ASKS_FOR_NAME = re.compile(r"^(?:(?:in|to|by|for|with|from) )?(?:who|whom|which|what|where)\b", re.IGNORECASE)
_TELLS_OF_PERSON = re.compile(r"^who (?:is|was) (?!(?:the|an?|its|their|his|her)\b)", re.IGNORECASE)
_ASKS_FOR_ROLE = re.compile(r"^who (?:is|was) the [\w -]+? of\b", re.IGNORECASE)
""" "Who is the mayor of Yerevan?": the mayor is a person, whatever Yerevan is."""
_PERSON_BEFORE = frozenset(
    "mr mrs ms dr sir president minister king queen secretary general captain actor actress singer author".split()
)


@dataclass(slots=True)
class _Standing:
    """What is known of one subject: how much it counts, and how it was spoken of."""

    text: str
    named: bool = True
    weight: float = 0.0
    lasting: int = 0
    person: float = 0.0
    spoken_of: Counter[str] = field(default_factory=Counter)
    asked_about: bool = False
    heard_last: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What a conversation speaks of, and how much of it is about that. ``named`` where it is no common noun."""

    text: str
    weight: float
    lasting: int
    person: float
    spoken_of: tuple[str, ...]
    named: bool
    asked_about: bool
    """Whether the last question spoke of it."""
    heard_last: bool
    """Whether the last question or its answer spoke of it."""

    def suits(self, pronoun: str) -> float:
        """How likely the pronoun stands for it, on a scale that only compares; below 0 where it hardly can."""
        gender = GENDERS.get(pronoun, "")
        score = self.weight + (_CONTINUED if self.asked_about and gender in self.spoken_of else 0.0)
        if gender in {"he", "she"}:
            return score + min(self.person, 2.0) if self._may_be(gender) else score - _CONTRADICTED
        if gender:
            return score - max(self.person, 0.0) if self._may_be(gender) else score - _CONTRADICTED
        return score

    def is_named_for(self, pronoun: str) -> bool:
        """Whether the last question has its name, and the pronoun fits it: "it" hardly means what may be a person."""
        gender = GENDERS.get(pronoun, "")
        fits = self._may_be(gender) and (gender in {"he", "she"} or self.person <= 0)
        return self.named and self.asked_about and fits

    def _may_be(self, gender: str) -> bool:
        if gender in self.spoken_of:
            return True
        if gender in {"he", "she"}:
            return self.person >= 0 and not self.spoken_of
        if gender == "it" and " and " in self.text:
            return False
        return self.person <= _SURELY_PERSON and not {"he", "she"} & set(self.spoken_of)


def subjects(turns: Sequence[Turn]) -> list[Subject]:
    """What the turns speak of, the weightiest first; each turn has its question as it was ``understood``."""
    gathered: dict[str, _Standing] = {}
    for at, turn in enumerate(turns):
        waits = at == len(turns) - 1 > 0 and not turn.answer.strip()
        _hear(gathered, turn, fading=_FADING ** (len(turns) - 1 - at), kept=at == 0 and len(turns) > 1, waits=waits)
    found = [
        Subject(
            each.text,
            each.weight,
            each.lasting,
            each.person,
            tuple(each.spoken_of),
            named=any(map(str.isupper, each.text)),
            asked_about=each.asked_about,
            heard_last=each.heard_last,
        )
        for each in gathered.values()
    ]
    return sorted(found, key=lambda subject: -subject.weight)


def _hear(gathered: dict[str, _Standing], turn: Turn, *, fading: float, kept: bool, waits: bool) -> None:
    """``waits`` is that it is the last of several turns, and has no answer."""
    for standing in gathered.values():
        standing.heard_last = False
    asked = turn.understood or turn.question
    mentioned = _hear_question(gathered, asked, fading, _ASKED_FOR if waits else _IN_QUESTION)
    topic = mentioned[0] if mentioned else None
    if topic and kept and is_topic(asked):
        topic.weight += _KEPT
    if topic and _TELLS_OF_PERSON.match(asked):
        topic.person += 1.0
    if topic and _ASKS_FOR_ROLE.match(asked):
        topic.person = max(topic.person, 1.0)
    pronouns = {GENDERS[word.lower] for word in words_in(turn.question) if word.lower in GENDERS}
    for standing in gathered.values():
        standing.asked_about = any(standing is each for each in mentioned)
    for standing in mentioned:
        if standing.text.casefold() not in turn.question.casefold():  # it is what a pronoun was understood as
            standing.spoken_of.update(pronouns)
    _hear_answer(gathered, turn, asked, topic, fading)


def _hear_question(gathered: dict[str, _Standing], asked: str, fading: float, named: float) -> list[_Standing]:
    """What the question speaks of: its names, and its nouns after them; a noun with a name in it stands for both.

    ``named`` is what a name counts that does not only tell of which place or which noun the question speaks.
    """
    if is_topic(asked):
        return [_mention(gathered, bare(asked), _TOPIC * fading)]
    names, nouns = names_in(asked), noun_phrases(asked)
    heard = []
    for name in names:
        within = any(name.text in noun and not noun.endswith(name.text) for noun in nouns if noun.startswith("the "))
        whole = min(named, _IN_QUESTION) if looks_like_place(name) else named
        weight = (_IN_ANSWER if within else whole) * fading
        heard.append(_mention(gathered, full_name(name, nouns), weight, name))
    for place, noun in enumerate(nouns):
        holds = [name.text for name in names if name.text in noun or noun in name.text]
        if not holds:
            heard.append(_mention_noun(gathered, noun, (_NOUN if not place else _NOUN / 2) * fading))
        elif noun.startswith("the ") and not any(noun in f"the {name}" for name in holds):
            heard.insert(0, _mention_noun(gathered, noun, _IN_QUESTION * fading))
    return heard


def _hear_answer(
    gathered: dict[str, _Standing], turn: Turn, asked: str, topic: _Standing | None, fading: float
) -> None:
    """What the answer speaks of; what was asked for, with "who" or "which", counts most."""
    asked_for = answered_with(turn.answer) if _ASKS_FOR_NAME.match(asked) else ""
    sought = "" if turn.answer.strip() else sought_by(asked)
    if sought:
        standing = _mention_noun(gathered, sought, _ASKED_FOR * fading)
        standing.person = 1.0 if _ASKS_FOR_PERSON.match(asked) else _NO_PERSON
    names = names_in(turn.answer)
    for name in names:
        if not asked_for or name.text not in asked_for:
            lone = name.first and " " not in name.text  # its capital may be the sentence's
            _mention(gathered, name.text, (_IN_ANSWER / 2 if lone else _IN_ANSWER) * fading, name)
    if asked_for and not names and topic and _TELLS_OF_PERSON.match(asked):
        return  # "a physicist" says what the one asked about is, and is nobody else
    if asked_for:
        named = bool(names) and names[0].text in asked_for
        standing = (
            _mention(gathered, asked_for, _ASKED_FOR * fading, names[0])
            if named
            else _mention_noun(gathered, asked_for, _NOUN * fading)
        )
        standing.person += 1.0 if _ASKS_FOR_PERSON.match(asked) else 0.0
    elif topic:
        personal = next((word.lower for word in words_in(turn.answer)[:_BEGINNING] if word.lower in PERSONAL), "")
        topic.person += 0.5 if GENDERS.get(personal) in {"he", "she"} else 0.0


def _mention(gathered: dict[str, _Standing], text: str, weight: float, name: Name | None = None) -> _Standing:
    """The standing of what is mentioned, which is known already where a longer name ends or begins with this one."""
    words = _plain(text)
    known = next((each for each in gathered.values() if each.named and _is_part(words, _plain(each.text))), None)
    if known is None:
        known = gathered.setdefault(" ".join(words), _Standing(text))
        known.person = _first_look(text, name)
    elif len(words) > len(_plain(known.text)) and len(words) <= _LONGEST_NAME:
        known.text = text
    if name and name.before == "the" and not known.text.lower().startswith("the "):
        known.text = f"the {known.text}"
    known.weight += weight
    known.lasting += 1
    known.heard_last = True
    return known


def _mention_noun(gathered: dict[str, _Standing], text: str, weight: float) -> _Standing:
    standing = gathered.setdefault(" ".join(_plain(text)), _Standing(text, named=False, person=_NO_PERSON))
    standing.weight += weight
    standing.lasting += 1
    standing.heard_last = True
    return standing


def _plain(text: str) -> list[str]:
    """The words without case, accents and a first article."""
    return fold(text).removeprefix("the ").split()


def _is_part(words: list[str], others: list[str]) -> bool:
    shorter, longer = sorted((words, others), key=len)
    return longer[-len(shorter) :] == shorter or longer[: len(shorter)] == shorter


def _first_look(text: str, name: Name | None) -> float:
    """Whether a name looks like a person's: above 0 where it rather does, below where it rather does not."""
    words = text.split()
    if text.isupper() or any(not word[0].isupper() for word in words) or any(map(str.isdigit, text)):
        return _NO_PERSON
    if name and name.before in _PERSON_BEFORE:
        return 1.0
    if name and (name.before == "the" or looks_like_place(name)):
        return _NO_PERSON
    return 0.5 if len(words) in {2, 3} else 0.0
