"""Settings and what is said about one that does not hold."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from citeleaf.errors import SettingsError, UsageError
from citeleaf.settings import FILE_NAME, Settings, load_settings


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
