"""Who is signed in: kept here, in memory, under the hash of a random number that only the browser holds.

Whoever reads this program's memory or a copy of it cannot sign in with what is found there; a restart signs everybody
out.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

IDLE = 2 * 3600.0
"""Seconds after which a login that is not used ends."""
ABSOLUTE = 12 * 3600.0
"""Seconds after which any login ends."""
PER_ACCOUNT = 20
"""Browsers that one account is signed in with at once; the least used is signed out for the next."""


@dataclass(slots=True)
class _Login:
    name: str
    credential: str
    began: float
    used: float


class Logins:
    """The logins there are; several threads may ask."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._logins: dict[bytes, _Login] = {}
        self._lock = threading.Lock()

    def begin(self, name: str, credential: str) -> str:
        """Sign ``name`` in, as one whose hashed password is ``credential``; the token for the browser to hold."""
        token = secrets.token_urlsafe(32)  # 256 bits
        now = self._clock()
        with self._lock:
            self._forget_ended(now)
            own = sorted((login.used, key) for key, login in self._logins.items() if login.name == name)
            for _, key in own[: max(0, len(own) - PER_ACCOUNT + 1)]:
                del self._logins[key]
            self._logins[_hashed(token)] = _Login(name, credential, now, now)
        return token

    def find(self, token: str, credential_of: Callable[[str], str | None], *, touch: bool = True) -> str | None:
        """Whose token it is, if the login holds and the password is still the same. ``touch`` counts it as used."""
        key, now = _hashed(token), self._clock()
        with self._lock:
            login = self._logins.get(key)
            if login is None:
                return None
            if _has_ended(login, now) or credential_of(login.name) != login.credential:
                del self._logins[key]
                return None
            if touch:
                login.used = now
            return login.name

    def end(self, token: str) -> None:
        """Sign out."""
        with self._lock:
            self._logins.pop(_hashed(token), None)

    def _forget_ended(self, now: float) -> None:
        for key in [key for key, login in self._logins.items() if _has_ended(login, now)]:
            del self._logins[key]


def _has_ended(login: _Login, now: float) -> bool:
    return now - login.used > IDLE or now - login.began > ABSOLUTE


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="surrogateescape")).digest()
