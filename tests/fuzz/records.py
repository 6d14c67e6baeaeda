"""What is read back as JSON: exports, which anyone may hand to `citeleaf verify`, and answers as they are kept."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from citeleaf.errors import HistoryDamaged, UsageError
from citeleaf.history.consistency import flaws
from citeleaf.history.export import render
from citeleaf.history.export.json_format import parse
from citeleaf.history.export.model import export_of
from citeleaf.history.kept import Exchange, KeptAnswer, read, written
from citeleaf.history.sources import FolderSources
from citeleaf.history.verification import verify
from history.samples import NOON, kept_of, write


def check_record(data: bytes) -> None:
    """The first byte says whether the rest is an export or a kept answer."""
    text = data[1:].decode("utf-8", "replace")
    if data[:1] and data[0] % 2:
        _check_kept(text)
    else:
        _check_export(text)


def _check_export(text: str) -> None:
    try:
        export = parse(text)
    except UsageError:
        return
    flaws(export)
    verify(export, FolderSources(Path(_corpus().name)))
    render(export, "json")


def _check_kept(text: str) -> None:
    try:
        kept = read(text)
    except HistoryDamaged:
        return
    assert read(written(kept)) == kept, "what is kept comes back as it is"


@cache
def _corpus() -> TemporaryDirectory[str]:
    """A folder that goes with the process, with the one document that is cited."""
    return TemporaryDirectory(prefix="citeleaf-fuzz-")


@cache
def _kept() -> KeptAnswer:
    return kept_of(write(Path(_corpus().name)))


def record_seeds() -> list[bytes]:
    """An answer in both ways of writing it down."""
    export = export_of("A title", [Exchange(_kept())], FolderSources(Path(_corpus().name)), NOON)
    return [b"\0" + render(export, "json").encode(), b"\1" + written(_kept()).encode()]
