"""Which language, and which script, a text is written in. Works offline, with a model that comes in a package."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_LANGUAGES = (
    "af am ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr ht hu hy id is it ja ka kk km "
    "kn ko ku ky la lb lo lt lv mg mk ml mn mr ms mt my ne nl nn no oc pa pl ps pt qu ro ru rw si sk sl so sq sr sv sw "
    "ta te tg th tk tl tr ug uk ur uz vi wa xh yo zh zu"
)
"""Languages that documents are written in; the model's rarer ones mostly win by mistake, on short texts."""
_LEAST_LETTERS = 20
_LEAST_PROBABILITY = 0.4
_SAMPLE = 20_000
"""How many characters tell the language of a text."""


def detect_language(text: str) -> str | None:
    """The ISO 639-1 code of the language that ``text`` is in; None where there is too little of it to tell."""
    sample = text[:_SAMPLE]
    if sum(character.isalpha() for character in sample) < _LEAST_LETTERS:
        return None
    language, probability = _identifier().classify(sample)
    return str(language) if probability >= _LEAST_PROBABILITY else None


def script_of(text: str) -> str | None:
    """The script that most letters of ``text`` belong to ("LATIN", "CYRILLIC"); None where it has no letters."""
    counts = Counter(script for character in text if (script := _script(character)) is not None)
    return counts.most_common(1)[0][0] if counts else None


_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO", "KANGXI"})


@lru_cache(maxsize=4096)
def _script(character: str) -> str | None:
    """The first word of a letter's Unicode name is its script; those that one text mixes count as one."""
    if not character.isalpha():
        return None
    script = unicodedata.name(character, "").partition(" ")[0].partition("-")[0]
    return "EAST ASIAN" if script in _EAST_ASIAN else script or None


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES.split())
    return identifier
