"""What is the local store's own: opening, and the files in its folder."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from citeleaf.errors import IndexDamaged, IndexMismatch, IndexMissing
from citeleaf.store import ranking
from citeleaf.store.catalogue import Description, describe
from citeleaf.store.local import LocalStore, delete_index
from citeleaf.store.messages import ingest_command
from citeleaf.store.schema import CATALOGUE_FILE, LOCK_FILE, VECTORS_FILE
from citeleaf.types import Failure
from store.samples import ENCODER, ask, fill, make_document, places, put, texts

OpenLocal = Callable[[], LocalStore]

OURS = {CATALOGUE_FILE, f"{CATALOGUE_FILE}-wal", f"{CATALOGUE_FILE}-shm", VECTORS_FILE, LOCK_FILE}


def open_existing(index: Path, **changes: str | int) -> LocalStore:
    facts = {"encoder": ENCODER.name, "dimensions": ENCODER.dimensions, **changes}
    return LocalStore.open(index, **facts)  # type: ignore[arg-type]  # the tests change one by name


def test_no_index_names_the_command_that_makes_one(index: Path) -> None:
    with pytest.raises(IndexMissing, match=r"index\. Run `citeleaf ingest --index /.*index` to"):
        open_existing(index)
    with pytest.raises(IndexMissing):
        describe(index)
    assert not index.exists(), "a question makes nothing"


@pytest.mark.parametrize("leftover", [".gitkeep", CATALOGUE_FILE])
def test_an_empty_folder_or_catalogue_is_no_index(index: Path, leftover: str, open_local: OpenLocal) -> None:
    index.mkdir()
    (index / leftover).touch()
    with pytest.raises(IndexMissing):
        open_existing(index)
    with pytest.raises(IndexMissing):
        describe(index)
    fill(open_local())
    assert describe(index).documents == 2


def test_a_folder_made_is_its_owners_alone(index: Path, open_local: OpenLocal) -> None:
    open_local()
    assert index.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"encoder": "another"}, "encoder 'bag-of-words-256', not 'another'"),
        ({"dimensions": 8}, "dimensions 256, not 8"),
        ({"passage_words": 80}, "passage words 120, not 80"),
    ],
)
def test_a_mismatch_names_both_sides_and_the_remedy(
    index: Path, open_local: OpenLocal, changes: dict[str, str | int], named: str
) -> None:
    open_local()
    with pytest.raises(IndexMismatch, match=named) as raised:
        open_existing(index, **changes)
    assert f"`citeleaf ingest --rebuild --index {index}`" in str(raised.value)


@pytest.mark.parametrize(
    ("folder", "command"),
    [("index", "`citeleaf ingest`"), ("my index", "`citeleaf ingest --index 'my index'`")],
)
def test_the_command_names_the_folder_where_it_is_not_the_usual_one(folder: str, command: str) -> None:
    assert ingest_command(Path(folder)) == command


@pytest.mark.parametrize("fact", ["schema", "pipeline"])
def test_an_index_of_another_version_is_not_read(index: Path, open_local: OpenLocal, fact: str) -> None:
    open_local().close()
    catalogue = sqlite3.connect(index / CATALOGUE_FILE)
    catalogue.execute("UPDATE meta SET value = 999 WHERE key = ?", (fact,))
    catalogue.commit()
    catalogue.close()
    with pytest.raises(IndexMismatch, match=f"{fact} 999"):
        open_existing(index)


def test_damage_names_the_remedy(index: Path, open_local: OpenLocal) -> None:
    fill(open_local())
    open_local().close()
    (index / CATALOGUE_FILE).write_bytes(b"this is not a catalogue" * 1000)
    for look in (open_existing, describe):
        with pytest.raises(IndexDamaged, match="citeleaf ingest --rebuild"):
            look(index)


def test_damage_in_the_middle_is_found_when_it_is_read(index: Path, open_local: OpenLocal) -> None:
    store = open_local()
    for number in range(200):
        put(store, make_document(f"{number}.txt", f"river {number} " + "word " * 50))
    store.close()
    path = index / CATALOGUE_FILE
    data = bytearray(path.read_bytes())
    data[4096 * 20 :] = bytes(len(data) - 4096 * 20)  # all pages but the first, where the schema lies
    path.write_bytes(data)
    (index / VECTORS_FILE).unlink()
    with pytest.raises(IndexDamaged):
        ask(open_existing(index), "river")


def test_an_index_is_described_without_opening_it(index: Path, open_local: OpenLocal) -> None:
    store = open_local()
    fill(store)
    store.fail(Failure("c.pdf", "it is encrypted"))
    assert describe(index) == Description(
        schema=2,
        encoder="bag-of-words-256",
        dimensions=256,
        passage_words=120,
        generation=3,
        documents=2,
        passages=3,
        failures=1,
    )


def test_the_folder_holds_these_files_alone(index: Path, open_local: OpenLocal) -> None:
    store = open_local()
    fill(store)
    ask(store, "river")
    assert {path.name for path in index.iterdir()} <= OURS
    store.close()
    assert {path.name for path in index.iterdir()} == {CATALOGUE_FILE, VECTORS_FILE, LOCK_FILE}


def test_deleting_leaves_what_is_not_ours(index: Path, open_local: OpenLocal) -> None:
    fill(open_local())
    (index / ".gitkeep").touch()
    (index / "notes.txt").write_text("mine")
    delete_index(index)
    assert {path.name for path in index.iterdir()} == {".gitkeep", "notes.txt", LOCK_FILE}
    delete_index(index)
    delete_index(index / "never made")


def test_an_open_store_notices_that_its_index_was_deleted_and_made_anew(index: Path, open_local: OpenLocal) -> None:
    reader = open_local()
    fill(reader)
    assert texts(ask(reader, "valley", 1)) == ["A valley with a river."]
    delete_index(index)
    with pytest.raises(IndexMissing):
        ask(reader, "valley")
    with pytest.raises(IndexMissing):
        reader.remove("a.txt")
    writer = open_local()
    put(writer, make_document("c.txt", "Another valley."))
    put(writer, make_document("d.txt", "Another mountain."))  # the same generation as before, of another catalogue
    assert places(ask(reader, "another valley", 1)) == [("c.txt", 0)]
    assert reader.passage_count() == 2


def test_vectors_of_a_catalogue_that_is_gone_are_forgotten(
    index: Path, open_local: OpenLocal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "EXTRA", 0)  # FAISS's first choice alone is looked at
    reader = open_local()
    put(reader, make_document("a.txt", "nothing", "mountains are high"))
    assert texts(ask(reader, "mountains", 1)) == ["mountains are high"]
    delete_index(index)
    put(open_local(), make_document("a.txt", "mountains", "mountains are"))  # under the same rows
    assert texts(ask(reader, "mountains", 1)) == ["mountains"]


def test_an_open_store_notices_that_its_index_was_made_anew_by_another_encoder(
    index: Path, open_local: OpenLocal
) -> None:
    reader = open_local()
    fill(reader)
    delete_index(index)
    LocalStore.open(index, encoder="another", dimensions=8, create=True).close()
    with pytest.raises(IndexMismatch):
        ask(reader, "valley")


def test_a_closed_store_answers_nothing_and_may_be_closed_again(open_local: OpenLocal) -> None:
    store = open_local()
    store.close()
    store.close()
    with pytest.raises(ValueError, match="closed"):
        store.entries()


def test_closing_a_store_whose_folder_is_gone_is_no_error(index: Path, open_local: OpenLocal) -> None:
    store = open_local()
    fill(store)
    for path in index.iterdir():
        path.unlink()
    index.rmdir()
    store.close()


def test_a_deleted_index_is_made_anew_when_writing_begins(index: Path, open_local: OpenLocal) -> None:
    store = open_local()
    fill(store)
    assert len(ask(store, "river")) == 3
    shutil.rmtree(index)
    with pytest.raises(IndexMissing):
        store.entries()
    with store.writing():
        assert store.entries() == []
        put(store, make_document("c.txt", "Another river."))
    assert texts(ask(store, "river")) == ["Another river."]


def test_a_store_that_was_not_to_make_an_index_does_not_do_so_later(index: Path, open_local: OpenLocal) -> None:
    open_local().close()
    reader = open_existing(index)
    shutil.rmtree(index)
    with pytest.raises(IndexMissing), reader.writing():
        pytest.fail("there is nothing to write into")
    assert not index.exists()


def test_an_index_that_is_saved_is_closed_without_being_locked(index: Path, open_local: OpenLocal) -> None:
    writer = open_local()
    fill(writer)
    writer.close()
    (index / LOCK_FILE).unlink()
    reader = open_existing(index)
    assert len(ask(reader, "river")) == 3
    reader.close()
    assert not (index / LOCK_FILE).exists()
