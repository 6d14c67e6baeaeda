"""Bundles for tests: the real tokenizer, and models of which every number can be worked out or made in no time."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from citeleaf.models.bundle import FOLDER, TOKENIZER, write_checksums

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDTH = 32
HEADS = 4
LAYERS = 2
_WORDS = 30522
_POSITIONS = 512


def bundle(folder: Path, name: str, content: bytes) -> Path:
    """Put ``content`` into ``folder`` as the bundle's file ``name``, with the tokenizer and the checksums."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    shutil.copyfile(FOLDER / TOKENIZER, folder / TOKENIZER)
    write_checksums(folder)
    return folder


def bert_weights(seed: int = 0) -> dict[str, NDArray[np.float32]]:
    """Random weights of a small BERT, named as transformers names them."""
    chance = np.random.default_rng(seed)

    def matrix(rows: int, columns: int) -> NDArray[np.float32]:
        return chance.normal(0, 0.2, (rows, columns)).astype(np.float32)

    def linear(name: str, outputs: int, inputs: int) -> dict[str, NDArray[np.float32]]:
        return {f"{name}.weight": matrix(outputs, inputs), f"{name}.bias": matrix(1, outputs)[0]}

    def norm(name: str) -> dict[str, NDArray[np.float32]]:
        return {f"{name}.weight": 1 + matrix(1, WIDTH)[0], f"{name}.bias": matrix(1, WIDTH)[0]}

    weights = {
        "embeddings.word_embeddings.weight": matrix(_WORDS, WIDTH),
        "embeddings.position_embeddings.weight": matrix(_POSITIONS, WIDTH),
        "embeddings.token_type_embeddings.weight": matrix(2, WIDTH),
        **norm("embeddings.LayerNorm"),
    }
    for layer in (f"encoder.layer.{number}" for number in range(LAYERS)):
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            weights |= linear(f"{layer}.attention.{part}", WIDTH, WIDTH)
        weights |= norm(f"{layer}.attention.output.LayerNorm") | norm(f"{layer}.output.LayerNorm")
        weights |= linear(f"{layer}.intermediate.dense", 4 * WIDTH, WIDTH)
        weights |= linear(f"{layer}.output.dense", WIDTH, 4 * WIDTH)
    return weights


def telling_model() -> bytes:
    """A reader's model that tells what it was given: a token's start is its id, and its end its place in the sequence.

    The end at place 0 is the highest id of the sequence instead.
    """
    from onnx import TensorProto, helper, numpy_helper

    constants = {
        "one": np.array(1),
        "batch": np.array([0]),
        "last": np.array([2]),
    }
    node = helper.make_node
    nodes = [
        node("Shape", ["ids"], ["shape"], start=1, end=2),
        node("Squeeze", ["shape"], ["count"]),
        node("Range", ["one", "count", "one"], ["places"]),
        node("ReduceMax", ["ids"], ["highest"], axes=[1], keepdims=0),
        node("Concat", ["highest", "places"], ["ends"], axis=0),
        node("Unsqueeze", ["ends", "batch"], ["row"]),
        node("Add", ["ids", "segments"], ["both"]),
        node("Sub", ["both", "segments"], ["starts"]),
        node("Unsqueeze", ["starts", "last"], ["starts_column"]),
        node("Unsqueeze", ["row", "last"], ["ends_column"]),
        node("Concat", ["starts_column", "ends_column"], ["joined"], axis=2),
        node("Cast", ["joined"], ["output"], to=TensorProto.FLOAT),
    ]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "tokens"]) for name in ("ids", "segments")]
    outputs = [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, "tokens", 2])]
    held = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "telling", inputs, outputs, held)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    return bytes(model.SerializeToString())
