"""After the export: whether eight bits answer as well as the full precision that they were made of.

    python -m citeleaf.training.parity CHECKPOINT BUNDLE QUESTIONS.jsonl:CORPUS[:INDEX] [...]

All read the same passages, those that the search finds, of every question that has an answer. Printed are, for each
set and for all questions together, the F1 of the first answers and how often these are the same words. The command
fails where full precision and the mean of the eight-bit readers differ by more than half a point of F1 on all of them.

The eight-bit readers are the bundle's own and those of ``nudges``, which read it as other processors would.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import torch

from citeleaf.assistant import Assistant
from citeleaf.errors import UsageError
from citeleaf.excerpts import said
from citeleaf.metrics import f1
from citeleaf.models.onnx_encoder import BundledEncoder
from citeleaf.models.span_reader import SpanReader
from citeleaf.models.span_scorer import SpanScorer
from citeleaf.output import ProgressBar
from citeleaf.questions import read_questions
from citeleaf.settings import load_settings
from citeleaf.training.nudges import nudged_scorers
from citeleaf.training.reporting import reported
from citeleaf.training.span_model import SpanModel, load_model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from citeleaf.models.sequences import TokenSequence
    from citeleaf.protocols import Reader

ALLOWED = 0.005
"""How much F1 may change."""


class TrainedModel:
    """A ``span_scorer.Model`` that PyTorch runs as it was trained."""

    def __init__(self, model: SpanModel) -> None:
        self._model = model.eval()

    def run(self, sequences: Sequence[TokenSequence]) -> list[NDArray[np.float32]]:
        return [self._run(sequence) for sequence in sequences]

    def _run(self, sequence: TokenSequence) -> NDArray[np.float32]:
        ids, segments = torch.tensor([sequence.ids]), torch.tensor([sequence.segments])
        with torch.inference_mode():
            starts, ends = self._model(ids, segments, torch.ones_like(ids, dtype=torch.bool))
        logits: NDArray[np.float32] = torch.cat([starts, ends]).T.numpy()
        return logits


@dataclass(frozen=True, slots=True)
class Pair:
    """Of one question: the F1 of the first answer in full precision and, on average, in eight bits; and how many of the
    latter, from 0 to 1, are the same words."""

    full: float
    bundled: float
    same: float


@dataclass(frozen=True, slots=True)
class Parity:
    """What a number of questions, at least one, say of full precision and of eight bits."""

    pairs: tuple[Pair, ...]

    @property
    def holds(self) -> bool:
        return abs(mean(pair.full - pair.bundled for pair in self.pairs)) <= ALLOWED

    def __str__(self) -> str:
        return (
            f"{len(self.pairs)} questions: F1 {mean(pair.full for pair in self.pairs):.4f} in full precision,"
            f" {mean(pair.bundled for pair in self.pairs):.4f} in eight bits;"
            f" {mean(pair.same for pair in self.pairs):.1%} of the first answers are the same"
        )


def compare(
    full: Reader, bundled: Sequence[Reader], questions: Path, corpus: Path, index: Path | None = None
) -> Parity:
    """Ask all of ``questions`` that have an answer of ``corpus``: ``full`` has full precision, the others eight bits.

    Raises UsageError where there is none.
    """
    asked = [question for question in read_questions(questions) if question.answers]
    if not asked:
        raise UsageError(f"no question in {questions} has an answer: name a file in which some have one")
    show = ProgressBar("questions")
    pairs = []
    with (
        TemporaryDirectory(prefix="citeleaf-") as folder,
        closing(Assistant.open(load_settings(corpus=corpus, index=index or Path(folder)), create=True)) as assistant,
    ):
        assistant.ingest()
        for done, question in enumerate(asked, start=1):
            found = assistant.find(question.text, question.history)
            hits = found.hits[: assistant.settings.passages_read]
            exact, *others = (next(map(said, reader.read(found.query, hits)), "") for reader in (full, *bundled))
            pairs.append(
                Pair(
                    f1(exact, question.answers),
                    mean(f1(other, question.answers) for other in others),
                    mean(other == exact for other in others),
                )
            )
            show(done, len(asked))
    return Parity(tuple(pairs))


@reported("parity")
def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, print, and fail where too much changes."""
    parser = argparse.ArgumentParser(description="Compare the exported reader with the one it was made of.")
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("sets", nargs="+", metavar="QUESTIONS.jsonl:CORPUS[:INDEX]")
    options = parser.parse_args(arguments)
    encoder = BundledEncoder()
    full = SpanReader(SpanScorer(options.bundle, TrainedModel(load_model(options.checkpoint))), encoder)
    scorers = [SpanScorer(options.bundle), *nudged_scorers(options.bundle)]
    bundled = [SpanReader(scorer, encoder) for scorer in scorers]
    found = {each: compare(full, bundled, *map(Path, each.split(":"))) for each in options.sets}
    together = Parity(tuple(pair for parity in found.values() for pair in parity.pairs))
    sys.stdout.writelines(f"{each.split(':')[0]}: {parity}\n" for each, parity in found.items())
    sys.stdout.write(f"together: {together}\n")
    return 0 if together.holds else 1


if __name__ == "__main__":
    sys.exit(main())
