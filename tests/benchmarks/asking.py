"""What an ask takes: from a cold start, and warm over indexes of several sizes, asked turn by turn."""

from __future__ import annotations

import random
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from benchmarks.askers import Asker, ours
from benchmarks.corpora import Made, Maker, laid_out, number_of
from benchmarks.figures import Figure, Target, quantile
from benchmarks.sources import Asked
from benchmarks.timing import Timing, interleaved, processors, ratios, timed_process, walls
from citeleaf.protocols import Encoder

COLD = Target(0.35)
GROWTH = Target(1.6)
RESIDENT = Target(2500)
RECALL = Target(0.98, least=True)
CHANGE = Target(50)
LARGE = 1_000_000
"""Passages from which the targets of the large size count."""
NEAREST = 10
BLOCK = 2000
"""Documents whose vectors are compared at once."""


def cold(made: Made, question: str, repeats: int) -> list[Figure]:
    """`citeleaf ask` from the start of its process to its end, beside the import of what others start with."""
    settings = made.settings
    folders = ("--corpus", str(settings.corpus), "--index", str(settings.index))
    ask = (sys.executable, "-m", "citeleaf.cli", "ask", question, *folders)
    load = (sys.executable, "-c", "import sentence_transformers")
    found = interleaved({"ask": lambda: timed_process(ask), "import": lambda: timed_process(load)}, repeats)
    asked, imported = found["ask"], found["import"]
    ratio = ratios(walls(asked), walls(imported))
    spent = ratios(processors(asked), processors(imported))
    return [
        Figure("start", "cold `citeleaf ask`", "s", walls(asked)),
        Figure("start", "cold `citeleaf ask`, processor time", "s", processors(asked)),
        Figure("start", "`import sentence_transformers`", "s", walls(imported)),
        Figure("start", "`import sentence_transformers`, processor time", "s", processors(imported)),
        Figure("start", "cold ask / that import", "", ratio, COLD),
        Figure("start", "cold ask / that import, processor time", "", spent, COLD),
    ]


def turn_by_turn(askers: Sequence[Asker], questions: Sequence[Asked], rounds: int) -> dict[str, list[Timing]]:
    """Every asker's timings of every question, ``rounds`` times; who is asked first is drawn each time.

    The questions are asked once before, and that is not counted.
    """
    drawn = random.Random(0)
    found: dict[str, list[Timing]] = {asker.name: [] for asker in askers}
    for counted in [False, *[True] * rounds]:
        for question in questions:
            for asker in drawn.sample(askers, len(askers)):
                reply = asker.call("ask", question=question.text)
                if counted:
                    found[asker.name].append(reply.timing)
    return found


def warm(
    made: Mapping[int, Made], maker: Maker, encoder: Encoder, questions: Sequence[Asked], rounds: int, logs: Path
) -> list[Figure]:
    """Asking each size, its memory and disk, its recall, its search by wording, and what one more document costs."""
    figures: list[Figure] = []
    with ExitStack() as stack:
        askers = {
            size: stack.enter_context(ours(f"{size} passages", each.settings.corpus, each.settings.index, logs))
            for size, each in made.items()
        }
        timings = turn_by_turn(list(askers.values()), questions, rounds)
        smallest = np.median(walls(timings[askers[min(made)].name]))
        for size, asker in askers.items():
            taken = walls(timings[asker.name])
            name = f"{made[size].passages:,} passages"
            figures += [
                Figure("ask", f"warm, {name}", "ms", _thousand(taken)),
                Figure("ask", f"warm, {name}, 95th percentile", "ms", (quantile(taken, 0.95) * 1000,)),
                Figure("ask", f"warm, {name}, processor time", "ms", _thousand(processors(timings[asker.name]))),
                Figure("memory", f"resident, {name}", "MB", (asker.resident,), RESIDENT if size >= LARGE else None),
                Figure("disk", f"index, {name}", "MB", (_size(made[size].settings.index),)),
                Figure("search", f"by wording, {name}", "ms", _wording(asker, questions)),
                *_recall(asker, maker, made[size], encoder, questions, name),
                *_change(asker, maker, name),
            ]
            if size != min(made):
                grown = tuple(value / float(smallest) for value in taken)
                target = GROWTH if size >= LARGE else None
                figures.append(Figure("ask", f"warm, {name} / {min(made):,}", "", grown, target))
    return figures


def _wording(asker: Asker, questions: Sequence[Asked]) -> tuple[float, ...]:
    return tuple(asker.call("lexical", question=asked.text, limit=50).timing.wall * 1000 for asked in questions)


def _recall(
    asker: Asker, maker: Maker, made: Made, encoder: Encoder, questions: Sequence[Asked], name: str
) -> list[Figure]:
    """How many of the ten nearest passages are among the ten that the search by meaning returns."""
    vectors = encoder.encode_questions([asked.text for asked in questions])
    best = np.full((len(vectors), NEAREST), -np.inf, np.float32)
    for begin in range(0, made.documents, BLOCK):
        numbers = range(begin, min(begin + BLOCK, made.documents))
        block = np.concatenate([maker.vectors(number) for number in numbers])
        best = np.sort(np.concatenate([best, vectors @ block.T], axis=1), axis=1)[:, -NEAREST:]
    recalls, seconds = [], []
    for vector, nearest in zip(vectors, best, strict=True):
        reply = asker.call("dense", vector=vector.tolist(), limit=NEAREST)
        found = reply.said["found"]
        assert isinstance(found, list)
        scores = [float(vector @ _vector(maker, path, start)) for path, start in found]
        recalls.append(sum(score >= nearest[0] - 1e-5 for score in scores) / min(NEAREST, made.passages))
        seconds.append(reply.timing.wall * 1000)
    share = (float(np.mean(recalls)),)
    return [
        Figure("search", f"by meaning, {name}", "ms", tuple(seconds)),
        Figure("search", f"recall_at_10 by meaning against exact, {name}", "", share, RECALL),
    ]


def _vector(maker: Maker, path: str, start: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    number = number_of(path)
    _, passages = maker.document(number)
    at = next(at for at, passage in enumerate(passages) if passage.span.start == start)
    vector: np.ndarray[tuple[int], np.dtype[np.float32]] = maker.vectors(number)[at]
    return vector


def _change(asker: Asker, maker: Maker, name: str, repeats: int = 5) -> list[Figure]:
    """One more document, in and out again."""
    added, beyond, removed, next_ask = [], [], [], []
    for number in range(repeats):
        source = maker.new_source(number)
        reply = asker.call("add", text=laid_out(source, "x")[0].text)
        wall, encoding = reply.timing.wall, reply.said["encoding"]
        assert isinstance(encoding, float)
        added.append(wall * 1000)
        beyond.append((wall - encoding) * 1000)
        next_ask.append(asker.call("ask", question=source.pieces[0][:100]).timing.wall * 1000)
        removed.append(asker.call("remove").timing.wall * 1000)
    return [
        Figure("change", f"one document more, {name}", "ms", tuple(added)),
        Figure("change", f"one document more, beyond its encoding, {name}", "ms", tuple(beyond), CHANGE),
        Figure("change", f"the ask after it, {name}", "ms", tuple(next_ask)),
        Figure("change", f"that document out again, {name}", "ms", tuple(removed)),
    ]


def _thousand(seconds: Sequence[float]) -> tuple[float, ...]:
    return tuple(value * 1000 for value in seconds)


def _size(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
