"""The wording of a web page's own furniture, by what it is for, in the languages most pages are written in.

These are categories of words (``phrases.toml``), not strings of pages: words that sell, that ask for consent, that
credit a picture, that lead elsewhere. A match alone proves nothing, since documents also speak of such things:
``page`` weighs it together with a line's form and place.
"""

from __future__ import annotations

import re
import tomllib
from enum import Enum, auto
from functools import cache, lru_cache
from importlib.resources import files

from citeleaf.documents.forms import is_sentence, word_count

_LONGEST_CONSENT = 150
_LONGEST_NOTICE = 30
_LONGEST_LABEL = 8
"""How many words a consent banner, another notice, and a label or a credit have at most."""
_LONGEST = 400
"""How many characters a notice has at most, consent banners aside."""
_TRIM = " .:…»›>«‹<|·•-–—[]()!?#+*"
_AGENCIES = r"(?:reuters|afp|ap|epa(?:-efe)?|dpa|efe|ansa|tass|xinhua|риа новости|тасс)"
_ARCHIVES = (
    "getty images|shutterstock|unsplash|istock|adobe stock|depositphotos|picture alliance|wikimedia commons|ap photo"
)
_UNSPACED = r"[\u0590-\u06ff\u3040-\ud7af]"
"""Letters of languages that do not part their words by spaces, or that join the small ones to them."""
_NUMBER = r"\d{1,3}(?:[.,\s]\d{3})*(?:[.,]\d)?\s*(?:k|m|тыс\.?|mil|tsd\.?)?\s*\+?"

_COUNTER_SHAPE = re.compile(
    r"#\d{1,4}|(?:\d+x\W*)+|[^\W\d_]+\s*\((?!(?:19|20)\d\d\))\d{1,5}\)|(?:[^\w\s.,:;/()-]+\s*\d+\s*){2,}"
)
"""The number of a post, buttons that multiply, a word with its count in brackets, and pictograms with theirs."""
_STEP = re.compile(r"\s+[>»›|→]\s+")
_LONGEST_STEP = 3
_HEADING_WITH_BUTTON = re.compile(r".*\w\[\w[^\]]*\]")
"""A heading of an encyclopedia with its button for editing, which is no announcement of links."""


class Wording(Enum):
    """What the words of a line are for."""

    ADVERTISEMENT = auto()
    CONTROL = auto()
    """Asks the reader to do something with the page: skip, sign in, subscribe, share, read on."""
    ONWARD = auto()
    """Announces links to other pages."""
    RIGHTS = auto()
    CREDIT = auto()
    COUNTER = auto()
    NUMBER = auto()
    LABEL = auto()
    """A word that names a part of a page or a button on it, and much else besides."""
    NONE = auto()


def wording_of(text: str) -> Wording:
    """What the words of ``text``, one line or paragraph, are for."""
    words = word_count(text) if len(text) <= _LONGEST else _LONGEST
    if words <= _LONGEST_LABEL:
        short = _short(text)
        if short is not Wording.NONE:
            return short
    return _notice(text) if words <= _LONGEST_NOTICE else Wording.NONE


def _short(text: str) -> Wording:
    if _matches("advertisement", r"[-–—\[(*\s]*(?:<words>)[-–—\])*\s:]*", text):
        return Wording.ADVERTISEMENT
    if _is_counter(text):
        return Wording.COUNTER
    if re.fullmatch(rf"\W*{_NUMBER}\W*", text, re.IGNORECASE):
        return Wording.NUMBER
    if _matches("label", "(?:<words>)", text.strip(_TRIM)) or _matches("profile", r"(?:<words>)\s*:.+", text):
        return Wording.LABEL
    return Wording.CREDIT if is_credit(text) else Wording.NONE


def _is_counter(text: str) -> bool:
    """Whether a line counts what readers did: with the word for it, or by its shape alone ("#3", "Word (37)")."""
    number = rf"(?:{_NUMBER}|\d+|no|one)"
    counted = rf"\W*(?:\d\S* (?:from|/) )?{number}\W*(?:<words>)\W*|\W*(?:<words>)\W*{number}\W*"
    return _matches("counted", counted, text) or _COUNTER_SHAPE.fullmatch(text) is not None


