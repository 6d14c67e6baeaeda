"""The folder of what people made and no rebuild brings back (``Settings.keep_folder``): private, passed over by git."""

from __future__ import annotations

from pathlib import Path


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
