"""What a stretch of text looks like, whatever its language: prose, a sentence, a stated fact, a bare fragment.

Those who find paragraphs, headings and noise all ask the same questions; they are answered here, once.
"""

from __future__ import annotations

import re

_ENDINGS = ".!?…。！？؟۔।॥:;"
_CLOSERS = "\"'»”’“)]}*_›」』）"
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_BULLET = re.compile(r"(?:[•●○◦▪▫■□‣⁃∙·*+–—-]|\(?\d{1,3}[.)]|\(?[a-zA-Z]\))[ \t\u00a0]+(?=\S)")
_DASH = re.compile(r"[–—-][ \t\u00a0]")
_LABEL = re.compile(r"\s*[^\s:：][^:：]{0,40}[:：]\s*\S")
_REFERENCE = re.compile(r"https?://|www\.|[$€£¥₽₹%=@#]")
_ADDRESS = re.compile(
    r"https?://|www\.|[\w.+-]@[\w-]{1,60}\.\w|\+\d[\d ()/-]{6,20}\d|\(\d{3,5}\)\s?\d{3}|"
    r"\b\d{3,5}[ /-]\d{3}[\d /-]{2,20}\d"
)
_SUM = re.compile(r"[$€£¥₽₹%]")
_SMALL_VALUE = 6
_CLOSING = 200
"""How many characters at its end tell how a text closes, however long it is."""
_CITATIONS = re.compile(r"(?:\[\d{1,3}\])+$")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")

SENTENCE_WORDS = 4
PROSE_WORDS = 10


def word_count(text: str) -> int:
    """How many words ``text`` has; where words are not kept apart, two characters count as one."""
    east_asian = len(_EAST_ASIAN.findall(text))
    if not east_asian:
        return len(_WORD.findall(text))
    return len(_WORD.findall(_EAST_ASIAN.sub(" ", text))) + (east_asian + 1) // 2


def words_of(text: str) -> frozenset[str]:
    """The words of ``text`` that carry meaning by their length, in one case."""
    return frozenset(word for word in (found.casefold() for found in _WORD.findall(text)) if len(word) > 3)


def ends_sentence(text: str) -> bool:
    """Whether ``text`` closes with a full stop or its like, perhaps inside quotes or before references."""
    bare = _CITATIONS.sub("", text.rstrip()[-_CLOSING:]).rstrip(_CLOSERS)
    return bool(bare) and bare[-1] in _ENDINGS and not bare.endswith(("...", "…"))


def is_sentence(text: str) -> bool:
    """Whether ``text`` has a sentence's form: some words, closed by its punctuation, or very many words."""
    words = word_count(text)
    return words >= 30 or (words >= SENTENCE_WORDS and ends_sentence(text))


def is_prose(text: str) -> bool:
    """Whether ``text`` is running prose: long enough, and made of sentences."""
    return word_count(text) >= PROSE_WORDS and is_sentence(text)


def states_a_fact(text: str) -> bool:
    """Whether a short text says something of its own: a value with its label, a number, an address, a handle."""
    return is_labelled(text) or any(character.isdigit() or character == "_" for character in text)


def is_labelled(text: str) -> bool:
    """Whether a short text is a value with its label ("Phone: 555-0100"), or holds an address or a sum."""
    return bool(_LABEL.match(text) or _REFERENCE.search(text))


def states_a_value(text: str) -> bool:
    """Whether a text gives an address or a sum, or a number with its label: what people look up."""
    if _ADDRESS.search(text) or (_SUM.search(text) and word_count(text) < SENTENCE_WORDS):
        return True
    value = re.split("[:：]", text, maxsplit=1)[-1]
    return bool(_LABEL.match(text)) and word_count(value) <= _SMALL_VALUE and any(map(str.isdigit, value))


def is_question(text: str) -> bool:
    return text.rstrip().rstrip(_CLOSERS).endswith(("?", "？", "؟"))


def is_list_item(text: str) -> bool:
    return bullet_length(text) > 0


def bullet_length(text: str) -> int:
    """How many characters of ``text`` are the mark of a list's item that it begins with, and the space after that."""
    mark = _BULLET.match(text)
    return mark.end() if mark else 0


def is_dashed(text: str) -> bool:
    """Whether ``text`` opens with a dash: an item of a list, or, in many languages, somebody's speech."""
    return _DASH.match(text) is not None


def continues(before: str, after: str) -> bool:
    """Whether ``after`` carries on the sentence that ``before`` leaves open."""
    return not ends_sentence(before) and after[:1].islower()


def has_words(text: str) -> bool:
    return _LETTER_OR_DIGIT.search(text) is not None
