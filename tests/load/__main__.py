"""Let many people ask the served app while documents arrive, check all replies, print the figures: ``make load``."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from load.campaign import play
from load.outcome import Plan, in_words


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make load", description=__doc__)
    parser.add_argument("--people", type=int, default=50, help="how many ask (default: 50)")
    parser.add_argument("--documents", type=int, default=500, help="how many arrive meanwhile (default: 500)")
    parser.add_argument("--minutes", type=float, default=30.0, help="for how long (default: 30)")
    parser.add_argument("--think", type=float, default=20.0, help="seconds between a person's questions (default: 20)")
    parser.add_argument("--growth", type=float, default=10.0, help="MB that 10 minutes may add at most (default: 10)")
    parser.add_argument("--folder", type=Path, help="where to do it (default: a temporary folder)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE as well")
    options = parser.parse_args(arguments)
    plan = Plan(options.people, options.documents, options.minutes * 60, options.think, options.growth)
    with tempfile.TemporaryDirectory(prefix="citeleaf-load-", dir=options.folder) as folder:
        outcome = asyncio.run(play(plan, Path(folder), _tell))
    sys.stdout.write(in_words(outcome))
    if options.json:
        options.json.write_text(json.dumps(asdict(outcome), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if outcome.failures else 0


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
