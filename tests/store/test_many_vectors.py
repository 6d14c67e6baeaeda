"""Beyond some size vectors are kept in eight bits a number: the same is found, in the same order, however they came."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from citeleaf.store import memory, vectors
from citeleaf.store.local import LocalStore
from citeleaf.store.schema import VECTORS_FILE
from citeleaf.store.vectors import VectorIndex
from citeleaf.store.verification import verify_vectors_file
from store.samples import EVERYTHING, ask, make_document, make_passages, places, put

if TYPE_CHECKING:
    from citeleaf.protocols import Vectors

OpenLocal = Callable[[], LocalStore]
DIMENSIONS = 256


@pytest.fixture(autouse=True)
def small_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few hundred passages are many, and any file is a large one."""
    monkeypatch.setattr(vectors, "EXACT_UP_TO", 200)
    monkeypatch.setattr(memory, "SMALL", 0)


def like_embeddings(count: int, seed: int) -> Vectors:
    """Unit vectors in some clusters, with variances that fall from one dimension to the next, as an encoder's do."""
    chance = np.random.default_rng(seed)
    spread = np.exp(-np.arange(DIMENSIONS) / 60)
    centres = chance.standard_normal((20, DIMENSIONS)) * spread
    made = centres[chance.integers(0, 20, count)] + 0.7 * chance.standard_normal((count, DIMENSIONS)) * spread
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


def fill_with(store: LocalStore, made: Vectors, name: str = "a") -> None:
    """Documents of 50 passages."""
    with store.writing():
        for start in range(0, len(made), 50):
            part = made[start : start + 50]
            document = make_document(f"{name}{start:05}.txt", *(f"passage {start + at}" for at in range(len(part))))
            store.replace(document, make_passages(document), part)


def exactly(made: Vectors, question: Vectors, limit: int) -> list[float]:
    products = np.round((made.astype(np.float64) * question.astype(np.float64)).sum(axis=1), 6)
    return sorted(products.tolist(), reverse=True)[:limit]


def test_eight_bits_find_what_exact_products_find(open_local: OpenLocal) -> None:
    store, made = open_local(), like_embeddings(3000, seed=1)
    fill_with(store, made)
    questions = like_embeddings(40, seed=2)
    for question in (*questions, *made[:10]):
        found = store.dense(question, 100, EVERYTHING)
        assert [each.score for each in found] == exactly(made, question, 100)  # a recall of 1


def test_products_of_eight_bits_are_within_their_tolerance() -> None:
    made, questions = like_embeddings(2000, seed=3), like_embeddings(20, seed=4)
    exact = VectorIndex(DIMENSIONS)
    exact.add(np.arange(1, 2001), made)
    coarse = exact.coarse()
    assert (exact.is_exact, coarse.is_exact) == (True, False)
    for question in questions:
        for index in (exact, coarse):
            rows, products = index.nearest(question, 50, None)
            assert products == pytest.approx(made[rows - 1] @ question, abs=2 * index.tolerance)


def test_what_is_kept_of_a_vector_hangs_on_it_alone() -> None:
    made = like_embeddings(300, seed=5)
    together, apart = VectorIndex(DIMENSIONS).coarse(), VectorIndex(DIMENSIONS).coarse()
    together.add(np.arange(1, 301), made)
    for start in (200, 0, 100):
        apart.add(np.arange(start + 1, start + 101), made[start : start + 100])
    order = [*range(200, 300), *range(100), *range(100, 200)]
    assert np.array_equal(together.codes(np.array(order)), apart.codes())


def test_thousands_of_equal_passages_are_cut_in_order(open_local: OpenLocal) -> None:
    store = open_local()
    put(store, make_document("a.txt", *["river"] * 3000))
    assert places(ask(store, "river", 2)) == [("a.txt", 0), ("a.txt", 7)]


class TestFile:
    def test_a_few_changes_leave_it_and_are_found_all_the_same(self, index: Path, open_local: OpenLocal) -> None:
        store, made = open_local(), like_embeddings(1000, seed=6)
        fill_with(store, made)
        before = (index / VECTORS_FILE).read_bytes()
        fill_with(store, like_embeddings(5, seed=7), "new")
        store.remove("new00000.txt")
        fill_with(store, like_embeddings(7, seed=8), "other")
        assert (index / VECTORS_FILE).read_bytes() == before
        store.close()
        assert (index / VECTORS_FILE).read_bytes() == before
        held = np.concatenate([made, like_embeddings(7, seed=8)])
        question = like_embeddings(1, seed=9)[0]
        again = open_local()
        assert [each.score for each in again.dense(question, 60, EVERYTHING)] == exactly(held, question, 60)
        assert verify_vectors_file(index) == []

    @pytest.mark.parametrize("gone", ["a00000.txt", "a00950.txt"])
    def test_a_document_that_went_is_not_found_again(self, open_local: OpenLocal, gone: str) -> None:
        store, made = open_local(), like_embeddings(1000, seed=10)
        fill_with(store, made)
        store.close()
        store = open_local()
        store.remove(gone)
        start = int(gone[1:6])
        held = np.delete(made, np.arange(start, start + 50), axis=0)
        for of in (store, open_local()):
            found = of.dense(made[start], 60, EVERYTHING)
            assert [each.score for each in found] == exactly(held, made[start], 60)

    def test_many_changes_write_it(self, index: Path, open_local: OpenLocal) -> None:
        store = open_local()
        fill_with(store, like_embeddings(1000, seed=11))
        before = (index / VECTORS_FILE).read_bytes()
        fill_with(store, like_embeddings(20, seed=12), "new")  # more than 1000 / 64
        assert (index / VECTORS_FILE).read_bytes() != before
        stamp = vectors.saved_stamp(index / VECTORS_FILE)
        assert stamp is not None
        assert (stamp.passages, stamp.last, stamp.generation) == (1020, 1020, store.generation)

    def test_one_of_another_history_is_not_used(self, index: Path, open_local: OpenLocal) -> None:
        """As when the catalogue alone was put back to what it was, and went on from there."""
        store, made = open_local(), like_embeddings(1000, seed=13)
        fill_with(store, made)
        store.close()
        other = VectorIndex(DIMENSIONS).coarse()
        other.add(np.arange(1, 1001), np.concatenate([made[:990], like_embeddings(10, seed=14)]))
        stamp = vectors.saved_stamp(index / VECTORS_FILE)
        assert stamp is not None
        other.save(index / VECTORS_FILE, stamp)
        question = made[995]
        assert [each.score for each in open_local().dense(question, 5, EVERYTHING)] == exactly(made, question, 5)

    def test_damaged_it_is_made_again(self, index: Path, open_local: OpenLocal) -> None:
        store, made = open_local(), like_embeddings(1000, seed=15)
        fill_with(store, made)
        store.close()
        sound = (index / VECTORS_FILE).read_bytes()
        (index / VECTORS_FILE).write_bytes(sound[:-1000] + bytes([sound[-1000] ^ 4]) + sound[-999:])
        assert verify_vectors_file(index) == ["it does not fit its checksum"]
        store = open_local()
        assert [each.score for each in store.dense(made[7], 5, EVERYTHING)] == exactly(made, made[7], 5)
        store.close()
        assert (index / VECTORS_FILE).read_bytes() == sound
