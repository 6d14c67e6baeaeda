"""Damaged files: the vectors' file mends itself; the catalogue is reported, and rebuilt from the corpus."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from citeleaf.errors import CiteleafError, IndexDamaged
from citeleaf.store.local import delete_index
from citeleaf.store.schema import CATALOGUE_FILE, VECTORS_FILE
from citeleaf.store.verification import verify_catalogue, verify_vectors_file
from crash import children
from crash.campaign import Stage
from crash.checks import Lost, answers_of, check_alike
from crash.scenes import open_store, take_in

HARMLESS, REPORTED, FAILED = 0, 10, 1
"""What a process that looked at a damaged index ends with: all answers were right, or the damage was told."""


@dataclass(frozen=True, slots=True)
class Damages:
    """How many damages to a file there were, what came of them, and after how many not everything held."""

    file: str
    tried: int
    harmless: int
    reported: int
    lost: int


def damage_vectors_file(stage: Stage, tries: int, random_: random.Random, report: Callable[[str], None]) -> Damages:
    """Truncate it, empty it, flip bits in it: every answer stays the same, and the file is whole afterwards."""
    return _damage(stage, VECTORS_FILE, tries, random_, report, partial(_still_answers, stage))


def damage_catalogue(stage: Stage, tries: int, random_: random.Random, report: Callable[[str], None]) -> Damages:
    """The same with the catalogue: it is told, or nothing came of it, and a rebuild makes all good."""
    return _damage(stage, CATALOGUE_FILE, tries, random_, report, partial(_told_and_rebuilt, stage))


def _damage(
    stage: Stage,
    name: str,
    tries: int,
    random_: random.Random,
    report: Callable[[str], None],
    look: Callable[[], None],
) -> Damages:
    came = {HARMLESS: 0, REPORTED: 0, FAILED: 0}
    for number in range(tries):
        stage.set_up()
        described = _spoil(stage.root / "index" / name, number, random_)
        status = children.run(look)
        came[status if status in came else FAILED] += 1
        if status not in (HARMLESS, REPORTED):
            report(f"{name}, {described}: not everything held (a process ended with {status})")
    return Damages(name, tries, came[HARMLESS], came[REPORTED], came[FAILED])


def _spoil(file: Path, number: int, random_: random.Random) -> str:
    """The first is emptied, then every third is cut off somewhere; the others have one to eight bits flipped."""
    data = bytearray(file.read_bytes())
    if number == 0:
        file.write_bytes(b"")
        return "emptied"
    if number % 3 == 0:
        size = random_.randrange(len(data))
        file.write_bytes(data[:size])
        return f"cut off at {size} bytes"
    places = [random_.randrange(len(data) * 8) for _ in range(random_.randint(1, 8))]
    for place in places:
        data[place // 8] ^= 1 << place % 8
    file.write_bytes(data)
    return f"bits {places} flipped"


def _still_answers(stage: Stage) -> None:
    """In a process of its own."""
    if verify_vectors_file(stage.root / "index") != ["it does not fit its checksum"]:
        raise Lost("the damage is not told")
    _check_answers(stage)
    if faults := verify_vectors_file(stage.root / "index"):
        raise Lost(f"the file is not whole again: {faults}")


def _told_and_rebuilt(stage: Stage) -> None:
    """In a process of its own, which ends with REPORTED where the damage was told."""
    told = _is_told(stage)
    if not told:
        _check_answers(stage)
    delete_index(stage.root / "index")
    take_in(stage.root)
    if faults := verify_catalogue(stage.root / "index"):
        raise Lost(f"the index is not whole after a rebuild: {faults}")
    _check_answers(stage)
    if told:
        sys.stdout.flush()
        raise SystemExit(REPORTED)


def _is_told(stage: Stage) -> bool:
    try:
        return bool(verify_catalogue(stage.root / "index"))
    except CiteleafError as error:
        if not isinstance(error, IndexDamaged) and "citeleaf ingest" not in str(error):
            raise Lost(f"the remedy is not named: {error}") from error
        return True


def _check_answers(stage: Stage) -> None:
    with closing(open_store(stage.root)) as store, closing(open_store(stage.fresh)) as fresh:
        check_alike(store, fresh)
        if answers_of(stage.root, store) != stage.answers():
            raise Lost("the index answers otherwise")
