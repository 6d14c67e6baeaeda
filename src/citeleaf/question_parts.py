"""A question in several parts -> questions that stand alone: "Who founded it and when was it dissolved?" asks two.

A part is cut off only where the words leave no doubt that another question begins, since half a question finds
nothing: after a question mark, or where "and" joins a finished question to one with a question word of its own.
"Who wrote and directed it", "How many men and how many women came" and "between one and what" stay whole. English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from citeleaf.conversation import leans, resolve
from citeleaf.terms import content_words, is_function_word, stem
from citeleaf.types import Turn

MOST_PARTS = 3
"""Who asks more at once is answered as well as the whole question can be."""

QUESTION_WORDS = frozenset("who whom whose what which when where why how".split())
AUXILIARIES = frozenset(
    """
    is are was were am be been do does did has have had can could will would shall should may might must
    isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't can't couldn't won't wouldn't shouldn't
    """.split()
)
PREPOSITIONS = frozenset("in on at by for from to of with under since until during through into after before".split())

_SUBJECTS = frozenset("he she it they we you i one there this these that those a an the his her its their".split())
"""What stands before the verb in a clause ("how it works") and after it in a question ("how does it work")."""
_PRONOUNS = frozenset("it its they their them he she his her him".split())
_POINTERS = frozenset("the this that these those such".split())
_CARRIED = 8
"""At most so many words are taken over: more would drown the part itself."""
_LONGEST_PHRASE = 6
"""In words: how far its verb may lie behind a question word ("how many of the passengers were")."""

_CONTEXT = re.compile(r"(?<!\s)\s+(\([^()]*\))\s*$")
"""What ``conversation.resolve`` puts behind a question that leans on the turn before."""
_NEXT_QUESTION = re.compile(r"(?<=\?)\s+(?=\w)")
_JOINT = re.compile(r"(?<!\s)(?:\s*[,;])?\s+and\s+(?:also\s+)?|[,;]\s+(?=(?:when|where|why|how)\b)", re.IGNORECASE)
_LEADING = re.compile(r"^(?:and|but|so|then|also)\s+|^if so,?\s+", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[.,'’-][^\W_]+)*")
_ELLIPSIS = re.compile(
    r"(?:when|where|why|how|how (?:many|much|long|old|often)|by whom|(?:(?:in|on|at|during) )?(?:what|which) "
    r"(?:year|date|day|month|century|decade|country|city|town|place|age))(?: exactly)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a question: its own ``words``, and a ``text`` that can be searched for without the other parts."""

    words: str
    text: str


def parts(question: str) -> tuple[Part, ...]:
    """The parts of ``question``, in order; one, the question itself, where it is not certainly several."""
    context = _CONTEXT.search(question)
    asked = question[: context.start()] if context else question
    wordings = [wording for sentence in _sentences(asked) for wording in _clauses(sentence)]
    if not 1 < len(wordings) <= MOST_PARTS:
        return (Part(question, question),)
    behind = f" {context[1]}" if context else ""
    texts = [_standing_alone(wordings[:at], wording) for at, wording in enumerate(wordings)]
    return tuple(Part(wording, text + behind) for wording, text in zip(wordings, texts, strict=True))


def _sentences(question: str) -> list[str]:
    """The questions that question marks set apart, or the whole where one of them is none."""
    sentences = [part.strip() for part in _NEXT_QUESTION.split(question.strip())]
    all_ask = all(sentence.endswith("?") and _opens(_LEADING.sub("", sentence)) for sentence in sentences)
    return sentences if all_ask else [question.strip()]


def _opens(sentence: str) -> bool:
    """Whether ``sentence`` begins as questions do."""
    words = _words(sentence)
    return bool(words) and (words[0] in AUXILIARIES or _question_word(words) is not None)


def _question_word(words: Sequence[str]) -> int | None:
    """Where the question word stands at the beginning of ``words``: the first, or the second behind a preposition."""
    if words and words[0] in QUESTION_WORDS:
        return 0
    return 1 if len(words) > 1 and words[0] in PREPOSITIONS and words[1] in QUESTION_WORDS else None


def _clauses(sentence: str) -> Iterator[str]:
    """The questions that "and", or a comma within a row of them, joins in ``sentence``."""
    start = 0
    for joint in _JOINT.finditer(sentence):
        first, second = _LEADING.sub("", sentence[start : joint.start()]), sentence[joint.end() :]
        following = _JOINT.search(second)
        nearer = second[: following.start()] if following else second
        if any(_ends_here(first, other, inverted="and" not in joint[0].lower()) for other in (second, nearer)):
            yield first
            start = joint.end()
    yield _LEADING.sub("", sentence[start:])


