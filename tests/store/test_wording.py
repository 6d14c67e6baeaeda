"""The search by wording in a large index: what FTS5 finds, with its very scores, however the passages came about."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from citeleaf.errors import IndexDamaged
from citeleaf.store import departures, memory, ranking, records, runs, wording
from citeleaf.store.catalogue import version
from citeleaf.store.local import LocalStore
from citeleaf.store.schema import CATALOGUE_FILE
from citeleaf.store.verification import verify_catalogue
from citeleaf.types import Filters
from store.samples import EVERYTHING, ask, make_document, places, put

OpenLocal = Callable[[], LocalStore]

WORDS = (
    "river rivers running run ran café CAFE 1.3 U.S. 2026/27 naïve it's x_y Straße ﬁnd 東京 don't mountain's border"
).split()
MARKDOWN = Filters(("*.md",))


@pytest.fixture(autouse=True)
def small_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every index is a large one."""
    monkeypatch.setattr(runs, "MANY", 0)
    monkeypatch.setattr(runs, "LOOSE", 7)
    monkeypatch.setattr(runs, "AT_ONCE", 20)
    monkeypatch.setattr(runs, "JOINED", 3)


def paragraphs(chance: random.Random, count: int = 3) -> list[str]:
    return [" ".join(chance.choices(WORDS, k=chance.randint(1, 30))) for _ in range(count)]


def add(store: LocalStore, number: int, chance: random.Random) -> None:
    ending = "md" if number % 3 else "txt"
    document = make_document(f"{number:03}.{ending}", *paragraphs(chance), title=chance.choice(WORDS))
    put(store, document, chance.sample(WORDS, 2))


def runs_of(index: Path) -> list[int]:
    """The passages of each run."""
    with closing(sqlite3.connect(index / CATALOGUE_FILE)) as connection:
        return [size for (size,) in connection.execute("SELECT length(lengths) / 4 FROM runs ORDER BY last")]


def check_as_fts5(store: LocalStore, asked: Sequence[str], limit: int, filters: Filters = EVERYTHING) -> None:
    with store._catalogue.reading() as connection:
        expected = ranking.lexical(connection, asked, limit, filters)
        counts = [ranking.frequency(connection, word) for word in asked]
        assert store._wording.at(connection) is not None
    found = store.lexical(asked, limit, filters)
    assert [each.passage for each in found] == [each.passage for each in expected]
    assert [each.score for each in found] == pytest.approx([each.score for each in expected], rel=1e-12)
    assert store.frequencies(asked) == counts


def check_all(store: LocalStore, chance: random.Random) -> None:
    for _ in range(25):
        asked, limit = chance.sample(WORDS, chance.randint(1, 5)), chance.choice([1, 3, 20, 1000])
        check_as_fts5(store, asked, limit, chance.choice([EVERYTHING, MARKDOWN]))


def test_the_same_as_fts5_while_documents_come_and_go(index: Path, open_local: OpenLocal) -> None:
    chance, store = random.Random(7), open_local()
    with store.writing():
        for number in range(30):
            add(store, number, chance)
    check_all(store, chance)
    for number in range(30, 60):
        add(store, number, chance)  # between two runs: up to six passages are in none
        store.remove(f"{chance.randrange(number):03}.md")
        if number % 10 == 0:
            check_all(store, chance)
    check_all(store, chance)
    assert len(runs_of(index)) < 8, "runs are joined"
    assert verify_catalogue(index) == []


def test_in_whatever_order_it_came_about_it_answers_alike(tmp_path: Path, open_local: OpenLocal) -> None:
    """Law 6: one store took changes and deletions, the other what is left, backwards."""
    chance, store = random.Random(8), open_local()
    documents = [
        make_document(f"{number:03}.txt", *paragraphs(chance), title=chance.choice(WORDS)) for number in range(40)
    ]
    for document in documents:
        put(store, make_document(document.path, "an earlier edition of the river"))
    for document in (*documents[20:], *documents[:20]):
        put(store, document)
    for document in documents[::4]:
        store.remove(document.path)
    left = [document for document in documents if document not in documents[::4]]
    with closing(LocalStore.open(tmp_path / "other", encoder="bag-of-words-256", dimensions=256, create=True)) as other:
        with other.writing():
            for document in reversed(left):
                put(other, document)
        for _ in range(30):
            asked, limit = chance.sample(WORDS, chance.randint(1, 5)), chance.choice([1, 3, 20])
            one, two = store.lexical(asked, limit, EVERYTHING), other.lexical(asked, limit, EVERYTHING)
            assert [(each.passage, each.score) for each in one] == [(each.passage, each.score) for each in two]


