"""Two processes and more at one index: one writes, and is named to whoever else would; those who read go on reading.

What a reader may see beside a writer are the states that the writer committed, in their order, and nothing between.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from citeleaf.errors import IndexLocked
from citeleaf.ingest import ingest
from citeleaf.store.local import LocalStore
from citeleaf.store.lock import locked_by
from crash import children
from crash.campaign import Stage
from crash.checks import EVERYTHING, LIMIT, QUESTIONS, Held, Lost, committed
from crash.scenes import ENCODER, Recording, open_store, take_in

REFUSED = 10
"""What a second writer ends with that was told who writes."""
PATIENCE = 60.0
"""Seconds until the writer must have begun."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """How often a writer and a reader worked at once, what was seen and refused, and in how many something was lost."""

    tried: int
    readings: int
    refused: int
    lost: int


def work_side_by_side(stage: Stage, tries: int, random_: random.Random, report: Callable[[str], None]) -> Pairs:
    """Each time one process writes and is killed at last, one reads all the while, and one would write as well."""
    _, seconds, _ = stage.count_steps()
    readings = refused = lost = 0
    for _ in range(tries):
        stage.set_up()
        after = random_.uniform(0, seconds)
        seen, was_refused, faults = _one(stage, after)
        readings += len(seen)
        refused += was_refused
        if not stage.survives():
            faults.append("not everything held")
        if faults:
            lost += 1
            report(f"two processes, the writer killed after {after:.3f} seconds: {', '.join(faults)}")
    return Pairs(tries, readings, refused, lost)


def _one(stage: Stage, after: float) -> tuple[list[Held], bool, list[str]]:
    """What the reader saw, whether the second writer was refused by name, and what was wrong."""
    root, notes, over = stage.root, stage.root / "seen", stage.root / "over"
    reader = children.start(partial(_read, root, notes, over))
    while not notes.exists():  # it has its first state before anything is written
        time.sleep(0.005)
    writer = children.start(partial(_write_and_wait, root))
    _wait_for_lock(root, writer)
    refused = children.run(partial(_be_refused, root, writer)) == REFUSED
    time.sleep(after)
    os.kill(writer, signal.SIGKILL)
    children.end(writer)
    over.touch()
    faults = [] if refused else ["a second writer was not refused by the holder's name"]
    if children.end(reader):
        faults.append("the reader could not read")
    seen = [json.loads(line) for line in notes.read_text("utf-8").splitlines()]
    if not _in_order(seen, committed(stage.before, root / "log")):
        faults.append("the reader saw what was never committed, or an earlier state after a later one")
    return seen, refused, faults


def _wait_for_lock(root: Path, writer: int) -> None:
    until = time.monotonic() + PATIENCE
    while f"process {writer}," not in (locked_by(root / "index") or ""):
        if time.monotonic() > until:
            raise Lost("the writer did not begin")
        time.sleep(0.005)


def _write_and_wait(root: Path) -> None:
    """Ingest, and keep the lock until the end, which comes from outside."""
    Recording.log = root / "log"
    store = Recording.open(root / "index", encoder=ENCODER.name, dimensions=ENCODER.dimensions)
    with closing(store), store.writing():
        ingest(root / "corpus", store, ENCODER, confirm_removal=True)
        while True:
            signal.pause()


def _be_refused(root: Path, writer: int) -> None:
    try:
        take_in(root)
    except IndexLocked as error:
        if f"process {writer}," in str(error):
            raise SystemExit(REFUSED) from error
        raise


def _read(root: Path, notes: Path, over: Path) -> None:
    """Note every state that is seen, and search it, until it is over. The last look is after the writer's end.

    The store alone is asked: an assistant would read a changed file again by itself, and so write.
    """
    with closing(open_store(root)) as store, notes.open("a", encoding="utf-8") as file:
        ended = False
        while not ended:
            ended = over.exists()
            file.write(json.dumps({entry.path: entry.sha256 for entry in store.entries()}) + "\n")
            file.flush()
            _search(store)


def _search(store: LocalStore) -> None:
    for question in QUESTIONS:
        vector = ENCODER.encode_questions([question])[0]
        words = question.rstrip("?").split()
        found = (*store.dense(vector, LIMIT, EVERYTHING), *store.lexical(words, LIMIT, EVERYTHING))
        if not found and store.entries():
            raise Lost(f"a reader finds nothing: {question}")


def _in_order(seen: Sequence[Held], states: Sequence[Held]) -> bool:
    at = 0
    for held in seen:
        found = next((place for place in range(at, len(states)) if states[place] == held), None)
        if found is None:
            return False
        at = found
    return True
