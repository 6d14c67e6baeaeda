"""Pages read in their worker are the pages read here; whatever a file does to it, the next page comes all the same."""

from __future__ import annotations

import gc
import hashlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from citeleaf.documents.pdf.open_files import OpenPdfs
from citeleaf.errors import CiteleafError, DocumentError
from citeleaf.sandbox import Limits, PageSandbox
from citeleaf.sandbox.limits import MEGABYTE, PAGE_LIMITS
from documents.pdf_files import Words, lines, pdf
from fuzz import seeds
from sandbox import hostile

LETTERS = pdf(lines(72, 700, seeds.STORY), [Words(72, 700, "second"), Words(72, 600, "page, of infor-", red=True)])
TURNED = pdf(lines(150, 600, seeds.STORY), crop=(100, 150, 600, 700), rotate=90)
SLOW = hostile.pdf_bomb(300)
"""Some 300 kB: three hundred megabytes of spaces, at which pdfium gives up or takes seconds."""

on_unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")


@pytest.fixture(scope="module")
def pages() -> Iterator[PageSandbox]:
    with closing(PageSandbox()) as made:
        yield made


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def pid(pages: PageSandbox) -> int:
    pages.measure(LETTERS, sha256(LETTERS), 1)
    assert pages.attendant.worker
    return pages.attendant.worker.pid


@pytest.mark.parametrize(("data", "number"), [(LETTERS, 1), (LETTERS, 2), (TURNED, 1)])
def test_a_page_is_what_it_is_without_the_sandbox(pages: PageSandbox, data: bytes, number: int) -> None:
    here, file = OpenPdfs(), sha256(data)
    for _ in range(2):  # the second time from a file that is held open
        apart, near = pages.measure(data, file, number), here.measure(data, file, number)
        assert apart.glyphs == near.glyphs
        assert (apart.count, apart.width, apart.height) == (near.count, near.width, near.height)
        assert vars(apart.frame) == vars(near.frame)
        assert pages.draw(data, file, number, 480) == here.draw(data, file, number, 480)


def test_a_files_bytes_are_sent_once(pages: PageSandbox) -> None:
    pages.measure(LETTERS, sha256(LETTERS), 1)
    assert pages.measure(b"not sent", sha256(LETTERS), 2).count == 2


def test_files_give_way_to_others(pages: PageSandbox) -> None:
    """One more than are held: the first is sent again."""
    files = [pdf([Words(72, 700, f"file {number}")]) for number in range(5)]
    for data in (*files, files[0]):
        page = pages.measure(data, sha256(data), 1)
        assert "".join(glyph.text for glyph in page.glyphs) == f"file{files.index(data)}"


def test_what_cannot_be_drawn_says_why(pages: PageSandbox) -> None:
    with pytest.raises(DocumentError, match="no page 3, only 2"):
        pages.draw(LETTERS, sha256(LETTERS), 3, 480)
    with pytest.raises(DocumentError, match="cut short"):
        pages.measure(LETTERS[:300], sha256(LETTERS[:300]), 1)


@on_unix
def test_a_page_that_crashes_its_program_fails_alone() -> None:
    with closing(PageSandbox(Limits(memory=400 * MEGABYTE))) as small:
        for _ in range(2):
            with pytest.raises(DocumentError, match=r"^its page 1 crashes what draws it \(SIG\w+\)"):
                small.draw(SLOW, sha256(SLOW), 1, 480)
            assert small.measure(LETTERS, sha256(LETTERS), 2).count == 2


@on_unix
def test_a_page_that_hangs_is_given_up() -> None:
    with closing(PageSandbox(Limits(seconds=0.1))) as impatient:
        impatient.start()
        with pytest.raises(DocumentError, match=r"^its page 1 takes too long to be drawn"):
            impatient.draw(SLOW, sha256(SLOW), 1, 480)


@on_unix
def test_a_worker_that_was_killed_is_replaced(pages: PageSandbox) -> None:
    first = pid(pages)
    os.kill(first, signal.SIGKILL)
    assert pages.draw(LETTERS, sha256(LETTERS), 1, 480).startswith(b"\x89PNG")
    assert pid(pages) != first


def test_many_threads_ask_at_once(pages: PageSandbox) -> None:
    with ThreadPoolExecutor(4) as threads:
        drawn = list(threads.map(lambda number: pages.measure(LETTERS, sha256(LETTERS), 1 + number % 2), range(20)))
    assert [page.glyphs[0].text for page in drawn] == ["T", "s"] * 10


def test_after_it_was_closed_nothing_is_read() -> None:
    ended = PageSandbox()
    ended.close()
    with pytest.raises(CiteleafError, match="the program is ending"):
        ended.draw(LETTERS, sha256(LETTERS), 1, 480)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_worker_ends_with_whoever_forgot_to_close_it() -> None:
    forgotten = PageSandbox(PAGE_LIMITS)
    process = Path(f"/proc/{pid(forgotten)}")
    assert process.exists()
    del forgotten
    until = time.monotonic() + 20
    while process.exists() and time.monotonic() < until:  # the thread that timed the last page may still be ending
        gc.collect()
        time.sleep(0.02)
    assert not process.exists()
