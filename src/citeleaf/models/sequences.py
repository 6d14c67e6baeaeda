"""One ONNX model, run on one sequence of tokens at a time and on as many sequences at once as there are processors.

A sequence alone needs no padding, and its result cannot depend on its neighbours. Each run keeps to one thread: on two
processors two runs beside each other are faster than one run on two threads, which would wait for each other, and
nothing spins while nobody asks.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from types import ModuleType
from typing import TYPE_CHECKING, cast

import numpy as np

from citeleaf.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray


OUTPUT, TOKENS = "output", "token_vectors"
"""What every model gives, and what the encoder gives beside it."""
_SILENCE = "ORT_DISABLE_TELEMETRY"
"""Unless this is set when onnxruntime is imported, its releases from 1.29 on report its use to their maker, and keep a
number of this machine and what is still to be sent in the cache folder."""


@dataclass(frozen=True, slots=True)
class TokenSequence:
    """Token ids, and for each the segment it belongs to: 0 or 1."""

    ids: Sequence[int]
    segments: Sequence[int]


class SequenceModel:
    """An ONNX model with the inputs ``ids`` and ``segments``, of shape (1, tokens), and an output or several."""

    def __init__(self, content: bytes) -> None:
        """``content`` are the bytes of the model's file. Raises ModelError when the runtime cannot load them."""
        onnxruntime = _runtime()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # The graph is fused as it stands: more would join additions and norms into an operator ten times slower.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        try:
            self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the runtime's errors have no common class
            raise ModelError(
                f"the bundled model cannot be loaded by onnxruntime {onnxruntime.__version__}: {error}\n"
                f"Install the version that Citeleaf asks for."
            ) from error
        self._threads = ThreadPoolExecutor(max_workers=_processors(), thread_name_prefix="citeleaf-model")

    @property
    def width(self) -> int:
        """The last dimension of the first output."""
        return int(self._session.get_outputs()[0].shape[-1])

    def run(self, sequences: Sequence[TokenSequence], output: str = OUTPUT) -> list[NDArray[np.float32]]:
        """The output of that name for each sequence, without its first dimension of 1."""
        if len(sequences) == 1:
            return [self._run(sequences[0], output)]
        longest_first = sorted(range(len(sequences)), key=lambda at: -len(sequences[at].ids))  # none is waited for last
        outputs = self._threads.map(self._run, [sequences[at] for at in longest_first], repeat(output))
        return [output for _, output in sorted(zip(longest_first, outputs, strict=True), key=lambda pair: pair[0])]

    def _run(self, sequence: TokenSequence, name: str) -> NDArray[np.float32]:
        feed = {"ids": np.array([sequence.ids], np.int64), "segments": np.array([sequence.segments], np.int64)}
        output: NDArray[np.float32] = self._session.run([name], feed)[0][0]
        return output


def _processors() -> int:
    """How many this process may use, which can be fewer than there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _runtime() -> ModuleType:
    """onnxruntime, which says nothing to anybody."""
    os.environ[_SILENCE] = "1"
    import onnxruntime  # type: ignore[import-untyped]  # it ships no types

    onnxruntime.disable_telemetry_events()  # where somebody had imported it before
    return cast(ModuleType, onnxruntime)
