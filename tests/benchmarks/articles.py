"""Articles of the seed article's sentences, in an order of their own in each, so that every passage is distinct."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from citeleaf.documents import load
from citeleaf.questions import Question, read_questions
from citeleaf.sentences import sentences
from citeleaf.types import BlockKind

ROOT = Path(__file__).parents[2]
SEED = ROOT / "corpus" / "csto-afghanistan.txt"
QUESTIONS = ROOT / "tests" / "quality" / "seed.jsonl"
SENTENCES_EACH = 40
SENTENCES_A_PARAGRAPH = 5


def make_corpus(folder: Path, documents: int) -> None:
    """Write ``documents`` articles of shuffled sentences; the same ones each time."""
    folder.mkdir()
    for number, paragraphs in enumerate(articles(documents)):
        text = "\n\n".join([f"Article {number}", *paragraphs])
        (folder / f"article-{number:05}.txt").write_text(text, "utf-8")


def articles(count: int) -> Iterator[list[str]]:
    """The paragraphs of each article."""
    article = load(SEED, SEED.parent)
    prose = [
        span.of(article.text)
        for block in article.blocks
        if block.kind is BlockKind.PARAGRAPH
        for span in sentences(article.text, block.span)
    ]
    shuffled = random.Random(0)
    for _ in range(count):
        chosen = shuffled.sample(prose, SENTENCES_EACH)
        step = SENTENCES_A_PARAGRAPH
        yield [" ".join(chosen[at : at + step]) for at in range(0, SENTENCES_EACH, step)]


def seed_questions() -> list[Question]:
    """Questions that the articles answer, each by itself."""
    return asked_in(QUESTIONS)


def asked_in(file: Path) -> list[Question]:
    """The questions of a file that lean on no others."""
    return [question for question in read_questions(file) if not question.history]
