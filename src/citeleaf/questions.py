"""Questions with known answers, and the turns before a question: what ``evaluate`` and ``ask`` read from files.

A line of questions is ``{"id", "question", "answers": [...], "evidence": [{"document", "start", "end"}],
"history": [...]}``. The last three may be left out; other keys are left alone.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath

from citeleaf.errors import UsageError
from citeleaf.types import Span, Turn

_SHAPE = 'one JSON object a line, such as {"id": "1", "question": "...", "answers": ["..."]}'
_TURN_SHAPE = 'one JSON object a line, such as {"question": "...", "answer": "..."}, oldest first'


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """Where a document (its path, relative to the corpus) says the answer."""

    document: str
    span: Span


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and what answers it. No gold ``answers`` means that the corpus holds none."""

    id: str
    text: str
    answers: tuple[str, ...] = ()
    evidence: tuple[GoldSpan, ...] = ()
    history: tuple[Turn, ...] = ()

    @property
    def answerable(self) -> bool:
        return bool(self.answers)


def read_questions(path: Path, limit: int | None = None) -> list[Question]:
    """The first ``limit`` questions of a file, or all of them. Raises UsageError naming the line that does not hold.

    Blank lines are skipped, and lines beyond the limit are not looked at.
    """
    if limit is not None and limit < 1:
        raise UsageError(f"the limit must be at least 1, not {limit}: leave it out to ask every question")
    questions = list(islice(_questions(path), limit))
    if not questions:
        raise UsageError(f"{path} holds no questions: write {_SHAPE}")
    return questions


def read_history(path: Path) -> list[Turn]:
    """The earlier turns in ``path``, oldest first: a JSON list of objects, or one a line. Raises UsageError."""
    lines = _lines(path, _TURN_SHAPE)
    if b"".join(lines).lstrip().startswith(b"["):
        lines = [b"\n".join(lines)]
    try:
        values = [value for line in lines if line.strip() for value in _listed(_json(line, _TURN_SHAPE))]
        return [_turn(value, f"turn {number}") for number, value in enumerate(values, start=1)]
    except ValueError as flaw:
        raise UsageError(f"{path} does not hold turns: {flaw}") from flaw


def parse_question(line: bytes) -> Question:
    """The question that one line holds. Raises ValueError saying what is wrong and what belongs there."""
    record = _object(_json(line), "the line")
    return Question(
        id=_identifier(record.get("id")),
        text=_filled(record.get("question"), "question"),
        answers=tuple(_filled(item, name) for name, item in _items(record, "answers")),
        evidence=tuple(_evidence(item, name) for name, item in _items(record, "evidence")),
        history=tuple(_turn(item, name) for name, item in _items(record, "history")),
    )


def _questions(path: Path) -> Iterator[Question]:
    for number, line in enumerate(_lines(path), start=1):
        if line.strip():
            try:
                question = parse_question(line)
            except ValueError as flaw:
                raise UsageError(f"{path}, line {number}: {flaw}. Mend the line or remove it.") from flaw
            yield question


def _lines(path: Path, shape: str = _SHAPE) -> list[bytes]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. Name a file with {shape}") from error
    return content.removeprefix(codecs.BOM_UTF8).split(b"\n")  # a line separator within a string ends no line


def _json(line: bytes, shape: str = _SHAPE) -> object:
    try:
        value: object = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 at byte {error.start + 1}: save the file as UTF-8") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON ({error.msg}, at column {error.colno}): write {shape}") from error
    return value


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _object(value: object, name: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"{name} must be a JSON object, not {_shown(value)}")
    return value


def _items(record: dict[str, object], key: str) -> list[tuple[str, object]]:
    value = record.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(f"{key!r} must be a list, not {_shown(value)}")
    return [(f"{key}[{index}]", item) for index, item in enumerate(value)]


def _string(value: object, name: str) -> str:
    if value is None:
        raise ValueError(f"{name!r} is missing: give it, as a string")
    if not isinstance(value, str):
        raise ValueError(f"{name!r} must be a string, not {_shown(value)}")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{name!r} holds half of a surrogate pair: write the whole character") from error
    return value


def _filled(value: object, name: str) -> str:
    text = _string(value, name)
    if not text.strip():
        remedy = "leave the list empty where the corpus holds no answer" if name.startswith("answers") else "fill it in"
        raise ValueError(f"{name!r} is blank: {remedy}")
    return text


def _identifier(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _filled(value, "id")


def _evidence(value: object, name: str) -> GoldSpan:
    record = _object(value, name)
    start, end = (_offset(record.get(key), f"{name}.{key}") for key in ("start", "end"))
    if start >= end:
        raise ValueError(f"{name!r} runs from {start} to {end}: it must hold at least one character")
    return GoldSpan(_path(record.get("document"), f"{name}.document"), Span(start, end))


def _path(value: object, name: str) -> str:
    path = PurePosixPath(_filled(value, name))
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"{name!r} must be a path relative to the corpus, not {_shown(value)}")
    return path.as_posix()


def _offset(value: object, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{name!r} must be a count of characters from 0, not {_shown(value)}")
    return value


def _turn(value: object, name: str) -> Turn:
    """A turn; an answer of null is that of a question which was not answered, and ``understood`` may be left out."""
    record = _object(value, name)
    question = _string(record.get("question"), f"{name}.question")
    understood = _string(record.get("understood") or "", f"{name}.understood")
    if "answer" in record and record["answer"] is None:
        return Turn(question, "", understood)
    return Turn(question, _string(record.get("answer"), f"{name}.answer"), understood)


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:40]}…"
