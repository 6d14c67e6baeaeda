"""Articles -> records: the product's own passages, and the wrong ones that its own search finds for each question.

A reader in an open corpus fails on passages that look right, and which those are only the search knows. So each
source is written to a folder, indexed as a user's would be, and asked its own questions.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from citeleaf.documents import load
from citeleaf.ingest import ingest
from citeleaf.metrics import contains_answer
from citeleaf.passages import WORDS, split
from citeleaf.protocols import Encoder
from citeleaf.search import search
from citeleaf.store.local import LocalStore
from citeleaf.terms import content_words, weigh
from citeleaf.training.lookalikes import lookalikes
from citeleaf.training.records import Record, Text
from citeleaf.training.sources import Article, Asked, Paragraph
from citeleaf.types import Passage, Query, Span

NEGATIVES = 4
"""Wrong passages kept for a question."""
LOOKALIKES = 3
_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class _Placed:
    """A question of an article, its answers counted in the document's characters."""

    path: str
    question: Asked
    answers: tuple[Span, ...]
    said: frozenset[str]


def write_corpus(articles: Sequence[Article], folder: Path) -> list[_Placed]:
    """Write one text file an article, and say where in it the answers to its questions stand."""
    folder.mkdir(parents=True, exist_ok=True)
    placed = []
    for number, article in enumerate(articles):
        path = f"{number:05d}.txt"
        text = f"{article.title}\n\n" if article.title else ""
        for paragraph in article.paragraphs:
            placed += [_place(path, paragraph, asked, len(text)) for asked in paragraph.questions]
            text += _one_line(paragraph.text) + "\n\n"
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
    return placed


def mine(
    source: str, articles: Sequence[Article], folder: Path, encoder: Encoder, chance: random.Random
) -> Iterator[Record]:
    """The records of ``source``; its corpus and index are kept in ``folder`` and used again."""
    placed = write_corpus(articles, folder / "corpus")
    store = LocalStore.open(
        folder / "index", encoder=encoder.name, dimensions=encoder.dimensions, passage_words=WORDS, create=True
    )
    try:
        ingest(folder / "corpus", store, encoder, passage_words=WORDS, progress=None)
        passages = {entry.path: store.passages(entry.document_id) for entry in store.entries()}
        for each in placed:
            found = search(_query(each.question.text, store), store, encoder, _CANDIDATES)
            negatives = [hit.passage for hit in found.hits if _is_negative(hit.passage, each)]
            yield from _records(source, each, passages.get(each.path, []), negatives[:NEGATIVES], chance)
    finally:
        store.close()


def divide(source: str, articles: Sequence[Article], folder: Path, chance: random.Random) -> Iterator[Record]:
    """The records of ``source`` without a search for wrong passages."""
    for each in write_corpus(articles, folder / "corpus"):
        document = load(folder / "corpus" / each.path, folder / "corpus")
        yield from _records(source, each, split(document, WORDS), [], chance)


def _query(question: str, store: LocalStore) -> Query:
    return Query(question, question, weigh(content_words(question), store))


def _place(path: str, paragraph: Paragraph, asked: Asked, offset: int) -> _Placed:
    said = frozenset(span.of(paragraph.text) for span in asked.answers)
    return _Placed(path, asked, tuple(span.shifted(offset) for span in asked.answers), said)


def _one_line(text: str) -> str:
    """``text`` with every line end a space, so that the paragraph stays one block and no offset moves."""
    return "".join(" " if letter in "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029" else letter for letter in text)


def _is_negative(passage: Passage, asked: _Placed) -> bool:
    """Whether ``passage`` surely does not answer: it holds no annotator's answer, anywhere."""
    return not contains_answer(passage.text, sorted(asked.said)) if asked.said else passage.path != asked.path


def _records(
    source: str, asked: _Placed, passages: Sequence[Passage], negatives: Sequence[Passage], chance: random.Random
) -> Iterator[Record]:
    """A record for each passage that holds an answer; for an unanswerable question, one for its own article."""
    holding = [passage for passage in passages if any(passage.span.contains(span) for span in asked.answers)]
    if not asked.answers:
        holding = list(passages[:1])
    for number, passage in enumerate(holding):
        answers = [span.shifted(-passage.span.start) for span in asked.answers if passage.span.contains(span)]
        alike = asked.question.lookalikes
        if alike is None:
            made = lookalikes(asked.question.text, passage.text, asked.said, chance, LOOKALIKES) if answers else []
            alike = tuple(made)
        yield Record(
            id=f"{source}-{asked.question.id}-{number}",
            source=source,
            question=asked.question.text,
            passage=Text(passage.context, passage.text),
            answers=tuple(answers),
            negatives=tuple(Text(negative.context, negative.text) for negative in negatives),
            lookalikes=alike,
        )
