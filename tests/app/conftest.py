"""Two servers of the page for all tests of the app that need one: over a small corpus, and over an empty one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("page_server.py")

HOSTILE_NAME = "${window.broken=1}{{window.broken}}<img src=x onerror=window.broken=2>.txt"
LONG_WORD = "Donau" + "dampf" * 20
HOSTILE = f"""\
<script>window.broken = 3</script> stands at the top of this page, where nobody expects it to stand at all.

The treaty of Mallory was signed by \u202eeleven\u202c envoys <img src="http://example.com/pixel.png"
onerror="window.broken=4"> in ${{window.broken=5}} the {{{{window.broken}}}} year `1990` $$x^2$$ \\(y\\) **and** \
[kept](javascript:window.broken=6) in zero\u200bwidth {LONG_WORD} & "quotes" <form action="http://example.com">.

</p></div></article><style>body {{ display: none }}</style> The treaty has two hundred articles in all.
"""
BORDER = """\
# The border

The river rises in the high mountains. The border between Anta and Beru is 1.3 thousand km long. It was drawn by \
surveyors in the year 1895, and has been moved twice.

## Trade

The market of Anta sells wool. The market of Beru sells copper and salt to merchants from the coast.
"""


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder whose ``corpus`` holds an article and a hostile file. An update waits while ``hold`` exists."""
    folder = tmp_path_factory.mktemp("filled")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "border.md").write_text(BORDER, encoding="utf-8")
    (folder / "corpus" / HOSTILE_NAME).write_text(HOSTILE, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def servers(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The addresses of the page over ``filled`` and over a corpus without files; they start side by side."""
    empty = tmp_path_factory.mktemp("empty")
    (empty / "corpus").mkdir()
    with _started(filled) as first, _started(empty) as second:
        yield _address(first), _address(second)


@pytest.fixture(scope="session")
def page_address(servers: tuple[str, str]) -> str:
    return servers[0]


@pytest.fixture(scope="session")
def empty_address(servers: tuple[str, str]) -> str:
    return servers[1]


@contextmanager
def _started(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The page over ``folder``'s corpus, in a process of its own, so that none of its threads outlives a test."""
    paths = (ROOT / "tests", ROOT / "src", ROOT / "app")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}
    command = [sys.executable, str(PROGRAM), *(str(folder / name) for name in ("corpus", "index", "hold"))]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("Citeleaf is at http://127.0.0.1:"), f"the page did not start: {line!r}"
    return line.split()[3]
