"""The whole way from a question to an answer: what the command line, the web app and the evaluation call.

The one place that knows every stage. Models are loaded here and handed to the stages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest

from citeleaf.answer import Reading, about_citeleaf, abstain, compose, compose_parts
from citeleaf.confidence import Calibration, gather
from citeleaf.conversation import resolve
from citeleaf.errors import CitationError, UnknownDocument, UsageError
from citeleaf.help import asks_for_help, is_small_talk
from citeleaf.ingest import Progress, Report, ingest
from citeleaf.question_parts import Part, parts
from citeleaf.search import rerank, search
from citeleaf.settings import Settings
from citeleaf.store.lock import locked_by
from citeleaf.terms import content_words, weigh
from citeleaf.types import (
    Answer,
    Consideration,
    Document,
    Encoder,
    Entry,
    Evidence,
    Failure,
    Filters,
    Finding,
    Hit,
    Policy,
    Query,
    Reader,
    Reason,
    Store,
    Turn,
)

LONGEST_QUESTION = 2000
"""In characters. Whatever is longer is not a question, and every stage's cost grows with it."""

_ATTEMPTS = 3
"""How often a question is asked again when the corpus changes under it."""


NO_FILTERS = Filters()


class Assistant:
    """Answers questions about one corpus, and keeps its index in step."""

    def __init__(
        self, settings: Settings, store: Store, encoder: Encoder, reader: Reader, calibration: Calibration
    ) -> None:
        self.settings = settings
        self._store = store
        self._encoder = encoder
        self._reader = reader
        self._calibration = calibration

    @classmethod
    def open(cls, settings: Settings, *, create: bool = False, rebuild: bool = False) -> Assistant:
        """An assistant with the models and the index that ``settings`` name.

        ``create`` makes an index where there is none, and ``rebuild`` forgets the one there is, once the models are
        loaded. Raises IndexMissing when there is no index and ``create`` is false; IndexMismatch, IndexDamaged and
        ModelError when either cannot be used.
        """
        from citeleaf.models.choose import open_encoder
        from citeleaf.models.span_reader import SpanReader
        from citeleaf.models.span_scorer import SpanScorer
        from citeleaf.store.catalogue import describe
        from citeleaf.store.local import LocalStore, delete_index

        if not create:
            describe(settings.index)  # fails at once where there is no index, before any model is loaded
        encoder = open_encoder(settings.encoder)
        if rebuild:
            delete_index(settings.index)
        store = LocalStore.open(
            settings.index,
            encoder=encoder.name,
            dimensions=encoder.dimensions,
            passage_words=settings.passage_words,
            create=create,
        )
        return cls(settings, store, encoder, SpanReader(SpanScorer()), Calibration.bundled("span_reader"))

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters = NO_FILTERS) -> Answer:
        """The answer to ``question``, which may lean on ``history``, oldest turn first.

        Raises UsageError for a question that is empty or far too long.
        """
        return self.consider(question, history, filters).answer

    def consider(self, question: str, history: Sequence[Turn] = (), filters: Filters = NO_FILTERS) -> Consideration:
        """As ``ask``, with all that the decision rests on."""
        query = self._query(question, history, filters)
        for _ in range(_ATTEMPTS - 1):
            try:
                return self._consider(query)
            except (UnknownDocument, CitationError):  # the corpus changed between the search and the citation
                continue
        return self._consider(query)

    def ingest(self, progress: Callable[[Progress], None] | None = None) -> Report:
        """Bring the index in step with the corpus folder. Raises UsageError when that is missing."""
        return ingest(
            self.settings.corpus,
            self._store,
            self._encoder,
            passage_words=self.settings.passage_words,
            progress=progress,
        )

    def document(self, document_id: str) -> Document:
        """The document as it was last indexed. Raises UnknownDocument."""
        return self._store.document(document_id)

    def entries(self) -> list[Entry]:
        """Every indexed document, by path."""
        return self._store.entries()

    def failures(self) -> list[Failure]:
        """Every file that could not be read, by path."""
        return self._store.failures()

    def indexing(self) -> str | None:
        """Who is writing the index at this moment, in this process or another; None when nobody is."""
        return locked_by(self.settings.index)

    def close(self) -> None:
        self._store.close()

    def _query(self, question: str, history: Sequence[Turn], filters: Filters) -> Query:
        question = question.strip()
        if not question:
            raise UsageError("the question is empty: write what you want to know")
        if len(question) > LONGEST_QUESTION:
            raise UsageError(f"the question has {len(question)} characters: ask in at most {LONGEST_QUESTION}")
        if not _is_unicode(question):
            raise UsageError("the question holds broken characters (not valid Unicode): write it again")
        text = resolve(question, [turn for turn in history if not is_small_talk(turn.question)])
        return self._weighed(text, question, filters)

    def _weighed(self, text: str, original: str, filters: Filters) -> Query:
        return Query(text, original, weigh(content_words(text), self._store), filters)

    def _consider(self, query: Query) -> Consideration:
        if asks_for_help(query):
            answer = about_citeleaf(query)
            return Consideration(answer, answer, ())
        several = parts(query.text)
        considered = self._consider_parts(query, several) if len(several) > 1 else None
        return considered or self._consider_whole(query)

    def _consider_parts(self, query: Query, several: Sequence[Part]) -> Consideration | None:
        """Each part searched and read on its own; None where none is answered, and the whole may still be.

        The evidence is that of the least sure part shown, whose confidence is the answer's.
        """
        shown: list[tuple[Reading, Evidence]] = []
        unanswered: list[str] = []
        found: list[list[Hit]] = []
        for part in several:
            asked = self._weighed(part.text, part.words, query.filters)
            hits, findings = self._read(asked)
            found.append(hits)
            evidence = gather(asked, findings) if findings else None
            confidence = self._calibration.confidence(evidence) if evidence else 0.0
            if evidence and confidence >= self._minimum_confidence:
                shown.append((Reading(part.words, asked, findings, confidence), evidence))
            else:
                unanswered.append(part.words)
        if not shown:
            return None
        answer = compose_parts(query, [reading for reading, _ in shown], unanswered, self.document)
        _, evidence = min(shown, key=lambda each: each[0].confidence)
        return Consideration(answer, answer, _interleaved(found), evidence)

    def _read(self, query: Query) -> tuple[list[Hit], list[Finding]]:
        hits = search(query, self._store, self._encoder, self.settings.candidates)
        findings = self._reader.read(query, hits[: self.settings.passages_read])
        return rerank(hits, findings), findings

    def _consider_whole(self, query: Query) -> Consideration:
        hits, findings = self._read(query)
        if not findings:
            answer = abstain(query, self._why_nothing(query), documents=self.document)
            return Consideration(answer, answer, tuple(hits))
        evidence = gather(query, findings)
        confidence = self._calibration.confidence(evidence)
        candidate = compose(query, findings, confidence, self.document, self.settings.quotes)
        answer = self._decide(query, candidate, findings)
        return Consideration(answer, candidate, tuple(hits), evidence, query, tuple(findings))

    def _decide(self, query: Query, candidate: Answer, findings: Sequence[Finding]) -> Answer:
        if candidate.confidence >= self._minimum_confidence:
            return candidate
        return abstain(
            query,
            Reason.LOW_CONFIDENCE if any(term.known for term in query.terms) else Reason.NOTHING_FOUND,
            confidence=candidate.confidence,
            findings=findings,
            documents=self.document,
            nearest=self.settings.nearest,
        )

    @property
    def _minimum_confidence(self) -> float:
        chosen = self.settings.minimum_confidence
        return self._calibration.thresholds[Policy(self.settings.policy)] if chosen is None else chosen

    def _why_nothing(self, query: Query) -> Reason:
        if not self._store.passage_count():
            return Reason.EMPTY_CORPUS
        return Reason.FILTERED_OUT if query.filters else Reason.NOTHING_FOUND


def _interleaved(found: Sequence[Sequence[Hit]]) -> tuple[Hit, ...]:
    """The hits of several searches in one ranking: the best of each, the second best of each, and so on, once each."""
    hits: dict[str, Hit] = {}
    for rank in zip_longest(*found):
        for hit in filter(None, rank):
            hits.setdefault(hit.passage.id, hit)
    return tuple(hits.values())


def _is_unicode(text: str) -> bool:
    """False for half characters, which a shell or a browser can send and no model reads."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
