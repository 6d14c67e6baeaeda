"""A fuzzing campaign: `make fuzz`. Every target in turn, guided by coverage, each process bounded in time and memory.

Goes on from the inputs of earlier campaigns in the same folder, so that time spent is never lost. What it prints, and
writes as ``campaign.json``: inputs tried, inputs a second, places of the program reached, faults found.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from fuzz.targets import TARGETS, Target, target_named

TESTS = Path(__file__).parents[1]
_EXECUTED = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_PROGRESS = re.compile(r"^#(\d+)\s.*?cov: (\d+) ft: (\d+) corp: (\d+)", re.MULTILINE)
_MOST_DEATHS = 20
"""How often one target's process may be killed by what it tries before the target is given up."""


@dataclass(slots=True)
class Figures:
    """What one target's share of a campaign came to."""

    target: str
    inputs: int = 0
    seconds: float = 0.0
    coverage: int = 0
    kept: int = 0
    deaths: int = 0
    faults: int = 0

    @property
    def rate(self) -> float:
        return self.inputs / self.seconds if self.seconds else 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    chosen = [target_named(name) for name in options.targets] or list(TARGETS)
    os.nice(options.nice)
    figures = [Figures(target.name) for target in chosen]
    _print_head()
    for target, its in zip(chosen, figures, strict=True):
        _fuzz(target, its, options.out, options.seconds, options.inputs)
        _print_row(its)
        (options.out / "campaign.json").write_text(
            json.dumps([asdict(each) for each in figures], indent=2) + "\n", encoding="utf-8"
        )
    total = sum(each.inputs for each in figures)
    faults = sum(each.faults for each in figures)
    print(f"{total:,} inputs, {faults} faults in {options.out / 'findings'}")
    return 1 if faults else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument(
        "targets", nargs="*", metavar="TARGET", help=f"of {', '.join(target.name for target in TARGETS)}; default: all"
    )
    parser.add_argument("--out", type=Path, default=Path("build/fuzz"), help="where inputs and findings are kept")
    parser.add_argument("--seconds", type=int, default=120, help="at most, for each target")
    parser.add_argument("--inputs", type=int, default=20_000, help="at most, for each target")
    parser.add_argument("--nice", type=int, default=15, help="how far to stand back behind other programs")
    return parser.parse_args(arguments)


def _fuzz(target: Target, figures: Figures, out: Path, seconds: int, inputs: int) -> None:
    corpus, findings = out / "inputs" / target.name, out / "findings" / target.name
    for folder in (corpus, findings):
        folder.mkdir(parents=True, exist_ok=True)
    for seed in target.seeds():
        (corpus / f"seed-{hashlib.sha256(seed).hexdigest()[:12]}").write_bytes(seed)
    until = time.monotonic() + seconds
    while figures.inputs < inputs and time.monotonic() < until and figures.deaths < _MOST_DEATHS:
        begun = time.monotonic()
        log = _run(target, corpus, findings, max(1, int(until - begun)), inputs - figures.inputs)
        figures.seconds += time.monotonic() - begun
        figures.inputs += _executed(log)
        figures.coverage = max([figures.coverage, *(int(found[2]) for found in _PROGRESS.finditer(log))])
        figures.deaths = _deaths(findings)
        if not _executed(log):
            (findings / "did-not-start.log").write_text(log, encoding="utf-8")
            break
    figures.kept = sum(1 for _ in corpus.iterdir())
    figures.faults = sum(1 for path in findings.iterdir() if path.suffix != ".traceback")


def _run(target: Target, corpus: Path, findings: Path, seconds: int, inputs: int) -> str:
    """libFuzzer's log of one process, which ends with its time, its inputs, or the first input that kills it."""
    command = [
        *(sys.executable, "-m", "fuzz.engine", target.name, str(findings)),
        *(f"-max_total_time={seconds}", f"-runs={inputs}", f"-max_len={target.longest}", "-timeout=60"),
        *("-rss_limit_mb=2048", "-print_final_stats=1", "-len_control=20", f"-artifact_prefix={findings.resolve()}/"),
        str(corpus.resolve()),
    ]
    paths = os.pathsep.join(filter(None, (str(TESTS), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    ran = subprocess.run(
        command, env=environment, cwd=TESTS.parent, capture_output=True, text=True, errors="replace", check=False
    )
    if ran.returncode and _executed(ran.stderr):
        (findings / "last-death.traceback").write_text(ran.stderr[-20_000:], encoding="utf-8")
    return ran.stderr


def _executed(log: str) -> int:
    found = _EXECUTED.search(log)
    if found:
        return int(found[1])
    return max((int(line[1]) for line in _PROGRESS.finditer(log)), default=0)


def _deaths(findings: Path) -> int:
    """How many inputs killed the process: libFuzzer writes a file for each of them, and for nothing else."""
    return sum(path.name.startswith(("crash-", "timeout-", "oom-")) for path in findings.iterdir())


def _print_head() -> None:
    print(f"{'target':<12}{'inputs':>9}{'a second':>10}{'reached':>9}{'kept':>6}{'deaths':>8}{'faults':>8}", flush=True)


def _print_row(its: Figures) -> None:
    row = (
        f"{its.target:<12}{its.inputs:>9,}{its.rate:>10.0f}{its.coverage:>9}{its.kept:>6}{its.deaths:>8}{its.faults:>8}"
    )
    print(row, flush=True)


if __name__ == "__main__":
    sys.exit(main())
