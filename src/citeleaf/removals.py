"""Many documents gone at once may be an unmounted drive: they are kept until somebody says that they are to go.

A corpus that is emptied, or of whose twenty documents or more over half vanish, is noticed here. Everything else that
changed goes into the index meanwhile.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from citeleaf.changes import Changes
from citeleaf.digests import is_there

MANY = 20
"""From so many documents on, half of them vanishing at once is no everyday change."""
MOST_LOOKED_AT = 1000
"""Files that are looked for in no time."""
SAMPLE = 64


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


def removals(
    changes: Changes, paths: Callable[[], Sequence[str]], corpus: Path, *, looked_everywhere: bool
) -> Removals:
    """What would be lost; where not all places were looked at, with all else that is gone by now.

    ``paths`` tells those of all documents, and is asked only where any is gone.
    """
    if not changes.removed:
        return Removals(0, 0, len(changes.new), corpus)
    gone, total = set(changes.removed), paths()
    if not looked_everywhere:
        renamed = {old for old, _ in changes.renamed}
        gone |= _gone([path for path in total if path not in renamed and path not in gone], len(gone), corpus)
    return Removals(len(gone), len(total), len(changes.new), corpus)


def _gone(paths: Sequence[str], known: int, corpus: Path) -> set[str]:
    """Those of ``paths`` that are gone as well; of very many, only if a sample shows any.

    While ``known`` are no more than a quarter of all, half are gone only where a third of the others are: that each one
    of the sample happens to be there has then a chance of 5 in a million millions.
    """
    few = len(paths) >= MOST_LOOKED_AT and known * 3 <= len(paths)
    if few and all(is_there(corpus / path) for path in random.sample(paths, SAMPLE)):
        return set()
    return {path for path in paths if not is_there(corpus / path)}
