"""Passwords as they are kept: never themselves, only what scrypt makes of each with a salt of its own.

``scrypt:N:r:p:salt:key``, the last two in base 64: what a password was hashed with is kept beside it, so that the cost
can rise and old ones still count.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass

from citeleaf.errors import UsageError

SHORTEST = 10
LONGEST = 1024
"""In characters: whatever is longer is no password, and hashing it costs."""
_KEPT = re.compile(r"scrypt:(\d{1,8}):(\d{1,3}):(\d{1,3}):([A-Za-z0-9+/=]{16,128}):([A-Za-z0-9+/=]{24,128})")
_MOST_MEMORY = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Cost:
    """What a guess costs: 128·n·r bytes of memory, p times. The default takes 32 MB and some tenths of a second."""

    n: int = 2**15
    r: int = 8
    p: int = 3


COST = Cost()


@dataclass(frozen=True, slots=True)
class _Kept:
    cost: Cost
    salt: bytes
    key: bytes


def check_length(password: str) -> None:
    """Raises UsageError for a password that is too short to be one, or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsageError(f"a password has from {SHORTEST} to {LONGEST} characters: choose another")


def hash_password(password: str, cost: Cost = COST) -> str:
    """What to keep of ``password``: another text each time."""
    salt = secrets.token_bytes(16)
    return ":".join(["scrypt", str(cost.n), str(cost.r), str(cost.p), _text(salt), _text(_key(password, salt, cost))])


def matches(password: str, kept: str) -> bool:
    """Whether ``kept`` was made of ``password``; it takes as long either way. Raises UsageError for what is no hash."""
    parsed = _parse(kept)
    if len(password) > LONGEST:
        return False
    return hmac.compare_digest(_key(password, parsed.salt, parsed.cost), parsed.key)


def check_kept(kept: str) -> None:
    """Raises UsageError where ``kept`` is not what ``hash_password`` makes."""
    _parse(kept)


def _parse(kept: str) -> _Kept:
    found = _KEPT.fullmatch(kept)
    try:
        if found:
            cost = Cost(int(found[1]), int(found[2]), int(found[3]))
            salt, key = (base64.b64decode(part, validate=True) for part in (found[4], found[5]))
            if _memory(cost) <= _MOST_MEMORY and cost.n.bit_count() == 1 and cost.n > 1 and cost.r and cost.p:
                return _Kept(cost, salt, key)
    except binascii.Error:
        pass
    raise UsageError("a password in the file of accounts is not as `citeleaf user` writes it: set it again with that")


def _memory(cost: Cost) -> int:
    return 128 * cost.r * (cost.n + cost.p + 2)


def _key(password: str, salt: bytes, cost: Cost) -> bytes:
    data = unicodedata.normalize("NFKC", password).encode(errors="surrogatepass")
    return hashlib.scrypt(data, salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=2 * _memory(cost), dklen=32)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
