"""Claims: each file is given to one worker, outlives that worker, and is stored once."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest

from citeleaf.store.postgres.queue import Claim
from citeleaf.store.postgres.store import PostgresStore
from citeleaf.types import Failure
from store.samples import fill, make_document, put

OpenPostgres = Callable[[], PostgresStore]

FILES = {"a.txt": "aa", "b.txt": "bb", "c.txt": "cc"}
EXPIRED = -1.0
"""A lease that has run out when it begins."""


def paths(claims: list[Claim]) -> list[str]:
    return [claim.path for claim in claims]


@pytest.fixture
def store(open_postgres: OpenPostgres) -> PostgresStore:
    store = open_postgres()
    store.queue().fill(FILES)
    return store


def test_a_file_is_given_to_one_worker(store: PostgresStore) -> None:
    queue = store.queue()
    assert len(queue) == 3
    assert paths(queue.claim("one", 2)) == ["a.txt", "b.txt"]
    assert paths(queue.claim("two", 2)) == ["c.txt"]
    assert queue.claim("three", 2) == []
    assert len(queue) == 3, "what is claimed is not yet done"


def test_workers_that_claim_at_once_get_different_files(open_postgres: OpenPostgres) -> None:
    store = open_postgres()
    queue = store.queue()
    queue.fill({f"{number:03}.txt": "00" for number in range(200)})
    claimed: list[str] = []
    start = Barrier(4)

    def work() -> None:
        start.wait(10)
        while claims := queue.claim("a worker", 7):
            claimed.extend(paths(claims))

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(claimed) == 200
    assert len(set(claimed)) == 200


def test_what_is_stored_leaves_the_queue_in_the_same_change(store: PostgresStore) -> None:
    queue = store.queue()
    claims = queue.claim("one", 3)
    claimed = store.claimed(claims)
    put(claimed, make_document("a.txt", "The river."))
    claimed.fail(Failure("b.txt", "it is damaged"))
    claimed.remove("c.txt")
    assert len(queue) == 0
    assert [entry.path for entry in store.entries()] == ["a.txt"]
    assert store.failures() == [Failure("b.txt", "it is damaged")]


def test_a_change_that_fails_keeps_its_claim(store: PostgresStore) -> None:
    queue = store.queue()
    claimed = store.claimed(queue.claim("one", 1))
    document = make_document("a.txt", "One.")
    with pytest.raises(UnicodeEncodeError):
        put(claimed, document, ["\ud800"])
    assert len(queue) == 3
    put(claimed, document)
    assert len(queue) == 2


def test_a_lease_that_ran_out_is_given_to_another_and_the_late_one_stores_nothing(store: PostgresStore) -> None:
    slow = store.queue(lease=EXPIRED).claim("one", 1)
    others = store.queue().claim("two", 2)
    again = store.queue().claim("two", 1)
    assert (paths(slow), paths(others), paths(again)) == (["a.txt"], ["b.txt", "c.txt"], ["a.txt"])
    assert (slow[0].attempts, again[0].attempts) == (1, 2)
    put(store.claimed(slow), make_document("a.txt", "Of the first."))
    assert store.entries() == []
    put(store.claimed(again), make_document("a.txt", "Of the second."))
    put(store.claimed(slow), make_document("a.txt", "Of the first, later still."))
    (entry,) = store.entries()
    assert store.document(entry.document_id).text == "Of the second."
    assert len(store.queue()) == 2, "the others"


def test_files_that_a_worker_had_together_are_given_one_by_one_when_it_is_killed(store: PostgresStore) -> None:
    """Else the one that killed it would take the others along until all were given up."""
    store.queue(lease=EXPIRED).claim("killed", 2)
    queue = store.queue()
    assert paths(queue.claim("another", 3)) == ["c.txt"], "what was never claimed goes first"
    assert paths(queue.claim("another", 3)) == ["a.txt"]
    assert paths(queue.claim("another", 3)) == ["b.txt"]
    assert queue.claim("another", 3) == []


def test_a_lease_that_is_extended_stands(store: PostgresStore) -> None:
    claims = store.queue(lease=EXPIRED).claim("one", 1)
    store.queue().extend(claims)
    assert paths(store.queue().claim("two", 3)) == ["b.txt", "c.txt"]


def test_what_is_given_back_counts_as_never_claimed(store: PostgresStore) -> None:
    queue = store.queue()
    queue.give_back(queue.claim("one", 3))
    again = queue.claim("two", 1)
    assert [(claim.path, claim.attempts) for claim in again] == [("a.txt", 1)]
    queue.give_back(again)


def test_filling_again_leaves_claims_alone_but_those_of_files_that_changed_or_went(store: PostgresStore) -> None:
    queue = store.queue()
    claims = queue.claim("one", 3)
    queue.fill({"a.txt": "aa", "b.txt": "b2", "d.txt": "dd"})
    assert [(claim.path, claim.sha256) for claim in queue.claim("two", 3)] == [("b.txt", "b2"), ("d.txt", "dd")]
    claimed = store.claimed(claims)
    for path in ("a.txt", "b.txt", "c.txt"):
        put(claimed, make_document(path, "The river."))
    assert [entry.path for entry in store.entries()] == ["a.txt"]


def test_what_the_index_holds_already_is_not_read_again(open_postgres: OpenPostgres) -> None:
    store = open_postgres()
    fill(store)
    known = {entry.path: entry.sha256 for entry in store.entries()}
    queue = store.queue()
    queue.fill({**known, "b.txt": "another version", "c.txt": known["a.txt"]})
    assert paths(queue.drop_known(queue.claim("one", 3))) == ["b.txt", "c.txt"]
    assert len(queue) == 2


def test_whoever_changes_a_document_otherwise_takes_its_file_from_the_queue(store: PostgresStore) -> None:
    claims = store.queue().claim("one", 1)
    put(store, make_document("a.txt", "Of an ingest."))
    put(store.claimed(claims), make_document("a.txt", "Of the worker."))
    (entry,) = store.entries()
    assert store.document(entry.document_id).text == "Of an ingest."


def test_a_worker_stores_while_another_holds_the_whole_index(store: PostgresStore, open_postgres: OpenPostgres) -> None:
    claims = store.queue().claim("one", 1)
    with open_postgres().writing():
        put(store.claimed(claims), make_document("a.txt", "The river."))
    assert [entry.path for entry in store.entries()] == ["a.txt"]
