"""Who may sign in: a TOML file of names, each with its hashed password, read again whenever it has changed.

[users]
"anna" = "scrypt:…"
"""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
import threading
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from citeleaf.errors import UsageError
from citeleaf.passwords import COST, Cost, check_kept, hash_password, matches

logger = logging.getLogger(__name__)

_NAME = re.compile(r"[\w.@+-]{1,64}")
_HEAD = (
    "# Who may sign in to Citeleaf. `citeleaf user NAME` sets a password, and with --remove takes the account away.\n"
)


def account_name(text: str) -> str:
    """``text`` as a name is written in the file. Raises UsageError for what cannot be one."""
    name = unicodedata.normalize("NFKC", text).strip()
    if not _NAME.fullmatch(name):
        raise UsageError("a name has from 1 to 64 letters, digits and . _ @ + - and no spaces: choose another")
    return name


def read_accounts(path: Path) -> dict[str, str]:
    """The hashed password of each name. Raises UsageError where the file is not one of accounts."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise UsageError(f"there is no file of accounts at {path}: make one with `citeleaf user NAME`") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise UsageError(f"the file of accounts {path} cannot be read: {error}. Mend it, or make another.") from error
    users = found.get("users")
    if not isinstance(users, dict) or found.keys() != {"users"}:
        raise UsageError(f"the file of accounts {path} must hold a table [users], and nothing else")
    return {account_name(name): _checked(name, kept, path) for name, kept in users.items()}


def _checked(name: str, kept: object, path: Path) -> str:
    if not isinstance(kept, str):
        raise UsageError(f"{path}: what stands behind {name} is no hashed password; set it with `citeleaf user {name}`")
    check_kept(kept)
    return kept


def write_accounts(path: Path, accounts: Mapping[str, str]) -> None:
    """Write the file anew, in one step, readable by its owner alone."""
    lines = [f"{json.dumps(name, ensure_ascii=False)} = {json.dumps(kept)}" for name, kept in sorted(accounts.items())]
    text = "\n".join([_HEAD, "[users]", *lines, ""])
    path = path.resolve()  # a link stays one
    written = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        written.replace(path)
    except OSError as error:
        written.unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written: {error.strerror}. Name another place with --users.") from error


class Accounts:
    """The accounts in a file, which may change at any time. Several threads may ask."""

    def __init__(self, path: Path, cost: Cost = COST) -> None:
        """Raises UsageError where the file cannot be read or names nobody."""
        self._path = path
        self._cost = cost
        self._lock = threading.Lock()
        self._stamp = _stamp(path)
        self._kept = read_accounts(path)
        _nobodys(cost)  # made now, or the first unknown name would take twice as long
        if not self._kept:
            raise UsageError(f"{path} names nobody, so nobody could sign in: add someone with `citeleaf user NAME`")

    def kept(self, name: str) -> str | None:
        """The hashed password of ``name`` as the file has it now: another one once it was changed."""
        with self._lock:
            self._refresh()
            return self._kept.get(name)

    def admits(self, name: str, password: str) -> bool:
        """Whether the two go together. An unknown name takes as long as a known one."""
        kept = self.kept(name)
        right = matches(password, kept or _nobodys(self._cost))
        return right and kept is not None

    def _refresh(self) -> None:
        stamp = _stamp(self._path)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._kept = read_accounts(self._path)
        except UsageError as error:
            logger.warning("The accounts are as they were: %s", error)


@cache
def _nobodys(cost: Cost) -> str:
    """A hash that no password matches, for names that are unknown."""
    return hash_password(secrets.token_urlsafe(32), cost)


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino
