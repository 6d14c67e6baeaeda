"""The campaign itself, shortly: inputs are made with coverage as their guide, counted, and every fault is kept once."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fuzz.engine import keep

TESTS = Path(__file__).parents[1]
INPUTS = 150


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="it is made for Linux alone")
@pytest.mark.parametrize("target", ["facts", "splitter"])
def test_a_short_campaign(tmp_path: Path, target: str) -> None:
    """Over the index's format and over what every document goes through; all others are in `.ci/run`."""
    command = [sys.executable, "-m", "fuzz", target, "--inputs", str(INPUTS), "--seconds", "300"]
    paths = os.pathsep.join(filter(None, (str(TESTS), os.environ.get("PYTHONPATH"))))
    ran = subprocess.run(
        [*command, "--nice", "0", "--out", str(tmp_path)],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr + _tracebacks(tmp_path)
    (figures,) = json.loads((tmp_path / "campaign.json").read_text())
    assert figures["inputs"] >= INPUTS
    assert figures["coverage"] > 0, "places of the program that were reached guide what is tried next"
    assert (figures["faults"], figures["deaths"]) == (0, 0)
    assert len(list((tmp_path / "inputs" / target).iterdir())) == figures["kept"] > 0


def test_a_fault_is_kept_once_with_its_traceback(tmp_path: Path) -> None:
    for data in (b"first", b"second"):
        try:
            raise ValueError(f"found by {data!r}")
        except ValueError as error:
            keep(tmp_path, data, error)
    (kept, told) = sorted(tmp_path.iterdir())
    assert kept.read_bytes() == b"first"
    assert told.name == f"{kept.name}.traceback"
    assert "found by b'first'" in told.read_text()


def _tracebacks(folder: Path) -> str:
    return "\n".join(path.read_text() for path in folder.rglob("*.traceback"))
