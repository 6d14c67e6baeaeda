"""One corpus, its index and its answers: what the command line, the web app and the evaluation call.

Models are loaded here and handed to the stages; what is answered is held against the files as they are now.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event

from citeleaf.answering import Answering
from citeleaf.changes import compare
from citeleaf.confidence import Calibration
from citeleaf.digests import Digests
from citeleaf.errors import CitationError, CiteleafError, IndexMissing, UnknownDocument, UsageError
from citeleaf.freshness import cited, mark, marked, quick, stale
from citeleaf.ingest import Progress, Read, Report, ingest, read_here
from citeleaf.models.vocabulary import is_english
from citeleaf.protocols import Encoder, Reader, Store
from citeleaf.related import related
from citeleaf.sandbox import Sandbox
from citeleaf.scan import scan
from citeleaf.settings import Settings
from citeleaf.store import choose
from citeleaf.store.postgres.address import is_address
from citeleaf.store.postgres.store import PostgresStore
from citeleaf.store.schema import DIGESTS_FILE
from citeleaf.suggestions import suggest
from citeleaf.types import (
    Answer,
    Citation,
    Consideration,
    Document,
    Entry,
    Failure,
    Filters,
    Found,
    Hit,
    Query,
    Turn,
)
from citeleaf.worker import Work, Worker

_ATTEMPTS = 3
"""How often a question is asked again when the corpus changes under it."""


NO_FILTERS = Filters()


class Assistant:
    """Answers questions about one corpus, and keeps its index in step."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        encoder: Encoder,
        reader: Reader,
        calibration: Calibration,
        sandbox: Sandbox | None = None,
    ) -> None:
        """Of parts that belong together. Without ``sandbox``, files are read in this very process."""
        self.settings = settings
        self._sandbox = sandbox
        self._read_file: Read = sandbox.read if sandbox else read_here
        self._store = store
        self._encoder = encoder
        self._answering = Answering(settings, store, encoder, reader, calibration, is_english)
        self._digests = Digests(None if is_address(settings.store) else settings.index / DIGESTS_FILE)

    @classmethod
    def open(cls, settings: Settings, *, create: bool = False, rebuild: bool = False) -> Assistant:
        """An assistant with the models and the index that ``settings`` name.

        ``create`` makes an index where there is none, and ``rebuild`` forgets the one there is, once the models are
        loaded. Raises IndexMissing when there is no index and ``create`` is false; IndexMismatch, IndexDamaged and
        ModelError when either cannot be used.
        """
        from citeleaf.models.choose import open_encoder, token_encoder
        from citeleaf.models.span_reader import SpanReader
        from citeleaf.models.span_scorer import SpanScorer

        if not create:
            choose.require_index(settings)  # fails at once where there is no index, before any model is loaded
        with ThreadPoolExecutor(1) as beside:  # a second processor loads the one model while the first loads the other
            scorer = beside.submit(SpanScorer)
            encoder = open_encoder(settings.encoder)
            if rebuild:
                choose.delete_index(settings)
            store = choose.open_store(settings, encoder, create=create)
            calibration = Calibration.bundled("span_reader")
            reader = SpanReader(scorer.result(), token_encoder(encoder))
            return cls(settings, store, encoder, reader, calibration, Sandbox())

    def require_corpus(self, *, named: bool = True) -> None:
        """Raises UsageError where the index is that of another corpus than the settings name.

        A corpus that was not ``named``, but is only where one usually lies, need not be there: answers do without it.
        """
        bound, corpus = self._store.corpus, self.settings.corpus
        if bound is None or bound == corpus.resolve():
            return
        if named and not corpus.is_dir():
            raise UsageError(
                f"The corpus {corpus} does not exist, and the index is that of the documents in {bound}. Name those"
                " with --corpus, or another index with --index or --store."
            )
        self._store.require_corpus(corpus)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters = NO_FILTERS,
        *,
        as_written: bool = False,
    ) -> Answer:
        """The answer to ``question``, which may lean on ``history``, oldest turn first.

        Asked ``as_written``, nothing is put in from ``history``, no word is taken for a misspelt one, and greetings
        and thanks are searched for, too. Raises UsageError for a question that is empty or far too long.
        """
        return self._consider(self._answering.query(question, history, filters, as_written=as_written)).answer

    def consider(self, question: str, history: Sequence[Turn] = (), filters: Filters = NO_FILTERS) -> Consideration:
        """As ``ask``, with all that the decision rests on."""
        return self._consider(self._answering.query(question, history, filters))

    def find(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters = NO_FILTERS,
        *,
        as_written: bool = False,
    ) -> Found:
        """What the search finds for a question, for those who show it before the answer: see ``consider_found``.

        Raises as ``ask`` does.
        """
        return self._answering.find(self._answering.query(question, history, filters, as_written=as_written))

    def understand(self, question: str, history: Sequence[Turn] = (), filters: Filters = NO_FILTERS) -> str:
        """``question`` as it can be asked without ``history``, its misspelt words as they stand."""
        return self._answering.understand(question, history, filters)

    def consider_found(self, found: Found) -> Consideration:
        """As ``consider``, going on from what ``find`` returned."""
        return self._consider(found.query, found.hits)

    def related(self, considered: Consideration) -> tuple[Citation, ...]:
        """Further passages near the question, for reading on after its answer."""
        further = related(considered, self.document, self.settings.nearest)
        return mark(further, stale(further, self._store.corpus, self._digests))

    def ingest(
        self,
        progress: Callable[[Progress], None] | None = None,
        *,
        within: Collection[str] | None = None,
        confirm_removal: bool = False,
    ) -> Report:
        """Bring the index in step with the corpus folder, or with the files and folders ``within`` it.

        Raises UsageError when the folder is missing. Whether all that is gone may go is asked (see ``Report.question``)
        and answered by ``confirm_removal``.
        """
        report = ingest(
            self.settings.corpus,
            self._store,
            self._encoder,
            passage_words=self.settings.passage_words,
            progress=progress,
            read=self._read_file,
            within=within,
            digests=self._digests,
            confirm_removal=confirm_removal,
        )
        self._digests.save(self.settings.corpus.resolve())
        return report

    def work(self, stop: Event, *, every: float | None = None, told: Callable[[Work], None] | None = None) -> Work:
        """Take part in an ingest of several workers: see ``worker.Worker.run``.

        Raises UsageError for an index in a folder.
        """
        choose.require_database(self.settings)
        assert isinstance(self._store, PostgresStore)  # of such settings
        worker = Worker(
            self.settings.corpus,
            self._store,
            self._encoder,
            passage_words=self.settings.passage_words,
            read=self._read_file,
        )
        return worker.run(stop, every=every, told=told)

    def differences(self) -> list[str]:
        """The paths at which corpus and index differ now. Raises as ``ingest`` does.

        Whoever asks is about to have them taken in: the process that reads files is started, where it is not running.
        """
        if self._sandbox:
            with suppress(CiteleafError):  # the first file will tell
                self._sandbox.start()
        found = scan(self.settings.corpus, digests=self._digests)
        try:
            entries, failures = self._store.entries(), self._store.failures()
        except IndexMissing:  # deleted under us: the next ingest makes it again
            entries, failures = [], []
        return compare(found, entries, failures).paths

    def suggest(self, count: int = 3) -> tuple[str, ...]:
        """Up to ``count`` questions that the corpus answers, each found out by asking it."""
        return suggest(self._store.entries(), self._store.passages, self.ask, count)

    def document(self, document_id: str) -> Document:
        """The document as it was last indexed. Raises UnknownDocument."""
        return self._store.document(document_id)

    @property
    def generation(self) -> int:
        """Counts the changes of the index so far."""
        return self._store.generation

    def entries(self) -> list[Entry]:
        """Every indexed document, by path."""
        return self._store.entries()

    def failures(self) -> list[Failure]:
        """Every file that could not be read, by path."""
        return self._store.failures()

    def indexing(self) -> str | None:
        """Who is writing the index at this moment, in this process or another; None when nobody is."""
        return choose.writer_of(self.settings, self._store)

    def close(self) -> None:
        if self._sandbox:
            self._sandbox.close()
        try:
            self._digests.save_rest()
        finally:
            self._store.close()

    def _consider(self, query: Query, hits: Sequence[Hit] | None = None) -> Consideration:
        """The question considered, and once more where the corpus changed under it or files are not as indexed."""
        for _ in range(_ATTEMPTS - 1):
            try:
                considered = self._answering.consider(query, hits)
            except (UnknownDocument, CitationError):
                pass
            else:
                standings = stale(cited(considered), self._store.corpus, self._digests)
                if not standings or not self._read_again(standings.keys()):
                    return marked(considered, standings)
            hits = None  # they are of the corpus before it changed
        considered = self._answering.consider(query)
        return marked(considered, stale(cited(considered), self._store.corpus, self._digests))

    def _read_again(self, paths: Collection[str]) -> bool:
        """Whether the index now says of these files something else than before: where it is quick and nobody writes."""
        if self.indexing() or not quick(paths, self.settings.corpus):
            return False
        try:
            report = self.ingest(within=paths)
        except (CiteleafError, OSError):  # no right to write, or another folder's index: it is marked instead
            return False
        return bool(report.updated or report.removed or report.renamed)
