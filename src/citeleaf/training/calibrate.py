"""Fit the confidence of the sentence reader on questions whose answers are known.

    python -m citeleaf.training.calibrate OUTPUT.json QUESTIONS.jsonl:CORPUS[:INDEX] [...]

Each set is asked of its own corpus, which is indexed in a temporary folder unless an index is named, and counts the
same however many questions it has. The threshold is no product of the fit but of a policy: an answer is given when
showing it is worth more than keeping silent, where a wrong quote, which its reader can judge by its own words, costs
two fifths of what a right one gains: from a confidence of 0.4 / 1.4 = 0.286 upwards.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import astuple, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from citeleaf.assistant import Assistant
from citeleaf.evaluate import Row, evaluate
from citeleaf.output import ProgressBar
from citeleaf.questions import read_questions
from citeleaf.settings import load_settings
from citeleaf.types import Consideration, Document, Entry, Evidence, Turn

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COST_OF_A_WRONG_QUOTE = 0.4
"""In right quotes."""

Sample = tuple[Evidence, bool]


class _Recorder:
    """An assistant that keeps the evidence for every answer it considers."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.evidence: list[Evidence | None] = []

    def consider(self, question: str, history: Sequence[Turn] = ()) -> Consideration:
        consideration = self._assistant.consider(question, history)
        self.evidence.append(consideration.evidence)
        return consideration

    def document(self, document_id: str) -> Document:
        return self._assistant.document(document_id)

    def entries(self) -> list[Entry]:
        return self._assistant.entries()


def samples(questions: Path, corpus: Path, index: Path | None = None) -> list[Sample]:
    """For each question, the evidence for the best answer and whether it is right."""
    rows: list[Row] = []
    with (
        TemporaryDirectory(prefix="citeleaf-") as folder,
        closing(Assistant.open(load_settings(corpus=corpus, index=index or Path(folder)), create=True)) as assistant,
    ):
        assistant.ingest()
        recorder = _Recorder(assistant)
        evaluate(
            recorder,
            read_questions(questions),
            ingest_seconds=None,
            rows=rows.append,
            progress=ProgressBar("questions"),
        )
    return [(evidence, row.right) for evidence, row in zip(recorder.evidence, rows, strict=True) if evidence]


def fit(sets: Sequence[Sequence[Sample]]) -> tuple[float, Evidence]:
    """Intercept and weights of a logistic regression in which every set has the same weight."""
    from sklearn.linear_model import LogisticRegression

    features = _array([astuple(evidence) for each in sets for evidence, _ in each])
    right = [right for each in sets for _, right in each]
    weights = _array([1 / len(each) for each in sets for _ in each])
    model = LogisticRegression(C=100).fit(features, right, sample_weight=weights * len(right) / len(sets))
    return float(model.intercept_[0]), Evidence(*map(float, model.coef_[0]))


def _array(values: Sequence[object]) -> NDArray[np.float64]:
    import numpy as np

    return np.asarray(values, dtype=np.float64)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, and write the calibration with what it rests on."""
    parser = argparse.ArgumentParser(description="Fit the sentence reader's confidence.")
    parser.add_argument("output", type=Path)
    parser.add_argument("sets", nargs="+", metavar="QUESTIONS.jsonl:CORPUS[:INDEX]")
    options = parser.parse_args(arguments)
    sets = [samples(*map(Path, each.split(":"))) for each in options.sets]
    intercept, weights = fit(sets)
    calibration = {
        "intercept": round(intercept, 3),
        "weights": {field.name: round(getattr(weights, field.name), 3) for field in fields(Evidence)},
        "threshold": round(COST_OF_A_WRONG_QUOTE / (1 + COST_OF_A_WRONG_QUOTE), 3),
        "fitted_on": [
            {
                "questions": "/".join(Path(name.split(":")[0]).parts[-2:]),
                "asked": len(each),
                "right": sum(r for _, r in each),
            }
            for name, each in zip(options.sets, sets, strict=True)
        ],
    }
    options.output.write_text(json.dumps(calibration, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