def _ends_here(first: str, second: str, *, inverted: bool) -> bool:
    """Whether ``first`` is a finished question and ``second`` another one, told by its ``inverted`` order alone."""
    one, other = _words(first), _words(second)
    at = _question_word(one)
    if at is None or _expects_more(one) or not _is_finished(one[at:], other):
        return False
    if inverted or any(word in QUESTION_WORDS for word in one[at + 1 :]):  # "what decides which is up and which down"
        return other[0] not in {"which", "who", "what"} and _is_inverted(other)
    return _is_inverted(other) or _asks_for_subject(other) or bool(_ELLIPSIS.fullmatch(" ".join(other)))


def _expects_more(words: Sequence[str]) -> bool:
    """Whether an "and" must still come: "between one", "both one"."""
    return any(word in {"between", "both"} and "and" not in words[at:] for at, word in enumerate(words))


def _is_finished(words: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a question, from its question word on, has its verb and something that it says."""
    if len(words) < 3:
        return False
    if any(word in AUXILIARIES for word in words[1:-1]) or words[0] == "who":
        return True
    return len(words) > 3 and bool(_PRONOUNS.intersection(other))  # "Which firm makes cars and when was it founded?"


def _is_inverted(words: Sequence[str]) -> bool:
    """Whether the verb stands before its subject, as it does in no dependent clause: "when was it", "what did he"."""
    at = _question_word(words)
    if at is None:
        return False
    phrase = words[at:]
    verb = next((place for place, word in enumerate(phrase[:_LONGEST_PHRASE]) if word in AUXILIARIES), None)
    if not verb or verb + 1 >= len(phrase) or any(word in _SUBJECTS for word in phrase[1:verb]):
        return False
    if phrase[0] in {"when", "where", "why"} and verb > 1:
        return False
    return phrase[0] in {"when", "where", "why", "how"} or phrase[verb] in {"did", "do", "does"} or verb == 1


def _asks_for_subject(words: Sequence[str]) -> bool:
    """Whether the question word is the subject's: "who won", "which states are they", "how many men were on it"."""
    if len(words) < 2 or words[0] not in {"who", "which", "what", "how"} or words[1] in _SUBJECTS | {"else", "other"}:
        return False
    if words[0] == "who":
        return True
    verb = next((place for place, word in enumerate(words[:_LONGEST_PHRASE]) if word in AUXILIARIES), None)
    return verb is not None and 1 < verb < len(words) - 1 and not any(word in _SUBJECTS for word in words[1:verb])


def _standing_alone(before: Sequence[str], wording: str) -> str:
    """``wording`` as a question, with what it takes over from the parts ``before`` it in brackets behind it."""
    text = _LEADING.sub("", wording).rstrip(" ?.!,;") + "?"
    text = text[0].upper() + text[1:]
    if not before:
        return text
    words = _words(wording)
    if _ELLIPSIS.fullmatch(" ".join(words)) or _speaks_of_the_same(before[0], words):
        return _with_words_of(before[0], text)
    if leans(text):
        return resolve(text, [Turn(before[0], "")])
    return _with_words_of(before[0], text) if _PRONOUNS.intersection(words) else text


def _speaks_of_the_same(first: str, words: Sequence[str]) -> bool:
    """Whether "the game" follows on "the first computer game"."""
    known = {stem(word) for word in content_words(first)}
    return any(
        word in _POINTERS and stem(words[at + 1]) in known and not is_function_word(words[at + 1])
        for at, word in enumerate(words[:-1])
    )


def _with_words_of(first: str, text: str) -> str:
    said = {stem(word) for word in content_words(text)}
    carried = [word for word in content_words(first) if stem(word) not in said][:_CARRIED]
    return f"{text} ({', '.join(carried)})" if carried else text


def _words(text: str) -> list[str]:
    """The words in small letters; an abbreviation ("WHO", "IT", "US") keeps its capitals, unless all are capital."""
    words = [word.replace("’", "'") for word in _WORD.findall(text)]
    return [word if _is_abbreviation(word) and not text.isupper() else word.lower() for word in words]


def _is_abbreviation(word: str) -> bool:
    return len(word) > 1 and word.isupper()
