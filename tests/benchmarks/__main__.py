"""Speed, measured and printed: `make bench`. Never a test, because machines are shared and noisy.

A corpus of articles is made from the seed article's sentences, in an order of their own in each, so that every
passage is distinct. All figures are of one run on one machine: compare them with each other.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from benchmarks.articles import make_corpus, seed_questions
from citeleaf.assistant import Assistant
from citeleaf.settings import Settings, load_settings

Figures = dict[str, float]


def measure(settings: Settings, repeats: int) -> Figures:
    """Seconds and rates of each thing a user waits for."""
    figures: Figures = {}
    with closing(Assistant.open(settings, create=True)) as assistant:
        seconds = _timed(assistant.ingest)
        passages = sum(entry.passages for entry in assistant.entries())
        figures["passages"] = passages
        figures["ingest: passages a second"] = passages / seconds
        figures["ingest of an unchanged corpus: seconds"] = _timed(assistant.ingest)
        asked = [question.text for question in seed_questions()]
        assistant.ask(asked[0])
        warm = [_timed(partial(assistant.ask, text)) * 1000 for _ in range(repeats) for text in asked]
        figures["warm ask: median ms"] = statistics.median(warm)
        figures["warm ask: 95th percentile ms"] = statistics.quantiles(warm, n=20)[-1]
        figures["index: MB"] = sum(file.stat().st_size for file in settings.index.iterdir()) / 1e6
    cold = [_timed(lambda: _cold_ask(settings, asked[0])) for _ in range(repeats)]
    figures["cold ask: median s"] = statistics.median(cold)
    figures["import sentence_transformers: median s"] = statistics.median(
        _timed(lambda: _run(sys.executable, "-c", "import sentence_transformers")) for _ in range(repeats)
    )
    return figures


def _cold_ask(settings: Settings, question: str) -> None:
    _run(sys.executable, "-m", "citeleaf.cli", "ask", question, "--index", str(settings.index))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure how fast Citeleaf is on this machine.")
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE as well")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="citeleaf-bench-") as folder:
        make_corpus(Path(folder, "corpus"), options.documents)
        figures = measure(load_settings(corpus=Path(folder, "corpus"), index=Path(folder, "index")), options.repeats)
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    for name, figure in figures.items():
        print(f"{name:<45} {figure:>12,.2f}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
