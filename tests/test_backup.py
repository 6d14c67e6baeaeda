"""Index, conversations and feedback: copied while they are in use, brought back whole, and nothing lost on the way."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from citeleaf.backup import MANIFEST, back_up, describe_file, read_backup
from citeleaf.cli import main
from citeleaf.errors import BackupError
from citeleaf.history.codec import encode
from citeleaf.history.database import FILE
from citeleaf.history.kept import Feedback, Verdict
from citeleaf.history.store import History
from citeleaf.restore import restore
from citeleaf.settings import Settings
from citeleaf.store.local import LocalStore
from citeleaf.store.schema import CATALOGUE_FILE
from citeleaf.types import Filters
from history.samples import NOON, asking
from support import BagOfWordsEncoder, make_document, put

ENCODER = BagOfWordsEncoder()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A corpus with an index of one document, and one conversation with feedback."""
    settings = Settings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    history = History(settings.keep_folder)
    history.conversations.keep("", asking("First?", "a1"))
    history.judgements.judge("", "a1", Feedback(Verdict.RIGHT, NOON))
    with closing(open_store(settings)) as store:
        put(store, ENCODER, make_document("The harbour was opened in 1911."))
    return settings


def open_store(settings: Settings) -> LocalStore:
    return LocalStore.open(settings.index, encoder=ENCODER.name, dimensions=ENCODER.dimensions, create=True)


def asked(settings: Settings) -> list[str]:
    return sorted(each.title for each in History(settings.keep_folder).conversations.listed(""))


def found(store: LocalStore, words: str) -> list[str]:
    """The best passage by meaning, through the vectors."""
    return [ranked.passage.text for ranked in store.dense(ENCODER.encode_questions([words])[0], 1, Filters())]


def elsewhere(tmp_path: Path) -> Settings:
    return Settings(corpus=tmp_path / "other" / "corpus", index=tmp_path / "other" / "index")


def test_what_was_backed_up_is_brought_back_elsewhere(settings: Settings, tmp_path: Path) -> None:
    back_up(settings, tmp_path / "backup")
    other = elsewhere(tmp_path)
    restored = restore(other, tmp_path / "backup")
    assert (restored.conversations, restored.index, restored.put_aside) == (True, True, None)
    (conversation,) = History(other.keep_folder).judgements.judged()
    assert conversation.exchanges[0].feedback == Feedback(Verdict.RIGHT, NOON)
    with closing(open_store(other)) as store:
        assert found(store, "harbour") == ["The harbour was opened in 1911."]


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_a_backup_belongs_to_this_account_alone(settings: Settings, tmp_path: Path) -> None:
    back_up(settings, tmp_path / "backup")
    assert (tmp_path / "backup").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "backup").glob("*.sqlite")} == {0}


def test_the_manifest_says_what_when_and_by_whom(settings: Settings, tmp_path: Path) -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    made = back_up(settings, tmp_path / "backup", clock=lambda: now)
    assert made == read_backup(tmp_path / "backup")
    assert (made.made, {copied.name for copied in made.files}) == (now, {FILE, CATALOGUE_FILE})
    assert {path.name for path in (tmp_path / "backup").iterdir()} == {FILE, CATALOGUE_FILE, MANIFEST}


def test_it_is_one_state_while_others_go_on_writing(settings: Settings, tmp_path: Path) -> None:
    """Each conversation begun is one commit: the copy holds a beginning of them, whole, and opens without repair."""
    history, stop = History(settings.keep_folder), threading.Event()
    began = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            history.conversations.keep("", asking(f"{number}?", f"{number:016x}"))
            began.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert began.wait(30)
        back_up(settings, tmp_path / "backup")
    finally:
        stop.set()
        writer.join()
    with closing(sqlite3.connect(tmp_path / "backup" / FILE)) as copy:
        titles = [title for (title,) in copy.execute("SELECT title FROM conversations ORDER BY row")]
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert titles == ["First?", *(f"{number}?" for number in range(1, len(titles)))]


def test_an_open_store_and_an_open_chat_see_what_is_restored(settings: Settings, tmp_path: Path) -> None:
    """Also where the index has as many generations as before: the vectors in memory must not pass for its own."""
    back_up(settings, tmp_path / "backup")
    history = History(settings.keep_folder)
    with closing(open_store(settings)) as store:
        put(store, ENCODER, make_document("The station was closed.", path="b.txt"))
        assert found(store, "station") == ["The station was closed."]
        history.conversations.keep("", asking("Second?", "a2"))
        restore(settings, tmp_path / "backup", replace=True)
        assert found(store, "station") == ["The harbour was opened in 1911."]
        assert [each.title for each in history.conversations.listed("")] == ["First?"]
        put(store, ENCODER, make_document("The mill was sold.", path="c.txt"))
        assert found(store, "mill") == ["The mill was sold."]


