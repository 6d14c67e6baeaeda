"""What does not hang on the documents: the bundled models, who may read the index, and what is installed."""

from __future__ import annotations

import os
import platform
import re
import shlex
import sqlite3
import stat
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from citeleaf.doctor.findings import Fault, Finding
from citeleaf.errors import ModelError
from citeleaf.models.bundle import ENCODER, READER, TOKENIZER, read_verified
from citeleaf.settings import USUAL_ACCOUNTS, Settings

_NAME = re.compile(r"[\w.-]+")
_INSTALL = "pip install --upgrade --force-reinstall citeleaf"


def examine_models() -> Finding:
    """Each bundled file against its checksum."""
    faults = []
    for name in (TOKENIZER, ENCODER, READER):
        try:
            read_verified(name)
        except ModelError as error:
            faults.append(Fault(str(error), _INSTALL))
    return Finding("models", f"{TOKENIZER}, {ENCODER}, {READER}", tuple(faults))


def examine_permissions(settings: Settings) -> Finding:
    """Nobody but the owner may look into the index, into what people kept, or at the hashes of their passwords.

    Where the settings name no accounts, those that ``citeleaf user`` makes if it is told no other place may be in use.
    """
    folders = [folder for folder in (settings.index, settings.keep_folder) if folder.is_dir()]
    accounts = settings.users or USUAL_ACCOUNTS
    files = [accounts] if accounts.is_file() else []
    faults = [fault for place in (*folders, *files) for fault in _too_open(place)]
    return Finding("permissions", ", ".join(map(str, (*folders, *files))) or "no folders yet", tuple(faults))


def examine_versions() -> Finding:
    """Every package that Citeleaf needs is there."""
    told = f"Citeleaf {version('citeleaf')}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    faults = tuple(Fault(f"the package {name} is not installed", _INSTALL) for name in _missing())
    return Finding("versions", told, faults)


def _too_open(place: Path) -> Iterator[Fault]:
    """``place`` is a folder or a file."""
    if os.name == "nt":  # permissions are another thing there
        return
    status = place.stat()
    mode = stat.S_IMODE(status.st_mode)
    if mode & 0o077:
        closed = "700" if stat.S_ISDIR(status.st_mode) else "600"
        yield Fault(
            f"others on this machine may look into {place} (mode {mode:04o})",
            shlex.join(("chmod", closed, "--", str(place))),
        )
    if not os.access(place, os.W_OK):
        yield Fault(
            f"this account may not write to {place}",
            shlex.join(("sudo", "chown", "-R", str(os.getuid()), "--", str(place))),
        )


def _missing() -> Iterator[str]:
    for requirement in requires("citeleaf") or ():
        name = _NAME.match(requirement)
        if name is None or "extra ==" in requirement:  # of an extra, which one may do without
            continue
        try:
            version(name[0])
        except PackageNotFoundError:
            yield name[0]
