"""A bundle's reader -> readers like it, as other processors would round what they read.

Where an activation stands near the middle between two whole numbers, the last digit of a sum decides which of them it
becomes, and processors add up in different orders: weights that were off by a millionth gave other words to 2 to 5 % of
110 questions, as full precision did. So what holds of one reader alone may not hold on another machine.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from citeleaf.errors import ModelError
from citeleaf.models.bundle import READER, read_verified
from citeleaf.models.sequences import SequenceModel
from citeleaf.models.span_scorer import SpanScorer

NUDGED = 4
_OFF = 1e-6
"""The standard deviation of what each weight is off by, as a share of it."""


def nudged_scorers(bundle: Path) -> list[SpanScorer]:
    """``NUDGED`` readers like the one in ``bundle``, the same ones each time.

    Raises ModelError when the bundle is incomplete or damaged.
    """
    content = read_verified(READER, bundle)
    return [SpanScorer(bundle, SequenceModel(_nudged(content, seed))) for seed in range(NUDGED)]


def _nudged(content: bytes, seed: int) -> bytes:
    """The model in ``content`` with the weights of its norms, which are not in eight bits, slightly off."""
    from onnx import load_model_from_string, numpy_helper

    model = load_model_from_string(content)
    chance = np.random.default_rng(seed)
    norms = [constant for constant in model.graph.initializer if constant.name.endswith("LayerNorm.weight")]
    if not norms:
        raise ModelError("the model has no weights of norms under the names that the export gives them")
    for norm in norms:
        weight = numpy_helper.to_array(norm)
        off = weight * (1 + _OFF * chance.standard_normal(weight.shape))
        norm.CopyFrom(numpy_helper.from_array(off.astype(weight.dtype), norm.name))
    return bytes(model.SerializeToString())
