"""A BERT trunk as an ONNX graph whose matrices are multiplied in whole numbers of eight bits.

The graph is written node by node rather than traced and then quantized, because that way

- each token's activations get a scale of their own. The usual dynamic quantization gives one scale to the whole input,
  so that a text's vector depends on what else is in its batch, and it is less exact (cosine to full precision .9949
  on average, against .9977);
- attention and GELU are the runtime's own fused operators, which no optimizer has to find again;
- the products are the same on every processor: see ``_whole_weights``.

The graph reads one sequence at a time, so it needs neither padding nor a mask. Its operators beyond ONNX's own
are ONNX Runtime's (domain com.microsoft).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from citeleaf.models.sequences import OUTPUT, TOKENS

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnx import ModelProto, NodeProto, TensorProto

    Floats = NDArray[np.float32]

IDS, SEGMENTS = "ids", "segments"
"""The inputs, of shape (1, tokens)."""

_OPSET = 17
_IR_VERSION = 9
_RUNTIME = "com.microsoft"
_NORM_EPSILON = 1e-12
_LOWEST_GELU = 0.17
"""GELU gives nothing below -0.17."""


class BertGraph:
    """Grows from the inputs to the output; each method appends nodes and returns its result's name."""

    def __init__(self, weights: Mapping[str, Floats], *, layers: int, heads: int) -> None:
        self._weights = weights
        self._heads = heads
        self._nodes: list[NodeProto] = []
        self._constants: dict[str, TensorProto] = {}
        hidden = self._embeddings()
        for layer in range(layers):
            hidden = self._layer(hidden, f"encoder.layer.{layer}")
        self._hidden = hidden

    def pooled(self, *, tokens: bool = False) -> ModelProto:
        """The model that gives the mean of the tokens' vectors, scaled to length 1, of shape (1, width).

        With ``tokens`` it gives each token's own too, as they are, of shape (1, tokens, width).
        """
        width = len(self._weights["embeddings.LayerNorm.bias"])
        mean = self._node("ReduceMean", self._hidden, axes=[1], keepdims=0)
        self._node("LpNormalization", mean, axis=-1, p=2, output=OUTPUT)
        if not tokens:
            return self._model([1, width])
        self._node("Identity", self._hidden, output=TOKENS)
        return self._model([1, width], tokens=[1, "tokens", width])

    def headed(self, weight: Floats, bias: Floats) -> ModelProto:
        """The model that gives one linear layer's logits for each token, of shape (1, tokens, logits)."""
        logits = self._node("MatMul", self._hidden, self._constant("head.weight", weight.T))
        self._node("Add", logits, self._constant("head.bias", bias), output=OUTPUT)
        return self._model([1, "tokens", len(bias)])

    def _embeddings(self) -> str:
        words = self._words("embeddings.word_embeddings.weight")
        segments = self._node("Gather", self._weight("embeddings.token_type_embeddings.weight"), SEGMENTS)
        zero = self._constant("zero", np.array([0]))
        tokens = self._node("Shape", IDS, start=1, end=2)
        positions = self._node("Slice", self._weight("embeddings.position_embeddings.weight"), zero, tokens, zero)
        return self._norm(self._node("Add", self._node("Add", words, segments), positions), "embeddings.LayerNorm")

    def _words(self, name: str) -> str:
        """Each word's vector has a scale of its own: they differ, and one for all would lose the short ones."""
        table = self._weights[name]
        scales = _nonzero(np.abs(table).max(axis=1, keepdims=True) / 127)
        whole = np.rint(table / scales).astype(np.int8)
        rows = self._node("Gather", self._constant(name, whole), IDS)
        row_scales = self._node("Gather", self._constant(f"{name}.scales", scales), IDS)
        return self._node("Mul", self._node("Cast", rows, to=_onnx_type(np.float32)), row_scales)

    def _layer(self, hidden: str, name: str) -> str:
        """Attention, then the two wide matrices, each added to what it was given and normalised (post-norm)."""
        whole = self._whole(hidden)
        parts = [self._linear(*whole, f"{name}.attention.self.{part}") for part in ("query", "key", "value")]
        attended = self._node("MultiHeadAttention", *parts, domain=_RUNTIME, num_heads=self._heads)
        attended = self._linear(*self._whole(attended), f"{name}.attention.output.dense")
        hidden = self._norm(self._node("Add", attended, hidden), f"{name}.attention.output.LayerNorm")
        wide = self._node("Gelu", self._linear(*self._whole(hidden), f"{name}.intermediate.dense"), domain=_RUNTIME)
        narrow = self._linear(*self._whole_above(wide, -_LOWEST_GELU), f"{name}.output.dense")
        return self._norm(self._node("Add", narrow, hidden), f"{name}.output.LayerNorm")

    def _whole(self, values: str) -> tuple[str, str, int]:
        """``values`` as whole numbers from 1 to 255, each token's scale, and the number that stands for zero."""
        largest = self._node("ReduceMax", self._node("Abs", values), axes=[-1], keepdims=1)
        scales = self._node("Div", largest, self._number(127))
        around = self._node("Add", self._node("Div", values, scales), self._number(128))
        return self._node("Cast", self._node("Round", around), to=_onnx_type(np.uint8)), scales, 128

    def _whole_above(self, values: str, lowest: float) -> tuple[str, str, int]:
        """The same for values that reach far above zero and never below ``lowest``, which becomes 0."""
        raised = self._node("Sub", values, self._number(lowest))
        scales = self._node("Div", self._node("ReduceMax", raised, axes=[-1], keepdims=1), self._number(255))
        scaled = self._node("Div", raised, scales)
        return self._node("Cast", self._node("Round", scaled), to=_onnx_type(np.uint8)), scales, 0

    def _linear(self, whole: str, scales: str, zero: int, name: str) -> str:
        """A linear layer over whole numbers."""
        weights, weight_scales = _whole_weights(self._weights[f"{name}.weight"])
        product = self._node(
            "MatMulIntegerToFloat",
            whole,
            self._constant(f"{name}.weight", weights.T),
            self._number(1),
            self._constant(f"{name}.scales", weight_scales),
            self._constant(f"zero.{zero}", np.array(zero, np.uint8)),
            domain=_RUNTIME,
        )
        bias = self._weights[f"{name}.bias"] + raised_by(name, weights, weight_scales)
        scaled = self._node("Mul", product, scales)
        return self._node("Add", scaled, self._constant(f"{name}.bias", bias.astype(np.float32)))

    def _norm(self, values: str, name: str) -> str:
        weights = (self._weight(f"{name}.weight"), self._weight(f"{name}.bias"))
        return self._node("LayerNormalization", values, *weights, axis=-1, epsilon=_NORM_EPSILON)

    def _weight(self, name: str) -> str:
        return self._constant(name, self._weights[name])

    def _number(self, value: float) -> str:
        return self._constant(f"number.{value}", np.array(value, np.float32))

    def _constant(self, name: str, value: NDArray[np.generic]) -> str:
        from onnx import numpy_helper

        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(value).reshape(value.shape), name)
        return name

    def _node(
        self, operator: str, *inputs: str, domain: str = "", output: str = "", **attributes: float | list[int]
    ) -> str:
        from onnx import helper

        result = output or f"{operator}.{len(self._nodes)}"
        node = helper.make_node(operator, inputs, [result], name=result, domain=domain)
        node.attribute.extend(helper.make_attribute(name, value) for name, value in sorted(attributes.items()))
        self._nodes.append(node)
        return result

    def _model(self, shape: list[int | str], tokens: list[int | str] | None = None) -> ModelProto:
        from onnx import TensorProto, checker, helper

        inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "tokens"]) for name in (IDS, SEGMENTS)]
        shapes = {OUTPUT: shape, **({TOKENS: tokens} if tokens else {})}
        outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()]
        graph = helper.make_graph(self._nodes, "bert", inputs, outputs, list(self._constants.values()))
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_RUNTIME, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="citeleaf")
        checker.check_model(model)
        return model


