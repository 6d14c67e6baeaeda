"""What is wrong with an index is found, each kind of fault by the check that is for it."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from citeleaf.errors import IndexDamaged, IndexMissing
from citeleaf.store import compaction
from citeleaf.store.local import LocalStore
from citeleaf.store.schema import CATALOGUE_FILE, VECTORS_FILE
from citeleaf.store.verification import verify_catalogue, verify_vectors_file
from store.samples import ask, fill, make_document, put, texts

OpenLocal = Callable[[], LocalStore]


@pytest.fixture
def filled(index: Path, open_local: OpenLocal) -> Path:
    store = open_local()
    fill(store)
    store.close()
    return index


def spoil(index: Path, *statements: str) -> None:
    """Change the catalogue behind the store's back."""
    with closing(sqlite3.connect(index / CATALOGUE_FILE)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_a_whole_index_has_no_fault(filled: Path) -> None:
    assert verify_catalogue(filled) == []
    assert verify_vectors_file(filled) == []


def test_there_may_be_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        verify_catalogue(tmp_path)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE documents SET text = replace(text, 'river', 'RIVER')", "not what the document says there"),
        ("UPDATE documents SET characters = 7", "characters, not 7"),
        ("UPDATE documents SET id = 'another' WHERE path = 'a.txt'", "its id is not that of its path"),
        ("UPDATE documents SET path = '../a.txt' WHERE path = 'a.txt'", "leads out of the corpus"),
        ("UPDATE documents SET blocks = '[[0, 9'", "cannot be read to its end"),
        ("UPDATE documents SET text = CAST(x'ff' AS TEXT)", "cannot be read to its end"),
        ("UPDATE documents SET sha256 = ''", "it has no hash"),
        ("UPDATE passages SET vector = zeroblob(16)", "has not 256 numbers"),
        ("UPDATE passages SET vector = zeroblob(1024)", "not finite and of length 1"),
        ("UPDATE passages SET document = 99", "belong to no document"),
        ("UPDATE passages SET text = replace(text, 'river', 'rover')", "not what the document says there"),
        ("DELETE FROM passage_index_docsize", "not in the full-text search"),
        ("UPDATE passages SET title = 'a title that was never indexed'", "its seal is broken"),
    ],
)
def test_each_kind_of_fault_in_the_catalogue(filled: Path, statement: str, fault: str) -> None:
    spoil(filled, statement)
    faults = verify_catalogue(filled)
    assert any(fault in each for each in faults), faults


def test_full_text_of_other_words(filled: Path) -> None:
    spoil(
        filled,
        "INSERT INTO passage_index (passage_index, rowid, text, title, headings)"
        " SELECT 'delete', row, text, title, headings FROM passages WHERE row = 1",
        "INSERT INTO passage_index (rowid, text, title, headings)"
        " SELECT row, 'words that stand nowhere', title, headings FROM passages WHERE row = 1",
    )
    (fault,) = verify_catalogue(filled)
    assert "full-text" in fault or "passage_index" in fault, "newer versions of SQLite see it by themselves"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET language = 'fr' WHERE path = 'a.txt'",
        "UPDATE documents SET published = '2020-01-02' WHERE path = 'a.txt'",
        "UPDATE documents SET media_type = 'text/html' WHERE path = 'a.txt'",
        "UPDATE documents SET sha256 = replace(sha256, substr(sha256, 1, 1), 'g') WHERE path = 'a.txt'",
        "UPDATE passages SET suffix = suffix || '0' WHERE row = 1",
        "UPDATE passages SET page = 77 WHERE row = 1",
        "UPDATE passages SET document = 3 - document WHERE document < 3",
    ],
)
def test_what_is_readable_and_not_as_it_was_stored_breaks_the_seal(filled: Path, statement: str) -> None:
    spoil(filled, statement)
    assert any(
        "its seal is broken" in fault or "not what the document says" in fault for fault in verify_catalogue(filled)
    )


