"""What the training steps hand to each other: questions with a passage, its answers, and passages that hold none.

One JSON object a line, so that a file can be looked at, cut and joined with ordinary tools.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from citeleaf.types import Span


@dataclass(frozen=True, slots=True)
class Text:
    """What the reader reads beside a question: the ``context`` (title, headings) above a passage, and its ``text``."""

    context: str
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """A question, a passage, and every annotator's answers in it; without ``answers``, the passage holds none.

    ``source`` names the data set. ``negatives`` are passages that search returns for the question and that do not
    answer it, hardest first; ``lookalikes`` are questions much like this one that the passage does not answer, and
    ``nearby`` such with a word of the same kind, which the passage need not hold.
    """

    id: str
    source: str
    question: str
    passage: Text
    answers: tuple[Span, ...]
    negatives: tuple[Text, ...] = ()
    lookalikes: tuple[str, ...] = ()
    nearby: tuple[str, ...] = ()


def write_records(records: Iterable[Record], path: Path) -> int:
    """Write ``records`` to ``path`` in one go, so that a file that is there is whole; their number."""
    count = 0
    beside = path.with_suffix(".part")
    with beside.open("w", encoding="utf-8") as file:
        for record in records:
            fields = asdict(record) | {"answers": [[span.start, span.end] for span in record.answers]}
            file.write(json.dumps(fields, ensure_ascii=False) + "\n")
            count += 1
    beside.replace(path)
    return count


def read_records(path: Path) -> Iterator[Record]:
    """The records of a file that ``write_records`` made."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            fields = json.loads(line)
            yield Record(
                id=fields["id"],
                source=fields["source"],
                question=fields["question"],
                passage=Text(**fields["passage"]),
                answers=tuple(Span(start, end) for start, end in fields["answers"]),
                negatives=tuple(Text(**negative) for negative in fields["negatives"]),
                lookalikes=tuple(fields["lookalikes"]),
                nearby=tuple(fields.get("nearby", ())),
            )