def test_a_join_leaves_out_what_went(index: Path, open_local: OpenLocal) -> None:
    store = open_local()
    for number in range(2):
        put(store, make_document(f"{number}.txt", *[f"river number{number}"] * 20))
    store.remove("0.txt")
    for number in range(2, 4):
        with store.writing():
            put(store, make_document(f"{number}.txt", *[f"border number{number}"] * 20))
    assert runs_of(index) == [40, 20]
    with closing(sqlite3.connect(index / CATALOGUE_FILE)) as connection:
        assert not connection.execute("SELECT count(*) FROM postings WHERE word = 'number0'").fetchone()[0]
    check_as_fts5(store, ["river", "number1", "number3"], 100)


def test_a_large_run_is_not_written_anew_for_a_few_passages(index: Path, open_local: OpenLocal) -> None:
    store = open_local()
    sizes = []
    for number, passages in enumerate([20, 20, 1, 1, 1, 1, 20]):
        with store.writing():
            put(store, make_document(f"{number}.txt", *["river"] * passages))
        sizes.append(runs_of(index))
    assert sizes[4:] == [[20, 20, 3], [20, 20, 3, 1], [64]]  # three of one level, and what lies between them


def test_a_small_index_has_none(index: Path, open_local: OpenLocal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "MANY", 10)
    store = open_local()
    with store.writing():
        put(store, make_document("a.txt", *["river"] * 10))
    with store._catalogue.reading() as connection:
        assert not runs.has_runs(connection)
    with store.writing():
        put(store, make_document("b.txt", "border"))
    assert runs_of(index) == [11]