def raised_by(name: str, weights: NDArray[np.generic], scales: Floats) -> NDArray[np.float64]:
    """What the layer ``name`` has on top of its bias: what raising its inputs above zero took from their products.

    ``weights`` are whole numbers of shape (outputs, inputs), ``scales`` one for each output. Only the matrix behind
    GELU is given raised inputs.
    """
    behind_gelu = name.endswith("output.dense") and not name.endswith("attention.output.dense")
    lowest = -_LOWEST_GELU if behind_gelu else 0.0
    raised: NDArray[np.float64] = lowest * weights.sum(axis=1, dtype=np.int64) * scales
    return raised


def _whole_weights(weight: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Whole numbers of the shape of ``weight`` (outputs, inputs), and the scale of each output.

    Processors with AVX2 and no VNNI add two neighbouring products in sixteen bits and cut off what does not fit. So a
    scale is large enough for each weight, and for each pair's sum, to stay within 128: 128 * 255 fits.
    """
    outputs, inputs = weight.shape
    pairs = np.abs(weight.reshape(outputs, inputs // 2, 2).sum(axis=2)).max(axis=1)
    scales = _nonzero(np.maximum(np.abs(weight).max(axis=1), pairs) / 127)
    return np.rint(weight / scales[:, None]).astype(np.int8), scales


def _nonzero(scales: Floats) -> Floats:
    """Where every number is zero, any scale will do, but not zero."""
    return np.where(scales == 0, 1, scales).astype(np.float32)


def _onnx_type(kind: type[np.generic]) -> int:
    from onnx import helper

    return int(helper.np_dtype_to_tensor_dtype(np.dtype(kind)))
