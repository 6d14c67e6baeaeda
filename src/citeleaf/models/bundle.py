"""The folder of models that come with the package: nothing is loaded from it that is not what was put into it.

bundled/
  tokenizer.json       one for both: they grew from the same trunk
  encoder/model.onnx   texts -> vectors
  reader/model.onnx    question and passage -> where an answer starts and ends
  checksums.json       the SHA-256 of each of these, and of the part of the encoder that its vectors come from
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from citeleaf.errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BUNDLED = "bundled"
"""What the setting ``encoder`` is when it names the encoder in this folder."""

FOLDER = Path(__file__).parent / "bundled"
TOKENIZER = "tokenizer.json"
ENCODER = "encoder/model.onnx"
READER = "reader/model.onnx"
VECTORS = "encoder/vectors"
"""What stands for the encoder where its vectors are meant: it stays when the file gains another output."""
CHECKSUMS = "checksums.json"

_REMEDY = "Install Citeleaf again."


def read_verified(name: str, folder: Path = FOLDER) -> bytes:
    """The bytes of the bundle's file ``name``. Raises ModelError when it is missing or not what was bundled."""
    expected = checksum(name, folder)
    path = folder / name
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(f"the bundled model file {path} cannot be read: {error.strerror}. {_REMEDY}") from error
    if hashlib.sha256(content).hexdigest() != expected:
        raise ModelError(f"the bundled model file {path} is damaged: it does not fit its checksum. {_REMEDY}")
    return content


def checksum(name: str, folder: Path = FOLDER) -> str:
    """The SHA-256 that the bundle's file ``name`` must have, in hexadecimal. Raises ModelError when none is noted."""
    path = folder / CHECKSUMS
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))[name])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelError(f"{path} holds no checksum of {name}: {error!r}. {_REMEDY}") from error


def write_checksums(folder: Path, vectors: str | None = None) -> None:
    """Note the SHA-256 of each of the bundle's files that is there, and of what the encoder's ``vectors`` come from.

    Where that is not told, it stays what it was while the encoder's file is the same, and else is that file's own.
    """
    there = [name for name in (TOKENIZER, ENCODER, READER) if (folder / name).is_file()]
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in there}
    if ENCODER in sums:
        noted = json.loads((folder / CHECKSUMS).read_text(encoding="utf-8")) if (folder / CHECKSUMS).is_file() else {}
        same = noted.get(ENCODER) == sums[ENCODER]
        sums[VECTORS] = vectors or (noted.get(VECTORS) if same else None) or sums[ENCODER]
    (folder / CHECKSUMS).write_text(json.dumps(sums, indent=2) + "\n", encoding="utf-8")


def load_tokenizer(longest: int | None = None, folder: Path = FOLDER) -> Tokenizer:
    """The bundled tokenizer, which pads nothing and cuts at ``longest`` tokens where that is given."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # its threads would not survive a fork, and say so
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(read_verified(TOKENIZER, folder).decode())
    tokenizer.no_padding()
    if longest is None:
        tokenizer.no_truncation()
    else:
        tokenizer.enable_truncation(longest)
    return tokenizer
