"""What taking documents in takes: by format, and where nothing has changed."""

from __future__ import annotations

import shutil
import sys
import time
from contextlib import closing
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.corpora import laid_out, path_of
from benchmarks.embeddings import unit
from benchmarks.figures import Figure, Target
from benchmarks.formats import FORMATS, write_all
from benchmarks.parts import Watch, open_parts
from benchmarks.sources import Source
from benchmarks.timing import Timing, interleaved, processors, timed, timed_process, walls
from citeleaf.protocols import Encoder
from citeleaf.settings import Settings, load_settings
from citeleaf.store.local import LocalStore

UNCHANGED = Target(1.0)
MANY = 10_000
"""Files from which the target counts."""


def by_format(folder: Path, sources: list[Source], repeats: int) -> list[Figure]:
    """Passages a second from files of each format to a new index, and how long a file takes to be read and split."""
    for suffix in FORMATS:
        if not (folder / suffix).exists():
            write_all(folder / suffix, sources, suffix)
    rates: dict[str, list[float]] = {suffix: [] for suffix in FORMATS}
    reading: dict[str, list[float]] = {suffix: [] for suffix in FORMATS}

    def take_in(suffix: str) -> Timing:
        index = folder / "index"
        shutil.rmtree(index, ignore_errors=True)
        parts = open_parts(load_settings(corpus=folder / suffix, index=index), create=True)
        watch = Watch()
        with closing(parts.assistant):
            parts.sandbox.start()
            parts.assistant._read_file = watch.watched(parts.assistant._read_file, "reading")
            timing = timed(parts.assistant.ingest)
            rates[suffix].append(parts.store.passage_count() / timing.wall)
        reading[suffix].append(watch.take()["reading"] * 1000 / len(sources))
        return timing

    interleaved({suffix: partial(take_in, suffix) for suffix in FORMATS}, repeats)
    return [
        figure
        for suffix in FORMATS
        for figure in (
            Figure("ingest", f"{suffix}, from file to index", "passages/s", tuple(rates[suffix])),
            Figure("ingest", f"{suffix}, reading and splitting a file", "ms", tuple(reading[suffix])),
        )
    ]


def unchanged(folder: Path, sources: list[Source], encoder: Encoder, count: int, repeats: int) -> list[Figure]:
    """Confirming that nothing changed in ``count`` files: first by a process that is new to them, then by one at work.

    Their vectors are drawn, not encoded: nobody looks at them here.
    """
    settings = load_settings(corpus=folder / "corpus", index=folder / "index")
    _make(settings, sources, encoder, count)
    again: list[Timing] = []

    def first() -> Timing:
        parts = open_parts(settings)
        with closing(parts.assistant) as assistant:
            parts.sandbox.start()
            timing = timed(assistant.ingest)
            again.append(timed(assistant.differences))
        return timing

    folders = ("--corpus", str(settings.corpus), "--index", str(settings.index))
    command = (sys.executable, "-m", "citeleaf.cli", "ingest", *folders)
    found = interleaved({"first": first, "command": lambda: timed_process(command)}, repeats)
    target = UNCHANGED if count >= MANY else None
    name = f"unchanged corpus of {count:,} files"
    return [
        Figure("ingest", f"{name}, every file's bytes compared", "s", walls(found["first"]), target),
        Figure("ingest", f"{name}, the same, processor time", "s", processors(found["first"]), target),
        Figure("ingest", f"{name}, while it is watched", "s", walls(again)),
        Figure("ingest", f"{name}, `citeleaf ingest` from start to end", "s", walls(found["command"])),
    ]


def _make(settings: Settings, sources: list[Source], encoder: Encoder, count: int) -> None:
    settings.corpus.mkdir(parents=True, exist_ok=True)
    pieces = [piece for source in sources for piece in source.pieces]
    drawn = np.random.default_rng(0)
    store = LocalStore.open(settings.index, encoder=encoder.name, dimensions=encoder.dimensions, create=True)
    with closing(store):
        there = len(store.entries())
        store.bind(settings.corpus)
        with store.writing():
            for number in range(there, count):
                source = Source(str(number), f"Note {number}", (f"{pieces[number % len(pieces)]} No. {number}.",))
                document, passages = laid_out(source, path_of(number))
                file = settings.corpus / document.path
                file.parent.mkdir(exist_ok=True)
                file.write_bytes(document.text.encode())
                vectors = unit(drawn.standard_normal((len(passages), encoder.dimensions)).astype(np.float32))
                store.replace(document, passages, vectors)
        time.sleep(0.1)  # so that no file is as young as its index: a file that may still change is read again
