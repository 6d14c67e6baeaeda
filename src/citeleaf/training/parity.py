"""After the export: whether eight bits answer as well as the full precision that they were made of.

    python -m citeleaf.training.parity CHECKPOINT BUNDLE QUESTIONS.jsonl:CORPUS[:INDEX]

Both read the same passages, those that the search finds, of every question that has an answer. Printed are the F1 of
their first answers and how often these are the same words; the command fails where F1 differs by over half a point.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import torch

from citeleaf.assistant import Assistant
from citeleaf.errors import CiteleafError, UsageError
from citeleaf.excerpts import said
from citeleaf.metrics import f1
from citeleaf.models.onnx_encoder import BundledEncoder
from citeleaf.models.span_reader import SpanReader
from citeleaf.models.span_scorer import SpanScorer
from citeleaf.output import ProgressBar
from citeleaf.questions import read_questions
from citeleaf.settings import load_settings
from citeleaf.training.span_model import SpanModel, load_model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from citeleaf.models.sequences import TokenSequence

ALLOWED = 0.005
"""By how much F1 may differ."""


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
class Parity:
    """Over ``questions``: the mean F1 of the first answers, and the share of these that are the same."""

    questions: int
    full: float
    bundled: float
    same: float

    @property
    def holds(self) -> bool:
        return abs(self.full - self.bundled) <= ALLOWED

    def __str__(self) -> str:
        return (
            f"{self.questions} questions: F1 {self.full:.4f} in full precision, {self.bundled:.4f} in eight bits;"
            f" {self.same:.1%} of the first answers are the same"
        )


def compare(checkpoint: Path, bundle: Path, questions: Path, corpus: Path, index: Path | None = None) -> Parity:
    """Ask all of ``questions`` that have an answer of ``corpus``.

    Raises UsageError where there is none, ModelError where a model is missing.
    """
    encoder = BundledEncoder()
    readers = (
        SpanReader(SpanScorer(bundle, TrainedModel(load_model(checkpoint))), encoder),
        SpanReader(SpanScorer(bundle), encoder),
    )
    asked = [question for question in read_questions(questions) if question.answers]
    if not asked:
        raise UsageError(f"no question in {questions} has an answer: name a file in which some have one")
    show = ProgressBar("questions")
    answers: list[tuple[str, ...]] = []
    with (
        TemporaryDirectory(prefix="citeleaf-") as folder,
        closing(Assistant.open(load_settings(corpus=corpus, index=index or Path(folder)), create=True)) as assistant,
    ):
        assistant.ingest()
        for done, question in enumerate(asked, start=1):
            found = assistant.find(question.text, question.history)
            hits = found.hits[: assistant.settings.passages_read]
            answers.append(tuple(next(map(said, reader.read(found.query, hits)), "") for reader in readers))
            show(done, len(asked))
    full, bundled = (
        sum(f1(answer, question.answers) for answer, question in zip(first, asked, strict=True)) / len(asked)
        for first in zip(*answers, strict=True)
    )
    return Parity(len(asked), full, bundled, same=sum(one == other for one, other in answers) / len(asked))


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, print, and fail where the two differ by too much."""
    parser = argparse.ArgumentParser(description="Compare the exported reader with the one it was made of.")
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("set", metavar="QUESTIONS.jsonl:CORPUS[:INDEX]")
    options = parser.parse_args(arguments)
    try:
        parity = compare(options.checkpoint, options.bundle, *map(Path, options.set.split(":")))
    except CiteleafError as error:
        sys.stderr.write(f"parity: {error}\n")
        return error.exit_code
    sys.stdout.write(f"{parity}\n")
    return 0 if parity.holds else 1


if __name__ == "__main__":
    sys.exit(main())
