"""Who is signed in, for how long, and who has to wait: time is the tests' own."""

from __future__ import annotations

import pytest

from citeleaf_app.lockout import Lockout, Subject, account, address
from citeleaf_app.logins import ABSOLUTE, IDLE, PER_ACCOUNT, Logins


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def same(_: str) -> str:
    return "hash"


def test_a_token_names_its_account_and_no_other_does() -> None:
    logins = Logins(Clock())
    token = logins.begin("anna", "hash")
    assert len(token) == 43  # 256 bits in base 64
    assert logins.find(token, same) == "anna"
    assert logins.find(token[:-1], same) is None
    assert logins.find("", same) is None
    assert token not in repr(vars(logins))  # only its hash is kept


def test_each_login_has_a_token_of_its_own() -> None:
    logins = Logins(Clock())
    assert logins.begin("anna", "hash") != logins.begin("anna", "hash")


def test_a_token_counts_no_more_once_signed_out() -> None:
    logins = Logins(Clock())
    token, other = logins.begin("anna", "hash"), logins.begin("anna", "hash")
    logins.end(token)
    assert logins.find(token, same) is None
    assert logins.find(other, same) == "anna"


def test_an_unused_login_ends_and_a_used_one_goes_on() -> None:
    clock = Clock()
    logins = Logins(clock)
    used, unused, looked_at = (logins.begin("anna", "hash") for _ in range(3))
    clock.now += IDLE - 1
    assert logins.find(used, same) == "anna"
    assert logins.find(looked_at, same, touch=False) == "anna"
    clock.now += 2
    assert logins.find(used, same) == "anna"
    assert logins.find(unused, same) is None
    assert logins.find(looked_at, same) is None


def test_every_login_ends() -> None:
    clock = Clock()
    logins = Logins(clock)
    token = logins.begin("anna", "hash")
    for _ in range(int(ABSOLUTE // IDLE)):
        clock.now += IDLE
        assert logins.find(token, same) == "anna"
    clock.now += 1
    assert logins.find(token, same) is None


@pytest.mark.parametrize("now", ["another hash", None])
def test_a_changed_password_and_a_removed_account_end_its_logins(now: str | None) -> None:
    logins = Logins(Clock())
    token = logins.begin("anna", "hash")
    assert logins.find(token, lambda _: now) is None
    assert logins.find(token, same) is None  # for good


def test_the_logins_of_one_account_are_bounded() -> None:
    clock = Clock()
    logins = Logins(clock)
    other = logins.begin("ben", "hash")
    tokens = []
    for _ in range(PER_ACCOUNT + 1):
        clock.now += 1
        tokens.append(logins.begin("anna", "hash"))
    assert logins.find(tokens[0], same) is None
    assert all(logins.find(token, same) for token in [*tokens[1:], other])


def test_failures_cost_longer_and_longer_waits() -> None:
    clock = Clock()
    lockout = Lockout(clock)
    waits = []
    for _ in range(14):
        waits.append(lockout.begin(account("anna")))
        if waits[-1]:
            clock.now += waits[-1]
    # Four are free; the fifth costs 15 s, and after that each attempt that is let through costs twice as much.
    assert waits == [0, 0, 0, 0, 0, 15, 0, 30, 0, 60, 0, 120, 0, 240]


def test_no_wait_is_longer_than_a_quarter_of_an_hour() -> None:
    clock = Clock()
    lockout = Lockout(clock)
    longest = 0.0
    for _ in range(60):
        wait = lockout.begin(account("anna"))
        longest = max(longest, wait)
        clock.now += wait
    assert longest == 900


def test_one_account_does_not_hold_up_another_and_time_heals() -> None:
    clock = Clock()
    lockout = Lockout(clock)
    for _ in range(5):
        lockout.begin(account("anna"))
    assert lockout.begin(account("ben")) == 0
    assert lockout.begin(account("anna")) == 15
    clock.now += 3601
    assert [lockout.begin(account("anna")) for _ in range(5)] == [0] * 5


def test_an_address_that_tries_many_names_waits_too() -> None:
    lockout = Lockout(Clock())
    waits = [lockout.begin(account(f"name{number}"), address("192.0.2.1")) for number in range(21)]
    assert waits == [0] * 20 + [15]
    assert lockout.begin(account("anna"), address("192.0.2.2")) == 0


def test_a_success_forgets_the_accounts_failures_and_of_the_address_only_itself() -> None:
    lockout = Lockout(Clock())
    place = address("192.0.2.1")
    for number in range(19):
        lockout.begin(account(f"name{number}"), place)
    assert lockout.begin(account("anna"), place) == 0
    lockout.succeeded(account("anna"), place)
    assert lockout.begin(account("name"), place) == 0  # the twentieth failure
    assert lockout.begin(account("name"), place) == 15


def test_what_is_remembered_is_bounded() -> None:
    lockout = Lockout(Clock(), remembered=10)
    for number in range(1000):
        lockout.begin(Subject(f"name {number}", 5))
    assert len(lockout._records) == 10


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),  # one network of 64 bits
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2", True),
    ],
)
def test_addresses_that_one_guesser_has_count_together(one: str, other: str, together: bool) -> None:
    assert (address(one) == address(other)) is together
