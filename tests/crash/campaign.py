"""Scene by scene: count its steps, let it die at each of them, within writes and at any moment, and check each time."""

from __future__ import annotations

import json
import random
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from crash import children
from crash.checks import Held, answers_of, check
from crash.faults import Steps, die_when_a_file_reaches
from crash.scenes import Scene, make_corpus, open_store, take_in

NOTES = 8192
"""More bytes than a scene notes of its changes: no limit may cut that file, which is the harness's own."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of one scene: deaths of each kind, and in how many of them something did not hold."""

    scene: str
    steps: int
    at_steps: int = 0
    within_writes: int = 0
    at_random: int = 0
    lost: int = 0

    @property
    def kills(self) -> int:
        return self.at_steps + self.within_writes + self.at_random


class Stage:
    """Everything in ``folder``: the scene's beginning, a build from scratch of its end, and the work in between.

    An index is that of one folder of documents, so all of it happens at one place that is set up again each time.
    """

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.scene = scene
        self.root = folder / "work"
        self._beginning = folder / "beginning"
        self.fresh = folder / "fresh"
        self._before = folder / "before.json"
        self._steps = folder / "steps"
        self._answers = folder / "answers"
        make_corpus(self.root / "corpus")
        if scene.anew and scene.name == "first ingest":
            self._before.write_text("{}")
        else:
            children.must(partial(take_in, self.root))
            children.must(self._note_what_is_held)
        scene.change(self.root / "corpus")
        _clear_log(self.root)
        shutil.copytree(self.root, self._beginning)
        shutil.rmtree(self.root / "index", ignore_errors=True)
        children.must(partial(take_in, self.root))
        children.must(self._note_answers)
        shutil.copytree(self.root, self.fresh)

    def set_up(self) -> None:
        shutil.rmtree(self.root)
        shutil.copytree(self._beginning, self.root)

    def count_steps(self) -> tuple[int, float, int]:
        """How many steps the scene takes, how many seconds, and how large its largest file becomes."""
        self.set_up()
        began = time.monotonic()
        children.must(partial(self.scene.work, self.root))
        seconds = time.monotonic() - began
        largest = max(file.stat().st_size for file in (self.root / "index").iterdir())
        self.set_up()
        children.must(self._count)
        return int(self._steps.read_text()), seconds, largest

    @property
    def before(self) -> Held:
        """What is held before the scene's work begins."""
        held: Held = json.loads(self._before.read_text())
        return held

    def answers(self) -> str:
        """What the build from scratch answers."""
        return self._answers.read_text("utf-8")

    def survives(self) -> bool:
        """Whether everything holds in what a death left behind."""
        return children.run(self._check) == 0

    def _count(self) -> None:
        steps = Steps()
        steps.install()
        self.scene.work(self.root)
        self._steps.write_text(str(steps.taken))

    def _note_what_is_held(self) -> None:
        with closing(open_store(self.root)) as store:
            self._before.write_text(json.dumps({entry.path: entry.sha256 for entry in store.entries()}))

    def _note_answers(self) -> None:
        with closing(open_store(self.root)) as store:
            self._answers.write_text(answers_of(self.root, store), "utf-8")

    def _check(self) -> None:
        check(self.root, self.before, self.fresh, self.answers())


def play(scene: Scene, folder: Path, kills: int, random_: random.Random, report: Callable[[str], None]) -> Tally:
    """Let ``scene`` die about ``kills`` times: half at steps, a quarter within writes, a quarter at any moment."""
    stage = Stage(scene, folder)
    steps, seconds, largest = stage.count_steps()
    at_steps = _spread(steps, kills - kills // 2)
    counted = [0, 0, 0]
    lost = 0
    for kind, description, doomed, after in _deaths(stage, at_steps, kills // 4, seconds, largest, random_):
        stage.set_up()
        if children.run(doomed, kill_after=after) < 0:
            counted[kind] += 1
        if not stage.survives():
            lost += 1
            report(f"{scene.name}: not everything held after {description}")
    at_step, within_write, at_random = counted
    return Tally(scene.name, steps, at_step, within_write, at_random, lost)


def _deaths(
    stage: Stage, steps: Sequence[int], others: int, seconds: float, largest: int, random_: random.Random
) -> Iterator[tuple[int, str, Callable[[], None], float | None]]:
    """For each death its kind, what it is, the work, and after which time to kill it, if not by itself."""
    work = partial(stage.scene.work, stage.root)

    def at_step(step: int) -> None:
        Steps(step).install()
        work()

    def within_write(size: int) -> None:
        die_when_a_file_reaches(size)
        work()

    for step in steps:
        yield 0, f"step {step}", partial(at_step, step), None
    for _ in range(others):
        size = random_.randrange(NOTES, largest)
        yield 1, f"a write cut short at {size} bytes", partial(within_write, size), None
    for _ in range(others):
        after = random_.uniform(0, seconds)
        yield 2, f"{after:.3f} seconds", work, after


def _spread(steps: int, wanted: int) -> list[int]:
    """Every step where as many are wanted; otherwise some, evenly spread, the first and the last among them."""
    if wanted >= steps:
        return list(range(1, steps + 1))
    return sorted({1 + round(at * (steps - 1) / max(1, wanted - 1)) for at in range(wanted)})


def _clear_log(root: Path) -> None:
    (root / "log").unlink(missing_ok=True)
