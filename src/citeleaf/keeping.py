"""The folder of what people made and no rebuild brings back (``Settings.keep_folder``): private, passed over by git.

Each corpus has its own beside it: what was asked of one, or deleted from it, is nothing that another's readers see.
"""

from __future__ import annotations

import os
from pathlib import Path

USUAL_CORPUS = "corpus"
"""The name of the folder of documents whose own folder is called ``KEPT`` alone."""
KEPT = ".citeleaf"
"""How such a folder is called, or how its name begins. No scan and no watcher looks into what begins with a dot."""


def usual_keep_folder(corpus: Path) -> Path:
    """Where what people made of ``corpus`` is kept, unless a setting says otherwise."""
    named = corpus if corpus.name not in ("", "..") else corpus.resolve()  # "." has no name of its own
    own = named.parent / (KEPT if named.name in (USUAL_CORPUS, "") else f"{KEPT}-{named.name}")
    # Every corpus of a folder once kept in the same place. Where no other has a claim to it, it goes on being used, so
    # that nothing is lost: it is there, this corpus has none of its own yet, and beside it stands no folder ``corpus``.
    common = corpus.parent / KEPT
    if common.is_dir() and not own.exists() and not _is_another(corpus.parent / USUAL_CORPUS, corpus):
        return common
    return own


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
