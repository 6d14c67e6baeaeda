"""A question -> what is found, read and decided for it, over one store and with one set of models.

Knows every stage between question and answer, and nothing of files: ``assistant.py`` keeps the store in step with them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import zip_longest

from citeleaf.abbreviations import spelled_out
from citeleaf.answer import Reading, about_citeleaf, abstain, compose, compose_parts
from citeleaf.confidence import Calibration, gather
from citeleaf.conversation import resolve
from citeleaf.courtesy import bare
from citeleaf.errors import UsageError
from citeleaf.help import asks_for_help, is_small_talk
from citeleaf.protocols import Encoder, Reader, Store
from citeleaf.question_parts import Part, parts
from citeleaf.search import rerank, search
from citeleaf.sentences import sentences
from citeleaf.settings import Settings
from citeleaf.spelling import doubtful, respelled
from citeleaf.terms import content_words, weigh
from citeleaf.types import (
    Answer,
    Consideration,
    Evidence,
    Filters,
    Finding,
    Found,
    Hit,
    Policy,
    Query,
    Reason,
    Scores,
    Span,
    Turn,
)
from citeleaf.unicode import is_unicode

LONGEST_QUESTION = 2000
"""In characters. Whatever is longer is not a question, and every stage's cost grows with it."""
_SPELLED_IN = 20
"""Passages, the best first, in which misspelt words are looked for: what is found farther down is of other things."""


