"""Sets of questions in a folder: each sub-folder that has ``questions*.jsonl`` beside a ``corpus/``.

The questions of several files are one set. A limit takes questions evenly from the whole of it, because files come in
the order of their documents, and the first hundred questions would be about one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from citeleaf.errors import UsageError
from citeleaf.questions import Question, parse_question
from quality.conversations import common_line


@dataclass(frozen=True, slots=True)
class LargeSet:
    """Questions, and the folder of documents that they are asked of."""

    name: str
    corpus: Path
    questions: tuple[Question, ...]


def find_sets(data: Path, names: Sequence[str] = (), limit: int | None = None) -> list[LargeSet]:
    """The sets in ``data``, or those of them that are named, each with at most ``limit`` questions.

    Raises UsageError where there are none, or where one that is named is missing.
    """
    found = [_large_set(folder, limit) for folder in _folders(data) if not names or folder.name in names]
    missing = sorted(set(names) - {each.name for each in found})
    if missing or not found:
        wanted = ", ".join(missing) or "any set"
        raise UsageError(f"{data} does not hold {wanted}: a set is a folder with questions*.jsonl and corpus/ in it")
    return found


def evenly(questions: Sequence[Question], limit: int | None) -> tuple[Question, ...]:
    """``limit`` of the questions at equal distances, the first of all among them; all of them where they are fewer."""
    if limit is None or limit >= len(questions):
        return tuple(questions)
    return tuple(questions[at * len(questions) // limit] for at in range(limit))


def _folders(data: Path) -> list[Path]:
    if not data.is_dir():
        raise UsageError(f"{data} is no folder: name the one that holds the sets")
    return sorted(path for path in data.iterdir() if (path / "corpus").is_dir() and _files(path))


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("questions*.jsonl"))


def _large_set(folder: Path, limit: int | None) -> LargeSet:
    corpus = folder / "corpus"
    questions = [question for path in _files(folder) for question in _questions(path, corpus)]
    return LargeSet(folder.name, corpus, evenly(questions, limit))


def _questions(path: Path, corpus: Path) -> list[Question]:
    lines = [line for line in path.read_bytes().decode("utf-8-sig").split("\n") if line.strip()]
    try:
        common = [common_line(line, corpus) for line in lines]
        return [parse_question(line.encode()) for line in common if line is not None]
    except (ValueError, KeyError, OSError) as flaw:
        raise UsageError(f"{path} does not hold questions: {flaw}. Mend it, or move it away.") from flaw
