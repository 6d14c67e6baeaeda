"""Ways to do the same thing, timed turn by turn, so that whatever else the machine does befalls all of them alike.

Beside the seconds that passed stand the seconds of processor time. They do not count how long a process waited for a
core, so that they can be compared on a machine that others use as well.
"""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds that passed, and seconds of processor time over all threads, which may be more."""

    wall: float
    processor: float


def timed(work: Callable[[], object]) -> Timing:
    """One call, in this process."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return Timing(time.perf_counter() - wall, time.process_time() - processor)


def timed_process(command: Sequence[str]) -> Timing:
    """From the start of a process to its end. Raises RuntimeError with what it said where it failed."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None  # it is a pipe
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    process.stderr.close()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}\n{said.decode(errors='replace')}")
    return Timing(wall, usage.ru_utime + usage.ru_stime)


def interleaved(ways: Mapping[str, Callable[[], Timing]], repeats: int, seed: int = 0) -> dict[str, list[Timing]]:
    """Each way's timings, one a round; a round takes the ways in an order of its own."""
    drawn = random.Random(seed)
    found: dict[str, list[Timing]] = {name: [] for name in ways}
    for _ in range(repeats):
        for name in drawn.sample(list(ways), len(ways)):
            found[name].append(ways[name]())
    return found


def walls(timings: Sequence[Timing]) -> tuple[float, ...]:
    return tuple(timing.wall for timing in timings)


def processors(timings: Sequence[Timing]) -> tuple[float, ...]:
    return tuple(timing.processor for timing in timings)


def ratios(these: Sequence[float], those: Sequence[float]) -> tuple[float, ...]:
    """Round by round, how many times as long the one took as the other."""
    return tuple(this / that for this, that in zip(these, those, strict=True))
