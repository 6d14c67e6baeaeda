"""The peers' own environment: made once under ``build/bench/peers``, never a part of the product's."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

TORCH = "torch==2.13.0"
PACKAGES = {
    "plain": (TORCH, "sentence-transformers", "faiss-cpu"),
    "txtai": (TORCH, "txtai"),
    "haystack": (
        TORCH,
        "haystack-ai<3",
        "sentence-transformers",
        "accelerate",
    ),  # 3.0 has no extractive reader any more
    "bm25s": ("bm25s", "PyStemmer"),
    "openvino": (TORCH, "openvino"),
}
MARK = "installed.txt"


class NotInstalled(Exception):
    """pip could not install a peer; the message holds its last words."""


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment in a folder."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    def install(self, peer: str, constraints: Path) -> None:
        """What ``peer`` needs, unless it was installed before. Raises NotInstalled."""
        mark = self.folder / MARK
        if not self.python.exists():
            _run([sys.executable, "-m", "venv", str(self.folder)])
        done = mark.read_text(encoding="utf-8").split("\n") if mark.exists() else []
        if peer in done:
            return
        pip = [str(self.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, "--constraint", str(constraints), *PACKAGES[peer]])
        mark.write_text("\n".join([*done, peer]), encoding="utf-8")

    def versions(self) -> str:
        """Of the packages that are compared, in words."""
        said = _run([str(self.python), "-m", "pip", "list", "--format", "freeze", "--disable-pip-version-check"])
        wanted = ("torch=", "txtai=", "haystack-ai=", "bm25s=", "openvino=", "transformers=", "sentence-transformers=")
        return ", ".join(line.replace("==", " ") for line in said.splitlines() if line.startswith(wanted))


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith("WARNING")]
        raise NotInstalled(" / ".join(errors[-2:]) or f"exit code {done.returncode}")
    return done.stdout
