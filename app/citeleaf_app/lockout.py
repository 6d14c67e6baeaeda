"""Slows down whoever guesses passwords: after some failures each further one costs a longer wait.

Counted per account and per address, in bounded memory. A guess counts before it is checked, so that many at once gain
nothing.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

FIRST_WAIT = 15.0
LONGEST_WAIT = 900.0
FORGOTTEN_AFTER = 3600.0
"""Seconds; the first two are what the first failure too many costs, and what any costs at most."""
REMEMBERED = 10_000
"""Accounts and addresses at most; the longest untouched are forgotten first."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose failures are counted together, and how many are free."""

    key: str
    free: int


def account(name: str) -> Subject:
    return Subject(f"account {name}", 5)


def address(host: str) -> Subject:
    """An address, of which an office may share one; IPv6 by its network, in which one guesser has them all."""
    try:
        parsed = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return Subject(f"address {host}", 20)
    if isinstance(parsed, ipaddress.IPv6Address):
        parsed = parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False).network_address
    return Subject(f"address {parsed}", 20)


@dataclass(slots=True)
class _Record:
    failures: int = 0
    last: float = 0.0
    until: float = 0.0


class Lockout:
    """What is remembered of failures; several threads may ask."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, remembered: int = REMEMBERED) -> None:
        self._clock = clock
        self._remembered = remembered
        self._records: OrderedDict[str, _Record] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, *subjects: Subject) -> float:
        """Count an attempt as failed until it is known better; the seconds to wait where none is allowed now."""
        now = self._clock()
        with self._lock:
            wait = max((self._record(subject, now).until - now for subject in subjects), default=0.0)
            if wait > 0:
                return wait
            for subject in subjects:
                self._fail(self._record(subject, now), subject, now)
        return 0.0

    def succeeded(self, name: Subject, place: Subject) -> None:
        """Forget the account's failures; of the address's only this attempt, or one good account would hide guesses."""
        now = self._clock()
        with self._lock:
            self._records.pop(name.key, None)
            record = self._record(place, now)
            record.failures = max(0, record.failures - 1)
            record.until = 0.0

    def _record(self, subject: Subject, now: float) -> _Record:
        record = self._records.get(subject.key)
        if record is None or now - record.last > FORGOTTEN_AFTER:
            record = self._records[subject.key] = _Record(last=now)
        self._records.move_to_end(subject.key)
        while len(self._records) > self._remembered:
            self._records.popitem(last=False)
        return record

    @staticmethod
    def _fail(record: _Record, subject: Subject, now: float) -> None:
        record.failures += 1
        record.last = now
        beyond = record.failures - subject.free
        if beyond >= 0:
            record.until = now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(beyond, 16))
