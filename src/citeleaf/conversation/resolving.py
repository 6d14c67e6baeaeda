"""A follow-up question and the turns before it -> the questions that it may mean, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from citeleaf.conversation.ellipsis import about, asked_by
from citeleaf.conversation.focus import Subject, subjects
from citeleaf.conversation.leaning import LEADING, MOST_TELLING, Leaning, definite, leaning, named_phrase, unresolved
from citeleaf.conversation.wording import in_brackets, plain, put_in, repeats, with_noun
from citeleaf.conversation.words import DEMONSTRATIVES, Word, words_in
from citeleaf.terms import content_words, is_function_word, stem
from citeleaf.types import Turn

_REMEMBERED = 12
"""How many turns back a conversation is looked at."""
_HEARD = 2000
"""How many characters of an answer are looked at: whoever is spoken of farther down is hardly asked about next."""
_CARRIED_WORDS = 4
_NEARLY = 1.75
"""How much less a subject may weigh than the likeliest for the corpus to be asked which is meant; what answered "who"
or "which" in the last turn weighs more than that."""
_NEAR = 3
"""How many turns back a noun is still "the" noun."""
_BELONGING = frozenset("band group team album book film movie song show company author author's".split())
_LIKELY = 3
"""How many subjects a pronoun may stand for: what comes later hardly ever does."""


def meanings(question: str, history: Sequence[Turn]) -> tuple[str, ...]:
    """What ``question`` may mean after ``history``, the likeliest first; itself alone where it is complete."""
    kind = _kind(question, history)
    if kind is None:
        return (question,)
    return tuple(dict.fromkeys(_meanings(question, kind, understood(history)))) or (question,)


def understood(history: Sequence[Turn]) -> tuple[Turn, ...]:
    """The last turns, each with its question as it was understood, or as it can be without a search."""
    turns: tuple[Turn, ...] = ()
    for turn in history[-_REMEMBERED:]:
        text = turn.understood or _likeliest(turn.question, turns)
        turns = (*turns, replace(turn, answer=turn.answer[:_HEARD], understood=text))
    return turns


def _likeliest(question: str, turns: Sequence[Turn]) -> str:
    kind = _kind(question, turns)
    return question if kind is None else next(_meanings(question, kind, turns), question)


def _kind(question: str, history: Sequence[Turn]) -> Leaning | None:
    if not history:
        return None
    return leaning(question) or (Leaning.DEFINITE if _was_spoken_of(definite(question), history) else None)


def _was_spoken_of(noun: Word | None, history: Sequence[Turn]) -> bool:
    """Whether one of the last turns says the noun, or it is one that always belongs to somebody named before."""
    if noun is None:
        return False
    said = {stem(word) for turn in history[-_NEAR:] for word in content_words(f"{turn.question} {turn.answer}")}
    return stem(noun.text) in said or noun.lower in _BELONGING


def _meanings(question: str, kind: Leaning, turns: Sequence[Turn]) -> Iterator[str]:
    """What the question may mean, in whole sentences where there are any; else with brackets behind it."""
    found = subjects(turns)
    sentences = list(_sentences(question, kind, turns, found))
    yield from sentences
    if not sentences:
        yield in_brackets(plain(question), _carried(kind, found, turns)) or question
    if _may_be_complete(question, kind):
        yield question


def _may_be_complete(question: str, kind: Leaning) -> bool:
    """Whether the question may be understood as it is after all, which only the corpus can tell."""
    words = words_in(question)
    match kind:
        case Leaning.DEFINITE:
            return True
        case Leaning.PRONOUN:
            return sum(word.tells for word in words) > MOST_TELLING
        case Leaning.FRAGMENT:  # "Kazakhstan" may begin anew
            return all(word.tells for word in words)
        case _:
            return False


def _sentences(question: str, kind: Leaning, turns: Sequence[Turn], found: Sequence[Subject]) -> Iterator[str]:
    last = turns[-1]
    phrase = named_phrase(question) if kind is Leaning.WHAT_ABOUT else None
    if phrase:
        yield from about(phrase, last.understood)
    elif kind is Leaning.QUESTION_WORD:
        yield from asked_by(LEADING.sub("", question.strip()), last.understood, last.answer)
    elif kind is Leaning.PRONOUN:
        yield from _with_subjects(plain(question), found)


def _with_subjects(asked: str, found: Sequence[Subject]) -> Iterator[str]:
    """The question with what its pronoun may stand for, and with "this programme" written out."""
    words = words_in(asked)
    at = unresolved(words)
    if at is None:
        return
    phrases = [subject.text for subject in found]
    for subject in _fitting(words[at].lower, found):
        put = put_in(asked, subject.text)
        if put and not repeats(words, at, subject.text):
            yield with_noun(put, phrases) or put
    noun = with_noun(asked, phrases)
    if noun:
        yield noun


def _fitting(pronoun: str, found: Sequence[Subject]) -> list[Subject]:
    """What the pronoun may stand for, the likeliest first; what it hardly can, only where there is nothing else."""
    if pronoun in DEMONSTRATIVES:  # "this article" is about what has been spoken of all the time
        return sorted(found, key=lambda each: -each.lasting)[:_LIKELY]
    fitting = sorted(found, key=lambda each: -each.suits(pronoun))[:_LIKELY]
    enough = max(max((each.suits(pronoun) for each in fitting), default=0.0) - _NEARLY, 0.0)
    likely = [each for each in fitting if each.suits(pronoun) >= enough] or fitting[:1]
    return _without_older(pronoun, likely)


def _without_older(pronoun: str, likely: list[Subject]) -> list[Subject]:
    """Without what only older turns speak of and stands behind a name from the last question.

    The corpus, which chooses among what is left, would else answer of what it knows where it was asked of something
    that it does not know.
    """
    at = next((place for place, each in enumerate(likely) if each.is_named_for(pronoun)), len(likely))
    return [each for place, each in enumerate(likely) if place <= at or each.heard_last]


def _carried(kind: Leaning, found: Sequence[Subject], turns: Sequence[Turn]) -> list[str]:
    """What is put in brackets: the whole last question, or what the conversation is about, or else its words."""
    last = turns[-1]
    if kind in {Leaning.QUESTION_WORD, Leaning.WHAT_ABOUT} and any(word.tells for word in words_in(last.understood)):
        return [last.understood.rstrip(" ?")]
    if found:
        return [next((subject.text for subject in found if subject.named), found[0].text)]
    words = content_words(f"{last.question} {last.answer}")
    return [word for word in words if not is_function_word(word)][:_CARRIED_WORDS]
