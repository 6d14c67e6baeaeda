"""The vectors in memory, and their cache, which may be damaged at will."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import faiss
import numpy as np
import pytest

from citeleaf.store import memory, vectors
from citeleaf.store.local import LocalStore
from citeleaf.store.schema import CATALOGUE_FILE, LOCK_FILE, VECTORS_FILE
from citeleaf.types import Filters
from store.samples import ENCODER, ask, fill, make_document, places, put, texts

if TYPE_CHECKING:
    from citeleaf.protocols import Vectors
    from citeleaf.store.vectors import Rows

OpenLocal = Callable[[], LocalStore]

OURS = {CATALOGUE_FILE, f"{CATALOGUE_FILE}-wal", f"{CATALOGUE_FILE}-shm", VECTORS_FILE, LOCK_FILE}


def flip(data: bytes, position: int) -> bytes:
    return data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]


def foreign(data: bytes) -> bytes:
    """An index that FAISS would load without a word: other vectors under the same rows."""
    other = faiss.IndexIDMap(faiss.IndexFlatIP(ENCODER.dimensions))
    other.add_with_ids(np.ones((3, ENCODER.dimensions), dtype=np.float32), np.arange(1, 4))
    return bytes(faiss.serialize_index(other))


DAMAGE: dict[str, Callable[[bytes], bytes | None]] = {
    "absent": lambda data: None,
    "empty": lambda data: b"",
    "of one byte": lambda data: data[:1],
    "without a body": lambda data: data[:32],
    "truncated in its stamp": lambda data: data[:60],
    "truncated in its body": lambda data: data[: len(data) // 2],
    "short of a byte": lambda data: data[:-1],
    "a byte too long": lambda data: data + b"\0",
    "flipped in its checksum": lambda data: flip(data, 3),
    "flipped in its stamp": lambda data: flip(data, 50),
    "flipped in its body": lambda data: flip(data, len(data) - 100),
    "text": lambda data: b"not a cache\n" * 100,
    "FAISS's own": foreign,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_cache_is_made_again_from_the_catalogue(index: Path, open_local: OpenLocal, damage: str) -> None:
    store = open_local()
    fill(store)
    expected = ask(store, "the long river")
    store.close()
    path = index / VECTORS_FILE
    sound = path.read_bytes()
    damaged = DAMAGE[damage](sound)
    path.unlink() if damaged is None else path.write_bytes(damaged)

    store = open_local()
    assert ask(store, "the long river") == expected
    store.close()
    assert path.read_bytes() == sound


def test_a_cache_that_cannot_be_read_at_all_costs_time_alone(index: Path, open_local: OpenLocal) -> None:
    """A folder of its name stands for whatever a disk may say when it is asked for the file's bytes."""
    store = open_local()
    fill(store)
    expected = ask(store, "the long river")
    store.close()
    (index / VECTORS_FILE).unlink()
    (index / VECTORS_FILE).mkdir()
    store = open_local()
    assert ask(store, "the long river") == expected
    store.close()


def test_a_sound_cache_that_another_version_of_faiss_wrote_is_made_again(index: Path, open_local: OpenLocal) -> None:
    store = open_local()
    fill(store)
    expected = ask(store, "the long river")
    store.close()
    file = index / VECTORS_FILE
    stamp, _, faiss_bytes = file.read_bytes()[32:].partition(b"\n")
    unknown = stamp + b"\nZZZZ" + faiss_bytes[4:]  # the first four name the kind of index
    file.write_bytes(hashlib.sha256(unknown).digest() + unknown)
    store = open_local()
    assert ask(store, "the long river") == expected
    store.close()


@pytest.mark.parametrize("field", ["catalogue", "encoder", "generation", "dimensions"])
def test_a_sound_cache_of_another_stamp_is_not_used(index: Path, open_local: OpenLocal, field: str) -> None:
    store = open_local()
    fill(store)
    expected = ask(store, "the long river")
    store.close()
    stamp = vectors.saved_stamp(index / VECTORS_FILE)
    assert stamp is not None
    facts = {name: getattr(stamp, name) for name in ("catalogue", "generation", "encoder", "dimensions")}
    facts[field] = "another" if isinstance(facts[field], str) else facts[field] - 1
    wrong = vectors.VectorIndex(ENCODER.dimensions)
    wrong.add(np.arange(1, 4), np.ones((3, ENCODER.dimensions), dtype=np.float32))
    wrong.save(index / VECTORS_FILE, vectors.Stamp(**facts))
    assert ask(open_local(), "the long river") == expected


