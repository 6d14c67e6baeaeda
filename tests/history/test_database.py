"""The file itself: who may read it, how it is migrated, and what is said where it cannot be used."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from citeleaf.errors import HistoryDamaged, HistoryError, HistoryMissing
from citeleaf.history.database import FILE, MIGRATIONS, Database, copy_database
from support import bound_by_permissions

SECOND = ("ALTER TABLE conversations ADD COLUMN colour TEXT NOT NULL DEFAULT 'green'",)


def begun(folder: Path) -> Database:
    database = Database(folder)
    with database.writing() as connection:
        connection.execute("INSERT INTO conversations (id, user, title, changed) VALUES ('c1', '', 'First', '2026')")
    return database


def titles(database: Database) -> list[str]:
    with database.reading() as connection:
        return [title for (title,) in connection.execute("SELECT title FROM conversations")]


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_it_belongs_to_this_account_alone(tmp_path: Path) -> None:
    begun(tmp_path / "keep")
    assert (tmp_path / "keep").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "keep" / FILE).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "keep" / ".gitignore").read_text() == "*\n"


def test_making_the_object_makes_nothing_and_reading_nothing_says_so(tmp_path: Path) -> None:
    with pytest.raises(HistoryMissing, match="No conversations are kept"), Database(tmp_path / "keep").reading():
        pass
    assert list(tmp_path.iterdir()) == []


def test_every_commit_is_on_the_disk(tmp_path: Path) -> None:
    """2 is FULL: what is committed survives a power cut."""
    with begun(tmp_path).reading() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    database = begun(tmp_path)

    def fail_half_way() -> None:
        with database.writing() as connection:
            connection.execute("UPDATE conversations SET title = 'Second'")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert titles(database) == ["First"]


def test_deleted_text_is_overwritten_on_the_disk(tmp_path: Path) -> None:
    database = Database(tmp_path)
    with database.writing() as connection:
        connection.execute(
            "INSERT INTO conversations (id, user, title, changed) VALUES ('c1', '', ?, '2026')", ("A secret plan" * 50,)
        )
    with database.writing() as connection:
        connection.execute("DELETE FROM conversations")
    database.forget_deleted()
    assert all(b"secret plan" not in file.read_bytes() for file in tmp_path.iterdir())


class TestMigration:
    def test_an_older_file_gains_what_is_new_and_is_copied_aside(self, tmp_path: Path) -> None:
        begun(tmp_path)
        newer = Database(tmp_path, (*MIGRATIONS, SECOND))
        with newer.reading() as connection:
            assert connection.execute("SELECT title, colour FROM conversations").fetchall() == [("First", "green")]
            assert connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS) + 1
        with closing(sqlite3.connect(tmp_path / f"{FILE}.layout-{len(MIGRATIONS)}")) as aside:
            assert aside.execute("SELECT title FROM conversations").fetchall() == [("First",)]

    def test_one_that_fails_changes_nothing(self, tmp_path: Path) -> None:
        database = begun(tmp_path)
        broken = Database(tmp_path, (*MIGRATIONS, (*SECOND, "INSERT INTO nowhere VALUES (1)")))
        with pytest.raises(sqlite3.OperationalError, match="nowhere"), broken.reading():
            pass
        assert titles(database) == ["First"]

    def test_a_newer_file_is_refused_and_left_as_it_is(self, tmp_path: Path) -> None:
        with Database(tmp_path, (*MIGRATIONS, SECOND)).writing():
            pass
        with (
            pytest.raises(HistoryError, match=r"a newer one has written it\. Update Citeleaf"),
            Database(tmp_path).reading(),
        ):
            pass
        with Database(tmp_path, (*MIGRATIONS, SECOND)).reading() as connection:
            assert connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS) + 1

    def test_two_at_once_migrate_once(self, tmp_path: Path) -> None:
        begun(tmp_path)
        newer = Database(tmp_path, (*MIGRATIONS, SECOND))
        both, failed = threading.Barrier(2), []

        def open_it() -> None:
            both.wait()
            try:
                titles(newer)
            except Exception as error:
                failed.append(error)

        threads = [threading.Thread(target=open_it) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []


class TestTrouble:
    def test_a_damaged_file_is_said_to_be_so(self, tmp_path: Path) -> None:
        (tmp_path / FILE).write_bytes(b"no database at all" * 100)
        with pytest.raises(HistoryDamaged, match=r"is damaged .* `citeleaf restore`"), Database(tmp_path).reading():
            pass

    def test_where_nothing_may_be_written_it_says_what_to_do(self, tmp_path: Path) -> None:
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o555)
        with bound_by_permissions(tmp_path), pytest.raises(HistoryError, match="Give this account access"):
            begun(closed / "keep")

    def test_a_file_in_the_folders_place_is_said_to_be_there(self, tmp_path: Path) -> None:
        (tmp_path / "keep").touch()
        with pytest.raises(HistoryError, match="File exists"):
            begun(tmp_path / "keep")


def test_a_copy_is_one_whole_file_of_one_state(tmp_path: Path) -> None:
    database = begun(tmp_path / "keep")
    with database.reading() as connection:
        copy_database(connection, tmp_path / "copy")
    assert {path.name for path in tmp_path.iterdir()} == {"keep", "copy"}
    with closing(sqlite3.connect(f"{(tmp_path / 'copy').as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
        assert copy.execute("SELECT title FROM conversations").fetchall() == [("First",)]
