"""The bundle's reader -> a checkpoint folder, to go on training from what the package carries.

    python -m citeleaf.training.recover OUT [BUNDLE]

Each matrix is what its whole numbers and their scales stand for, so that it differs from the trained one by the
rounding to eight bits. The embeddings are the trunk's own: no step of the training changes them.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from citeleaf.models.bundle import FOLDER, READER, TOKENIZER, read_verified
from citeleaf.training.bert_graph import raised_by
from citeleaf.training.reporting import reported
from citeleaf.training.span_model import SpanModel, load_model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


def recover(bundle: Path, folder: Path) -> SpanModel:
    """Write the reader of ``bundle`` to ``folder`` as the training does, and return it.

    Raises ModelError when the bundle is incomplete or damaged.
    """
    import torch

    constants = _constants(read_verified(READER, bundle))
    model = load_model()
    weights = {f"trunk.{name}": weight for name, weight in _weights(constants) if name.startswith("encoder.")}
    weights |= {"head.weight": _floats(constants["head.weight"].T), "head.bias": _floats(constants["head.bias"])}
    recovered = {name: torch.from_numpy(np.ascontiguousarray(weight)) for name, weight in weights.items()}
    model.load_state_dict(model.state_dict() | recovered)
    model.save(folder)
    shutil.copyfile(bundle / TOKENIZER, folder / "tokenizer.json")
    return model


@reported("recover")
def main(arguments: Sequence[str] | None = None) -> int:
    """Parse and recover."""
    parser = argparse.ArgumentParser(description="Make a checkpoint of the bundled reader.")
    parser.add_argument("out", type=Path)
    parser.add_argument("bundle", type=Path, nargs="?", default=FOLDER)
    options = parser.parse_args(arguments)
    recover(options.bundle, options.out)
    return 0


def _constants(model: bytes) -> dict[str, NDArray[np.generic]]:
    from onnx import load_model_from_string, numpy_helper

    return {each.name: numpy_helper.to_array(each).copy() for each in load_model_from_string(model).graph.initializer}


def _weights(constants: dict[str, NDArray[np.generic]]) -> list[tuple[str, Floats]]:
    """Every weight of the graph in full precision, under its PyTorch name and in its shape."""
    found = []
    for name, value in constants.items():
        layer, _, kind = name.rpartition(".")
        scales = constants.get(f"{layer}.scales")
        if kind == "scales":
            continue
        if scales is None:
            found.append((name, _floats(value)))
        elif kind == "weight":
            found.append((name, (_floats(value) * _floats(scales)).T))
        else:
            weight = constants[f"{layer}.weight"].T
            found.append((name, _floats(_floats(value) - raised_by(layer, weight, _floats(scales)))))
    return found


def _floats(values: NDArray[np.generic]) -> Floats:
    return values.astype(np.float32)


if __name__ == "__main__":
    sys.exit(main())
