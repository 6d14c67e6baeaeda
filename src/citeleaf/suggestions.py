"""Passages -> questions that they answer, for a person who does not know yet what to ask.

A sentence of a plain build is turned into the question that it answers ("The harbour was opened in 1911." asks "When
was the harbour opened?"), and a heading that asks something is taken as it is. Whether the corpus does answer it is
found out by asking: only what is answered with the words it was made from is suggested. English only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from citeleaf.sentences import sentences, word_count
from citeleaf.types import Answer, Entry, Passage, Span

MOST_ASKED = 16
"""Questions that are tried at most: each takes as long as any other."""
DOCUMENTS = 40
"""Documents that questions are made of, at equal distances in the list of all."""
PASSAGES = 30
"""Passages of each, from its beginning on: there it says what it is about."""
SURE = 0.5
"""The confidence from which on an answer is sure enough to be shown off with."""

_LONGEST_SENTENCE = 40
_LONGEST_QUESTION = 14
_DATE = (
    r"(?:(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"(?: \d{1,2})?,? )?(?:1[0-9]|20)\d\d\b"
)
_SUBJECT = r"(?P<subject>[A-Z][^,;:()\n—–]{2,80}?)"
_DONE = r"(?P<done>\w+ed|born|built|made|held|drawn|written|won|begun|found|sold|lost|set up|sent)\b"
_PERSON = r"(?P<subject>[A-Z][\w’'-]+(?: [A-Z][\w’'.-]+){1,2})"
_OFFICE = (
    r"(?:[a-z]+[ -]){0,3}(?:secretary|head|president|director|researcher|professor|minister|author|editor|chief"
    r"|founder|spokes\w+|analyst|expert|commander|ambassador|engineer|judge|mayor|governor)\b"
)
_BUILDS = tuple(
    (re.compile(build), question)
    for build, question in (
        (
            rf"{_SUBJECT} (?:ha(?:s|ve) been [^,.;]{{3,60}}? and )?(?P<was>was|were) {_DONE}[^.;]*? (?:in|on) {_DATE}",
            "When {was} {subject} {done}?",
        ),
        (
            r".*?\b\d[\d.,]*(?: thousand| million| billion)? (?P<subject>[a-z]{3,}s)"
            r" (?P<was>were|are|live|have been) (?P<done>[a-z][^,;.()—]{4,60})[.,;]",
            "How many {subject} {was} {done}?",
        ),
        (rf".*?{_PERSON}, (?:the |an? )?{_OFFICE}", "Who is {subject}?"),
        (rf"{_SUBJECT} (?P<was>is|are|was|were) (?:located|situated) (?:in|at|on)\b", "Where {was} {subject}?"),
        (rf"{_SUBJECT} (?P<was>was|were) {_DONE} by [^.;]{{3,}}", "By whom {was} {subject} {done}?"),
        (
            rf"(?P<when>(?:In|On) {_DATE}),? (?P<subject>[A-Z][^,;:()\n—–]{{2,40}}?) (?P<done>[a-z]+ed)\b",
            "What did {subject} do {when}?",
        ),
        (rf"(?!.*example){_SUBJECT} (?P<was>is|was) (?:an?|the) [a-z][^.;]{{15,}}", "What {was} {subject}?"),
    )
)
_POINTING = re.compile(
    r"(?:It|They|He|She|This|These|That|Those|There|Their|His|Her|Its|We|I|You|What|Who|Which|Some|Many|Most|Such|Each"
    r"|All|Other|Others|Another|One|Here|Both|None|Nothing|Nobody|Our|My|If|When|While|As|At|For|By|From|With|After"
    r"|Before|But|And|So|Yet|In|On|To|Of|The (?:former|latter|same|first|second|third|other|only|next|last|result))\b"
)
"""How a subject begins that cannot be understood outside its text, or that is none."""
_CLAUSE = re.compile(r"\b(?:was|is|are|were|has|have|had|because|that|which|who|it|they|he|she|not)\b| ['’]s?\b")
"""What a subject does not hold: there a whole clause was taken for one."""
_ARTICLE = re.compile(r"(?:The|An?) ")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question, and the sentences of a document that it was made from."""

    question: str
    document_id: str
    span: Span


def suggest(
    entries: Sequence[Entry], passages: Callable[[str], list[Passage]], ask: Callable[[str], Answer], count: int
) -> tuple[str, ...]:
    """Up to ``count`` questions that the corpus answers, of as many documents as can be.

    ``passages`` are those of the document with an id. Raises what ``ask`` does.
    """
    step = max(1, len(entries) // DOCUMENTS)
    of_each = [list(_candidates(passages(entry.document_id)[:PASSAGES])) for entry in entries[::step][:DOCUMENTS]]
    found: list[Candidate] = []
    for candidate in list(_in_turn(of_each))[:MOST_ASKED]:
        answer = ask(candidate.question)
        if answer.answered and answer.confidence >= SURE and _is_answered(candidate, answer):
            found.append(candidate)
        if len(found) == count:
            break
    return tuple(candidate.question for candidate in found)


def _is_answered(candidate: Candidate, answer: Answer) -> bool:
    first = answer.citations[0]
    return first.document_id == candidate.document_id and first.span.overlaps(candidate.span)


def _in_turn(of_each: Iterable[Sequence[Candidate]]) -> Iterator[Candidate]:
    """The first of every document, the second of every one, and so on; each question once."""
    asked: set[str] = set()
    for rank in zip_longest(*of_each):
        for candidate in rank:
            if candidate and candidate.question not in asked:
                asked.add(candidate.question)
                yield candidate


def _candidates(passages: Sequence[Passage]) -> Iterator[Candidate]:
    """A document's questions, those of unlike builds before several of one."""
    by_build: list[list[Candidate]] = [[] for _ in (None, *_BUILDS)]
    for passage in passages:
        if passage.headings and passage.headings[-1].rstrip().endswith("?"):
            by_build[0].append(Candidate(passage.headings[-1].strip(), passage.document_id, passage.span))
        for span in sentences(passage.text, language=passage.language):
            at, question = _asked_by(span.of(passage.text), passage.text)
            if question:
                by_build[at].append(Candidate(question, passage.document_id, span.shifted(passage.span.start)))
    return _in_turn(by_build)


def _asked_by(sentence: str, around: str) -> tuple[int, str]:
    """Which build the sentence has, from 1, and the question it answers; an empty one where it has none."""
    if word_count(sentence) > _LONGEST_SENTENCE:
        return 0, ""
    for at, (build, form) in enumerate(_BUILDS, start=1):
        match = build.match(sentence)
        if match is None or _POINTING.match(match["subject"]) or _CLAUSE.search(match["subject"]):
            continue
        parts = {**match.groupdict(), "subject": _inside(match["subject"], around)}
        question = form.format_map({name: " ".join(words.split()) for name, words in parts.items()})
        question = question.replace(" do In ", " do in ").replace(" do On ", " do on ")
        if word_count(question) <= _LONGEST_QUESTION:
            return at, question
    return 0, ""


def _inside(subject: str, around: str) -> str:
    """The subject as it is written within a sentence: with a capital only where it is a name."""
    first = subject.split()[0]
    if _ARTICLE.match(subject) or not (first[1:2].isupper() or re.search(rf"[a-z,] {re.escape(first)}\b", around)):
        names_itself = not _ARTICLE.match(subject) and len(subject.split()) > 1 and subject.split()[1][0].isupper()
        return subject if names_itself else subject[0].lower() + subject[1:]
    return subject
