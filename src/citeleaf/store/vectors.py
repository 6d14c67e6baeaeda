"""The vectors in memory, all of them compared by FAISS, and the file that saves loading them from the catalogue.

Up to some size the numbers are as they came. Beyond it each is kept in eight bits, a quarter of the room and half the
time. What these bits say of a vector hangs on it alone, not on those beside it or on what came before, and so does what
is found: a graph or learned clusters would answer by the order in which documents arrived.

The file is a cache: a checksum of all that follows, the stamp of what it was made from, and FAISS's own bytes. It is
written beside the old one and renamed. One that is damaged, or of any other stamp, is as good as none.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from citeleaf.durable import sync_folder

if TYPE_CHECKING:
    import faiss
    from numpy.typing import NDArray

    from citeleaf.protocols import Vectors

    Rows = NDArray[np.int64]

EXACT_UP_TO = 50_000
"""Vectors that are kept as they came."""
EXACT_TOLERANCE = 1e-5
"""More than FAISS's products and exact ones ever differ by, for unit vectors."""
COARSE_TOLERANCE = 0.006
"""The same of eight bits for numbers from -1 to 1. Twice this is allowed for, 5.3 standard deviations of one product:
2 / 255 / sqrt(12), since the errors of the numbers add up as those of a unit vector do."""

_DIGEST_SIZE = hashlib.sha256().digest_size
_LONGEST_STAMP = 4096


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a cache was made from, and, of one that is written, how many passages it holds, the last one's row, and the
    last departure that it knows of (see ``departures``).

    It fits the same catalogue, encoder and dimensions alone, and no earlier generation: rows never change, so a later
    one has only gained rows and lost some.
    """

    catalogue: str
    generation: int
    encoder: str
    dimensions: int
    passages: int = field(default=0, compare=False)
    last: int = field(default=0, compare=False)
    departed: int = field(default=0, compare=False)

    def fits(self, wanted: Stamp) -> bool:
        """Whether what was made of this can be brought in step with ``wanted``."""
        return self.generation <= wanted.generation and replace(self, generation=wanted.generation) == wanted


class VectorIndex:
    """Vectors by the rows of their passages. Searches may run at once; a change needs exclusion."""

    def __init__(self, dimensions: int, index: faiss.IndexIDMap | None = None) -> None:
        import faiss

        self.dimensions = dimensions
        self._index = index if index is not None else faiss.IndexIDMap(faiss.IndexFlatIP(dimensions))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def is_exact(self) -> bool:
        """Whether the numbers are kept as they came."""
        import faiss

        return isinstance(faiss.downcast_index(self._index.index), faiss.IndexFlat)

    @property
    def tolerance(self) -> float:
        """More than the products that ``nearest`` tells and exact ones differ by."""
        return EXACT_TOLERANCE if self.is_exact else COARSE_TOLERANCE

    @property
    def rows(self) -> Rows:
        """Every row, ascending: rows are only ever added behind all others."""
        import faiss

        return np.asarray(faiss.vector_to_array(self._index.id_map), dtype=np.int64)

    @property
    def last(self) -> int:
        """The highest row, or 0."""
        return int(self._index.id_map.at(len(self) - 1)) if len(self) else 0

    def codes(self, places: Rows | None = None) -> NDArray[np.uint8]:
        """How each vector is kept, or those at ``places`` in the order of ``rows``: an array of shape (rows, bytes)."""
        import faiss

        flat = faiss.downcast_index(self._index.index)
        size = flat.code_size  # type: ignore[attr-defined]  # not in its stubs
        every = faiss.rev_swig_ptr(flat.codes.data(), len(self) * size).reshape(-1, size)  # type: ignore[attr-defined]
        return np.array(every if places is None else every[places])

    def coded(self, vectors: Vectors) -> NDArray[np.uint8]:
        """``vectors`` as ``codes`` has them."""
        import faiss

        flat = faiss.downcast_index(self._index.index)
        return np.asarray(flat.sa_encode(np.ascontiguousarray(vectors)))

    def coarse(self) -> VectorIndex:
        """The same in eight bits a number."""
        import faiss

        if not self.is_exact:
            return self
        eight_bits = faiss.IndexScalarQuantizer(
            self.dimensions, faiss.ScalarQuantizer.QT_8bit_uniform, faiss.METRIC_INNER_PRODUCT
        )
        eight_bits.train(np.array([[-1], [1]], dtype=np.float32).repeat(self.dimensions, axis=1))  # any unit vector's
        made = VectorIndex(self.dimensions, faiss.IndexIDMap(eight_bits))
        if len(self):
            made.add(self.rows, self.codes().view(np.float32))
        return made

    def add(self, rows: Rows, vectors: Vectors) -> None:
        self._index.add_with_ids(vectors, rows)

    def remove(self, rows: Rows) -> None:
        if len(rows):
            self._index.remove_ids(_selector(rows))

    def candidates(self, vector: Vectors, limit: int, more: int, among: Rows | None) -> list[int]:
        """Every row that may be one of the ``limit`` nearest, or tie with the last, as products are not quite exact.

        Those of FAISS depend a little, in their last bits, on where a vector lies in memory. ``more`` is how many more
        than ``limit`` are looked at first.
        """
        wanted = limit + more
        while True:
            rows, products = self.nearest(vector, wanted, among)
            least = products[limit - 1] - 2 * self.tolerance if len(rows) >= limit else -np.inf
            if len(rows) < wanted or products[-1] < least:
                found: list[int] = rows[products >= least].tolist()
                return found
            wanted *= 4

    def nearest(self, vector: Vectors, limit: int, among: Rows | None) -> tuple[Rows, Vectors]:
        """Up to ``limit`` rows with the greatest inner products, and these products, the greatest first."""
        import faiss

        limit = min(limit, len(self) if among is None else len(among))
        if not limit:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        parameters = faiss.SearchParameters()
        selector = None if among is None else _selector(among)
        parameters.sel = selector  # does not keep the selector alive: the variable above does
        faiss.omp_set_num_threads(1)  # of this thread: for one question others would only spin and wait
        products, rows = self._index.search(np.ascontiguousarray(vector[None]), limit, params=parameters)
        found = rows[0] >= 0  # -1 fills up what was not found
        return rows[0][found], products[0][found]

    def save(self, path: Path, stamp: Stamp) -> None:
        """Replace the file at ``path`` as a whole, or leave it as it is."""
        beside = path.with_name(f"{path.name}.new")
        try:
            with beside.open("wb") as file:
                self._write(file, replace(stamp, passages=len(self), last=self.last))
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
    """The vectors saved at ``path``; None, and a damaged file is removed if may be, unless they fit ``stamp``.

    They may be of an earlier generation.
    """
    try:
        with path.open("rb") as file:
            digest = file.read(_DIGEST_SIZE)
            sound = hashlib.file_digest(file, "sha256").digest() == digest  # before FAISS, which may crash on damage
            file.seek(_DIGEST_SIZE)
            if sound and (made_from := _stamp(file)) and made_from.fits(stamp):
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
