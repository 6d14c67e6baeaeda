"""What reading in the sandbox costs: `PYTHONPATH=tests python -m sandbox`. Never a test.

The same small articles are taken into an empty index with the bundled encoder, read in this process and in the worker,
by turns; the ratio of the two times is what matters.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from citeleaf.documents import load
from citeleaf.ingest import Read, ingest, read_here
from citeleaf.models.choose import open_encoder
from citeleaf.protocols import Encoder
from citeleaf.sandbox import Sandbox
from citeleaf.sentences import sentences
from citeleaf.settings import Settings
from citeleaf.store.local import LocalStore
from citeleaf.types import BlockKind
from documents.cases import SEED

SENTENCES = 12
_PROSE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="Time ingest with and without the sandbox.")
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    encoder = open_encoder(Settings().encoder)
    with TemporaryDirectory(prefix="citeleaf-") as name, closing(Sandbox()) as sandbox:
        corpus = Path(name) / "corpus"
        make_corpus(corpus, options.files)
        begun = time.perf_counter()
        sandbox.start()
        print(f"the worker is ready after {time.perf_counter() - begun:.2f} s")
        here, apart = [], []
        for number in range(options.rounds):
            here.append(seconds(corpus, Path(name) / f"here{number}", encoder, read_here))
            apart.append(seconds(corpus, Path(name) / f"apart{number}", encoder, sandbox.read))
            print(f"{options.files} files: {here[-1]:.2f} s in this process, {apart[-1]:.2f} s in the sandbox")
    ratio = statistics.median(after / before for before, after in zip(here, apart, strict=True))
    print(f"median ratio {ratio:.3f}")
    return 0


def seconds(corpus: Path, index: Path, encoder: Encoder, read: Read) -> float:
    """How long it takes to index ``corpus`` for the first time."""
    with closing(LocalStore.open(index, encoder=encoder.name, dimensions=encoder.dimensions, create=True)) as store:
        begun = time.perf_counter()
        ingest(corpus, store, encoder, read=read)
        return time.perf_counter() - begun


def make_corpus(corpus: Path, files: int) -> None:
    """Articles of the seed's sentences, each in an order of its own."""
    corpus.mkdir()
    seed = load(SEED, SEED.parent)
    prose = [
        span.of(seed.text) for block in seed.blocks if block.kind in _PROSE for span in sentences(seed.text, block.span)
    ]
    for number in range(files):
        chosen = random.Random(number).sample(prose, min(SENTENCES, len(prose)))
        (corpus / f"{number}.txt").write_text("\n\n".join(chosen), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
