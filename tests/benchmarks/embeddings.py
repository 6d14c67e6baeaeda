"""The vectors of a large corpus: really encoded for so many passages, and beyond them moved as real variations move.

The corpus is copies of a base, each a variation of it (see ``variations``). The base and its first variation are
encoded. What lies between a passage's vector and its variation's is kept as a displacement; a passage of a further copy
gets its base passage's vector, displaced as some other passage really was, at length 1 again. So each vector lies about
as far from its siblings as a real variation does, and what is near it is what is near its original.
``Embeddings.displacement_checked`` says how well that holds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from citeleaf.protocols import Encoder, Vectors

CHUNK = 1024
"""Passages whose vectors are kept in one file: what an interrupted run has done is done."""


def encoded(
    texts: Sequence[str], encoder: Encoder, folder: Path, tell: Callable[[int], None] = lambda done: None
) -> Vectors:
    """The vectors of ``texts``, from ``folder`` as far as they lie there, and put there as they are made.

    ``folder`` must belong to these very texts and this encoder. ``tell`` hears how many are done.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts = [np.empty((0, encoder.dimensions), np.float32)]
    for start in range(0, len(texts), CHUNK):
        file = folder / f"{start:08}.npy"
        together = texts[start : start + CHUNK]
        if not file.exists() or len(np.load(file)) != len(together):
            beside = file.with_suffix(".new.npy")
            np.save(beside, encoder.encode_passages(together))
            beside.replace(file)
        parts.append(np.load(file))
        tell(start + len(together))
    return np.concatenate(parts)


class Embeddings:
    """``base`` and ``varied`` are the really encoded vectors of the same passages and of their first variations."""

    def __init__(self, base: Vectors, varied: Vectors) -> None:
        self._really = (base, varied)
        self._displacements = varied - base

    def of(self, copy: int, passages: NDArray[np.int64]) -> Vectors:
        """The vectors of the passages with these numbers in the base, in the copy ``copy``."""
        if copy < len(self._really):
            return self._really[copy][passages]
        drawn = np.random.default_rng([copy, int(passages[0]) if len(passages) else 0])
        chosen = drawn.integers(len(self._displacements), size=len(passages))
        return unit(self._really[0][passages] + self._displacements[chosen])

    def displacement_checked(self) -> tuple[float, float]:
        """The mean cosine of a base passage and its variation: where both were encoded, and where one was displaced."""
        base, varied = self._really
        everything = np.arange(len(base))
        return cosines(base, varied), cosines(base, self.of(len(self._really), everything))


def unit(vectors: Vectors) -> Vectors:
    """Of length 1 each."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)


def cosines(these: Vectors, those: Vectors) -> float:
    return float((these * those).sum(axis=1).mean())