def test_a_bit_of_a_vector_that_leaves_its_length_breaks_the_seal(filled: Path) -> None:
    with closing(sqlite3.connect(filled / CATALOGUE_FILE)) as connection, connection:
        (vector,) = connection.execute("SELECT vector FROM passages WHERE row = 1").fetchone()
        flipped = bytes([vector[0] ^ 1]) + vector[1:]  # the least of its first number
        connection.execute("UPDATE passages SET vector = ? WHERE row = 1", (flipped,))
    assert verify_catalogue(filled) == ["a.txt: it is not as it was stored: its seal is broken"]


def test_no_flipped_bits_go_unseen(filled: Path) -> None:
    """Either the damage is told, or all that is stored is what it was: the bits lay where nothing is."""
    chance = random.Random(5)
    sound, whole = (filled / CATALOGUE_FILE).read_bytes(), stored(filled)
    for _ in range(200):
        data = bytearray(sound)
        places = [chance.randrange(len(data) * 8) for _ in range(chance.randint(1, 8))]
        for place in places:
            data[place // 8] ^= 1 << place % 8
        (filled / CATALOGUE_FILE).write_bytes(data)
        assert is_told(filled) or stored(filled) == whole, places


def is_told(index: Path) -> bool:
    try:
        return bool(verify_catalogue(index))
    except IndexDamaged:
        return True
    finally:
        for suffix in ("-wal", "-shm"):
            (index / f"{CATALOGUE_FILE}{suffix}").unlink(missing_ok=True)


def stored(index: Path) -> list[list[tuple[object, ...]]]:
    """Every document and passage, as they lie in the file."""
    with closing(sqlite3.connect(f"{(index / CATALOGUE_FILE).as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        return [
            connection.execute(f"SELECT * FROM {table} ORDER BY row").fetchall() for table in ("documents", "passages")
        ]


def test_a_renamed_document_keeps_its_seal(filled: Path, open_local: OpenLocal) -> None:
    open_local().rename("a.txt", "c.txt")
    assert verify_catalogue(filled) == []


def test_a_file_that_is_no_catalogue(filled: Path) -> None:
    (filled / CATALOGUE_FILE).write_bytes(b"This is no database, whatever its name says. " * 200)
    with pytest.raises(IndexDamaged, match="--rebuild"):
        verify_catalogue(filled)


def test_a_row_that_nobody_stored_is_said_to_be_damage(filled: Path, open_local: OpenLocal) -> None:
    spoil(filled, "UPDATE documents SET blocks = '[[9, 2, \"paragraph\", 0, 1]]' WHERE path = 'a.txt'")
    store = open_local()
    with pytest.raises(IndexDamaged, match=r"a\.txt.*--rebuild"):
        store.document(store.entries()[0].document_id)


class TestVectorsFile:
    def test_missing_or_of_an_earlier_state_is_no_fault(self, filled: Path, open_local: OpenLocal) -> None:
        open_local().remove("b.txt")
        assert verify_vectors_file(filled) == []
        (filled / VECTORS_FILE).unlink()
        assert verify_vectors_file(filled) == []

    def test_damaged(self, filled: Path) -> None:
        file = filled / VECTORS_FILE
        data = bytearray(file.read_bytes())
        data[-1] ^= 1
        file.write_bytes(data)
        assert verify_vectors_file(filled) == ["it does not fit its checksum"]

    def test_unlike_the_catalogue(self, filled: Path) -> None:
        spoil(filled, "UPDATE passages SET vector = (SELECT vector FROM passages WHERE row = 2) WHERE row = 1")
        assert verify_vectors_file(filled) == ["it holds other vectors than the catalogue"]


def test_a_catalogue_of_which_much_is_free_shrinks(
    index: Path, open_local: OpenLocal, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_local()
    fill(store)
    for number in range(40):
        put(store, make_document(f"{number}.txt", *(f"Number {number} of {part}. " * 40 for part in range(5))))
    for number in range(40):
        store.remove(f"{number}.txt")
    with store.writing():
        pass
    assert (index / CATALOGUE_FILE).stat().st_size > 250_000  # 40 x 5 vectors of 1 KB, and their texts
    monkeypatch.setattr(compaction, "LEAST_FREE_PAGES", 10)
    with store.writing():
        pass
    assert (index / CATALOGUE_FILE).stat().st_size < 150_000
    assert texts(ask(store, "valley", 1)) == ["A valley with a river."]
    assert verify_catalogue(index) == []