class TestWhatIsThereAlready:
    def test_it_is_not_replaced_unless_that_is_said(self, settings: Settings, tmp_path: Path) -> None:
        back_up(settings, tmp_path / "backup")
        History(settings.keep_folder).conversations.keep("", asking("Second?", "a2"))
        with pytest.raises(BackupError, match="--replace"):
            restore(settings, tmp_path / "backup")
        assert asked(settings) == ["First?", "Second?"]

    def test_what_is_replaced_is_put_aside_whole(self, settings: Settings, tmp_path: Path) -> None:
        back_up(settings, tmp_path / "backup")
        History(settings.keep_folder).conversations.keep("", asking("Second?", "a2"))
        aside = restore(settings, tmp_path / "backup", replace=True).put_aside
        assert asked(settings) == ["First?"]
        assert aside is not None
        with closing(sqlite3.connect(aside)) as copy:
            assert copy.execute("SELECT title FROM conversations ORDER BY row").fetchall() == [
                ("First?",),
                ("Second?",),
            ]

    def test_a_damaged_file_is_put_aside_as_it_is(self, settings: Settings, tmp_path: Path) -> None:
        back_up(settings, tmp_path / "backup")
        (settings.keep_folder / FILE).write_bytes(b"no database" * 1000)
        aside = restore(settings, tmp_path / "backup", replace=True).put_aside
        assert aside is not None
        assert aside.read_bytes() == b"no database" * 1000
        assert asked(settings) == ["First?"]


class TestRefusals:
    def test_a_folder_that_exists_is_not_written_into(self, settings: Settings, tmp_path: Path) -> None:
        with pytest.raises(BackupError, match="exists already"):
            back_up(settings, tmp_path)

    def test_there_has_to_be_something(self, tmp_path: Path) -> None:
        with pytest.raises(BackupError, match="nothing to copy"):
            back_up(elsewhere(tmp_path), tmp_path / "backup")
        assert not (tmp_path / "backup").exists()

    def test_a_damaged_database_makes_no_backup(self, settings: Settings, tmp_path: Path) -> None:
        """A page of 4,096 bytes is overwritten: not the first, so that the file still opens."""
        file = settings.keep_folder / FILE
        content = bytearray(file.read_bytes())
        content[4096:8192] = b"\xff" * 4096
        file.write_bytes(content)
        with pytest.raises(BackupError, match=r"could not be made") as refused:
            back_up(settings, tmp_path / "backup")
        assert "\n" not in str(refused.value)  # SQLite's own words have several lines
        assert not (tmp_path / "backup").exists()

    @pytest.mark.parametrize("name", [FILE, CATALOGUE_FILE])
    @pytest.mark.parametrize("damage", ["flip", "cut", "remove"])
    def test_a_damaged_backup_changes_nothing(self, settings: Settings, tmp_path: Path, name: str, damage: str) -> None:
        back_up(settings, tmp_path / "backup")
        file = tmp_path / "backup" / name
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        if damage == "remove":
            file.unlink()
        else:
            file.write_bytes(content if damage == "flip" else content[:-1])
        with pytest.raises(BackupError, match="is not what was backed up"):
            restore(settings, tmp_path / "backup", replace=True)
        assert asked(settings) == ["First?"]

    @pytest.mark.parametrize("manifest", [None, "", "[]", '{"citeleaf_backup": 2}', '{"citeleaf_backup": 1}'])
    def test_without_a_manifest_of_ours_it_is_no_backup(
        self, settings: Settings, tmp_path: Path, manifest: str | None
    ) -> None:
        back_up(settings, tmp_path / "backup")
        (tmp_path / "backup" / MANIFEST).unlink()
        if manifest is not None:
            (tmp_path / "backup" / MANIFEST).write_text(manifest)
        with pytest.raises(BackupError):
            restore(settings, tmp_path / "backup", replace=True)

    def test_a_manifest_names_no_other_files(self, settings: Settings, tmp_path: Path) -> None:
        back_up(settings, tmp_path / "backup")
        manifest = tmp_path / "backup" / MANIFEST
        record = json.loads(manifest.read_text())
        record["files"][0]["name"] = "../corpus"
        manifest.write_text(json.dumps(record))
        with pytest.raises(BackupError, match="is not what was backed up"):
            read_backup(tmp_path / "backup")


