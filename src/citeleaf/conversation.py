"""A follow-up question and the turns before it -> a question that stands alone.

A question that leans on what was said before (a pronoun without its noun, "And when …?") takes along the names
from the last turn, and its content words where it holds no name. Complete questions are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from citeleaf.terms import content_words, is_function_word, stem
from citeleaf.types import Turn

_PRONOUNS = frozenset("he she it they him her them his hers its their theirs this these those".split())
_DETERMINERS = frozenset("a an the my our your every each which what whose".split())
_LEANING_START = re.compile(r"(?:and|but|so|then|what about|how about|also)\b", re.IGNORECASE)
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)*\w*|\w[\w’'-]*")
_FEWEST_WORDS = 3
_NAME_WORDS = 6
_NAME_CHARACTERS = 80
_CARRIED = 4
"""At most so many names or words: more would drown the question itself."""


def resolve(question: str, history: Sequence[Turn]) -> str:
    """``question`` as it can be searched for on its own: itself, or with what it leans on in brackets behind it."""
    if not history or not leans(question):
        return question
    carried = _carried(question, history[-1])
    return f"{question} ({', '.join(carried)})" if carried else question


def leans(question: str) -> bool:
    """Whether the question cannot be understood without what came before it.

    It begins with a word that continues something, has hardly any words, or holds a pronoun with nothing before it
    in the question that the pronoun could stand for.
    """
    words = _WORD.findall(question)
    if _LEANING_START.match(question.strip()) or len(words) < _FEWEST_WORDS:
        return True
    pronouns = [at for at, word in enumerate(words) if word.lower() in _PRONOUNS]
    return bool(pronouns) and not _names_something(words[: pronouns[0]])


def _names_something(words: Sequence[str]) -> bool:
    """Whether a name, or a determiner with its noun, stands among the words before a pronoun."""
    names = any(word[0].isupper() and not is_function_word(word) for word in words[1:])
    nouns = any(before.lower() in _DETERMINERS and not is_function_word(word) for before, word in pairwise(words))
    return names or nouns


def _carried(question: str, turn: Turn) -> list[str]:
    said = {stem(word) for word in content_words(question)}
    names = [*_names(turn.question), *_names(turn.answer)]
    words = content_words(f"{turn.question} {turn.answer}")
    candidates = names or [word for word in words if not is_function_word(word)]
    carried: dict[str, str] = {}
    for candidate in candidates:
        if stem(candidate) not in said:
            carried.setdefault(stem(candidate), candidate)
    return list(carried.values())[:_CARRIED]


def _names(text: str) -> list[str]:
    """Capitalised runs, without a first word that is capitalised only because it begins a sentence."""
    runs: list[list[str]] = []
    end = 0
    for match in _WORD.finditer(text):
        word = match[0]
        if not word[0].isupper():
            continue
        if runs and text[end : match.start()].isspace():
            runs[-1].append(word)
        else:
            runs.append([word])
        end = match.end()
    names = [" ".join((run[1:] if is_function_word(run[0]) else run)[:_NAME_WORDS]) for run in runs]
    return [name for name in names if 0 < len(name) <= _NAME_CHARACTERS]
