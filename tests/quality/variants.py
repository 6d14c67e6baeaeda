"""What is compared: readers, and the default with a part of it taken away. A new reader is named in ``READERS``.

The first variant is what a user gets. Each of the others differs from it in one thing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from citeleaf.assistant import Assistant
from citeleaf.confidence import Calibration
from citeleaf.models.choose import token_encoder
from citeleaf.models.sentence_reader import SentenceReader
from citeleaf.models.span_reader import SpanReader
from citeleaf.models.span_scorer import SpanScorer
from citeleaf.protocols import Encoder, Reader
from citeleaf.settings import Settings
from citeleaf.store.local import LocalStore
from citeleaf.types import Filters, Finding, Hit, Query, Ranked

if TYPE_CHECKING:
    from citeleaf.protocols import Vectors


@dataclass(frozen=True, slots=True)
class ReaderKind:
    """How a reader is made, and the name of the calibration that belongs to it."""

    make: Callable[[Encoder], Reader]
    calibration: str


READERS = {
    "sentence": ReaderKind(SentenceReader, "sentence_reader"),
    "span": ReaderKind(lambda encoder: SpanReader(SpanScorer(), token_encoder(encoder)), "span_reader"),
}
DEFAULT_READER = "span"
BASELINE_READER = "sentence"


class LexicalOnly(LocalStore):
    """An index that finds nothing by meaning."""

    def dense(self, vector: Vectors, limit: int, filters: Filters) -> list[Ranked]:
        return []


class DenseOnly(LocalStore):
    """An index that finds nothing by wording."""

    def lexical(self, words: Sequence[str], limit: int, filters: Filters) -> list[Ranked]:
        return []


@dataclass(frozen=True, slots=True)
class Variant:
    """A reader over one way of searching. ``passages_read`` is the settings' own where it is None."""

    name: str
    meaning: str
    reader: str = DEFAULT_READER
    store: type[LocalStore] = LocalStore
    passages_read: int | None = None


DEFAULT = Variant(
    "default", "what a user gets: a search by wording and meaning, and a reader that chooses among the best"
)
BASELINE = Variant("baseline", "the sentence reader instead", reader=BASELINE_READER)
ABLATIONS = (
    Variant("lexical", "the search by wording alone", store=LexicalOnly),
    Variant("dense", "the search by meaning alone", store=DenseOnly),
    Variant("fused", "both halves, and the reader reads only the first passage: nothing reranks", passages_read=1),
)
VARIANTS = (DEFAULT, *([BASELINE] if BASELINE_READER != DEFAULT_READER else []), *ABLATIONS)


class WatchedReader:
    """A reader that keeps what it was given for a question, and what it found there.

    A question in several parts is read several times: ``given`` is from all of them, ``findings`` from the last.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.given: tuple[Hit, ...] = ()
        self.findings: tuple[Finding, ...] = ()

    def read(self, query: Query, hits: Sequence[Hit]) -> list[Finding]:
        findings = self._reader.read(query, hits)
        self.given = (*self.given, *hits)
        self.findings = tuple(findings)
        return findings

    def forget(self) -> None:
        """Begin another question."""
        self.given = self.findings = ()


def open_variant(variant: Variant, settings: Settings, encoder: Encoder) -> tuple[Assistant, WatchedReader]:
    """The variant's assistant over the index that ``settings`` name, which is made where there is none."""
    if variant.passages_read is not None:
        settings = replace(settings, passages_read=variant.passages_read)
    store = variant.store.open(
        settings.index,
        encoder=encoder.name,
        dimensions=encoder.dimensions,
        passage_words=settings.passage_words,
        create=True,
    )
    kind = READERS[variant.reader]
    reader = WatchedReader(kind.make(encoder))
    return Assistant(settings, store, encoder, reader, Calibration.bundled(kind.calibration)), reader
