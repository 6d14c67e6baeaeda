"""Each part that can be ill is found to be, and the command that mends it is named."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from citeleaf import cli
from citeleaf.doctor.corpus import examine_corpus
from citeleaf.doctor.findings import Fault, Finding
from citeleaf.doctor.index import examine_index
from citeleaf.doctor.machine import examine_models, examine_permissions, examine_versions
from citeleaf.ingest import ingest
from citeleaf.settings import Settings
from citeleaf.store.local import LocalStore
from citeleaf.store.schema import CATALOGUE_FILE, VECTORS_FILE
from support import BagOfWordsEncoder

ENCODER = BagOfWordsEncoder()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "corpus").mkdir()
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / "corpus" / name).write_text(f"The file {name} tells of rivers.")
    settings = Settings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    store = open_store(settings)
    ingest(settings.corpus, store, ENCODER)
    store.close()
    return settings


def open_store(settings: Settings) -> LocalStore:
    return LocalStore.open(settings.index, encoder=ENCODER.name, dimensions=ENCODER.dimensions, create=True)


def corpus(settings: Settings) -> Finding:
    store = open_store(settings)
    (finding,) = examine_corpus(settings, store)
    store.close()
    return finding


def faults(*findings: Finding) -> list[Fault]:
    return [fault for finding in findings for fault in finding.faults]


class TestIndex:
    def test_well(self, settings: Settings) -> None:
        index, vectors = examine_index(settings, ENCODER.name)
        assert faults(index, vectors) == []
        assert "3 documents, 3 passages" in index.told

    def test_missing(self, tmp_path: Path) -> None:
        nowhere = tmp_path / "nowhere"
        (fault,) = faults(*examine_index(Settings(index=nowhere), ENCODER.name))
        assert fault == Fault("there is no index", f"citeleaf ingest --index {nowhere}")

    def test_no_database(self, settings: Settings) -> None:
        (settings.index / CATALOGUE_FILE).write_bytes(b"nothing of the kind " * 500)
        (fault,) = faults(*examine_index(settings, ENCODER.name))
        assert fault.remedy == f"citeleaf ingest --rebuild --corpus {settings.corpus} --index {settings.index}"

    def test_damaged_vectors_file(self, settings: Settings) -> None:
        file = settings.index / VECTORS_FILE
        file.write_bytes(file.read_bytes()[:-1])
        (fault,) = faults(*examine_index(settings, ENCODER.name))
        assert fault.remedy == f"rm -- {file}"

    def test_made_otherwise(self, settings: Settings) -> None:
        other = Settings(corpus=settings.corpus, index=settings.index, passage_words=60)
        words, encoder = faults(*examine_index(other, "another encoder"))
        assert words.what == "it was made with passage words 120, and the setting is 60"
        assert encoder.what == f"it was made with encoder {ENCODER.name}, and the setting is another encoder"


class TestCorpus:
    def test_well(self, settings: Settings) -> None:
        assert corpus(settings) == Finding("corpus", f"{settings.corpus}: 3 files")

    def test_missing(self, tmp_path: Path) -> None:
        nowhere = tmp_path / "no where"
        (fault,) = faults(*examine_corpus(Settings(corpus=nowhere), None))
        assert fault.remedy == f"mkdir -p -- '{nowhere}'"

    def test_out_of_step(self, settings: Settings) -> None:
        (settings.corpus / "a.txt").unlink()
        (settings.corpus / "d.txt").write_text("A new one.")
        (fault,) = corpus(settings).faults
        assert fault == Fault(
            "2 files are not as they were indexed: a.txt, d.txt",
            f"citeleaf ingest --corpus {settings.corpus} --index {settings.index}",
        )

    def test_emptied(self, settings: Settings) -> None:
        for file in settings.corpus.iterdir():
            file.unlink()
        (fault,) = corpus(settings).faults
        assert fault.remedy == f"citeleaf ingest --confirm-removal --corpus {settings.corpus} --index {settings.index}"

    def test_unreadable_file(self, settings: Settings) -> None:
        (settings.corpus / "a.pdf").write_bytes(b"%PDF-1.7 and nothing else")
        store = open_store(settings)
        ingest(settings.corpus, store, ENCODER)
        store.close()
        (fault,) = corpus(settings).faults
        assert fault.what.startswith("a.pdf cannot be read: ")

    def test_another_one(self, settings: Settings, tmp_path: Path) -> None:
        (tmp_path / "other").mkdir()
        other = Settings(corpus=tmp_path / "other", index=settings.index)
        (fault,) = corpus(other).faults
        assert fault.what == f"the index is that of {settings.corpus}"
        assert fault.remedy == f"citeleaf ingest --corpus {settings.corpus} --index {settings.index}"


class TestMachine:
    def test_models_and_versions_are_well(self) -> None:
        assert faults(examine_models(), examine_versions()) == []

    @pytest.mark.skipif(os.name == "nt", reason="permissions are another thing there")
    def test_an_index_that_others_may_read(self, settings: Settings) -> None:
        assert examine_permissions(settings).faults == ()
        settings.index.chmod(0o755)
        (fault,) = examine_permissions(settings).faults
        assert fault == Fault(
            f"others on this machine may look into {settings.index} (mode 0755)", f"chmod 700 -- {settings.index}"
        )

    @pytest.mark.skipif(os.name == "nt", reason="permissions are another thing there")
    def test_accounts_that_others_may_read(self, settings: Settings, tmp_path: Path) -> None:
        users = tmp_path / "users.toml"
        users.write_text("[users]\n")
        users.chmod(0o644)
        (fault,) = examine_permissions(replace(settings, users=users)).faults
        assert fault.remedy == f"chmod 600 -- {users}"

    @pytest.mark.skipif(os.name == "nt", reason="permissions are another thing there")
    def test_accounts_at_the_usual_place_that_others_may_read(
        self, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        Path("users.toml").write_text("[users]\n")
        Path("users.toml").chmod(0o640)
        (fault,) = examine_permissions(settings).faults
        assert fault.remedy == "chmod 600 -- users.toml"


@pytest.mark.slow
def test_the_command_says_whether_all_is_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("The river is long.")
    assert cli.main(["doctor"]) == 1
    assert "there is no index\n         → citeleaf ingest\n" in capsys.readouterr().out
    assert cli.main(["ingest"]) == 0
    capsys.readouterr()
    assert cli.main(["doctor", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["well"]
    assert [finding["part"] for finding in told["findings"]] == [
        *("versions", "models", "index", "vectors", "corpus", "history", "permissions")
    ]
    assert cli.main(["doctor"]) == 0
    assert capsys.readouterr().out.endswith("\nAll is well.\n")
