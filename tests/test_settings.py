"""Settings and what is said about one that does not hold."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from citeleaf.errors import SettingsError, UsageError
from citeleaf.history.database import Database
from citeleaf.history.store import History
from citeleaf.keeping import claim
from citeleaf.receiving import Intake
from citeleaf.scan import is_passed_over
from citeleaf.settings import FILE_NAME, Settings, is_set, load_settings
from history.samples import asking
from history.samples import write as write_document


def write(folder: Path, text: str) -> None:
    (folder / FILE_NAME).write_text(text, encoding="utf-8")


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()


def test_the_default_address_is_this_machine_alone() -> None:
    assert Settings().host == "127.0.0.1"


def test_a_file_says_otherwise(tmp_path: Path) -> None:
    write(tmp_path, 'corpus = "papers"\nquotes = 1\nminimum_confidence = 0.5\nhost = "::1"\n')
    assert load_settings(tmp_path) == Settings(corpus=Path("papers"), quotes=1, minimum_confidence=0.5, host="::1")


@pytest.mark.parametrize("policy", ["careful", "balanced", "open"])
def test_each_policy_can_be_chosen(policy: str, tmp_path: Path) -> None:
    write(tmp_path, f'policy = "{policy}"\n')
    assert load_settings(tmp_path) == Settings(policy=policy)


def test_by_default_the_policy_is_balanced_and_no_number_overrides_it() -> None:
    assert (Settings().policy, Settings().minimum_confidence) == ("balanced", None)


def test_every_setting_can_stand_in_a_file(tmp_path: Path) -> None:
    written = {
        field.name: f"{field.name} = {value if isinstance(value, int) else json.dumps(str(value))}"
        for field in dataclasses.fields(Settings)
        if (value := getattr(Settings(), field.name)) is not None
    }
    unset = {"minimum_confidence": "1", "keep": '"private"', "users": '"users.toml"'}
    assert {*written, *unset} == {field.name for field in dataclasses.fields(Settings)}
    write(tmp_path, "\n".join([*written.values(), *(f"{name} = {value}" for name, value in unset.items())]))
    assert load_settings(tmp_path) == Settings(minimum_confidence=1, keep=Path("private"), users=Path("users.toml"))


def test_what_people_made_lies_beside_the_corpus_unless_it_is_moved() -> None:
    assert Settings(corpus=Path("papers/corpus")).keep_folder == Path("papers/.citeleaf")
    assert Settings(corpus=Path("papers/corpus"), keep=Path("private")).keep_folder == Path("private")


class TestTwoCorporaSideBySide:
    """What people made of one is nothing that another's readers see."""

    @staticmethod
    def kept(folder: Path, name: str) -> str:
        return Settings(corpus=folder / name).keep_folder.relative_to(folder).as_posix()

    def test_each_has_a_folder_of_its_own_that_no_scan_looks_into(self, tmp_path: Path) -> None:
        kept = {name: self.kept(tmp_path, name) for name in ("corpus", "case2", "my papers", ".hidden")}
        assert kept == {
            "corpus": ".citeleaf",
            "case2": ".citeleaf-case2",
            "my papers": ".citeleaf-my papers",
            ".hidden": ".citeleaf-.hidden",
        }
        assert all(is_passed_over(folder) for folder in kept.values())

    def test_a_conversation_or_a_deleted_file_of_one_is_not_the_others(self, tmp_path: Path) -> None:
        first, second = (Settings(corpus=tmp_path / name) for name in ("corpus", "case2"))
        write_document(first.corpus)
        History(first.keep_folder).conversations.keep("", asking("Who did it?", "a1"))
        intakes = [Intake(each.corpus, each.keep_folder, 1000) for each in (first, second)]
        intakes[0].trash.put("border.txt")
        assert len(intakes[0].trash.listed()) == 1
        assert intakes[1].trash.listed() == []
        assert Settings(corpus=second.corpus).keep_folder == second.keep_folder
        assert not Database(second.keep_folder).exists

    def test_one_that_is_given_as_a_dot_has_the_name_of_its_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "case2" / "reports").mkdir(parents=True)
        monkeypatch.chdir(tmp_path / "case2" / "reports")
        assert Settings(corpus=Path("..")).keep_folder == tmp_path / ".citeleaf-case2"
        assert Settings(corpus=Path()).keep_folder == tmp_path / "case2" / ".citeleaf-reports"

    def test_what_was_kept_in_the_common_folder_goes_on_being_used_where_it_can_be_nobody_elses(
        self, tmp_path: Path
    ) -> None:
        (tmp_path / ".citeleaf").mkdir()
        (tmp_path / "papers").mkdir()
        assert self.kept(tmp_path, "papers") == ".citeleaf"
        (tmp_path / "corpus").mkdir()
        assert self.kept(tmp_path, "papers") == ".citeleaf-papers"

    def test_it_is_left_for_a_corpus_on_a_drive_that_is_not_mounted(self, tmp_path: Path) -> None:
        (tmp_path / ".citeleaf").mkdir()
        (tmp_path / "corpus").symlink_to(tmp_path / "not mounted")
        assert self.kept(tmp_path, "papers") == ".citeleaf-papers"

    def test_another_name_of_the_usual_corpus_finds_what_was_kept_of_it(self, tmp_path: Path) -> None:
        (tmp_path / ".citeleaf").mkdir()
        (tmp_path / "papers").mkdir()
        (tmp_path / "corpus").symlink_to("papers")
        assert self.kept(tmp_path, "papers") == ".citeleaf"

    def test_the_shared_folder_is_that_of_the_first_to_be_served(self, tmp_path: Path) -> None:
        for name in (".citeleaf", "case1", "case2"):
            (tmp_path / name).mkdir()
        claim(tmp_path / ".citeleaf", tmp_path / "case1")
        claim(tmp_path / ".citeleaf", tmp_path / "case2")
        assert self.kept(tmp_path, "case1") == ".citeleaf"
        assert self.kept(tmp_path, "case2") == ".citeleaf-case2"

    def test_one_that_has_its_own_keeps_to_it(self, tmp_path: Path) -> None:
        for name in (".citeleaf", ".citeleaf-papers", "papers"):
            (tmp_path / name).mkdir()
        assert self.kept(tmp_path, "papers") == ".citeleaf-papers"


