"""The whole way from a question to an answer: what the command line, the web app and the evaluation call.

The one place that knows every stage. Models are loaded here and handed to the stages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from citeleaf.answer import abstain, compose
from citeleaf.confidence import Calibration, gather
from citeleaf.conversation import resolve
from citeleaf.errors import CitationError, UnknownDocument, UsageError
from citeleaf.ingest import Progress, Report, ingest
from citeleaf.search import search
from citeleaf.settings import Settings
from citeleaf.store.lock import locked_by
from citeleaf.terms import content_words, weigh
from citeleaf.types import (
    Answer,
    Consideration,
    Document,
    Encoder,
    Entry,
    Failure,
    Filters,
    Finding,
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
        from citeleaf.models.encoder import SentenceTransformerEncoder
        from citeleaf.models.sentence_reader import SentenceReader
        from citeleaf.store.catalogue import describe
        from citeleaf.store.local import LocalStore, delete_index

        if not create:
            describe(settings.index)  # fails at once where there is no index, before any model is loaded
        encoder = SentenceTransformerEncoder(settings.encoder)
        if rebuild:
            delete_index(settings.index)
        store = LocalStore.open(
            settings.index,
            encoder=encoder.name,
            dimensions=encoder.dimensions,
            passage_words=settings.passage_words,
            create=create,
        )
        return cls(settings, store, encoder, SentenceReader(encoder), Calibration.bundled())

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
        text = resolve(question, history)
        return Query(text, question, weigh(content_words(text), self._store), filters)

    def _consider(self, query: Query) -> Consideration:
        hits = search(query, self._store, self._encoder, self.settings.candidates)
        findings = self._reader.read(query, hits[: self.settings.passages_read])
        if not findings:
            answer = abstain(query, self._why_nothing(query), documents=self.document)
            return Consideration(answer, answer, tuple(hits))
        evidence = gather(findings)
        confidence = self._calibration.confidence(evidence)
        candidate = compose(query, findings, confidence, self.document, self.settings.quotes)
        return Consideration(self._decide(query, candidate, findings), candidate, tuple(hits), evidence)

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
        return self._calibration.threshold if chosen is None else chosen

    def _why_nothing(self, query: Query) -> Reason:
        if not self._store.passage_count():
            return Reason.EMPTY_CORPUS
        return Reason.FILTERED_OUT if query.filters else Reason.NOTHING_FOUND


def _is_unicode(text: str) -> bool:
    """False for half characters, which a shell or a browser can send and no model reads."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
