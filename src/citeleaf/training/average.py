"""Several readers -> the one whose weights are their mean.

    python -m citeleaf.training.average WORK/models/NAME FOLDER FOLDER ...

A model that was trained on keeps what it knew better before, where it is averaged with what it was (Wortsman et al.,
ICML 2022): asking takes no longer, as there is still one model.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from citeleaf.errors import UsageError
from citeleaf.training.reporting import reported
from citeleaf.training.span_model import load_model


def average(folders: Sequence[Path], output: Path) -> None:
    """Write the mean of the models in ``folders``, which are alike in shape, to ``output``.

    Raises ModelError where one of them holds no model, UsageError where they differ in shape.
    """
    first, *others = (load_model(folder) for folder in folders)
    weights = first.state_dict()  # the model's own, so that what is done to them is done to it
    with torch.no_grad():
        for other in others:
            its = other.state_dict()
            if {name: value.shape for name, value in its.items()} != {n: value.shape for n, value in weights.items()}:
                raise UsageError("these models differ in shape: only trainings of one model have a mean")
            for name, value in weights.items():
                value += its[name]
        for value in weights.values():
            value /= len(folders)
    first.save(output)
    shutil.copyfile(folders[0] / "tokenizer.json", output / "tokenizer.json")


@reported("average")
def main(arguments: Sequence[str] | None = None) -> int:
    """Parse and average."""
    parser = argparse.ArgumentParser(description="Average the weights of several trainings of one reader.")
    parser.add_argument("output", type=Path)
    parser.add_argument("folders", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    average(options.folders, options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
