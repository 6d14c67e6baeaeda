"""PyTorch's weights -> the bundle's ONNX files, with one command a model.

    python -m citeleaf.training.export encoder OUT              OUT/encoder/model.onnx
    python -m citeleaf.training.export reader CHECKPOINT OUT    OUT/reader/model.onnx

Each also writes OUT/tokenizer.json and brings OUT/checksums.json up to date. OUT is ``src/citeleaf/models/bundled``
for what the package carries.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from citeleaf.errors import ModelError
from citeleaf.models.bundle import ENCODER, READER, TOKENIZER, write_checksums
from citeleaf.models.encoder import packaged_folder
from citeleaf.training.bert_graph import BertGraph
from citeleaf.training.reporting import reported

if TYPE_CHECKING:
    from onnx import ModelProto

HEAD = "head.safetensors"


def export_encoder(source: Path, bundle: Path) -> None:
    """Write the model of ``source``, a folder as sentence-transformers has it, as ``bundle``'s encoder."""
    vectors = hashlib.sha256(_graph(source).pooled().SerializeToString()).hexdigest()
    _write(_graph(source).pooled(tokens=True), bundle / ENCODER)
    _finish(source, bundle, vectors)


def export_reader(checkpoint: Path, bundle: Path) -> None:
    """Write the model of ``checkpoint``, a folder with a trunk and a head, as ``bundle``'s reader."""
    from safetensors.numpy import load_file

    _require(checkpoint / HEAD)
    head = load_file(checkpoint / HEAD)
    _write(_graph(checkpoint).headed(head["weight"], head["bias"]), bundle / READER)
    _finish(checkpoint, bundle)


@reported("export")
def main(arguments: Sequence[str] | None = None) -> int:
    """Parse and export."""
    parser = argparse.ArgumentParser(description="Write a model as ONNX, with weights of eight bits.")
    commands = parser.add_subparsers(dest="model", required=True)
    commands.add_parser("encoder").add_argument("out", type=Path, help="the folder of the bundle")
    reader = commands.add_parser("reader")
    reader.add_argument("checkpoint", type=Path, help="the folder with the trained reader")
    reader.add_argument("out", type=Path, help="the folder of the bundle")
    options = parser.parse_args(arguments)
    if options.model == "encoder":
        export_encoder(packaged_folder(), options.out)
    else:
        export_reader(options.checkpoint, options.out)
    return 0


def _graph(folder: Path) -> BertGraph:
    from safetensors.numpy import load_file

    for name in ("config.json", "model.safetensors"):
        _require(folder / name)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    weights = {name.removeprefix("bert."): array for name, array in load_file(folder / "model.safetensors").items()}
    return BertGraph(weights, layers=config["num_hidden_layers"], heads=config["num_attention_heads"])


def _write(model: ModelProto, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(model.SerializeToString())


def _finish(source: Path, bundle: Path, vectors: str | None = None) -> None:
    """The tokenizer is one for both models, so that it must not change from one to the other."""
    _require(source / TOKENIZER)
    tokenizer = (source / TOKENIZER).read_bytes()
    ours = bundle / TOKENIZER
    if ours.is_file() and not _same_words(tokenizer, ours.read_bytes()):
        raise ModelError(f"{source / TOKENIZER} is not the tokenizer of {bundle}: export models of one trunk")
    if not ours.is_file():
        ours.write_bytes(tokenizer)
    write_checksums(bundle, vectors)


def _same_words(one: bytes, other: bytes) -> bool:
    """Whether two tokenizers have one vocabulary and read alike, wherever they cut and pad."""
    parts = ("normalizer", "pre_tokenizer", "model", "post_processor")
    first, second = json.loads(one), json.loads(other)
    return all(first[part] == second[part] for part in parts)


def _require(path: Path) -> None:
    if not path.is_file():
        raise ModelError(f"{path} is missing: name the folder of a trained model")


if __name__ == "__main__":
    sys.exit(main())
