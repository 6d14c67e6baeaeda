"""A question and a text -> where the text only asks, and so cannot answer.

A list of open questions, an interview and a page of frequent questions hold the very words of what is asked. A reader
finds nothing nearer to a question than the same question, and takes it for its answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from citeleaf.question_kinds import QuestionKind, kind_of
from citeleaf.sentences import trim
from citeleaf.terms import content_words, is_function_word, stems, words_of
from citeleaf.types import Span

NEARLY_ALL = 0.75
"""The share of one question's words that another has where the two ask the same."""

_QUESTION_END = re.compile(r"[?？؟][\"'”’»«“)\]}*_`~›」』）]*(?=\s|$)")
_LABEL = re.compile(r"\W*(?:\d{1,3}[.)]\s+)?(?:\w+(?:[ .]\w+)?:[\s*_]+)?")
"""The mark of a list's item, and who speaks, or "Q:"."""
_INTERROGATIVE = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how(?:\s+(?:many|much|long|large|big|small|far|old|often|tall|high"
    r"|deep|wide|heavy|fast|soon|late|early))?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question says, by stem: all its ``words``, those that are ``telling``, and its question words.

    ``whether`` is that it asks whether something is so, and ``whom`` that it asks who, or how many.
    """

    text: str
    words: Set[str]
    telling: Set[str]
    asking: Set[str]
    whether: bool
    whom: bool

    @classmethod
    def by(cls, question: str) -> Asked:
        telling = content_words(question)
        asking = (word.casefold() for found in interrogatives(question) for word in found.of(question).split())
        kind = kind_of(question)
        return cls(
            text=question,
            words=stems(words_of(question)),
            telling=stems(telling),
            asking=frozenset(asking),
            whether=kind is QuestionKind.YES_NO,
            whom=kind in {QuestionKind.PERSON, QuestionKind.NUMBER},
        )


def interrogatives(text: str) -> Iterator[Span]:
    """Where question words of English stand in ``text``; one in capitals ("WHO") is a name."""
    for found in _INTERROGATIVE.finditer(text):
        if not found.group().isupper():
            yield Span(found.start(), found.end())


def unanswering(asked: Asked, text: str, sentences: Iterable[Span]) -> Iterator[Span]:
    """The parts of a text's ``sentences`` in which no answer stands.

    These are the same question; all others of a list of questions in which it stands; and else the question words of
    other questions. What these say beside may answer this one: "Why did the wall of 1902 crack?".
    """
    for questions in _lists(text, _questions(text, sentences)):
        if any(_asks_the_same(asked, _unlabelled(each.of(text))) for each in questions):
            yield from questions
        else:
            yield from (word.shifted(each.start) for each in questions for word in interrogatives(each.of(text)))


def _questions(text: str, sentences: Iterable[Span]) -> Iterator[Span]:
    """The questions in order. One within a sentence (“Why?” she asked) ends where its mark does."""
    for sentence in sentences:
        start = sentence.start
        for end in _QUESTION_END.finditer(text, sentence.start, sentence.end):
            if question := trim(text, Span(start, end.end())):
                yield question
            start = end.end()


def _lists(text: str, questions: Iterable[Span]) -> Iterator[list[Span]]:
    """``questions`` that follow each other, each with lines of its own, together; any other by itself."""
    found: list[Span] = []
    for question in questions:
        between = text[found[-1].end : question.start] if found else ""
        if found and (between.strip() or "\n" not in between):
            yield found
            found = []
        found.append(question)
    if found:
        yield found


def _unlabelled(question: str) -> str:
    label = _LABEL.match(question)
    return question[label.end() :] if label else question


def _asks_the_same(asked: Asked, question: str) -> bool:
    telling = stems(content_words(question))
    if telling and len(telling & asked.words) >= NEARLY_ALL * len(telling):
        return True
    return _opens_alike(asked, question) and len(telling & asked.telling) >= NEARLY_ALL * len(asked.telling)


def _opens_alike(asked: Asked, question: str) -> bool:
    """Whether it asks with the same question word, and names nothing before that: "Was it Ann who left?" does."""
    first = next(interrogatives(question), None)
    if first is None or first.of(question).split()[0].casefold() not in asked.asking:
        return False
    return all(map(is_function_word, words_of(question[: first.start])))
