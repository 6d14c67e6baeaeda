"""Questions written for this project about paragraphs of the published sets -> articles, like those sets'.

No set that may be trained on asks what a text only looks as if it answered, in the way people do (Rajpurkar, Jia and
Liang 2018): a role turned round, an opposite, a detail of the same kind that is not given. ``written.jsonl`` holds such
questions, and as many that the same paragraph answers, in other words than its own. A line is of one paragraph, named
by its digest, since its text stands in the set that it is of::

    {"paragraph": "16 hex digits", "answered": [["question", "answer"]], "unanswered": [["question", "what seems to"]]}
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from citeleaf.training.sources import Article, Asked, Paragraph
from citeleaf.types import Span

SOURCE = "written"
QUESTIONS = Path(__file__).with_name("written.jsonl")


def written(articles: Iterable[Article], questions: Path = QUESTIONS) -> list[Article]:
    """Those of ``articles`` that are asked about, with these questions instead of their own.

    One with a title stays whole; of others, whose paragraphs only share a file, those that are asked about are left. A
    paragraph that stands in several is asked about in the first.
    """
    by_digest = {}
    for line in questions.read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        by_digest[fields["paragraph"]] = fields
    return [asked for each in articles for asked in _asked(each, by_digest)]


def digest(text: str) -> str:
    """What names a paragraph, however its words are spaced."""
    return sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def _asked(article: Article, questions: dict[str, dict[str, list[list[str]]]]) -> Iterator[Article]:
    paragraphs = tuple(
        Paragraph(each.text, tuple(_on(each.text, questions.pop(digest(each.text), {})))) for each in article.paragraphs
    )
    asked = tuple(paragraph for paragraph in paragraphs if paragraph.questions)
    if asked:
        yield Article(SOURCE, article.title, paragraphs if article.title else asked)


def _on(text: str, fields: dict[str, list[list[str]]]) -> Iterator[Asked]:
    """The questions that ``text`` answers, in its order; each with one that it does not, of about the same place."""
    answered = sorted((places(answer, text), question) for question, answer in fields.get("answered", ()))
    seeming = sorted((places(seems, text), question) for question, seems in fields.get("unanswered", ()))
    for number, (spans, question) in enumerate(answered):
        beside = tuple(question for _, question in seeming[number :: len(answered)])
        yield Asked(f"{digest(text)}-{number}", question, spans, beside)


def places(words: str, text: str) -> tuple[Span, ...]:
    """Where ``words`` stand in ``text``, however they are spaced there, as whole words."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    return tuple(Span(match.start(), match.end()) for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text))
