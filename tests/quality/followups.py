"""Measures how well follow-up questions are understood: `make followups DATA=folder`.

    PYTHONPATH=tests python -m quality.followups DATA [--out FOLDER]

DATA holds ``canard.json``, ``mtrag/``, or both. For each follow-up the right passage is looked for in four ways: with
the question alone, with the last turn before it, as Citeleaf understands it, and with a person's rewrite. Settings
were chosen on half of the dialogues; what is reported comes from the other half. Sets of complete questions beside
them (``squad2/``, ``clapnq/``) tell how many of those are changed when each is asked after the one before it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from time import perf_counter

from citeleaf.answering import LONGEST_QUESTION
from citeleaf.assistant import Assistant
from citeleaf.errors import CiteleafError, UsageError
from citeleaf.settings import Settings
from citeleaf.types import Hit, Turn
from quality.dialogues import FollowUp, read_canard, read_mtrag, write_answers
from quality.large_sets import find_sets

COMPLETE_SETS = ("clapnq", "squad2")
_DEEPEST = 10
Way = Callable[[FollowUp], tuple[str, Sequence[Turn]]]
"""What is asked, and after which turns."""

WAYS: Mapping[str, Way] = {
    "alone": lambda follow_up: (follow_up.question, ()),
    "with the last turn": lambda follow_up: (with_last_turn(follow_up), ()),
    "understood": lambda follow_up: (follow_up.question, follow_up.history),
    "a person's rewrite": lambda follow_up: (follow_up.rewrite or "", ()),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """How often the right passage was first or among the first five, and its mean reciprocal rank within ten."""

    first: float
    first_five: float
    reciprocal: float

    @classmethod
    def of(cls, ranks: Sequence[int | None]) -> Figures:
        """Of ranks from 1, at least one; None where the passage was not found."""
        return cls(
            mean(rank == 1 for rank in ranks),
            mean(rank is not None and rank <= 5 for rank in ranks),
            mean(1 / rank if rank is not None and rank <= _DEEPEST else 0.0 for rank in ranks),
        )

    def closed(self, alone: Figures, rewrite: Figures) -> Figures:
        """The share of the distance from ``alone`` to ``rewrite`` that is covered, for each figure."""
        return Figures(
            _share(self.first, alone.first, rewrite.first),
            _share(self.first_five, alone.first_five, rewrite.first_five),
            _share(self.reciprocal, alone.reciprocal, rewrite.reciprocal),
        )

    def __str__(self) -> str:
        return f"{self.first:.3f} | {self.first_five:.3f} | {self.reciprocal:.3f}"


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    try:
        report = measure(options.data, options.out / "followups")
    except CiteleafError as error:
        sys.stderr.write(f"followups: {error}\n")
        return error.exit_code
    (options.out / "followups.md").write_text(report, encoding="utf-8")
    sys.stdout.write(report)
    return 0


def measure(data: Path, out: Path) -> str:
    """The report on what ``data`` holds, as Markdown; indexes are kept in ``out``. Raises UsageError."""
    sections = []
    if (data / "canard.json").exists():
        corpus = out / "canard-corpus"
        write_answers(data / "canard.json", corpus)
        follow_ups = read_canard(data / "canard.json")
        with closing(_opened(corpus, out / "canard")) as assistant:
            sections.append(_compared("canard", assistant, follow_ups))
            sections.append(_changed_rewrites(assistant, follow_ups))
    if (data / "mtrag").is_dir():
        with closing(_opened(data / "mtrag" / "corpus", out / "mtrag")) as assistant:
            sections.append(_compared("mtrag", assistant, read_mtrag(data / "mtrag" / "questions.jsonl")))
    if not sections:
        raise UsageError(f"{data} holds neither canard.json nor mtrag/: name the folder that does")
    sections += [_changed_complete(name, data, out) for name in COMPLETE_SETS if (data / name).is_dir()]
    return "\n\n".join(["# Follow-up questions", *sections]) + "\n"


def with_last_turn(follow_up: FollowUp) -> str:
    """The last question, its answer and the follow-up in a row, cut at the front where a question may not be longer."""
    last = follow_up.history[-1]
    return f"{last.question} {last.answer} {follow_up.question}"[-LONGEST_QUESTION:]


def rank_of(follow_up: FollowUp, hits: Sequence[Hit]) -> int | None:
    """The rank, from 1, of the first document that answers, among those that have not been shown yet."""
    paths = dict.fromkeys(hit.passage.path for hit in hits if hit.passage.path not in follow_up.shown)
    return next((rank for rank, path in enumerate(paths, start=1) if path in follow_up.gold), None)


def _compared(name: str, assistant: Assistant, follow_ups: Sequence[FollowUp]) -> str:
    leaning = [each for each in follow_ups if each.is_rewritten]
    halves = [
        ("reported", [each for each in leaning if each.is_reported]),
        ("chosen on", [each for each in leaning if not each.is_reported]),
    ]
    return "\n\n".join(_table(f"{name}, {half}", assistant, each) for half, each in halves if each)


def _table(title: str, assistant: Assistant, follow_ups: Sequence[FollowUp]) -> str:
    heading = f"## {title}: {len(follow_ups)} follow-ups"
    lines = [heading, "", "| asked | first | first five | MRR@10 |", "|---|---|---|---|"]
    figures: dict[str, Figures] = {}
    for name, way in WAYS.items():
        if name == "a person's rewrite" and not all(each.rewrite for each in follow_ups):
            continue
        figures[name] = Figures.of([rank_of(each, assistant.find(*way(each)).hits) for each in follow_ups])
        lines.append(f"| {name} | {figures[name]} |")
    if "a person's rewrite" in figures:
        closed = figures["understood"].closed(figures["alone"], figures["a person's rewrite"])
        lines.append(f"| share of the distance from alone to the rewrite that is closed | {closed} |")
    return "\n".join(lines)


def _changed_rewrites(assistant: Assistant, follow_ups: Sequence[FollowUp]) -> str:
    """How many rewrites, which stand alone, are changed in their own place in the dialogue."""
    asked = [(each.rewrite or "", each.history) for each in follow_ups if each.is_reported]
    return f"## Complete questions\n\n- canard's rewrites, in their own dialogues: {_changed(assistant, asked)}"


def _changed_complete(name: str, data: Path, out: Path) -> str:
    """How many questions of a set are changed when each is asked after the one before it in the set."""
    (found,) = find_sets(data, [name])
    turns = [Turn(each.text, each.answers[0] if each.answers else "") for each in found.questions]
    asked = [(each.text, (turn,)) for turn, each in zip(turns, found.questions[1:], strict=False)]
    with closing(_opened(found.corpus, out / name)) as assistant:
        return f"- {name}, each after the one before it: {_changed(assistant, asked)}"


def _changed(assistant: Assistant, asked: Sequence[tuple[str, Sequence[Turn]]]) -> str:
    """The share that is changed, and how long understanding takes where nothing is."""
    changed, seconds = 0, []
    for question, history in asked:
        began = perf_counter()
        understood = assistant.understand(question, history)
        seconds.append(perf_counter() - began)
        changed += understood != question
    share = changed / len(asked)
    return f"{changed} of {len(asked)} changed ({share:.1%}); {median(seconds) * 1000:.2f} ms at the median"


def _opened(corpus: Path, index: Path) -> Assistant:
    assistant = Assistant.open(Settings(corpus=corpus, index=index), create=True)
    assistant.ingest()
    return assistant


def _share(reached: float, start: float, end: float) -> float:
    return (reached - start) / (end - start) if end != start else float("nan")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="followups", description="Measure how follow-up questions are understood.")
    parser.add_argument("data", type=Path, metavar="DATA", help="the folder that holds canard.json and mtrag/")
    parser.add_argument("--out", type=Path, default=Path("build/quality"), metavar="FOLDER", help="where it is written")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
