"""The published training sets -> articles with questions on them.

Each set has a layout of its own; past this module they are all alike.
"""

from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from citeleaf.errors import UsageError
from citeleaf.types import Span

ENCYCLOPEDIA = "squadshifts_wiki_train.json"
SEARCHES = "nq_open_oracle.jsonl"
HELD_OUT_TITLES = 5
"""So many of the encyclopedia's articles, the last of the file, are trained on by no step: they are for calibrating
and for choosing."""

_NO_ANSWER = "ANSWERNOTFOUND"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on a paragraph and all annotators' answers, as spans of it; none where it holds none.

    ``lookalikes`` are questions written beside it that the paragraph does not answer; None where rules may make some.
    """

    id: str
    text: str
    answers: tuple[Span, ...]
    lookalikes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """Paragraphs that stand together. ``title`` is empty where they have none that says anything."""

    source: str
    title: str
    paragraphs: tuple[Paragraph, ...]


class _Answer(TypedDict):
    text: str
    answer_start: int


class _Question(TypedDict):
    id: str | int
    question: str
    answers: list[_Answer]


class _Paragraph(TypedDict):
    context: str
    qas: list[_Question]


def read_sources(folder: Path) -> dict[str, list[Article]]:
    """Every training set in ``folder``, by the name of its source; a file that is not there is left out.

    Raises UsageError where one holds nothing.
    """
    found: dict[str, list[Article]] = {}
    for pattern, read in _READERS.items():
        for path in sorted(folder.glob(pattern)):
            articles = list(read(path))
            if not articles:
                raise UsageError(f"{path} holds no question that can be trained on: get it again, or leave it out")
            found.setdefault(articles[0].source, []).extend(articles)
    return found


def held_out(articles: Sequence[Article]) -> list[Article]:
    """The articles of the encyclopedia that nothing is trained on."""
    return list(articles[-HELD_OUT_TITLES:])


def search_paragraphs(folder: Path) -> list[Article]:
    """The paragraphs that answer the web searches, whole, each once and without its question; none without that set."""
    path = folder / SEARCHES
    if not path.exists():
        return []
    gold = [json.loads(line)["nq_annotated_gold"] for line in path.read_text(encoding="utf-8").splitlines()]
    titles = {each["long_answer"]: each["title"] for each in gold}
    return [Article("nq", title, (Paragraph(text, ()),)) for text, title in titles.items()]


def _squad(source: str, *, titled: bool) -> Callable[[Path], Iterator[Article]]:
    def read(path: Path) -> Iterator[Article]:
        for entry in json.loads(path.read_text(encoding="utf-8"))["data"]:
            title = entry.get("title", "").replace("_", " ") if titled else ""
            yield Article(source, title, tuple(map(_paragraph, entry["paragraphs"])))

    return read


def _paragraph(paragraph: _Paragraph) -> Paragraph:
    text = paragraph["context"]
    return Paragraph(
        text,
        tuple(
            Asked(str(question["id"]), question["question"].strip(), _spans(text, question["answers"]))
            for question in paragraph["qas"]
        ),
    )


def _spans(text: str, answers: Sequence[_Answer]) -> tuple[Span, ...]:
    """Where the answers stand, each place once; an answer whose offset does not hold is left out."""
    spans = (Span(each["answer_start"], each["answer_start"] + len(each["text"])) for each in answers)
    given = {(span, answer["text"]) for span, answer in zip(spans, answers, strict=True)}
    return tuple(sorted(span for span, said in given if said.strip() and span.of(text) == said))


def _subjqa(path: Path) -> Iterator[Article]:
    """Reviews, with several askers' questions each; the marker of unanswerable questions is cut off their ends.

    A question stands in a row for each annotator. It has an answer where any of them found one.
    """
    by_review: dict[str, list[dict[str, str]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            by_review.setdefault(row["review"], []).append(row)
    paragraphs = []
    for review, rows in by_review.items():
        text = review.removesuffix(_NO_ANSWER).rstrip()
        by_question: dict[str, list[dict[str, str]]] = {}
        for row in rows:
            by_question.setdefault(row["question"], []).append(row)
        asked = [
            Asked(f"{same[0]['q_review_id']}-{at}", question, tuple(sorted({s for row in same for s in _indices(row)})))
            for at, (question, same) in enumerate(by_question.items())
        ]
        paragraphs.append(Paragraph(text, tuple(asked)))
    yield Article("subjqa", "", tuple(paragraphs))


def _indices(row: dict[str, str]) -> tuple[Span, ...]:
    if row["human_ans_spans"] == _NO_ANSWER:
        return ()
    start, end = ast.literal_eval(row["human_ans_indices"])
    return (Span(start, end),)


def _nq(path: Path) -> Iterator[Article]:
    """Web searches, each with the hundred words that answer it; all places that hold an answer count."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        fields = json.loads(line)
        gold = next(each for each in fields["ctxs"] if each["isgold"])
        text = gold["text"]
        places = {
            Span(match.start(), match.end())
            for answer in fields["answers"]
            for match in re.finditer(re.escape(answer), text, re.IGNORECASE)
        }
        if places:
            asked = Asked(f"nq-{number}", fields["question"], tuple(sorted(places)))
            yield Article("nq", gold["title"], (Paragraph(text, (asked,)),))


_READERS: dict[str, Callable[[Path], Iterator[Article]]] = {
    ENCYCLOPEDIA: _squad("wiki", titled=True),
    "squadshifts_amazon_reviews.json": _squad("amazon", titled=False),
    "squadshifts_reddit.json": _squad("reddit", titled=False),
    "covidqa.json": _squad("covid", titled=False),
    "policyqa_*.json": _squad("policy", titled=True),
    "subjqa_*.csv": _subjqa,
    SEARCHES: _nq,
}
