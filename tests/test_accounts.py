"""Passwords and the file that keeps them: nothing readable in it, nothing guessed from how long an answer takes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from citeleaf import passwords
from citeleaf.accounts import Accounts, account_name, read_accounts, write_accounts
from citeleaf.errors import UsageError
from citeleaf.passwords import Cost, check_length, hash_password, matches

CHEAP = Cost(n=2, r=1, p=1)
SECRET = "correct horse battery"


def test_a_password_matches_its_own_hash_alone() -> None:
    kept = hash_password(SECRET, CHEAP)
    assert matches(SECRET, kept)
    assert not matches("correct horse batterY", kept)
    assert not matches("", kept)
    assert SECRET not in kept


def test_each_hash_has_a_salt_of_its_own() -> None:
    assert hash_password(SECRET, CHEAP) != hash_password(SECRET, CHEAP)


def test_the_cost_is_kept_with_the_hash() -> None:
    assert hash_password(SECRET, Cost(n=4, r=2, p=3)).startswith("scrypt:4:2:3:")
    assert matches(SECRET, hash_password(SECRET, Cost(n=4, r=2, p=3)))


def test_a_guess_costs_32_megabytes_by_default() -> None:
    assert 128 * passwords.COST.n * passwords.COST.r == 32 * 2**20  # 128 · 32768 · 8


def test_one_password_typed_on_two_systems_is_one() -> None:
    assert matches("Zu\u0308rich am See", hash_password("Zürich am See", CHEAP))


def test_what_is_no_password_is_refused_unhashed() -> None:
    for wrong in ("short", "x" * 1025):
        with pytest.raises(UsageError, match="from 10 to 1024"):
            check_length(wrong)
    assert not matches("x" * 1025, hash_password(SECRET, CHEAP))


@pytest.mark.parametrize(
    "kept",
    [
        SECRET,
        "",
        "scrypt:3:1:1:AAAAAAAAAAAAAAAAAAAAAA==:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",  # n is no power of two
        "scrypt:16777216:8:1:AAAAAAAAAAAAAAAAAAAAAA==:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",  # takes 16 GB
        "scrypt:2:0:1:AAAAAAAAAAAAAAAAAAAAAA==:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "scrypt:2:1:1:AAAAAAAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",  # no base 64
    ],
)
def test_what_is_no_hash_is_refused(kept: str) -> None:
    with pytest.raises(UsageError, match="citeleaf user"):
        matches(SECRET, kept)


@pytest.mark.parametrize("name", ["anna", "anna.b@example.org", "Jürgen", "o-o_o+1"])
def test_names(name: str) -> None:
    assert account_name(f" {name} ") == name


@pytest.mark.parametrize("name", ["", "a b", "a\nb", "x" * 65, 'a"', "a/b"])
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(UsageError):
        account_name(name)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "users.toml"
    write_accounts(path, {"anna": hash_password(SECRET, CHEAP), "Jürgen": hash_password("eine lange Nacht", CHEAP)})
    return path


def test_the_file_is_its_owners_and_keeps_what_was_written(file: Path) -> None:
    assert file.stat().st_mode & 0o777 == 0o600
    assert set(read_accounts(file)) == {"anna", "Jürgen"}
    assert [path.name for path in file.parent.iterdir()] == ["users.toml"]


def test_a_name_and_its_own_password_go_together(file: Path) -> None:
    accounts = Accounts(file, CHEAP)
    assert accounts.admits("anna", SECRET)
    assert not accounts.admits("Jürgen", SECRET)
    assert not accounts.admits("nobody", SECRET)
    assert not accounts.admits("", "")


def test_a_change_of_the_file_counts_at_once_and_a_broken_one_not_at_all(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    accounts = Accounts(file, CHEAP)
    old = accounts.kept("anna")
    write_accounts(file, {"anna": hash_password("another password", CHEAP)})
    assert accounts.kept("anna") not in (old, None)
    assert accounts.kept("Jürgen") is None
    assert accounts.admits("anna", "another password")
    file.write_text("[users", encoding="utf-8")
    assert accounts.admits("anna", "another password")
    assert "as they were" in caplog.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[users]\n", "names nobody"),
        ("users = 3", "a table"),
        ("[users]\n[roles]\n", "nothing else"),
        ("[users]\nanna = 'plain password'\n", "citeleaf user"),
        ("[users]\nanna = 3\n", "anna"),
        ("[users", "cannot be read"),
    ],
)
def test_a_file_that_is_not_one_of_accounts_is_refused(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "users.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=told):
        Accounts(tmp_path / "users.toml", CHEAP)


def test_no_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="citeleaf user NAME"):
        Accounts(tmp_path / "users.toml", CHEAP)


def citeleaf_user(folder: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "citeleaf.cli", "user", *arguments]
    return subprocess.run(
        command, cwd=folder, input=typed, capture_output=True, text=True, timeout=60, env={**os.environ}
    )


def test_the_command_makes_changes_and_removes_an_account(tmp_path: Path) -> None:
    made = citeleaf_user(tmp_path, "anna", typed=f"{SECRET}\n")
    assert made.returncode == 0
    assert "--auth users.toml" in made.stdout
    first = (tmp_path / "users.toml").read_text(encoding="utf-8")
    assert SECRET not in first + made.stdout + made.stderr
    assert citeleaf_user(tmp_path, "anna", typed="another password\n").stdout == "anna has another password\n"
    assert Accounts(tmp_path / "users.toml").admits("anna", "another password")
    assert citeleaf_user(tmp_path, "anna", "--remove").returncode == 0
    assert read_accounts(tmp_path / "users.toml") == {}
    assert citeleaf_user(tmp_path, "anna", "--remove").returncode == 2


def test_the_command_refuses_a_short_password_and_takes_none_as_an_argument(tmp_path: Path) -> None:
    assert "from 10 to 1024" in citeleaf_user(tmp_path, "anna", typed="short\n").stderr
    assert citeleaf_user(tmp_path, "anna", SECRET).returncode == 2
    assert not (tmp_path / "users.toml").exists()