class TestForgeries:
    """Whoever can change a backup can make its manifest fit."""

    def forge(self, backup: Path, name: str, content: bytes | str) -> None:
        if isinstance(content, bytes):
            (backup / name).write_bytes(content)
        else:
            with closing(sqlite3.connect(backup / name)) as connection, connection:
                connection.execute(content)
        manifest = json.loads((backup / MANIFEST).read_text())
        manifest["files"] = [encode(describe_file(backup / each["name"])) for each in manifest["files"]]
        (backup / MANIFEST).write_text(json.dumps(manifest))

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            (FILE, b"no database"),
            (CATALOGUE_FILE, b"no database" * 1000),
            (CATALOGUE_FILE, "DROP TABLE meta"),
            (FILE, "CREATE TRIGGER forget AFTER INSERT ON answers BEGIN DELETE FROM answers; END"),
            (FILE, "CREATE VIEW more AS SELECT * FROM answers"),
            (CATALOGUE_FILE, "CREATE TRIGGER passage_lost AFTER INSERT ON passages BEGIN DELETE FROM passages; END"),
        ],
    )
    def test_what_is_no_database_of_ours_changes_nothing(
        self, settings: Settings, tmp_path: Path, name: str, content: bytes | str
    ) -> None:
        back_up(settings, tmp_path / "backup")
        self.forge(tmp_path / "backup", name, content)
        with pytest.raises(BackupError, match=r"is not a database of Citeleaf's .* Use another backup"):
            restore(settings, tmp_path / "backup", replace=True)
        assert asked(settings) == ["First?"]

    def test_endless_nesting_is_no_manifest(self, settings: Settings, tmp_path: Path) -> None:
        back_up(settings, tmp_path / "backup")
        (tmp_path / "backup" / MANIFEST).write_text("[" * 200_000)
        with pytest.raises(BackupError, match="holds no backup"):
            read_backup(tmp_path / "backup")

    def test_a_place_that_takes_nothing_is_told(self, settings: Settings, tmp_path: Path) -> None:
        back_up(settings, tmp_path / "backup")
        other = elsewhere(tmp_path)
        other.index.mkdir(parents=True)
        (other.index / f"{CATALOGUE_FILE}.restoring").mkdir()
        with pytest.raises(BackupError, match=r"could not be restored .* the backup is as it was"):
            restore(other, tmp_path / "backup")


class TestOtherVersions:
    def sign(self, backup: Path, name: str, statement: str) -> None:
        """Change a database of the backup as another version of the program would have written it."""
        with closing(sqlite3.connect(backup / name)) as connection, connection:
            connection.execute(statement)
        manifest = json.loads((backup / MANIFEST).read_text())
        manifest["files"] = [encode(describe_file(backup / each["name"])) for each in manifest["files"]]
        (backup / MANIFEST).write_text(json.dumps(manifest))

    def test_conversations_of_a_newer_one_are_refused_and_nothing_is_changed(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        back_up(settings, tmp_path / "backup")
        self.sign(tmp_path / "backup", FILE, "PRAGMA user_version = 99")
        with pytest.raises(BackupError, match=r"layout 99, .* Update Citeleaf"):
            restore(settings, tmp_path / "backup", replace=True)
        assert asked(settings) == ["First?"]

    def test_an_index_of_another_one_is_left_out_with_the_remedy(self, settings: Settings, tmp_path: Path) -> None:
        back_up(settings, tmp_path / "backup")
        self.sign(tmp_path / "backup", CATALOGUE_FILE, "UPDATE meta SET value = 0 WHERE key = 'pipeline'")
        other = elsewhere(tmp_path)
        restored = restore(other, tmp_path / "backup")
        assert (restored.conversations, restored.index) == (True, False)
        assert "citeleaf ingest" in (restored.index_left_out or "")
        assert asked(other) == ["First?"]
        assert not other.index.exists()


def test_an_index_in_a_database_is_not_copied_and_not_touched(settings: Settings, tmp_path: Path) -> None:
    """Its own tools do that; the folder ``index`` may hold what was there before the database was chosen."""
    remote = replace(settings, store="postgresql://localhost/citeleaf")
    made = back_up(remote, tmp_path / "backup")
    assert {copied.name for copied in made.files} == {FILE}
    back_up(settings, tmp_path / "with index")
    restored = restore(remote, tmp_path / "with index", replace=True)
    assert (restored.conversations, restored.index) == (True, False)
    assert "database" in (restored.index_left_out or "")


def test_the_commands_do_it(settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = ["--corpus", str(settings.corpus), "--index", str(settings.index)]
    assert main(["backup", str(tmp_path / "backup"), *folders]) == 0
    assert FILE in capsys.readouterr().out
    assert main(["restore", str(tmp_path / "backup"), *folders]) == 1
    assert "--replace" in capsys.readouterr().err
    assert main(["restore", str(tmp_path / "backup"), *folders, "--replace"]) == 0
    assert "What was there before lies in" in capsys.readouterr().out
