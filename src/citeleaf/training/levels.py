"""How often answers at each level of confidence were right, for ``citeleaf.levels``.

    citeleaf evaluate QUESTIONS.jsonl --corpus DIR --rows ROWS.jsonl
    python -m citeleaf.training.levels src/citeleaf/models/confidence_levels.json ROWS.jsonl [...]

Every question counts once, with its best candidate, given or withheld; one whose answer is not in the corpus counts as
wrong. The questions should be none that the calibration was fitted to.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from citeleaf.levels import LEVELS, Level, level_of
from citeleaf.metrics import Prediction
from citeleaf.training.reporting import reported


def counted(predictions: Sequence[Prediction]) -> tuple[Level, ...]:
    """``LEVELS`` with how many predictions fell into each, and how many of those were right."""
    fallen = [(level_of(each.confidence, LEVELS), each.right) for each in predictions]
    return tuple(
        replace(
            level,
            asked=sum(its is level for its, _ in fallen),
            right=sum(right for its, right in fallen if its is level),
        )
        for level in LEVELS
    )


def read(rows: Path) -> list[Prediction]:
    """The predictions in a file that ``citeleaf evaluate --rows`` wrote; those without any candidate are left out."""
    found = [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()]
    return [Prediction(float(row["confidence"]), bool(row["right"])) for row in found if row["path"]]


@reported("levels")
def main(arguments: Sequence[str] | None = None) -> int:
    """Count, print and write."""
    parser = argparse.ArgumentParser(description="Count how often each level of confidence was right.")
    parser.add_argument("output", type=Path)
    parser.add_argument("rows", nargs="+", type=Path, metavar="ROWS.jsonl")
    options = parser.parse_args(arguments)
    sets = {path.stem: read(path) for path in options.rows}
    found = counted([each for predictions in sets.values() for each in predictions])
    for level in found:
        sys.stdout.write(f"{level.words}: {level.right} of {level.asked}\n")
    document = {
        "levels": [asdict(level) for level in found],
        "measured_on": [{"questions": name, "asked": len(predictions)} for name, predictions in sets.items()],
    }
    options.output.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
