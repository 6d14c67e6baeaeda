"""What an uploaded file may be called, and where in the corpus it belongs: pure rules, nothing is written here.

A name comes from another machine, or from someone who means harm. What it becomes is safe on every system: no way out
of the folder, nothing hidden or reserved, nothing invisible, and never two files that differ only by case.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from citeleaf.documents import check_name
from citeleaf.errors import UsageError
from citeleaf.scan import is_leaving, is_passed_over

LONGEST_NAME = 200
"""Bytes of UTF-8: file systems take 255, and a number may be put behind."""
DEEPEST = 16
"""Folders within folders."""
LONGEST_PATH = 1000

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # several scripts cannot be written without them
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\.|$)", re.IGNORECASE)


def safe_path(path: str) -> str:
    """``path`` as it may stand in the corpus: POSIX, relative, each part a safe name.

    Raises UsageError for a path that leads out of the corpus, names nothing, or would never be indexed; DocumentError
    for a type of file that is not read.
    """
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if not parts:
        raise UsageError("the file has no name: give it one")
    if ".." in parts:
        raise UsageError("the path leads out of the folder of documents: name a place within it")
    if len(parts) > DEEPEST:
        raise UsageError(f"it lies {len(parts)} folders deep: at most {DEEPEST} are kept")
    names = [safe_name(part) for part in parts]
    safe = "/".join(names)
    if len(safe) > LONGEST_PATH:
        raise UsageError(f"its path has {len(safe)} characters: at most {LONGEST_PATH} are kept")
    if is_passed_over(safe):
        raise UsageError("it is called like a system's or an editor's own file, which is never indexed: rename it")
    check_name(safe)
    return safe


def safe_name(name: str) -> str:
    """``name`` as any system takes it for a file or a folder; its ending is kept."""
    name = "".join(_shown(character) for character in unicodedata.normalize("NFC", name))
    name = _FORBIDDEN.sub("_", " ".join(name.split())).lstrip(". ").rstrip(". ")
    if _RESERVED.match(name):
        name = f"_{name}"
    return _bounded(name) or "unnamed"


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in _INVISIBLE and character not in _JOINERS else character


def _bounded(name: str) -> str:
    """``name`` in at most LONGEST_NAME bytes, cut before its ending."""
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    room = LONGEST_NAME - len(suffix.encode())
    if room < 1:  # a name that is all ending
        return name.encode()[:LONGEST_NAME].decode(errors="ignore")
    return stem.encode()[:room].decode(errors="ignore").rstrip(". ") + suffix


def as_spelled(corpus: Path, path: str) -> str:
    """``path``, with each part spelled as what is there already where only case or Unicode's form differs."""
    folder, spelled = corpus, []
    for part in PurePosixPath(path).parts:
        name = part if os.path.lexists(folder / part) else _alike(folder, part)
        spelled.append(name)
        folder = folder / name
    return "/".join(spelled)


def _alike(folder: Path, name: str) -> str:
    try:
        there = (place.name for place in folder.iterdir())
        return next((other for other in there if _folded(other) == _folded(name)), name)
    except OSError:  # the folder is yet to be made
        return name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def require_folders(corpus: Path, path: str) -> None:
    """Raises UsageError where a file, or a link to elsewhere, has the name of a folder on the way to ``path``."""
    folder = corpus
    for name in path.split("/")[:-1]:
        folder = folder / name
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise UsageError(f"{folder.relative_to(corpus)} is no folder: choose another name, or move that away")


def free_path(corpus: Path, path: str) -> str:
    """``path``, or the first of "name (2).pdf", "name (3).pdf" … where nothing is yet."""
    plain = PurePosixPath(path)
    number = 1
    candidate = path
    while os.path.lexists(corpus / as_spelled(corpus, candidate)):
        number += 1
        candidate = str(plain.with_name(f"{plain.stem} ({number}){plain.suffix}"))
    return candidate


def same_content(corpus: Path, sha256: str, size: int) -> str | None:
    """The path of a file in the corpus that holds these bytes; None where there is none."""
    alike = (path for path, length in files_below(corpus) if length == size)
    return next((path for path in alike if _digest(corpus / path) == sha256), None)


def files_below(corpus: Path) -> Iterator[tuple[str, int]]:
    """Each plain file that may be a document, by its path, and its size; in no order, links not followed."""
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(corpus / folder) as found:
                entries = [entry for entry in found if not is_leaving(entry.name)]
        except OSError:  # deleted meanwhile, or closed to this account
            continue
        for entry in entries:
            path = f"{folder}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                folders.append(f"{path}/")
            elif entry.is_file(follow_symlinks=False):
                yield path, entry.stat(follow_symlinks=False).st_size


def _digest(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