class Answering:
    """The stages in their order."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        encoder: Encoder,
        reader: Reader,
        calibration: Calibration,
        is_word: Callable[[str], bool],
    ) -> None:
        """``is_word`` tells the words of the language from misspelt ones."""
        self._settings = settings
        self._store = store
        self._encoder = encoder
        self._reader = reader
        self._calibration = calibration
        self._is_word = is_word

    def query(self, question: str, history: Sequence[Turn], filters: Filters, *, as_written: bool = False) -> Query:
        """``question`` as it is searched for; ``as_written``, neither ``history`` nor anything else changes its words.

        Raises UsageError where it is empty, far too long or broken.
        """
        question = " ".join(question.split())
        if not question:
            raise UsageError("the question is empty: write what you want to know")
        if len(question) > LONGEST_QUESTION:
            raise UsageError(f"the question has {len(question)} characters: ask in at most {LONGEST_QUESTION}")
        if not is_unicode(question):
            raise UsageError("the question holds broken characters (not valid Unicode): write it again")
        if as_written:
            return self._weighed(question, question, filters)
        return self._spelled(self._weighed(self.understand(question, history, filters), question, filters))

    def understand(self, question: str, history: Sequence[Turn], filters: Filters) -> str:
        """``question`` as it can be asked without ``history``, its misspelt words as they stand."""
        turns = [turn for turn in history if not is_small_talk(turn.question)]
        text = resolve(bare(question), turns, lambda meanings: self._nearness(meanings, filters))
        return text if len(text) <= LONGEST_QUESTION else question

    def find(self, query: Query) -> Found:
        """What the search finds; nothing for a question that asks nothing of the documents."""
        return Found(query, ()) if asks_for_help(query) else self._search(query)

    def consider(self, query: Query, hits: Sequence[Hit] | None = None) -> Consideration:
        """What the decision rests on; ``hits`` are what was found for the whole question, if it was searched already.

        Raises UnknownDocument or CitationError where the corpus changed meanwhile.
        """
        if asks_for_help(query):
            answer = about_citeleaf(query)
            return Consideration(answer, answer, ())
        several = parts(query.text)
        considered = self._consider_parts(query, several) if len(several) > 1 else None
        return considered or self._consider_whole(query, hits)

    def _consider_parts(self, query: Query, several: Sequence[Part]) -> Consideration | None:
        """Each part searched and read on its own; None where none is answered, and the whole may still be.

        The evidence is that of the least sure part shown, whose confidence is the answer's.
        """
        shown: list[tuple[Reading, Evidence]] = []
        unanswered: list[str] = []
        found: list[list[Hit]] = []
        for part in several:
            asked = replace(self._weighed(part.text, part.words, query.filters), misspelt=query.misspelt)
            asked, hits, findings = self._read(asked)
            found.append(hits)
            evidence = gather(asked, findings) if findings else None
            confidence = self._calibration.confidence(evidence) if evidence else 0.0
            if evidence and confidence >= self._minimum_confidence:
                shown.append((Reading(part.words, asked, findings, confidence), evidence))
            else:
                unanswered.append(part.words)
        if not shown:
            return None
        answer = compose_parts(query, [reading for reading, _ in shown], unanswered, self._store.document)
        _, evidence = min(shown, key=lambda each: each[0].confidence)
        return Consideration(answer, answer, _interleaved(found), evidence)

    def _search(self, query: Query) -> Found:
        return search(query, self._store, self._encoder, self._settings.candidates)

    def _read(self, query: Query, hits: Sequence[Hit] | None = None) -> tuple[Query, list[Hit], list[Finding]]:
        """The query as the search knows it, what it found, and what was read in that."""
        found = self._search(query) if hits is None else Found(query, tuple(hits))
        read = self._reader.read(found.query, found.hits[: self._settings.passages_read])
        findings = [spelled_out(query.text, finding) for finding in read]
        return found.query, rerank(found.hits, findings), findings

    def _consider_whole(self, query: Query, hits: Sequence[Hit] | None = None) -> Consideration:
        asked, hits, findings = self._read(query, hits)
        if not findings:
            reason = self._why_nothing(asked) if not hits else _why_not(asked)
            answer = abstain(
                asked,
                reason,
                findings=[_opening(hit) for hit in hits],
                documents=self._store.document,
                nearest=self._settings.nearest,
            )
            return Consideration(answer, answer, tuple(hits))
        evidence = gather(asked, findings)
        confidence = self._calibration.confidence(evidence)
        candidate = compose(asked, findings, confidence, self._store.document, self._settings.quotes)
        answer = self._decide(asked, candidate, findings)
        return Consideration(answer, candidate, tuple(hits), evidence, asked, tuple(findings))

    def _decide(self, query: Query, candidate: Answer, findings: Sequence[Finding]) -> Answer:
        if candidate.confidence >= self._minimum_confidence:
            return candidate
        return abstain(
            query,
            _why_not(query),
            confidence=candidate.confidence,
            findings=findings,
            documents=self._store.document,
            nearest=self._settings.nearest,
        )

    @property
    def _minimum_confidence(self) -> float:
        chosen = self._settings.minimum_confidence
        return self._calibration.thresholds[Policy(self._settings.policy)] if chosen is None else chosen

    def _why_nothing(self, query: Query) -> Reason:
        if not self._store.passage_count():
            return Reason.EMPTY_CORPUS
        return Reason.FILTERED_OUT if query.filters else Reason.NOTHING_FOUND

    def _nearness(self, questions: Sequence[str], filters: Filters) -> list[float]:
        """For each question, the similarity of the passage that is nearest to it by meaning; 0 where there is none."""
        vectors = self._encoder.encode_questions(questions)
        return [max((found.score for found in self._store.dense(each, 1, filters)), default=0.0) for each in vectors]

    def _spelled(self, query: Query) -> Query:
        """``query`` with its misspelt words as they stand in what is found all the same."""
        words = doubtful(query, self._is_word)
        if not words:
            return query
        texts = [f"{hit.passage.context}\n{hit.passage.text}" for hit in self._search(query).hits[:_SPELLED_IN]]
        text, misspelt = respelled(query.text, words, texts)
        if not misspelt or len(text) > LONGEST_QUESTION:
            return query
        return replace(self._weighed(text, query.original, query.filters), misspelt=misspelt)

    def _weighed(self, text: str, original: str, filters: Filters) -> Query:
        return Query(text, original, weigh(content_words(text), self._store), filters)


def _opening(hit: Hit) -> Finding:
    """The first sentence of a passage in which nothing was found, for it to be shown as near all the same."""
    passage = hit.passage
    first = next(iter(sentences(passage.text, language=passage.language)), Span(0, len(passage.text)))
    place = first.shifted(passage.span.start)
    return Finding(hit, place, place, Scores(reader=0.0, similarity=hit.match.similarity, cover=hit.match.cover))


def _why_not(query: Query) -> Reason:
    """Why nothing that was read is an answer."""
    return Reason.LOW_CONFIDENCE if any(term.known for term in query.terms) else Reason.NOTHING_FOUND


def _interleaved(found: Sequence[Sequence[Hit]]) -> tuple[Hit, ...]:
    """The hits of several searches in one ranking: the best of each, the second best of each, and so on, once each."""
    hits: dict[str, Hit] = {}
    for rank in zip_longest(*found):
        for hit in filter(None, rank):
            hits.setdefault(hit.passage.id, hit)
    return tuple(hits.values())
