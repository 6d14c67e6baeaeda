"""A follow-up question and the turns before it -> a question that stands alone.

A question that leans on what was said before (a pronoun without its noun, "And when …?") takes along the names
from the last turn, and its content words where it holds no name. Complete questions are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from citeleaf.terms import content_words, is_function_word, stem
from citeleaf.types import Turn

_LEANING_WORDS = frozenset("he she it they him her them his hers its their theirs this that these those there".split())
_LEANING_START = re.compile(r"(?:and|but|so|then|what about|how about|also)\b", re.IGNORECASE)
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)*\w*|\w[\w’'-]*")
_CARRIED = 6
"""At most so many names or words: more would drown the question itself."""


def resolve(question: str, history: Sequence[Turn]) -> str:
    """``question`` as it can be searched for on its own: itself, or with what it leans on in brackets behind it."""
    if not history or not leans(question):
        return question
    carried = _carried(question, history[-1])
    return f"{question} ({', '.join(carried)})" if carried else question


def leans(question: str) -> bool:
    """Whether the question cannot be understood without what came before it."""
    words = re.findall(r"\w+", question.lower())
    return bool(_LEANING_START.match(question.strip()) or _LEANING_WORDS.intersection(words) or len(words) < 3)


def _carried(question: str, turn: Turn) -> list[str]:
    said = {stem(word) for word in content_words(question)}
    names = [*_names(turn.answer), *_names(turn.question)]
    words = content_words(f"{turn.question} {turn.answer}")
    candidates = names or [word for word in words if not is_function_word(word)]
    carried: dict[str, str] = {}
    for candidate in candidates:
        if stem(candidate) not in said:
            carried.setdefault(stem(candidate), candidate)
    return list(carried.values())[:_CARRIED]


def _names(text: str) -> list[str]:
    """Capitalised runs and numbers, without a first word that is capitalised only because it begins a sentence."""
    runs: list[list[str]] = []
    end = 0
    for match in _WORD.finditer(text):
        word = match[0]
        if not (word[0].isupper() or word[0].isdigit()):
            continue
        if runs and text[end : match.start()].isspace():
            runs[-1].append(word)
        else:
            runs.append([word])
        end = match.end()
    names = [" ".join(run[1:] if is_function_word(run[0]) else run) for run in runs]
    return [name for name in names if name]
