"""Does the next few things while the caller is busy with the last: a file is parsed while another is encoded."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

DEPTH = 4
"""How many results may lie waiting: enough to keep both sides at work, few enough for the memory of large documents."""


def ahead(function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[tuple[Item, Result]]:
    """Each of ``items`` with what ``function`` makes of it, in order, up to DEPTH worked out before they are asked for.

    One thread does it, so that no two calls run at once. An error comes out at its item.
    """
    pool = ThreadPoolExecutor(1, thread_name_prefix="citeleaf-ahead")
    waiting: deque[tuple[Item, Future[Result]]] = deque()
    try:
        for item in items:
            waiting.append((item, pool.submit(function, item)))
            if len(waiting) > DEPTH:
                yield _finished(waiting)
        while waiting:
            yield _finished(waiting)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # who is interrupted does not wait for what nobody asks for


def _finished(waiting: deque[tuple[Item, Future[Result]]]) -> tuple[Item, Result]:
    item, future = waiting.popleft()
    return item, future.result()
