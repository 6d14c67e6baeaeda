"""Working ahead changes when things are done, never what comes of them or in which order."""

from __future__ import annotations

from threading import Event

import pytest

from citeleaf.ahead import DEPTH, ahead


def test_in_order() -> None:
    assert list(ahead(str, range(20))) == [(number, str(number)) for number in range(20)]
    assert list(ahead(str, [])) == []


def test_the_next_is_done_while_the_caller_is_busy() -> None:
    """Without working ahead, the wait for the second while the first is in hand would never end."""
    second = Event()

    def work(number: int) -> int:
        if number == 1:
            second.set()
        return number

    results = ahead(work, [0, 1, 2])
    assert next(results) == (0, 0)
    assert second.wait(60)
    assert list(results) == [(1, 1), (2, 2)]


def test_never_further_than_the_depth() -> None:
    begun: list[int] = []
    results = ahead(begun.append, range(100))
    next(results)
    results.close()  # type: ignore[attr-defined]  # it is a generator
    assert len(begun) <= DEPTH + 1


def test_an_error_comes_out_at_its_item() -> None:
    results = ahead(lambda number: 1 // number, [1, 0, 2])
    assert next(results) == (1, 1)
    with pytest.raises(ZeroDivisionError):
        next(results)
