"""Keeps what was costly to make, the latest used, up to so many bytes. Several threads use it at once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock


class ByteCache:
    """Bytes by their key; the least recently used give way when all together hold more than ``limit``."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held: OrderedDict[Hashable, bytes] = OrderedDict()
        self._size = 0
        self._gates: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """What is kept under ``key``, or else what ``make`` makes for it: once, however many ask at the same time."""
        with self._lock:
            if key in self._held:
                return self._used(key)
            gate = self._gates.setdefault(key, Lock())
        with gate:
            with self._lock:
                if key in self._held:
                    return self._used(key)
            try:
                made = make()
                self._keep(key, made)
                return made
            finally:
                with self._lock:
                    self._gates.pop(key, None)

    def _used(self, key: Hashable) -> bytes:
        self._held.move_to_end(key)
        return self._held[key]

    def _keep(self, key: Hashable, made: bytes) -> None:
        with self._lock:
            self._held[key] = made
            self._size += len(made)
            while self._size > self._limit:
                self._size -= len(self._held.popitem(last=False)[1])
