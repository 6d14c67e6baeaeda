"""When a noticed file is whole: by a clock that the tests move."""

from __future__ import annotations

from pathlib import Path

import pytest

from citeleaf.watch.settling import LONGEST_QUIET, QUIET, Settling

EVERYTHING = (100, 10**9)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settling(tmp_path: Path, clock: Clock) -> Settling:
    return Settling(tmp_path, clock)


def test_a_file_is_ready_when_it_was_left_alone_for_a_moment(settling: Settling, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    settling.notice("a.txt")
    clock.now += QUIET - 0.01
    assert settling.ready(*EVERYTHING) == []
    clock.now += 0.01
    assert settling.due() == 0
    assert settling.ready(*EVERYTHING) == ["a.txt"]
    assert len(settling) == 0
    assert settling.due() is None


def test_a_file_that_grew_without_notice_waits_on(settling: Settling, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    settling.notice("a.txt")
    clock.now += QUIET
    (tmp_path / "a.txt").write_text("one, and two")
    assert settling.ready(*EVERYTHING) == []
    clock.now += QUIET
    assert settling.ready(*EVERYTHING) == ["a.txt"]


def test_a_file_that_was_written_for_long_is_given_longer(settling: Settling, clock: Clock, tmp_path: Path) -> None:
    for size in range(20):  # ten seconds of writing, half of which is more than the longest quiet
        (tmp_path / "a.txt").write_text("x" * size)
        settling.notice("a.txt")
        clock.now += 0.5
    clock.now += LONGEST_QUIET - 0.5 - 0.01
    assert settling.ready(*EVERYTHING) == []
    clock.now += 0.01
    assert settling.ready(*EVERYTHING) == ["a.txt"]


def test_a_notice_of_nothing_new_does_not_prolong_the_wait(settling: Settling, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    settling.notice("a.txt")
    clock.now += QUIET / 2
    settling.notice("a.txt")
    clock.now += QUIET / 2
    assert settling.ready(*EVERYTHING) == ["a.txt"]


def test_files_that_go_one_after_the_other_are_ready_together(settling: Settling, clock: Clock) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        settling.notice(name)
        clock.now += QUIET / 2
    assert settling.ready(*EVERYTHING) == []  # c.txt was noticed half a moment ago
    clock.now += QUIET / 2
    assert sorted(settling.ready(*EVERYTHING)) == ["a.txt", "b.txt", "c.txt"]


def test_what_goes_on_going_is_not_waited_for_for_ever(settling: Settling, clock: Clock) -> None:
    for number in range(10):
        settling.notice(f"{number}.txt")
        clock.now += LONGEST_QUIET / 9  # less than a moment each
    assert len(settling.ready(*EVERYTHING)) == 10


def test_a_file_that_is_replaced_by_way_of_nothing_is_not_gone(
    settling: Settling, clock: Clock, tmp_path: Path
) -> None:
    settling.notice("a.txt")
    clock.now += QUIET
    (tmp_path / "a.txt").write_text("an editor deletes, then writes")
    assert settling.ready(*EVERYTHING) == []
    clock.now += QUIET
    assert settling.ready(*EVERYTHING) == ["a.txt"]


def test_the_latest_files_come_first_and_no_more_than_wanted(settling: Settling, clock: Clock, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text("0123456789")
        settling.notice(name)
    clock.now += QUIET
    assert settling.ready(2, 10**9) == ["c.txt", "b.txt"]
    (tmp_path / "d.txt").write_text("0123456789")
    settling.notice("d.txt")
    clock.now += QUIET
    assert settling.ready(9, 10) == ["d.txt"]  # ten bytes are enough
    assert settling.ready(9, 10) == ["a.txt"]


def test_what_is_put_back_is_looked_at_later(settling: Settling, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    settling.notice("a.txt", later=5.0)
    clock.now += 5.0
    assert settling.ready(*EVERYTHING) == []
    clock.now += QUIET
    assert settling.ready(*EVERYTHING) == ["a.txt"]
