"""Follow-up questions in their dialogues, and where their answers stand: CANARD and MTRAG, made into one shape.

CANARD has questions that a person rewrote to stand alone, and no passages. What answers a question there is told by
the history of the next one, and each such answer is written as a small document of its own, under its article's title
and its section's heading. A question whose answer is not told is left out. MTRAG has passages, and no rewrites.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from citeleaf.errors import UsageError
from citeleaf.types import Turn

_NO_ANSWER = "i don't know"
_HAS_GOLD = frozenset({"ANSWERABLE", "PARTIAL"})


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question in its dialogue, a person's ``rewrite`` where there is one, and the paths of what answers it.

    ``group`` is what choosing and reporting never share. ``shown`` are the documents that answered the questions
    before: they answer no other, and are left out of every ranking.
    """

    group: str
    question: str
    history: tuple[Turn, ...]
    gold: frozenset[str]
    rewrite: str | None = None
    shown: frozenset[str] = frozenset()

    @property
    def is_reported(self) -> bool:
        """Whether it lies in the half on which nothing was chosen."""
        return hashlib.sha256(self.group.encode()).digest()[0] % 2 == 1

    @property
    def is_rewritten(self) -> bool:
        """Whether a person found that it does not stand alone; True where nobody was asked."""
        return self.rewrite is None or _plain(self.rewrite) != _plain(self.question)


@dataclass(frozen=True, slots=True)
class _Record:
    title: str
    section: str
    question: str
    rewrite: str
    history: tuple[Turn, ...]
    answer: str


def read_canard(path: Path) -> list[FollowUp]:
    """The questions of a CANARD file whose answers it tells, in its order. Raises UsageError where it is none."""
    return [_follow_up(record) for record in _records(path) if record.answer]


def write_answers(path: Path, corpus: Path) -> None:
    """Each answer that a CANARD file tells, as a document in the folder ``corpus``. Raises UsageError."""
    corpus.mkdir(parents=True, exist_ok=True)
    for record in _records(path):
        if record.answer:
            text = f"# {record.title}\n\n## {record.section}\n\n{record.answer}\n"
            (corpus / _name(record.title, record.section, record.answer)).write_text(text, encoding="utf-8")


def read_mtrag(path: Path) -> list[FollowUp]:
    """The questions of an MTRAG file that follow on others and have passages. Raises UsageError where it is none."""
    try:
        records = [json.loads(line) for line in path.read_bytes().decode("utf-8").split("\n") if line]
        return [
            FollowUp(
                group=record["id"].partition("<")[0],
                question=record["question"].strip(),
                history=tuple(Turn(turn["question"], turn["answer"]) for turn in record["history"]),
                gold=frozenset(record["documents"]),
            )
            for record in records
            if record["history"] and record["answerability"] in _HAS_GOLD
        ]
    except (OSError, ValueError, KeyError, TypeError) as flaw:
        raise UsageError(f"{path} is not an MTRAG file: {flaw}") from flaw


def _records(path: Path) -> list[_Record]:
    try:
        lines = json.loads(path.read_bytes())
        said: Mapping[tuple[str, int], Sequence[str]] = {
            (line["QuAC_dialog_id"], line["Question_no"]): line["History"] for line in lines
        }
        return [
            _Record(
                line["History"][0],
                line["History"][1],
                line["Question"].strip(),
                line["Rewrite"].strip(),
                tuple(Turn(*pair) for pair in zip(line["History"][::2], line["History"][1::2], strict=True)),
                _told(said.get((line["QuAC_dialog_id"], line["Question_no"] + 1), [""])[-1]),
            )
            for line in lines
        ]
    except (OSError, ValueError, LookupError, TypeError) as flaw:
        raise UsageError(f"{path} is not a CANARD file: {flaw}") from flaw


def _follow_up(record: _Record) -> FollowUp:
    answers = [_told(turn.answer) for turn in record.history[1:]]
    return FollowUp(
        group=record.title,
        question=record.question,
        history=record.history,
        gold=frozenset({_name(record.title, record.section, record.answer)}),
        rewrite=record.rewrite,
        shown=frozenset(_name(record.title, record.section, answer) for answer in answers if answer),
    )


def _told(answer: str) -> str:
    return "" if _plain(answer) in {_NO_ANSWER, "cannotanswer"} else answer


def _name(title: str, section: str, answer: str) -> str:
    return f"{hashlib.sha256(f'{title}|{section}|{answer}'.encode()).hexdigest()[:16]}.md"


def _plain(text: str) -> str:
    return text.lower().strip(" ?.")
