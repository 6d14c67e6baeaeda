"""The folder of what people made and no rebuild brings back (``Settings.keep_folder``): private, passed over by git.

Each corpus has its own beside it: what was asked of one, or deleted from it, is nothing that another's readers see.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

USUAL_CORPUS = "corpus"
"""The name of the folder of documents whose own folder is called ``KEPT`` alone."""
KEPT = ".citeleaf"
"""How such a folder is called, or how its name begins. No scan and no watcher looks into what begins with a dot."""
_CLAIM = "corpus"
"""The file in it that names the corpus it belongs to."""


def usual_keep_folder(corpus: Path) -> Path:
    """Where what people made of ``corpus`` is kept, unless a setting says otherwise."""
    named = corpus if corpus.name not in ("", "..") else corpus.resolve()  # "." has no name of its own
    own = named.parent / (KEPT if named.name in (USUAL_CORPUS, "") else f"{KEPT}-{named.name}")
    # Every corpus of a folder once kept in the same place. So that nothing is lost, that goes on being used by the one
    # that is served first: where it is there, no other has claimed it, this one has none of its own yet, and beside it
    # stands no folder ``corpus``.
    common = corpus.parent / KEPT
    if own.exists() or not common.is_dir() or _claimed_by(common) not in (None, corpus.resolve()):
        return own
    return own if _is_another(corpus.parent / USUAL_CORPUS, corpus) else common


def claim(folder: Path, corpus: Path) -> None:
    """Note that ``folder``, where it is one that corpora once shared, is that of ``corpus`` from now on."""
    if folder.name == KEPT and folder.is_dir() and _claimed_by(folder) is None:
        with suppress(OSError):  # who may not write there keeps nothing there either
            (folder / _CLAIM).write_bytes(os.fsencode(corpus.resolve()))


def _claimed_by(folder: Path) -> Path | None:
    try:
        return Path(os.fsdecode((folder / _CLAIM).read_bytes()))
    except OSError:
        return None


def _is_another(usual: Path, corpus: Path) -> bool:
    """Whether there is a corpus ``usual``, be it a link to a drive that is not mounted, and it is not ``corpus``."""
    try:
        return os.path.lexists(usual) and not usual.samefile(corpus)
    except OSError:
        return True


def make_keep_folder(folder: Path) -> None:
    """Make ``folder`` where there is none: for this account alone, and passed over by git wherever it lies."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        if not folder.is_dir():
            raise
    else:
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
