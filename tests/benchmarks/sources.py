"""The documents that the large corpora are made of, and questions about them: a folder of sets, or the seed article.

A set is a folder with ``corpus/`` and question files ``questions*.jsonl`` beside it, as ``make quality`` takes them; a
folder without any is itself taken for a corpus.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.articles import articles, seed_questions
from citeleaf.documents import load
from citeleaf.errors import CiteleafError
from citeleaf.passages import split

GENERATED = 200
"""Articles that are made where no folder is given."""
LONGEST_HEADER = 200


@dataclass(frozen=True, slots=True)
class Source:
    """One document as its passages' words, in order, under its title."""

    name: str
    title: str
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the answers that count as right; none where the corpus holds none."""

    text: str
    answers: tuple[str, ...]


def sources(folder: Path | None, limit: int | None = None) -> list[Source]:
    """Every document of ``folder`` that holds a passage, mixed so that any first few come from all sets alike."""
    if folder is None:
        return [
            Source(f"article-{number:05}", f"Article {number}", tuple(paragraphs))
            for number, paragraphs in enumerate(articles(limit or GENERATED))
        ]
    files = [file for corpus in _corpora(folder) for file in sorted(corpus.rglob("*")) if file.is_file()]
    random.Random(0).shuffle(files)
    found = (source for file in files for source in _source(file))
    return [source for source, _ in zip(found, range(limit), strict=False)] if limit else list(found)


def questions(folder: Path | None, count: int) -> list[Asked]:
    """Up to ``count`` questions that stand alone, the same ones each time."""
    if folder is None:
        return [Asked(question.text, question.answers) for question in seed_questions()][:count]
    found = [asked for file in sorted(folder.rglob("questions*.jsonl")) for asked in _asked(file)]
    if not found:
        return questions(None, count)
    return random.Random(1).sample(found, min(count, len(found)))


def _corpora(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("corpus") if path.is_dir()) or [folder]


def _source(file: Path) -> Iterator[Source]:
    with suppress(CiteleafError):
        document = load(file, file.parent)
        pieces = tuple(passage.text for passage in split(document))
        if pieces:
            yield Source(file.stem, document.title[:LONGEST_HEADER], pieces)


def _asked(file: Path) -> Iterator[Asked]:
    for line in file.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if not record.get("history"):
            yield Asked(record["question"], tuple(record.get("answers", ())))
