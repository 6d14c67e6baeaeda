"""Seconds from a file's last write to the answer that quotes it, measured and printed: `make freshness`.

A watched corpus gets files that are new, changed, renamed and deleted; then thousands at once, while questions are
asked. The clock stops when the index holds the change and a question about it was answered accordingly. What a
citation's check against its file costs is measured as well.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks.articles import make_corpus
from citeleaf.assistant import Assistant
from citeleaf.digests import Digests
from citeleaf.freshness import stale
from citeleaf.settings import Settings, load_settings
from citeleaf.types import Answer
from citeleaf.watch import Watcher, Way

LOOK = 0.02
"""Seconds between looks: the figures are not finer than that."""
LIMIT = 900.0
CHECKS = 1000

Figures = dict[str, float]


class Bench:
    """A watched corpus, and what is done to it."""

    def __init__(self, assistant: Assistant, watcher: Watcher) -> None:
        self.assistant = assistant
        self.corpus = assistant.settings.corpus
        self.watcher = watcher

    def seconds_until_new(self, number: int) -> float:
        self._write(number, "copper")
        return self._until_quoted(number, "copper", _name(number))

    def seconds_until_changed(self, number: int) -> float:
        self._write(number, "silver")
        return self._until_quoted(number, "silver", _name(number))

    def seconds_until_renamed(self, number: int) -> float:
        (self.corpus / _name(number)).rename(self.corpus / f"renamed-{_name(number)}")
        return self._until_quoted(number, "silver", f"renamed-{_name(number)}")

    def seconds_until_deleted(self, number: int) -> float:
        name = f"renamed-{_name(number)}"
        (self.corpus / name).unlink()
        return _seconds_until(lambda: name not in self._indexed() and name not in _paths(self._ask(number)))

    def burst(self, files: int) -> Figures:
        """Thousands of files at once, one more while they are taken in, and questions all the time."""
        before = len(self._indexed())
        began = time.perf_counter()
        for number in range(files):
            self._write(100_000 + number, "tin")
        written = time.perf_counter() - began
        with self._asking() as asked:
            first = _seconds_until(lambda: len(self._indexed()) > before)
            single = self.seconds_until_new(99_999)
            _seconds_until(lambda: len(self._indexed()) >= before + files + 1)
        return {
            f"burst of {files}: seconds to write": written,
            "burst: seconds from the last write to the first in the index": first,
            "burst: seconds from file to answer of one that is saved meanwhile": single,
            "burst: seconds from the last write to all in the index": time.perf_counter() - began - written,
            "burst: questions answered meanwhile": len(asked),
            "burst: their median seconds": statistics.median(asked),
            "burst: their 95th percentile": statistics.quantiles(asked, n=20)[-1],
        }

    def check_cost(self) -> Figures:
        """Milliseconds that the check of one citation takes when its file was hashed before."""
        answer = self._ask(1)
        citations = answer.citations or answer.nearest
        digests = Digests()
        time.sleep(2.5)  # until no file was written just now
        stale(citations, self.corpus.resolve(), digests)
        began = time.perf_counter()
        for _ in range(CHECKS):
            stale(citations, self.corpus.resolve(), digests)
        return {"check of a citation: ms": (time.perf_counter() - began) * 1000 / CHECKS / max(1, len(citations))}

    def _write(self, number: int, metal: str) -> None:
        text = f"The Zorblax mine number {number} yields {metal}.\n"
        (self.corpus / _name(number)).write_text(text, encoding="utf-8")

    def _until_quoted(self, number: int, metal: str, name: str) -> float:
        """The index first, since a question would read a changed file again by itself."""
        digest = Digests().of(self.corpus / name)
        return _seconds_until(
            lambda: self._indexed().get(name) == digest and (name, metal) in _quoted(self._ask(number), metal)
        )

    def _indexed(self) -> dict[str, str]:
        return {entry.path: entry.sha256 for entry in self.assistant.entries()}

    def _ask(self, number: int) -> Answer:
        return self.assistant.ask(f"What does the Zorblax mine number {number} yield?")

    @contextmanager
    def _asking(self) -> Iterator[list[float]]:
        """Asks one question after the other, a moment between them, and lists how long each took."""
        seconds: list[float] = []
        over = threading.Event()

        def ask() -> None:
            while not over.is_set():
                began = time.perf_counter()
                self._ask(1)
                seconds.append(time.perf_counter() - began)
                over.wait(0.5)

        asking = threading.Thread(target=ask)
        asking.start()
        yield seconds
        over.set()
        asking.join()


def measure(settings: Settings, repeats: int, burst: int) -> Figures:
    """All figures over the corpus that ``settings`` name."""
    figures: Figures = {}
    with closing(Assistant.open(settings, create=True)) as assistant, _watched(assistant) as watcher:
        _seconds_until(lambda: watcher.state().way is Way.EVENTS and not assistant.differences())
        bench = Bench(assistant, watcher)
        stages: dict[str, Callable[[int], float]] = {
            "new": bench.seconds_until_new,
            "changed": bench.seconds_until_changed,
            "renamed": bench.seconds_until_renamed,
            "deleted": bench.seconds_until_deleted,
        }
        for name, stage in stages.items():
            seconds = [stage(number) for number in range(1, repeats + 1)]
            figures[f"{name}: median seconds"] = statistics.median(seconds)
            figures[f"{name}: 95th percentile"] = statistics.quantiles(seconds, n=20)[-1]
        figures.update(bench.check_cost())
        if burst:
            figures.update(bench.burst(burst))
    return figures


@contextmanager
def _watched(assistant: Assistant) -> Iterator[Watcher]:
    settings = assistant.settings
    watcher = Watcher(
        settings.corpus, settings.index, lambda paths: assistant.ingest(within=paths), assistant.differences
    )
    stop = threading.Event()
    thread = threading.Thread(target=watcher.run, args=(stop,))
    thread.start()
    try:
        yield watcher
    finally:
        stop.set()
        watcher.compare_soon()
        thread.join()


def _seconds_until(holds: Callable[[], bool]) -> float:
    began = time.perf_counter()
    while not holds():
        if time.perf_counter() - began > LIMIT:
            raise TimeoutError("the change did not reach the answers")
        time.sleep(LOOK)
    return time.perf_counter() - began


def _paths(answer: Answer) -> set[str]:
    return {citation.path for citation in (*answer.citations, *answer.nearest)}


def _quoted(answer: Answer, word: str) -> set[tuple[str, str]]:
    return {(citation.path, word) for citation in (*answer.citations, *answer.nearest) if word in citation.quote}


def _name(number: int) -> str:
    return f"mine-{number}.txt"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make freshness", description="Measure how soon a file is in the answers.")
    parser.add_argument("--documents", type=int, default=100, help="articles there are before (default: 100)")
    parser.add_argument("--repeats", type=int, default=20, help="files of each kind (default: 20)")
    parser.add_argument("--burst", type=int, default=5000, help="files at once; 0: none (default: 5000)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE as well")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="citeleaf-freshness-") as folder:
        make_corpus(Path(folder, "corpus"), options.documents)
        settings = load_settings(corpus=Path(folder, "corpus"), index=Path(folder, "index"))
        figures = measure(settings, options.repeats, options.burst)
    for name, figure in figures.items():
        sys.stdout.write(f"{name:<70} {figure:>9,.3f}\n")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