def test_settings_of_a_newer_version_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "version = 2\n")
    with pytest.raises(SettingsError, match="are of version 2, and this Citeleaf reads 1"):
        load_settings(tmp_path)


def test_the_policy_in_force_is_the_number_where_one_is_set() -> None:
    assert Settings(policy="open").policy_in_force == "open"
    assert Settings(policy="open", minimum_confidence=0.5).policy_in_force == "confidence from 0.5"


def test_what_is_given_goes_before_the_file(tmp_path: Path) -> None:
    write(tmp_path, 'corpus = "papers"\nport = 1000\nquotes = 2\n')
    settings = load_settings(tmp_path, corpus=Path("books"), port=2000, index=None)
    assert settings == Settings(corpus=Path("books"), port=2000, quotes=2)


def test_it_can_be_told_whether_a_file_gives_a_setting_be_it_the_default(tmp_path: Path) -> None:
    assert not is_set("corpus", tmp_path)
    write(tmp_path, 'corpus = "corpus"\n')
    assert is_set("corpus", tmp_path)
    assert not is_set("index", tmp_path)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "\ufeffquotes = 3\r\n"], ids=["empty", "comment", "Windows"])
def test_files_that_say_nothing_new(text: str, tmp_path: Path) -> None:
    write(tmp_path, text)
    assert load_settings(tmp_path) == Settings()


class TestMistakes:
    def test_a_misspelt_key_is_named_with_the_one_that_is_meant(self, tmp_path: Path) -> None:
        write(tmp_path, 'corpsu = "papers"\n')
        with pytest.raises(SettingsError, match=r"^'corpsu' is not a setting: did you mean 'corpus'\?$"):
            load_settings(tmp_path)

    def test_a_key_like_no_other_is_named_with_all_there_are(self, tmp_path: Path) -> None:
        write(tmp_path, "[server]\nport = 1\n")
        with pytest.raises(SettingsError, match=r"^'server' is not a setting: the settings are candidates, corpus, "):
            load_settings(tmp_path)

    def test_a_misspelt_override_is_named_too(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError, match="'quote' is not a setting: did you mean 'quotes'"):
            load_settings(tmp_path, quote=1)

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("corpus = 1", "Path"),
            ("corpus = true", "Path"),
            ("encoder = 5", "str"),
            ("policy = 1", "str"),
            ('quotes = "3"', "int"),
            ("quotes = 3.0", "int"),
            ("quotes = true", "int"),
            ("quotes = [3]", "int"),
            ('minimum_confidence = "high"', "float | None"),
            ("minimum_confidence = false", "float | None"),
        ],
    )
    def test_a_value_of_the_wrong_type(self, text: str, kind: str, tmp_path: Path) -> None:
        write(tmp_path, text)
        with pytest.raises(SettingsError) as raised:
            load_settings(tmp_path)
        assert str(raised.value).startswith(f"{text.split()[0]} takes a value of type {kind}, not ")

    @pytest.mark.parametrize(
        "text",
        [
            "passage_words = 0",
            "candidates = -1",
            "passages_read = 0",
            "quotes = 0",
            "nearest = 0",
            "minimum_confidence = 1.01",
            "minimum_confidence = -0.1",
            "minimum_confidence = nan",
            "port = -1",
            "port = 65536",
        ],
    )
    def test_a_value_out_of_range(self, text: str, tmp_path: Path) -> None:
        write(tmp_path, text)
        name, _, value = text.split()
        with pytest.raises(SettingsError, match=rf"^{name} .*{value}$"):
            load_settings(tmp_path)

    @pytest.mark.parametrize("text", ["minimum_confidence = 0", "minimum_confidence = 1.0", "port = 65535", "port = 0"])
    def test_the_bounds_themselves_hold(self, text: str, tmp_path: Path) -> None:
        write(tmp_path, text)
        name, _, value = text.split()
        assert getattr(load_settings(tmp_path), name) == float(value)

    @pytest.mark.parametrize("content", [b"quotes", b"quotes = 1\nquotes = 2", b"\xff\xfe"])
    def test_what_is_not_toml(self, content: bytes, tmp_path: Path) -> None:
        (tmp_path / FILE_NAME).write_bytes(content)
        with pytest.raises(SettingsError, match=r"citeleaf\.toml cannot be read: .* Mend it, or move it away"):
            load_settings(tmp_path)

    @pytest.mark.parametrize("policy", ["", "Careful", "strict"])
    def test_a_policy_that_there_is_not(self, policy: str, tmp_path: Path) -> None:
        write(tmp_path, f'policy = "{policy}"\n')
        with pytest.raises(SettingsError, match=rf"^policy is one of careful, balanced, open, not '{policy}'$"):
            load_settings(tmp_path)

    def test_a_folder_in_the_files_place(self, tmp_path: Path) -> None:
        (tmp_path / FILE_NAME).mkdir()
        with pytest.raises(SettingsError, match="cannot be read"):
            load_settings(tmp_path)

    def test_are_usage_errors(self) -> None:
        assert issubclass(SettingsError, UsageError)
        assert SettingsError.exit_code == 2
