"""The bundled reader's weights as a folder that transformers loads: the same reader for those who read with PyTorch.

The ONNX graph keeps whole numbers and a scale for each output (see ``citeleaf.training.bert_graph``); their products
are the weights. What that graph took from a bias, for an input that was raised above zero, is given back.
"""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING

import numpy as np

from citeleaf.models.bundle import FOLDER, READER, TOKENIZER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Weights = dict[str, NDArray[np.float32]]

RAISED = 0.17
"""What the input of each layer's last matrix was raised by."""
HEADS = 12
LONGEST = 384


def write_reader(folder: Path, model: Path = FOLDER / READER) -> None:
    """Write the weights, the configuration and the tokenizer of a BertForQuestionAnswering to ``folder``."""
    from safetensors.numpy import save_file

    weights = reader_weights(model)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(_configuration(weights), indent=2) + "\n", encoding="utf-8")
    copyfile(FOLDER / TOKENIZER, folder / "tokenizer.json")
    tokenizer = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": LONGEST,
        "cls_token": "[CLS]",
        "sep_token": "[SEP]",
        "pad_token": "[PAD]",
        "unk_token": "[UNK]",
        "mask_token": "[MASK]",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(tokenizer, indent=2) + "\n", encoding="utf-8")


def reader_weights(model: Path) -> Weights:
    """By the names of BertForQuestionAnswering."""
    from onnx import load, numpy_helper

    stored = {each.name: numpy_helper.to_array(each) for each in load(str(model)).graph.initializer}
    weights: Weights = {}
    for name, value in stored.items():
        if name.startswith(("embeddings.", "encoder.")) and not name.endswith(".scales"):
            weights[f"bert.{name}"] = _whole(stored, name) if value.dtype == np.int8 else value.astype(np.float32)
    for name in [name for name in weights if name.endswith(".output.dense.bias") and ".attention." not in name]:
        weights[name] = weights[name] + RAISED * weights[name.replace(".bias", ".weight")].sum(axis=1)
    weights["qa_outputs.weight"] = np.ascontiguousarray(stored["head.weight"].T, np.float32)
    weights["qa_outputs.bias"] = stored["head.bias"].astype(np.float32)
    return weights


def _whole(stored: dict[str, NDArray[np.generic]], name: str) -> NDArray[np.float32]:
    """A matrix as it is stored in PyTorch, outputs first; the table of words has a scale for each row."""
    values = stored[name].astype(np.float32)
    if name == "embeddings.word_embeddings.weight":
        return values * stored[f"{name}.scales"].astype(np.float32)
    scales = stored[f"{name.removesuffix('.weight')}.scales"].astype(np.float32)
    return np.ascontiguousarray((values * scales).T)


def _configuration(weights: Weights) -> dict[str, object]:
    words, width = weights["bert.embeddings.word_embeddings.weight"].shape
    layers = 1 + max(int(name.split(".")[3]) for name in weights if ".layer." in name)
    return {
        "architectures": ["BertForQuestionAnswering"],
        "model_type": "bert",
        "vocab_size": words,
        "hidden_size": width,
        "num_hidden_layers": layers,
        "num_attention_heads": HEADS,
        "intermediate_size": len(weights["bert.encoder.layer.0.intermediate.dense.bias"]),
        "max_position_embeddings": len(weights["bert.embeddings.position_embeddings.weight"]),
        "type_vocab_size": len(weights["bert.embeddings.token_type_embeddings.weight"]),
        "hidden_act": "gelu",
        "layer_norm_eps": 1e-12,
        "pad_token_id": 0,
    }
