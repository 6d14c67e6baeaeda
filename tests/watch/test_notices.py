"""What is heard of the corpus folder, and what is not, although the system tells of it."""

from __future__ import annotations

import time
from pathlib import Path
from queue import Empty, SimpleQueue

from citeleaf.watch.notices import Heard, Notices

DEADLINE = 20.0


def heard_until(heard: Heard, last: str) -> list[str]:
    """Everything up to the notice of ``last``, which is written after all else."""
    found: list[str] = []
    until = time.monotonic() + DEADLINE
    while last not in found and time.monotonic() < until:
        try:
            found.append(heard.get(timeout=1.0) or "")
        except Empty:
            continue
    return found


def test_what_happens_behind_a_link_is_nobodys_business(tmp_path: Path) -> None:
    corpus, outside = tmp_path / "corpus", tmp_path / "outside"
    (corpus / "folder").mkdir(parents=True)
    outside.mkdir()
    (corpus / "folder" / "link").symlink_to(outside)
    heard: Heard = SimpleQueue()
    notices = Notices(corpus.resolve(), heard)
    try:
        (outside / "private.txt").write_text("a")
        time.sleep(1.0)  # more than notices are gathered for
        (corpus / "folder" / "public.txt").write_text("b")
        found = heard_until(heard, "folder/public.txt")
    finally:
        notices.stop()
    assert set(found) == {"folder/public.txt"}
