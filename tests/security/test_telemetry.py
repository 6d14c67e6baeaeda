"""Nothing leaves the machine (law 4) where Python's sockets are not asked: libraries that report on themselves.

onnxruntime's releases from 1.29 on do, over a library of their own: they keep a number of the machine and what is still
to be sent below the cache folder, so that whoever finds nothing there knows that nothing was sent.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ASK = "from citeleaf.cli import main\nassert main(['ingest']) == 0\nassert main(['ask', 'How long is the Panj?']) == 0"


def left_at_home(program: str, folder: Path) -> list[str]:
    """The files that ``program`` leaves in a home of its own, where nothing says that this is a test.

    The runtime reports nothing where a build server's variables are set, so none of this process's are passed on.
    """
    home = folder / "home"
    home.mkdir()
    passed = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH") if name in os.environ}
    environment = passed | {"HOME": str(home), "XDG_CACHE_HOME": str(home / ".cache")}
    subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=environment, check=True, capture_output=True, text=True
    )
    return sorted(str(file.relative_to(home)) for file in home.rglob("*") if file.is_file())


@pytest.mark.slow
def test_asking_leaves_nothing_to_be_sent(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "panj.txt").write_text("The river Panj is 1125 km long. It forms a border.\n")
    assert left_at_home(ASK, tmp_path) == []
