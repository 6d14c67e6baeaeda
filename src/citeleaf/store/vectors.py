"""The vectors in memory, searched exactly by FAISS, and the file that saves loading them from the catalogue.

The file is a cache: a checksum of all that follows, the stamp of what it was made from, and FAISS's own bytes. It is
written beside the old one and renamed. One that is damaged, or of any other stamp, is as good as none.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from citeleaf.durable import sync_folder

if TYPE_CHECKING:
    import faiss
    from numpy.typing import NDArray

    from citeleaf.protocols import Vectors

    Rows = NDArray[np.int64]

_DIGEST_SIZE = hashlib.sha256().digest_size
_LONGEST_STAMP = 4096


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a cache was made from. It fits the same stamp alone."""

    catalogue: str
    generation: int
    encoder: str
    dimensions: int


class VectorIndex:
    """Vectors by the rows of their passages. Searches may run at once; a change needs exclusion."""

    def __init__(self, dimensions: int, index: faiss.IndexIDMap | None = None) -> None:
        import faiss

        self.dimensions = dimensions
        self._index = index if index is not None else faiss.IndexIDMap(faiss.IndexFlatIP(dimensions))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def rows(self) -> Rows:
        """Every row, ascending: rows are only ever added behind all others."""
        import faiss

        return np.asarray(faiss.vector_to_array(self._index.id_map), dtype=np.int64)

    @property
    def vectors(self) -> Vectors:
        """Every vector, in the order of ``rows``: an array of shape (rows, dimensions)."""
        import faiss

        flat = faiss.downcast_index(self._index.index)
        codes = flat.codes  # type: ignore[attr-defined]  # not in its stubs
        return np.asarray(faiss.vector_to_array(codes).view(np.float32).reshape(-1, self.dimensions))

    def add(self, rows: Rows, vectors: Vectors) -> None:
        self._index.add_with_ids(vectors, rows)

    def remove(self, rows: Rows) -> None:
        if len(rows):
            self._index.remove_ids(_selector(rows))

    def nearest(self, vector: Vectors, limit: int, among: Rows | None) -> tuple[list[int], float]:
        """Up to ``limit`` rows with the greatest inner product, and the least of these products.

        Products of FAISS depend a little, in their last bits, on where a vector lies in memory.
        """
        import faiss

        limit = min(limit, len(self) if among is None else len(among))
        if not limit:
            return [], 0.0
        parameters = faiss.SearchParameters()
        selector = None if among is None else _selector(among)
        parameters.sel = selector  # does not keep the selector alive: the variable above does
        scores, rows = self._index.search(np.ascontiguousarray(vector[None]), limit, params=parameters)
        found = rows[0] >= 0  # -1 fills up what was not found
        return rows[0][found].tolist(), float(scores[0][found].min(initial=np.inf))

    def save(self, path: Path, stamp: Stamp) -> None:
        """Replace the file at ``path`` as a whole, or leave it as it is."""
        beside = path.with_name(f"{path.name}.new")
        try:
            with beside.open("wb") as file:
                self._write(file, stamp)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)

    def _write(self, file: BinaryIO, stamp: Stamp) -> None:
        import faiss

        checksum = hashlib.sha256()

        def write(part: bytes) -> int:
            checksum.update(part)
            return file.write(part)

        file.write(bytes(_DIGEST_SIZE))
        write(json.dumps(asdict(stamp)).encode() + b"\n")
        faiss.write_index(self._index, faiss.PyCallbackIOWriter(write))  # type: ignore[attr-defined]  # not in its stubs
        file.seek(0)
        file.write(checksum.digest())


def _selector(rows: Rows) -> faiss.IDSelectorBatch:
    import faiss

    return faiss.IDSelectorBatch(np.ascontiguousarray(rows))


def load_vectors(path: Path, stamp: Stamp) -> VectorIndex | None:
    """The vectors saved at ``path``; None, and a damaged file is removed if may be, unless they fit ``stamp``."""
    try:
        with path.open("rb") as file:
            digest = file.read(_DIGEST_SIZE)
            sound = hashlib.file_digest(file, "sha256").digest() == digest  # before FAISS, which may crash on damage
            file.seek(_DIGEST_SIZE)
            if sound and _stamp(file) == stamp:
                return _read(file.read, stamp)
    except OSError:  # none, closed to us, a folder, or a disk that cannot read it: the catalogue holds the same
        return None
    if not sound:
        with suppress(OSError):
            path.unlink()
    return None


def saved_stamp(path: Path) -> Stamp | None:
    """What the file at ``path`` says it was made from, without looking whether it is sound."""
    try:
        with path.open("rb") as file:
            file.seek(_DIGEST_SIZE)
            return _stamp(file)
    except OSError:  # as above
        return None


def _stamp(file: BinaryIO) -> Stamp | None:
    try:
        return Stamp(**json.loads(file.readline(_LONGEST_STAMP)))
    except (ValueError, TypeError):
        return None


def _read(read: Callable[[int], bytes], stamp: Stamp) -> VectorIndex | None:
    import faiss

    try:
        index = faiss.read_index(faiss.PyCallbackIOReader(read))  # type: ignore[attr-defined]  # not in its stubs
    except RuntimeError:  # another version of FAISS wrote it, in a way that this one does not know
        return None
    if not isinstance(index, faiss.IndexIDMap) or index.d != stamp.dimensions:
        return None
    return VectorIndex(stamp.dimensions, index)