def test_a_sound_cache_saves_reading_the_vectors(
    index: Path, open_local: OpenLocal, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_local()
    fill(store)
    expected = ask(store, "the long river")
    store.close()
    added: list[int] = []
    monkeypatch.setattr(vectors.VectorIndex, "add", lambda self, rows, vectors: added.append(len(rows)))
    assert ask(open_local(), "the long river") == expected
    assert added == []


def test_a_cache_of_fewer_passages_than_its_stamp_says_is_completed(index: Path, open_local: OpenLocal) -> None:
    store = open_local()
    fill(store)
    expected = ask(store, "the long river")
    store.close()
    stamp = vectors.saved_stamp(index / VECTORS_FILE)
    assert stamp is not None
    cache = vectors.load_vectors(index / VECTORS_FILE, stamp)
    assert cache is not None
    assert cache.rows.tolist() == [1, 2, 3]
    cache.remove(np.array([3]))
    cache.save(index / VECTORS_FILE, stamp)
    assert ask(open_local(), "the long river") == expected


def test_the_cache_is_written_after_a_run_of_changes_and_not_for_each(index: Path, open_local: OpenLocal) -> None:
    store = open_local()
    with store.writing():
        fill(store)
        assert not (index / VECTORS_FILE).exists()
    stamp = vectors.saved_stamp(index / VECTORS_FILE)
    assert stamp is not None
    assert stamp.generation == store.generation == 2
    before = (index / VECTORS_FILE).stat().st_mtime_ns
    store.close()
    assert (index / VECTORS_FILE).stat().st_mtime_ns == before, "it was up to date"


def test_an_interrupted_save_leaves_the_old_cache(
    index: Path, open_local: OpenLocal, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_local()
    fill(store)
    store.flush()
    old = (index / VECTORS_FILE).read_bytes()
    put(store, make_document("c.txt", "More of it."))

    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(faiss, "write_index", full)
    store.flush()
    assert (index / VECTORS_FILE).read_bytes() == old
    assert {path.name for path in index.iterdir()} <= OURS
    monkeypatch.undo()
    assert texts(ask(open_local(), "more of it", 1)) == ["More of it."]


# --- vectors in memory


def test_only_what_changed_is_loaded(open_local: OpenLocal, monkeypatch: pytest.MonkeyPatch) -> None:
    writer, reader = open_local(), open_local()
    fill(writer)
    ask(reader, "river")
    added: list[list[int]] = []
    add = vectors.VectorIndex.add

    def add_and_note(index: vectors.VectorIndex, rows: Rows, new: Vectors) -> None:
        added.append(rows.tolist())
        add(index, rows, new)

    monkeypatch.setattr(vectors.VectorIndex, "add", add_and_note)
    put(writer, make_document("b.txt", "Another valley.", "And one more."))
    writer.remove("a.txt")
    writer.rename("b.txt", "c.txt")
    assert texts(ask(reader, "another valley")) == ["Another valley.", "And one more."]
    ask(reader, "another valley")
    assert added == [[4, 5]]  # rows 1 to 3 were the first two documents'


def test_many_passages_are_loaded_in_parts(open_local: OpenLocal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "LOADED_AT_ONCE", 3)
    store = open_local()
    put(store, make_document("a.txt", *(f"river number{number}" for number in range(10))))
    assert len(ask(store, "river", 20)) == 10
    assert texts(ask(store, "river number7", 1)) == ["river number7"]


def test_thousands_of_equal_passages_behind_a_filter_are_cut_in_order(open_local: OpenLocal) -> None:
    store = open_local()
    put(store, make_document("a.txt", *["river"] * 3000))
    everything = Filters(("*.txt",))
    assert places(ask(store, "river", 2, everything)) == [("a.txt", 0), ("a.txt", 7)]
    assert places(store.lexical(["river"], 2, everything)) == [("a.txt", 0), ("a.txt", 7)]