def test_while_too_many_are_in_no_run_fts5_answers(open_local: OpenLocal, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a death between the documents and the runs."""
    store = open_local()
    add(store, 0, random.Random(1))
    with store.writing():
        pass
    monkeypatch.setattr(runs, "LOOSE", 10**6)
    monkeypatch.setattr(wording, "MOST_LOOSE", 5)
    put(store, make_document("a.txt", *["river"] * 6))
    with store._catalogue.reading() as connection:
        assert store._wording.at(connection) is None
    assert len(store.lexical(["river"], 100, EVERYTHING)) >= 6
    with store.writing():
        pass
    check_as_fts5(store, ["river"], 100)


def test_ties_are_cut_in_order(open_local: OpenLocal) -> None:
    store = open_local()
    put(store, make_document("b.txt", *["river"] * 30))
    put(store, make_document("a.txt", *["river"] * 30))
    assert places(store.lexical(["river"], 2, EVERYTHING)) == [("a.txt", 0), ("a.txt", 7)]


def test_an_index_made_anew_is_not_answered_from_the_old_one(index: Path, open_local: OpenLocal) -> None:
    reader = open_local()
    put(reader, make_document("a.txt", *["river"] * 8))
    check_as_fts5(reader, ["river", "border"], 10)
    for file in index.glob("catalogue*"):
        file.unlink()
    put(open_local(), make_document("a.txt", *["border"] * 8))
    check_as_fts5(reader, ["river", "border"], 10)


@pytest.mark.parametrize("few", [0, 10**6])
def test_rows_that_went_are_told_among_few_and_among_many(
    open_local: OpenLocal, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(records, "FEW", few)
    store = open_local()
    for number in range(5):  # rows 1 and 2, 3 and 4, ...
        put(store, make_document(f"{number}.txt", "river", "border"))
    store.remove("0.txt")
    store.remove("2.txt")
    with store._catalogue.reading() as connection:
        assert records.present(connection, np.arange(1, 12)).tolist() == [False] * 2 + [True] * 2 + [False] * 2 + [
            True
        ] * 4 + [False]
        assert records.present(connection, np.arange(4, 6)).tolist() == [True, False]


@pytest.mark.parametrize("kept", [1, 2, 1000])
def test_who_follows_learns_what_went(open_local: OpenLocal, monkeypatch: pytest.MonkeyPatch, kept: int) -> None:
    """However little of the past is kept; another process's store has last looked before all of it."""
    monkeypatch.setattr(departures, "KEPT", kept)
    store, reader, chance = open_local(), open_local(), random.Random(5)
    with store.writing():
        for number in range(6):
            put(store, make_document(f"{number}.txt", *[f"river number{number}"] * 5))
    for gone in ([1], [0, 4], [], [2, 3]):
        for each in gone:
            store.remove(f"{each}.txt")
        put(store, make_document(f"new{len(gone)}.txt", *paragraphs(chance)))
        check_as_fts5(reader, ["river", "border"], 100)
        with reader._memory.in_step() as (connection, vectors):
            assert vectors.rows.tolist() == [
                row for (row,) in connection.execute("SELECT row FROM passages ORDER BY 1")
            ]


def test_following_does_not_look_at_every_row(open_local: OpenLocal, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_local()
    with store.writing():
        for number in range(4):
            put(store, make_document(f"{number}.txt", *["river"] * 5))
    check_as_fts5(store, ["river"], 100)
    ask(store, "river")
    for module in (memory, wording):
        monkeypatch.setattr(module, "present", lambda *_: pytest.fail("every row was looked at"))
    store.remove("2.txt")
    put(store, make_document("1.txt", *["river border"] * 3))
    check_as_fts5(store, ["river", "border"], 100)
    with store._memory.in_step() as (_, vectors):
        assert vectors.rows.tolist() == [*range(1, 6), *range(16, 24)]


def test_an_old_snapshot_beside_a_join_sees_what_it_saw(open_local: OpenLocal) -> None:
    """A question began before a join left out what had gone; another thread asked after it."""
    store = open_local()
    for number in range(2):
        with store.writing():
            put(store, make_document(f"{number}.txt", *[f"river number{number}"] * 20))
    store.remove("0.txt")
    with store._catalogue.reading() as old:
        version(old)  # the snapshot begins with its first statement
        with store.writing():
            put(store, make_document("2.txt", *["river number2"] * 20))
        check_as_fts5(store, ["river"], 100)
        state = store._wording.at(old)
        assert state is not None
        assert wording.frequencies(old, state, ["river", "number0"]) == [20, 0]
        found = ranking.lexical_among_many(old, state, ["river"], 100, EVERYTHING)
        assert [(each.passage, each.score) for each in found] == [
            (each.passage, each.score) for each in ranking.lexical(old, ["river"], 100, EVERYTHING)
        ]


def test_what_an_older_version_removes_is_noticed(open_local: OpenLocal, monkeypatch: pytest.MonkeyPatch) -> None:
    store, older = open_local(), open_local()
    with store.writing():
        for number in range(4):
            put(store, make_document(f"{number}.txt", *["river"] * 5))
    check_as_fts5(store, ["river"], 100)
    ask(store, "river")
    monkeypatch.setattr(departures, "note", lambda *_: None)
    older.remove("1.txt")
    check_as_fts5(store, ["river"], 100)
    with store._memory.in_step() as (_, vectors):
        assert vectors.rows.tolist() == [*range(1, 6), *range(11, 21)]


class TestDamage:
    @pytest.fixture
    def filled(self, index: Path, open_local: OpenLocal) -> Path:
        store, chance = open_local(), random.Random(3)
        with store.writing():
            for number in range(10):
                add(store, number, chance)
        store.close()
        return index

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE postings SET counts = x'' WHERE word = 'run'",
            "UPDATE postings SET counts = x'09' || substr(counts, 2) WHERE word = 'run'",
            "DELETE FROM postings WHERE word = 'run'",
            "UPDATE runs SET lengths = zeroblob(length(lengths))",
        ],
    )
    def test_is_found(self, filled: Path, statement: str) -> None:
        with closing(sqlite3.connect(filled / CATALOGUE_FILE)) as connection:
            connection.execute(
                statement.replace("x'09' || substr(counts, 2)", "CAST(x'09' || substr(counts, 2) AS BLOB)")
            )
            connection.commit()
        faults = verify_catalogue(filled)
        assert any("runs of words" in fault or "cannot be read" in fault for fault in faults), faults

    def test_that_leaves_no_sense_is_told(self, filled: Path, open_local: OpenLocal) -> None:
        with closing(sqlite3.connect(filled / CATALOGUE_FILE)) as connection:
            connection.execute("UPDATE postings SET counts = x'' WHERE word = 'run'")
            connection.commit()
        with pytest.raises(IndexDamaged, match="--rebuild"):
            open_local().lexical(["run"], 5, EVERYTHING)
