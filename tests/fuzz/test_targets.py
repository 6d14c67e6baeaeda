"""A short run in the suite: every target takes its seeds, what once found a fault, and some mutations of both.

The mutations are the same each time. The campaign that looks for new faults is ``make fuzz``.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from fuzz.seeds import regressions
from fuzz.targets import TARGETS, Fault, Target, check_within_time

REGRESSIONS = Path(__file__).parent / "regressions"
MUTATIONS = 12
every_target = pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)


def _flip(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _cut(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data))
    del data[start : start + chance.randrange(1, 40)]


def _repeat(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data))
    data[start:start] = data[start : start + chance.randrange(1, 40)] * chance.randrange(1, 50)


def _insert(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(len(data)) :] += chance.choice((b"\x00", b"\xff\xfe", b"<", b">", b"\n\n", b"]]>", b"&#x0;"))


MUTATORS: tuple[Callable[[bytearray, random.Random], None], ...] = (_flip, _cut, _repeat, _insert)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """``data`` after one to four small changes."""
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 5)):
        if changed:
            chance.choice(MUTATORS)(changed, chance)
    return bytes(changed)


@every_target
def test_what_it_starts_from(target: Target) -> None:
    for seed in target.seeds():
        check_within_time(target, seed)


@every_target
def test_what_once_found_a_fault(target: Target) -> None:
    for data in regressions(REGRESSIONS, target.name):
        check_within_time(target, data)


@every_target
def test_mutations(target: Target) -> None:
    chance = random.Random(target.name)
    known = [*target.seeds(), *regressions(REGRESSIONS, target.name)]
    for _ in range(MUTATIONS):
        check_within_time(target, mutated(chance.choice(known), chance)[: target.longest])


def test_every_regression_is_some_targets() -> None:
    names = {target.name for target in TARGETS}
    assert {path.name.partition(".")[0] for path in REGRESSIONS.iterdir()} <= names


def test_what_takes_too_long_is_a_fault() -> None:
    slow = Target("slow", lambda data: None, lambda: [b""])
    times = iter((0.0, 11.0))
    with pytest.raises(Fault, match="11 seconds"):
        check_within_time(slow, b"", clock=lambda: next(times))
