"""Kill the program where it writes, damage its files, fill its disk, run two at once; print what is lost."""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from crash.campaign import Stage, Tally, play
from crash.damage import Damages, damage_catalogue, damage_vectors_file
from crash.disk import Fills, fill_disk, refuse_writing
from crash.pairs import Pairs, work_side_by_side
from crash.scenes import MANY_CHANGES, SCENES, UNCHANGED, load_libraries


@dataclass(frozen=True, slots=True)
class Outcome:
    """All figures of a run."""

    seed: int
    seconds: float
    kills: tuple[Tally, ...]
    damages: tuple[Damages, ...]
    disk: Fills
    read_only: bool
    pairs: Pairs

    @property
    def lost(self) -> int:
        """In how many cases not everything held."""
        of_kills = sum(tally.lost for tally in self.kills)
        of_files = sum(damage.lost for damage in self.damages) + self.disk.lost + (not self.read_only)
        return of_kills + of_files + self.pairs.lost


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=400, help="about how many deaths in all (default: 400)")
    parser.add_argument("--every", action="store_true", help="die at every single step, however many there are")
    parser.add_argument("--damages", type=int, default=40, help="how often each file is damaged (default: 40)")
    parser.add_argument("--fills", type=int, default=20, help="how often the disk is full (default: 20)")
    parser.add_argument("--pairs", type=int, default=20, help="how often two work at once (default: 20)")
    parser.add_argument("--seed", type=int, help="of what is random (default: another one each time)")
    parser.add_argument("--folder", type=Path, help="where to do it (default: a temporary folder)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE as well")
    options = parser.parse_args(arguments)
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    kills = 10**6 if options.every else options.kills
    load_libraries()
    with tempfile.TemporaryDirectory(prefix="citeleaf-crash-", dir=options.folder) as folder:
        outcome = run(Path(folder), kills, options.damages, options.fills, options.pairs, seed)
    sys.stdout.write(in_words(outcome))
    if options.json:
        options.json.write_text(json.dumps(asdict(outcome), indent=2) + "\n", encoding="utf-8")
    return 1 if outcome.lost else 0


def run(folder: Path, kills: int, damages: int, fills: int, pairs: int, seed: int) -> Outcome:
    """All of it in ``folder``; the same ``seed``, the same damages and, but for the moments, deaths."""
    began = time.monotonic()
    random_ = random.Random(seed)
    tallies = []
    for scene in SCENES:
        tallies.append(play(scene, _place(folder, scene.name), -(-kills // len(SCENES)), random_, _tell))
        _tell(f"{scene.name}: {tallies[-1].kills} kills, {tallies[-1].lost} with a loss")
    still = Stage(UNCHANGED, _place(folder, "damages"))
    damaged = tuple(damage(still, damages, random_, _tell) for damage in (damage_vectors_file, damage_catalogue))
    stage = Stage(MANY_CHANGES, _place(folder, "disk"))
    disk = fill_disk(stage, fills, _tell)
    read_only = refuse_writing(stage)
    side_by_side = work_side_by_side(stage, pairs, random_, _tell)
    return Outcome(seed, time.monotonic() - began, tuple(tallies), damaged, disk, read_only, side_by_side)


def in_words(outcome: Outcome) -> str:
    """The figures, a line each."""
    lines = [
        f"{'killed during':<32}{'steps':>7}{'at steps':>10}{'in writes':>11}{'at random':>11}{'kills':>7}{'lost':>6}"
    ]
    lines += [
        f"{tally.scene:<32}{tally.steps:>7}{tally.at_steps:>10}{tally.within_writes:>11}{tally.at_random:>11}"
        f"{tally.kills:>7}{tally.lost:>6}"
        for tally in outcome.kills
    ]
    for each in outcome.damages:
        told = f"{each.harmless} harmless or mended, {each.reported} reported and rebuilt"
        lines.append(f"{each.file} damaged {each.tried} times: {told}, {each.lost} lost")
    disk = outcome.disk
    lines.append(f"{disk.disk}: {disk.tried} times, full before the end {disk.full} times, {disk.lost} lost")
    lines.append(
        f"a folder that may not be written to: {'asked, and changes refused' if outcome.read_only else 'FAILED'}"
    )
    pairs = outcome.pairs
    lines.append(
        f"two processes at once {pairs.tried} times: {pairs.readings} readings beside the writer, of committed states"
        f" alone, {pairs.refused} second writers refused by the first one's name, {pairs.lost} lost"
    )
    kills = sum(tally.kills for tally in outcome.kills)
    lines.append(f"{kills} kills, {outcome.lost} with a loss; seed {outcome.seed}, {outcome.seconds:.0f} seconds")
    return "\n".join(lines) + "\n"


def _place(folder: Path, name: str) -> Path:
    place = folder / name.replace(" ", "-")
    place.mkdir()
    return place


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
