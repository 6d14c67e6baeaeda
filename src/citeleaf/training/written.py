"""Questions written for this project about paragraphs of the published sets -> articles, like those sets'.

No set that may be trained on asks what a text only looks as if it answered, in the way people do (Rajpurkar, Jia and
Liang 2018): a role turned round, an opposite, a detail of the same kind that is not given. ``written.jsonl`` holds such
questions, and others that the same paragraph answers. A line is of one paragraph, named by its digest, since its text
stands in the set that it is of::

    {"paragraph": "16 hex digits", "answered": [["question", "answer"]], "unanswered": [["question", "what seems to"]]}
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from citeleaf.errors import UsageError
from citeleaf.training.sources import Article, Asked, Paragraph
from citeleaf.types import Span

Fields = dict[str, list[list[str]]]
"""A line of the file, but for its paragraph."""

SOURCE = "written"
QUESTIONS = Path(__file__).with_name("written.jsonl")


def written(articles: Iterable[Article], questions: Path = QUESTIONS) -> list[Article]:
    """An article of each paragraph of ``articles`` that is asked about, under its title, with these questions alone.

    A paragraph that stands in several is asked about in the first. Raises UsageError where words that answer, or seem
    to, do not stand in their paragraph.
    """
    by_digest = {}
    for line in questions.read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        by_digest[fields["paragraph"]] = fields
    made = []
    for article in articles:
        for paragraph in article.paragraphs:
            fields = by_digest.pop(digest(paragraph.text), None)
            if fields:
                asked = Paragraph(paragraph.text, tuple(_asked(paragraph.text, fields)))
                made.append(Article(SOURCE, article.title, (asked,)))
    return made


def digest(text: str) -> str:
    """What names a paragraph, however its words are spaced."""
    return sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def _asked(text: str, fields: Fields) -> Iterator[Asked]:
    """The questions that ``text`` answers, in its order, among which those that it does not are shared out evenly.

    Each of these goes to one that has fewest so far, and of those to the one whose answer stands nearest to its own.
    """
    answered = sorted((_found(answer, text), question) for question, answer in fields["answered"])
    beside: list[list[str]] = [[] for _ in answered]
    for question, seems in fields["unanswered"]:
        place = _found(seems, text)[0].start
        order = [(len(beside[at]), abs(spans[0].start - place), at) for at, (spans, _) in enumerate(answered)]
        beside[min(order)[-1]].append(question)
    for number, (spans, question) in enumerate(answered):
        yield Asked(f"{digest(text)}-{number}", question, spans, tuple(beside[number]))


def _found(words: str, text: str) -> tuple[Span, ...]:
    found = places(words, text)
    if not found:
        raise UsageError(f"{words!r} does not stand in the paragraph {digest(text)}: mend {QUESTIONS.name}")
    return found


def places(words: str, text: str) -> tuple[Span, ...]:
    """Where ``words`` stand in ``text``, however they are spaced there, not within longer words; all places count."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    return tuple(Span(match.start(), match.end()) for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text))
