"""A question -> what kind of answer it asks for, told by its question word and the words around that.

It decides whether an answer has one place or several items, and is evidence for how far an answer can be trusted.
English only; whatever is not recognised is OTHER.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from citeleaf.courtesy import bare
from citeleaf.question_parts import AUXILIARIES, PREPOSITIONS, parts


class QuestionKind(StrEnum):
    """What a question asks for."""

    PERSON = "person"
    PLACE = "place"
    DATE = "date"
    NUMBER = "number"
    LIST = "list"
    WHY = "why"
    HOW = "how"
    DEFINITION = "definition"
    YES_NO = "yes or no"
    SEVERAL_PARTS = "several parts"
    OTHER = "other"


_CONTEXT = re.compile(r"(?<!\s)\s+\([^()]*\)\s*$")
_JOINED = re.compile(r"^(?:(?:and|but|so|then|also|please|ok|okay|well)\b[\s,]*)+", re.IGNORECASE)
_TO_DO = frozenset("know give tell show list name explain describe say summarise summarize find help".split())
_IN_SITU = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b.*", re.IGNORECASE | re.DOTALL)

_NO_VERB = r"(?!(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b)"
_NOUN_FIRST = rf"^(?:what|which)\s+(?:{_NO_VERB}\w+\s+){{0,2}}?"
_OF_THE = r"^what(?:'s|’s| is| was| are| were)\s+(?:the\s+)?(?:\w+\s+){0,2}?"
_AMOUNT = (
    r"(?:number|amount|percentage|percent|proportion|share|rate|population|size|length|height|depth|width|weight|speed"
    r"|age|distance|area|cost|price|temperature|value|budget|duration|capacity)\b"
)
_TIME = r"(?:year|date|day|month|century|decade|season|time|era|period)\b"
_SITE = (
    r"(?:country|city|town|village|state|province|region|continent|county|district|place|location|street|island|river"
    r"|mountain|capital|nation)\b"
)
_SOMEONE = (
    r"(?:man|woman|person|president|king|queen|emperor|actor|actress|author|writer|singer|player|scientist|leader"
    r"|minister|general|artist|composer|director|founder|inventor)\b"
)
_MEASURE = (
    r"(?:many|much|long|far|old|tall|high|large|big|deep|wide|heavy|fast|often|thick|small|hot|cold|few|frequently)\b"
)

_NO_ARTICLE = r"(?!(?:the|also|being|in|on|at|\w+ed)\b)"
_NAME = r"(?!(?:by|for|of|to|in|on|as|from)\b)[\w-]+"

_PATTERNS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (QuestionKind.WHY, r"^why\b|^how come\b|^for what (?:reason|purpose)|^what (?:causes|caused|led to)\b"),
        (QuestionKind.WHY, rf"{_OF_THE}(?:reason|cause|purpose|motive|motivation)s?\b"),
        (
            QuestionKind.DEFINITION,
            r"^(?:define|describe)\b|^tell me about\b|^what (?:does|do|did) .+ (?:mean|stand for)\b",
        ),
        (
            QuestionKind.DEFINITION,
            r"^what (?:is|was) meant by\b|^what(?:'s|’s| is| was) (?:the )?(?:meaning|definition) of\b",
        ),
        (QuestionKind.NUMBER, rf"^how {_MEASURE}|{_NOUN_FIRST}{_AMOUNT}|{_OF_THE}{_AMOUNT}"),
        (QuestionKind.DATE, rf"^when\b|{_NOUN_FIRST}{_TIME}|{_OF_THE}{_TIME}"),
        (QuestionKind.PLACE, rf"^where\b|{_NOUN_FIRST}{_SITE}|{_OF_THE}{_SITE}"),
        (QuestionKind.PERSON, rf"^who(?:m|se|'s|’s)?\b|{_NOUN_FIRST}{_SOMEONE}"),
        (QuestionKind.HOW, r"^how\b|^(?:explain|in what way)\b"),
        (
            QuestionKind.DEFINITION,
            rf"^what(?:'s|’s| is| are| was| were) {_NO_ARTICLE}(?:an? )?{_NAME}(?: {_NAME}){{0,2}}$",
        ),
    )
)
"""The first that fits decides: "what is the reason" asks why, although it begins like a definition."""

_ASKED_AS_LIST = re.compile(
    r"^(?:please )?(?:list|enumerate|name) (?!(?:of|an?|one)\b)\w"
    r"|^(?:what|which) (?:are|were) (?:the|some|all|its|their|his|her|these|those|two|three|four|five|six)\b"
    r"|^(?:what|which) (?:other |different |main |two |three |four |five )*(?:kinds|types|sorts|examples|ways|parts) "
    r"|^who (?:are|were) (?:the|all|its|their|his|her|some|two|three|four|five)\b"
    r"|^(?:what|which|who) (?:all|else)\b",
    re.IGNORECASE,
)
_SINGULAR = frozenset(
    "is was has does series species news means physics mathematics politics economics ethics gas bus lens this its "
    "always alias atlas basis crisis analysis census status virus focus bonus radius campus corpus less".split()
)
_SINGULAR_ENDINGS = ("ss", "us", "is", "'s")
_IRREGULAR_PLURALS = frozenset("people men women children feet teeth mice criteria phenomena media countrymen".split())
_AFTER_VERBS = PREPOSITIONS | frozenset("the a an that his her its their it them him this these those".split())
_LONGEST_NOUN = 4
"""In words: "which two former member states"."""
_FEW_OF_THEM = frozenset("of these those following".split())


@lru_cache(maxsize=1 << 10)
def kind_of(question: str) -> QuestionKind:
    """The kind of ``question``, which may stand alone or have what it leans on in brackets behind it."""
    if len(parts(question)) > 1:
        return QuestionKind.SEVERAL_PARTS
    asked = bare(_JOINED.sub("", _CONTEXT.sub("", question.strip()))).rstrip(" ?.!")
    words = asked.lower().replace("’", "'").split()
    if not words:
        return QuestionKind.OTHER
    if words[0] in AUXILIARIES:
        return QuestionKind.OTHER if words[1:2] == ["you"] and _TO_DO & {*words[2:4]} else QuestionKind.YES_NO
    return _kind(asked) or _kind_in_situ(asked) or QuestionKind.OTHER


def _kind_in_situ(asked: str) -> QuestionKind | None:
    """The kind where the question word is not the first: "in which year", "it was founded by whom"."""
    found = _IN_SITU.search(asked)
    if found is None:
        return None
    if asked[: found.start()].strip().lower() in PREPOSITIONS:
        return _kind(found[0])
    return _kind_of_one(found[0])


def _kind(asked: str) -> QuestionKind | None:
    one = _kind_of_one(asked)
    if one is not QuestionKind.WHY and (_ASKED_AS_LIST.search(asked) or _asks_for_several(asked)):
        return QuestionKind.LIST
    return one


def _kind_of_one(asked: str) -> QuestionKind | None:
    return next((kind for kind, pattern in _PATTERNS if pattern.search(asked)), None)


def _asks_for_several(asked: str) -> bool:
    """Whether the noun that "which" or "what" belongs to is a plural: "which terrorist groups operate"."""
    first, *words = asked.split()
    if first.lower() not in {"what", "which"}:
        return False
    for at, word in enumerate(words[:_LONGEST_NOUN]):
        if word.lower() in AUXILIARIES | PREPOSITIONS | _FEW_OF_THEM:
            return False
        if _is_plural(word):
            following = words[at + 1] if at + 1 < len(words) else ""
            if first.lower() == "what" and at == 0:  # "what causes rain" and "what causes did it have"
                return following.lower() in AUXILIARIES
            return not (_follows_verb(following) or (at and words[at - 1].endswith("ly")))
    return False


def _follows_verb(word: str) -> bool:
    """Whether ``word`` rather shows that the one before it was a verb: "which firm owns the", "which man hates Tom"."""
    return word.lower() in _AFTER_VERBS or word.endswith("ing") or word[:1].isupper()


def _is_plural(word: str) -> bool:
    """Whether ``word`` looks like a plural noun; with a capital it is rather a name ("Windows")."""
    if word in _IRREGULAR_PLURALS:
        return True
    looks_plural = word.endswith("s") and not word.endswith(_SINGULAR_ENDINGS)
    return looks_plural and len(word) > 3 and word.islower() and word not in _SINGULAR