def is_trail(text: str) -> bool:
    """Whether a line is a path or a row of a page's sections, such as "Home > News > Local"."""
    steps = [step.strip() for step in _STEP.split(text)]
    short = all(0 < word_count(step) <= _LONGEST_STEP for step in steps)
    return len(steps) > 2 and short and not any(map(str.isdigit, text)) and not is_sentence(text)


def _notice(text: str) -> Wording:
    if _HEADING_WITH_BUTTON.fullmatch(text):
        return Wording.NONE
    if is_trail(text):
        return Wording.LABEL
    claim = r".*(?:<words>)\s*(?:[^\w\s].*|\d.*)?" if is_sentence(text) else ".*(?:<words>).*"
    if _matches("rights", rf"\W*(?:©|\(c\)\s*\d{{4}}|copyright\b.*\d{{4}}).*|.*©\s*\d{{4}}.{{0,40}}|{claim}", text):
        return Wording.RIGHTS
    if _matches("onward", r"\W*(?:<words>).*", text) and not is_sentence(text.partition(":")[0]):
        return Wording.ONWARD
    if _matches("control", r"\W*(?:<words>).*", text) and not _instructs(text):
        return Wording.CONTROL
    return Wording.NONE


def _instructs(text: str) -> bool:
    """Whether a sentence tells how to do a thing ("Log in to the server."), and asks nothing for the page itself."""
    return is_sentence(text) and not _matches("solicited", r".*\b(?:<words>)\b.*", text)


def is_credit(text: str) -> bool:
    """Whether a fragment says who made a picture and nothing of what it shows."""
    if is_sentence(text):
        return False
    credit = r"[\s-]*(?:credits?|source|crédits?|quelle|nachweis|courtesy(?: of)?)?"
    by = r"(?:[:：©|]|\b(?:by|von|par|de|por|di|av)\b)"
    return (
        _matches("picture", rf"\W*(?:<words>){credit}\s*{by}\s*\S.*", text)
        or re.match(r"\W*(?:crédits?|credits?|bildnachweis)(?:\s+photos?)?\s*[:：]\s*\S", text, re.IGNORECASE)
        is not None
        or _agency().fullmatch(text) is not None
    )


@lru_cache(maxsize=4096)
def asks_consent(text: str) -> bool:
    """Whether ``text`` speaks to the reader about cookies or privacy and asks for agreement, or presumes it."""
    cookie, privacy = _names("cookie", text), _names("privacy", text)
    if not (cookie or privacy) or word_count(text) > _LONGEST_CONSENT:
        return False
    addressed = _holds("address", rf"\b(?:<words>)\b|{_UNSPACED}", text)
    return addressed and ((cookie and privacy) or _holds("agreement", rf"(?:\b|(?<={_UNSPACED}))(?:<words>)", text))


@lru_cache(maxsize=4096)
def speaks_of_consent(text: str) -> bool:
    """Whether ``text`` is, among other things, about cookies or privacy."""
    return _names("cookie", text) or _names("privacy", text)


def speaks_for_page(text: str) -> bool:
    """Whether ``text`` speaks to its reader, or of the page it stands on."""
    return _holds("address", r"\b(?:<words>)\b", text) or _holds("solicited", r"\b(?:<words>)\b", text)


def _names(category: str, text: str) -> bool:
    return _holds(category, "<words>", text)


def _matches(category: str, frame: str, text: str) -> bool:
    return _pattern(category, frame).fullmatch(text) is not None


def _holds(category: str, frame: str, text: str) -> bool:
    return _pattern(category, frame).search(text) is not None


@cache
def _pattern(category: str, frame: str) -> re.Pattern[str]:
    phrases = [phrase.replace(" ", r"\s+") for language in _phrases()[category].values() for phrase in language]
    return re.compile(frame.replace("<words>", "|".join(phrases)), re.IGNORECASE | re.DOTALL)


@cache
def _phrases() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("citeleaf.documents").joinpath("phrases.toml").read_text(encoding="utf-8"))


@cache
def _agency() -> re.Pattern[str]:
    """A picture archive's or a news agency's name, as credits write it: at the end, or beside a slash."""
    named = rf"{_ARCHIVES}|{_AGENCIES}\s*[/)|]|[/(|©]\s*{_AGENCIES}"
    return re.compile(rf".*(?:{named})\W*(?:\w+\W*){{0,3}}", re.IGNORECASE)
