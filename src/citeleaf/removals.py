"""Many documents gone at once may be an unmounted drive: they are kept until somebody says that they are to go.

A corpus that is emptied, or of whose twenty documents or more over half vanish, is noticed here. Everything else that
changed goes into the index meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from citeleaf.changes import Changes
from citeleaf.digests import is_there
from citeleaf.types import Entry

MANY = 20
"""From so many documents on, half of them vanishing at once is no everyday change."""


@dataclass(frozen=True, slots=True)
class Removals:
    """How many of ``total`` documents are ``gone`` from the folder ``corpus``, and how many ``came`` instead."""

    gone: int
    total: int
    came: int
    corpus: Path

    @property
    def doubtful(self) -> bool:
        """Whether somebody should be asked before they are forgotten."""
        emptied = self.gone == self.total > 1 and not self.came
        return emptied or (self.total >= MANY and self.gone * 2 > self.total)

    @property
    def question(self) -> str:
        """What to tell who can decide."""
        some = f"All {self.total:,}" if self.gone == self.total else f"{self.gone:,} of {self.total:,}"
        return (
            f"{some} documents of the index are gone from {self.corpus}; they were kept. If a drive is missing,"
            " connect it, and all is well. If they were deleted on purpose, run `citeleaf ingest --confirm-removal`."
        )


def removals(changes: Changes, entries: Sequence[Entry], corpus: Path, *, looked_everywhere: bool) -> Removals:
    """What would be lost; where not all places were looked at, with all else that is gone by now."""
    gone = set(changes.removed)
    if gone and not looked_everywhere:
        renamed = {old for old, _ in changes.renamed}
        gone.update(entry.path for entry in entries if entry.path not in renamed and not is_there(corpus / entry.path))
    return Removals(len(gone), len(entries), len(changes.new), corpus)
