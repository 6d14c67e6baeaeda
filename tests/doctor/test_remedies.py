"""Whatever is damaged, typing what the doctor says, as often as it says something, makes all well."""

from __future__ import annotations

import os
import shlex
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from citeleaf import cli
from citeleaf.backup import back_up
from citeleaf.commands.common import settings_of
from citeleaf.doctor import Fault, examine
from citeleaf.history.database import FILE
from citeleaf.history.store import History
from citeleaf.ingest import ingest
from citeleaf.restore import restore
from citeleaf.settings import Settings
from citeleaf.store.choose import delete_index
from citeleaf.store.local import LocalStore
from citeleaf.store.schema import CATALOGUE_FILE, LOCK_FILE, VECTORS_FILE
from history.samples import asking
from support import BagOfWordsEncoder

ENCODER = BagOfWordsEncoder()
ROUNDS = 4
"""Of commands, after which all must be well: a folder in the way is put aside, then the index is made, and so on."""
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the commands are a POSIX shell's")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(corpus=tmp_path / "my corpus", index=tmp_path / "index")
    settings.corpus.mkdir()
    for name in ("a.txt", "b.txt", "c.txt"):
        (settings.corpus / name).write_text(f"The file {name} tells of rivers.")
    take_in(settings)
    History(settings.keep_folder).conversations.keep("", asking("First?", "a1"))
    back_up(settings, tmp_path / "backup")
    return settings


def take_in(settings: Settings, *, confirm_removal: bool = False) -> None:
    encoder, words = ENCODER, settings.passage_words
    with closing(
        LocalStore.open(
            settings.index, encoder=encoder.name, dimensions=encoder.dimensions, passage_words=words, create=True
        )
    ) as store:
        ingest(settings.corpus, store, encoder, passage_words=words, confirm_removal=confirm_removal)


def faults(settings: Settings) -> list[Fault]:
    return [fault for finding in examine(settings, lambda _: ENCODER) for fault in finding.faults]


def type_in(settings: Settings, command: str) -> None:
    """Run a remedy: our own commands here, with the encoder of the tests, and the others in a shell."""
    words = shlex.split(command)
    if words[0] != "citeleaf":
        subprocess.run(command, shell=True, check=True)
        return
    if words[1] == "restore":
        asked = settings_of(cli._parser().parse_args(words[1:]))
        assert asked.keep_folder == settings.keep_folder, "it restores what was examined"
        restore(settings, settings.corpus.parent / "backup", replace=True)
        return
    options = cli._parser().parse_args(words[1:])
    asked = settings_of(options)
    assert (asked.corpus, asked.index) == (settings.corpus, settings.index), "it works on what was examined"
    if options.rebuild:
        delete_index(settings)
    take_in(settings, confirm_removal=options.confirm_removal)


def mend(settings: Settings) -> None:
    for _ in range(ROUNDS):
        found = faults(settings)
        if not found:
            return
        type_in(settings, found[0].remedy)
    assert faults(settings) == []


def catalogue(change: Callable[[bytes], bytes]) -> Callable[[Settings], None]:
    def damage(settings: Settings) -> None:
        file = settings.index / CATALOGUE_FILE
        for suffix in ("-wal", "-shm"):
            file.with_name(f"{file.name}{suffix}").unlink(missing_ok=True)
        file.write_bytes(change(file.read_bytes()))

    return damage


