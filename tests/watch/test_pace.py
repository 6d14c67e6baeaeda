"""How much an update may take in, learned from how long the last ones took."""

from __future__ import annotations

from citeleaf.watch.pace import BYTES_EACH, FIRST, LEAST, MOST, SECONDS, Pace


def test_full_and_quick_updates_grow_up_to_the_most() -> None:
    pace = Pace()
    assert (pace.files, pace.bytes) == (FIRST, FIRST * BYTES_EACH)
    pace.learn(FIRST, SECONDS / 3)
    assert pace.files == 2 * FIRST
    for _ in range(5):
        pace.learn(pace.files, SECONDS / 3)
    assert pace.files == MOST


def test_a_slow_update_shrinks_the_next_to_what_fits_but_not_below_the_least() -> None:
    pace = Pace()
    pace.files = 60
    pace.learn(60, 4 * SECONDS)
    assert pace.files == 15  # 60 files in four times the time
    pace.learn(1, 10 * SECONDS)  # one large file
    assert pace.files == LEAST


def test_a_few_files_say_nothing_of_many() -> None:
    pace = Pace()
    pace.learn(1, SECONDS / 10)
    pace.learn(FIRST, SECONDS * 0.9)
    assert pace.files == FIRST
