"""The documents as a table: one row each, with its state, found and ordered quickly."""

from __future__ import annotations

from datetime import date

import pytest

from citeleaf.types import Entry, Failure
from citeleaf_app.indexing import Indexing
from citeleaf_app.rows import Row, Sort, Status, arranged, fingerprint, rows


def entry(path: str, sha256: str = "1", title: str = "", published: date | None = None, passages: int = 1) -> Entry:
    return Entry(f"id-{path}", path, sha256, title, published, "en", "text/plain", passages, 100)


def states(found: list[Row]) -> dict[str, Status]:
    return {row.path: row.status for row in found}


def test_what_is_indexed_failed_and_awaited_is_one_row_each() -> None:
    found = rows([entry("a.txt"), entry("b.txt")], [Failure("b.txt", "broken", "2")], {"c.txt": "3"}, Indexing())
    assert states(found) == {"a.txt": Status.INDEXED, "b.txt": Status.FAILED, "c.txt": Status.QUEUED}
    assert [row.document_id for row in found] == ["id-a.txt", "id-b.txt", ""]  # b's last good version still answers
    assert [row.reason for row in found] == ["", "broken", ""]


def test_an_awaited_file_is_settled_when_its_own_bytes_were_read() -> None:
    awaited = {"a.txt": "new", "b.txt": "new"}
    found = rows([entry("a.txt", "old"), entry("b.txt", "new")], [], awaited, Indexing())
    assert states(found) == {"a.txt": Status.QUEUED, "b.txt": Status.INDEXED}
    failed = rows([entry("a.txt", "old")], [Failure("a.txt", "broken", "new")], {"a.txt": "new"}, Indexing())
    assert states(failed) == {"a.txt": Status.FAILED}


def test_the_file_after_the_last_one_done_is_being_read() -> None:
    awaited = {"a.txt": "1", "b.txt": "2", "c.txt": "3"}
    looking = Indexing(running=True)
    assert set(states(rows([], [], awaited, looking)).values()) == {Status.QUEUED}
    reading = Indexing(running=True, done=1, total=3, path="a.txt")
    found = rows([entry("a.txt", "1")], [], awaited, reading)
    assert states(found) == {"a.txt": Status.INDEXED, "b.txt": Status.READING, "c.txt": Status.QUEUED}


def test_a_deleted_file_is_on_its_way_out_while_the_index_has_it() -> None:
    assert states(rows([entry("a.txt")], [], {}, Indexing(), {"a.txt", "gone.txt"})) == {"a.txt": Status.REMOVING}


TABLE = rows(
    [
        entry("z/treaty.pdf", title="The Treaty of Zürich", published=date(2020, 1, 1), passages=5),
        entry("a/notes.txt", passages=9),
        entry("b/memo.md", title="a memo", published=date(2024, 1, 1)),
    ],
    [Failure("scan.pdf", "no text", "1")],
    {},
    Indexing(),
)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("zurich", ["z/treaty.pdf"]),
        ("TREATY the", ["z/treaty.pdf"]),
        ("memo treaty", []),
        ("a/", ["a/notes.txt"]),
        ("  ", ["b/memo.md", "a/notes.txt", "scan.pdf", "z/treaty.pdf"]),
    ],
)
def test_every_word_is_looked_for_in_title_and_path(search: str, found: list[str]) -> None:
    assert [row.path for row in arranged(TABLE, search)] == found


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (Sort.TITLE, ["b/memo.md", "a/notes.txt", "scan.pdf", "z/treaty.pdf"]),
        (Sort.PATH, ["a/notes.txt", "b/memo.md", "scan.pdf", "z/treaty.pdf"]),
        (Sort.NEWEST, ["b/memo.md", "z/treaty.pdf", "a/notes.txt", "scan.pdf"]),  # without a date: last
        (Sort.OLDEST, ["z/treaty.pdf", "b/memo.md", "a/notes.txt", "scan.pdf"]),
        (Sort.TYPE, ["b/memo.md", "scan.pdf", "z/treaty.pdf", "a/notes.txt"]),
        (Sort.PASSAGES, ["a/notes.txt", "z/treaty.pdf", "b/memo.md", "scan.pdf"]),
        (Sort.STATUS, ["scan.pdf", "b/memo.md", "a/notes.txt", "z/treaty.pdf"]),
    ],
)
def test_orders(sort: Sort, order: list[str]) -> None:
    assert [row.path for row in arranged(TABLE, "", sort)] == order


def test_the_fingerprint_tells_any_change() -> None:
    before = fingerprint(TABLE)
    assert fingerprint(list(TABLE)) == before
    assert fingerprint(TABLE[1:]) != before
    assert fingerprint(rows([entry("a/notes.txt", passages=8)], [], {}, Indexing())) != before
