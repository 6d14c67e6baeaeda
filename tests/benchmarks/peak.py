"""What the processor can do at most: products of eight-bit whole numbers in one large matrix product on one thread.

Operations are counted per second of processor time, so that others at work beside take little away; a machine has that
once a core.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from citeleaf.models.bundle import ENCODER, FOLDER

if TYPE_CHECKING:
    from onnx import ModelProto

SHAPES = ((1024, 1024, 1024), (512, 2048, 512), (192, 1536, 384))
"""Rows, depth and columns. Caches differ in what suits them best, and the best counts; the last is the encoder's."""


def measured(repeats: int) -> tuple[float, ...]:
    """Operations (a product and its addition are two) per second of one core, the best shape's, for each repeat."""
    import onnxruntime  # type: ignore[import-untyped]  # it ships no types

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    best = [0.0] * repeats
    for rows, depth, columns in SHAPES:
        product = _product(rows, depth, columns).SerializeToString()
        session = onnxruntime.InferenceSession(product, options, providers=["CPUExecutionProvider"])
        values = np.random.default_rng(0).integers(0, 255, (rows, depth)).astype(np.uint8)
        session.run(None, {"values": values})
        for number in range(repeats):
            began = time.thread_time()
            for _ in range(3):
                session.run(None, {"values": values})
            best[number] = max(best[number], 3 * 2 * rows * depth * columns / (time.thread_time() - began))
    return tuple(best)


def operations_a_token() -> int:
    """In the bundled encoder's matrices of eight-bit numbers, through which each token goes once."""
    from onnx import TensorProto, load

    weights = load(str(FOLDER / ENCODER)).graph.initializer
    matrices = [each for each in weights if each.data_type == TensorProto.INT8 and "embeddings" not in each.name]
    return sum(2 * int(np.prod(each.dims)) for each in matrices)


def _product(rows: int, depth: int, columns: int) -> ModelProto:
    from onnx import TensorProto, helper, numpy_helper

    weights = np.random.default_rng(1).integers(-64, 64, (depth, columns)).astype(np.int8)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["values", "weights"], ["products"])],
        "product",
        [helper.make_tensor_value_info("values", TensorProto.UINT8, [rows, depth])],
        [helper.make_tensor_value_info("products", TensorProto.INT32, [rows, columns])],
        [numpy_helper.from_array(weights, "weights")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
