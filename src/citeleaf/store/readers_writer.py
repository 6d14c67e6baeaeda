"""Many readers or one writer, within a process: FAISS may search in several threads, but not beside a change."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class ReadersWriterLock:
    """Neither side may take it again within itself."""

    def __init__(self) -> None:
        self._condition = threading.Condition(threading.Lock())
        self._readers = 0

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self._condition:
            self._readers += 1
        try:
            yield
        finally:
            with self._condition:
                self._readers -= 1
                self._condition.notify_all()

    @contextmanager
    def writing(self) -> Iterator[None]:
        with self._condition:  # held to the end, which keeps new readers out
            self._condition.wait_for(lambda: self._readers == 0)
            yield
