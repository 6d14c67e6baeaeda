"""Two servers of the page for all tests of the app that need one: over a small corpus, and over an empty one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browsing import Visit, chromium, visiting
from citeleaf.accounts import write_accounts
from citeleaf.passwords import Cost, hash_password
from viewer_files import paged_files

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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
HARBOUR = """---
title: The harbour of Lom
date: 2011-05-03
---

The harbour of Lom was opened by the governor of the coast in 1911. It has four piers and a lighthouse of white stone.

About 1.5 thousand soldiers were posted along the quays, as the ministry of the coast says.
"""
PASSWORD = "correct horse battery"
VARIED = {
    "maps/border.md": BORDER,
    "reports/harbour.md": HARBOUR,
    "reports/wool.txt": "The market of Anta sells wool and felt. Wool from the north is sold in spring.\n",
    "reports/torn.pdf": "%PDF-1.7 and nothing that belongs to it",
}


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
def varied_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the page over documents in folders, of several types and dates, one of which cannot be read."""
    folder = tmp_path_factory.mktemp("varied")
    for path, text in VARIED.items():
        (folder / "corpus" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "corpus" / path).write_text(text, encoding="utf-8")
    with _started(folder) as process:
        yield _address(process)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder whose ``corpus`` the tests may change, and the address of the page over it."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "border.md").write_text(BORDER, encoding="utf-8")
    with _started(folder) as process:
        yield folder, _address(process)


@pytest.fixture(scope="module")
def paged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder whose ``corpus`` holds PDFs and a long text, and the address of the page over it."""
    folder = tmp_path_factory.mktemp("paged")
    (folder / "corpus").mkdir()
    for path, data in paged_files().items():
        (folder / "corpus" / path).write_bytes(data)
    with _started(folder) as process:
        yield folder, _address(process)


@pytest.fixture(scope="session")
def guarded_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page that only those may see who have an account: anna and ben, both with PASSWORD."""
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "border.md").write_text(BORDER, encoding="utf-8")
    kept = hash_password(PASSWORD, Cost(n=2, r=1, p=1))
    write_accounts(folder / "users.toml", {"anna": kept, "ben": kept})
    with _started(folder, folder / "users.toml") as process:
        yield _address(process)


@pytest.fixture(scope="module")  # and no longer: Playwright's loop must not stand in the way of other tests' own
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def visit(browser: Browser, page_address: str) -> Iterator[Visit]:
    """The page over the filled corpus; at the end, nothing may have run or left the machine."""
    with visiting(browser, page_address) as tab:
        yield tab


@pytest.fixture(scope="session")
def page_address(servers: tuple[str, str]) -> str:
    return servers[0]


@pytest.fixture(scope="session")
def empty_address(servers: tuple[str, str]) -> str:
    return servers[1]


@contextmanager
def _started(folder: Path, *more: Path) -> Iterator[subprocess.Popen[str]]:
    """The page over ``folder``'s corpus, in a process of its own, so that none of its threads outlives a test.

    ``more`` are further arguments of the program.
    """
    paths = (ROOT / "tests", ROOT / "src", ROOT / "app")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}
    command = [
        sys.executable,
        str(PROGRAM),
        *(str(folder / name) for name in ("corpus", "index", "hold")),
        *map(str, more),
    ]
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