def rows(*statements: str) -> Callable[[Settings], None]:
    def damage(settings: Settings) -> None:
        with closing(sqlite3.connect(settings.index / CATALOGUE_FILE)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    return damage


def file_for_folder(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("in the way")


def folder_for_file(file: Path) -> None:
    file.unlink(missing_ok=True)
    file.mkdir()


def empty(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()


DAMAGES: dict[str, Callable[[Settings], object]] = {
    "no database": catalogue(lambda data: b"nothing of the kind " * 500),
    "no byte": catalogue(lambda data: b""),
    "half": catalogue(lambda data: data[: len(data) // 2]),
    "a page overwritten": catalogue(lambda data: data[:8192] + b"\xff" * 4096 + data[12288:]),
    "no table of documents": rows("PRAGMA foreign_keys = off", "DROP TABLE documents"),
    "no full text": rows("DROP TABLE passage_index"),
    "empty full text": rows("INSERT INTO passage_index (passage_index) VALUES ('delete-all')"),
    "other words": rows("UPDATE documents SET text = replace(text, 'rivers', 'rovers')"),
    "short vectors": rows("UPDATE passages SET vector = zeroblob(3)"),
    "empty vectors": rows("UPDATE passages SET vector = x''"),
    "an older layout": rows("UPDATE meta SET value = 0 WHERE key = 'schema'"),
    "older loaders": rows("UPDATE meta SET value = 0 WHERE key = 'pipeline'"),
    "another encoder": rows("UPDATE meta SET value = 'another' WHERE key = 'encoder'"),
    "a fact that is none": rows("UPDATE meta SET value = 7 WHERE key = 'corpus'"),
    "a fact is missing": rows("DELETE FROM meta WHERE key = 'generation'"),
    "a corpus that moved": rows("UPDATE meta SET value = CAST('/no/such/place' AS BLOB) WHERE key = 'corpus'"),
    "vectors' file cut": lambda settings: os.truncate(settings.index / VECTORS_FILE, 40),
    "vectors' file empty": lambda settings: os.truncate(settings.index / VECTORS_FILE, 0),
    "vectors' file a folder": lambda settings: folder_for_file(settings.index / VECTORS_FILE),
    "lock a folder": lambda settings: folder_for_file(settings.index / LOCK_FILE),
    "catalogue a folder": lambda settings: folder_for_file(settings.index / CATALOGUE_FILE),
    "no index": lambda settings: shutil.rmtree(settings.index),
    "index a file": lambda settings: file_for_folder(settings.index),
    "corpus a file": lambda settings: file_for_folder(settings.corpus),
    "no corpus": lambda settings: shutil.rmtree(settings.corpus),
    "corpus emptied": lambda settings: empty(settings.corpus),
    "a changed file": lambda settings: (settings.corpus / "a.txt").write_text("Other words."),
    "index open to others": lambda settings: settings.index.chmod(0o755),
    "conversations open to others": lambda settings: settings.keep_folder.chmod(0o755),
    "conversations overwritten": lambda settings: (settings.keep_folder / FILE).write_bytes(b"no database" * 1000),
    "conversations cut": lambda settings: os.truncate(settings.keep_folder / FILE, 8192),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_what_the_doctor_says_mends_it(settings: Settings, name: str) -> None:
    assert faults(settings) == []
    DAMAGES[name](settings)
    assert faults(settings) != []
    mend(settings)
    assert [each.title for each in History(settings.keep_folder).conversations.listed("")] == ["First?"]


def test_another_length_of_passages_is_made_anew(settings: Settings) -> None:
    mend(replace(settings, passage_words=60))


def test_an_unreadable_file_is_named_until_it_is_mended(settings: Settings) -> None:
    (settings.corpus / "a.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    take_in(settings)
    (fault,) = faults(settings)
    assert fault.remedy.startswith("mend or remove it, then: citeleaf ingest --corpus ")
    (settings.corpus / "a.pdf").unlink()
    mend(settings)


def test_an_answer_that_cannot_be_read_is_told(settings: Settings) -> None:
    with closing(sqlite3.connect(settings.keep_folder / FILE)) as connection, connection:
        connection.execute("UPDATE answers SET kept = '{}'")
    (fault,) = faults(settings)
    assert fault.what.startswith("the conversations are damaged: a kept answer cannot be read")
    mend(settings)


def test_conversations_of_a_newer_version_are_no_damage(settings: Settings) -> None:
    with closing(sqlite3.connect(settings.keep_folder / FILE)) as connection:
        connection.execute("PRAGMA user_version = 99")
    (fault,) = faults(settings)
    assert fault == Fault("a newer Citeleaf has written it (layout 99)", "pip install --upgrade citeleaf")
