"""The harness, shortly: every kind of death, damage and full disk once or more, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crash.checks import allowed, committed
from crash.scenes import SCENES

TESTS = Path(__file__).parents[1]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks")
def test_nothing_is_lost(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    command = [sys.executable, "-m", "crash", "--kills", "24", "--damages", "4", "--fills", "2", "--pairs", "2"]
    paths = os.pathsep.join(filter(None, (str(TESTS), os.environ.get("PYTHONPATH"))))
    ran = subprocess.run(
        [*command, "--seed", "4", "--json", str(figures)],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    outcome = json.loads(figures.read_text())
    assert [tally["scene"] for tally in outcome["kills"]] == [scene.name for scene in SCENES]
    assert all(tally["at_steps"] == 2 for tally in outcome["kills"])  # the first and the last step of each
    assert sum(damage["tried"] for damage in outcome["damages"]) == 8
    assert outcome["disk"]["full"] >= 1
    assert outcome["pairs"]["refused"] == 2
    assert outcome["pairs"]["readings"] >= 2 * 2  # one before the writer begins and one after its end


BEFORE = {"a.txt": "1", "b.txt": "2"}


class TestCommittedStates:
    """What the log of a killed process says may be found in its index."""

    def test_without_a_log_nothing_changed(self, tmp_path: Path) -> None:
        assert allowed(BEFORE, tmp_path / "log") == [BEFORE]

    def test_what_was_begun_may_or_may_not_have_been_committed(self, tmp_path: Path) -> None:
        log = tmp_path / "log"
        lines = (
            ["begin", "replace", "c.txt", "3"],
            ["done", "replace", "c.txt", "3"],
            ["begin", "rename", "a.txt", "d.txt"],
            ["done", "rename", "a.txt", "d.txt"],
            ["begin", "remove", "b.txt"],
        )
        log.write_text("".join(json.dumps(line) + "\n" for line in lines))
        assert allowed(BEFORE, log) == [
            {"b.txt": "2", "c.txt": "3", "d.txt": "1"},
            {"c.txt": "3", "d.txt": "1"},
        ]

    def test_beside_a_writer_each_of_its_states_may_be_seen(self, tmp_path: Path) -> None:
        log = tmp_path / "log"
        lines = (["begin", "remove", "a.txt"], ["done", "remove", "a.txt"], ["begin", "rename", "b.txt", "c.txt"])
        log.write_text("".join(json.dumps(line) + "\n" for line in lines))
        assert committed(BEFORE, log) == [BEFORE, {"b.txt": "2"}, {"c.txt": "2"}]
