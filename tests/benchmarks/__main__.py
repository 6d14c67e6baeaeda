"""Speed, measured beside what it is compared with, and held against the targets: `make bench`.

Never a test, because machines are shared and noisy. Ways to do the same thing take turns, so that a busy machine slows
all of them alike; compare figures of one run with each other. Corpora, vectors and the peers' environment are kept
under the folder of the results and used again.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import asking, comparing, encoding, ingesting, machine
from benchmarks.askers import AskerFailed
from benchmarks.corpora import Made, Maker, NotMade
from benchmarks.figures import Figure, Gap, table, write
from benchmarks.peers.environment import Environment
from benchmarks.sources import questions, sources
from citeleaf.models.choose import open_encoder
from citeleaf.passages import for_encoder
from citeleaf.settings import Settings

ROOT = Path(__file__).parents[2]
PARTS = ("start", "ask", "ingest", "encoding", "peers")


class Bench:
    """One run: what was measured so far is written after each part, so that an interrupted run leaves it."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._out: Path = options.out.resolve()
        self._figures: list[Figure] = []
        self._gaps: list[Gap] = []
        self._machine = machine.describe()
        self._until = time.monotonic() + options.minutes * 60
        origin = "generated" if options.data is None else options.data.resolve().name
        self._work = self._out / "corpora" / f"{origin}-{options.really}"
        self._sources = sources(options.data)
        self._asked = questions(options.data, options.questions)
        self._encoder = open_encoder(Settings().encoder)
        self._maker = Maker(self._work, self._sources, self._encoder, options.really)
        self._made = self._make()
        self._peers = Environment(self._out / "peers")

    def run(self) -> int:
        measures: dict[str, Callable[[], None]] = {
            "start": self._start,
            "ask": self._ask,
            "ingest": self._ingest,
            "peers": self._compare,
            "encoding": self._encode,
        }
        if "peers" in self._options.parts:
            self._gaps += comparing.install(self._peers, ROOT / "constraints.txt")
            self._machine["peers"] = self._peers.versions()
        for part, measure in measures.items():
            if part in self._options.parts:
                sys.stderr.write(f"measuring: {part}\n")
                try:
                    measure()
                except (AskerFailed, RuntimeError) as error:
                    self._gaps.append(Gap(part, "what is missing of it", str(error)))
                self._machine["load at the end"] = machine.load()
                write(self._out, self._machine, self._figures, self._gaps)
        for name, value in self._machine.items():
            print(f"{name}: {value}")
        print(f"\n{table(self._figures, self._gaps)}\nwritten to {self._out}/results.json and results.md")
        return 0

    def _make(self) -> dict[int, Made]:
        made = {}
        for size in self._options.sizes:
            try:
                made[size] = self._maker.make(size, self._until)
            except NotMade as error:
                self._gaps.append(Gap("ask", f"{size:,} passages", str(error)))
        really, drawn = self._maker.embeddings.displacement_checked()
        name = "cosine of a passage and its variation"
        self._figures.append(Figure("corpora", f"{name}, encoded", "", (really,)))
        self._figures.append(Figure("corpora", f"{name}, displaced instead", "", (drawn,)))
        return made

    def _start(self) -> None:
        if self._made:
            self._figures += asking.cold(self._made[min(self._made)], self._asked[0].text, self._options.repeats)

    def _ask(self) -> None:
        if self._made:
            logs = self._out / "logs"
            rounds = self._options.rounds
            self._figures += asking.warm(self._made, self._maker, self._encoder, self._asked, rounds, logs)

    def _ingest(self) -> None:
        chosen = self._sources[: self._options.files]
        self._figures += ingesting.by_format(self._work / "formats", chosen, self._options.repeats)
        self._figures += ingesting.unchanged(
            self._work / "unchanged", self._sources, self._encoder, self._options.unchanged, self._options.repeats
        )

    def _compare(self) -> None:
        if self._made:
            smallest = self._made[min(self._made)]
            rounds = self._options.rounds
            self._add(
                comparing.measure(smallest, self._maker, self._asked, rounds, self._peers, self._out / "compared")
            )

    def _encode(self) -> None:
        texts: list[str] = []
        for number in range(self._maker.documents_for(2000)):
            texts += [for_encoder(passage) for passage in self._maker.document(number)[1]]
        python = self._peers.python if self._peers.python.exists() else None
        self._add(encoding.measure(texts, self._options.repeats, self._out / "logs", python))

    def _add(self, found: tuple[list[Figure], list[Gap]]) -> None:
        self._figures += found[0]
        self._gaps += found[1]


def options_of(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure how fast Citeleaf is on this machine.")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="documents and questions (default: generated articles)"
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 20000], help="passages of each corpus")
    parser.add_argument("--really", type=int, default=2000, help="passages that are really encoded for the corpora")
    parser.add_argument("--minutes", type=float, default=60, help="how long corpora may be made; a later run goes on")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3, help="how often each question is asked")
    parser.add_argument("--questions", type=int, default=30)
    parser.add_argument("--files", type=int, default=20, help="files of each format")
    parser.add_argument("--unchanged", type=int, default=10000, help="files of the corpus in which nothing changes")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--out", type=Path, default=Path("build/bench"))
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    options = options_of(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    return Bench(options).run()


if __name__ == "__main__":
    sys.exit(main())
