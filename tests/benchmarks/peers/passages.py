"""The passages that peers are given: a file of JSON strings, one a line, each a title and a text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path


def write_passages(file: Path, texts: Iterable[str]) -> None:
    file.write_text("".join(json.dumps(text) + "\n" for text in texts), encoding="utf-8")


def read_passages(file: str) -> list[str]:
    return [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]
