"""Takes from the worker what no parser needs: the network, other programs, and every file but the libraries'.

The system does it where it can (Linux: a network namespace without a network, Landlock over the file system, and
seccomp over what neither sees), so that it holds for native code that was taken over as well. Python's audit hooks say
no everywhere else, to Python's own code alone: against a library that would fetch what a document names, not against an
attacker.
"""

from __future__ import annotations

import ctypes
import os
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from citeleaf.sandbox.calls import leave_calls

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_NO_NEW_PRIVILEGES = 38
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same numbers on every architecture Python runs on
_PATH_BENEATH = 1
_ASK_VERSION = 1
_EXECUTE, _READ_FILE, _READ_FOLDER = 1 << 0, 1 << 2, 1 << 3
_READING = _EXECUTE | _READ_FILE | _READ_FOLDER
_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}
"""All rights over files that each version of Landlock knows; later versions know these too."""

_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.startfile")
_CHANGING = frozenset(
    {"os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown"}
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Forbidden(RuntimeError):
    """A parser tried what the sandbox does not allow."""


def shut_in() -> tuple[str, ...]:
    """Take it all away, for good. What of it the system itself holds: "network", "files", "calls"."""
    held = []
    if sys.platform == "linux":
        if _leave_network():
            held.append("network")
        if _leave_files(readable_places()):
            held.append("files")
        if leave_calls():
            held.append("calls")
    sys.addaudithook(_refuse)
    return tuple(held)


def readable_places() -> list[Path]:
    """Where Python and its libraries lie, which are loaded when they are needed, and what these read of the system."""
    paths = {
        Path(place) for place in (*sys.path, *sysconfig.get_paths().values(), sys.prefix, sys.base_prefix) if place
    }
    paths |= {Path(place) for place in ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/proc/self", "/dev/urandom")}
    return sorted(path.resolve() for path in paths if path.exists())


def _leave_network() -> bool:
    """Move into a network of its own, in which there is nothing. Not every system lets an ordinary account do it."""
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    return bool(unshare(_NEW_NETWORK) == 0 or unshare(_NEW_USER | _NEW_NETWORK) == 0)


class _Ruleset(ctypes.Structure):
    _fields_ = (("handled_access_fs", ctypes.c_uint64),)


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def _leave_files(places: Iterable[Path]) -> bool:
    """Allow reading below ``places`` and nothing else in the file system (Landlock, Linux 5.13 and later)."""
    library = ctypes.CDLL(None, use_errno=True)

    def call(number: int, *arguments: object) -> int:
        return int(library.syscall(ctypes.c_long(number), *arguments))

    version = call(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_ASK_VERSION))
    if version < 1:
        return False
    handled = _RIGHTS[min(version, max(_RIGHTS))]
    wanted = _Ruleset(handled)
    ruleset = call(_CREATE_RULESET, ctypes.byref(wanted), ctypes.c_size_t(ctypes.sizeof(wanted)), ctypes.c_uint32(0))
    if ruleset < 0:
        return False
    try:
        for place in places:
            allowed = _READING if place.is_dir() else _EXECUTE | _READ_FILE
            descriptor = os.open(place, os.O_PATH | os.O_CLOEXEC)
            try:
                rule = _PathBeneath(allowed & handled, descriptor)
                call(
                    _ADD_RULE,
                    ctypes.c_int(ruleset),
                    ctypes.c_int(_PATH_BENEATH),
                    ctypes.byref(rule),
                    ctypes.c_uint32(0),
                )
            finally:
                os.close(descriptor)
        zero = ctypes.c_ulong(0)
        if library.prctl(ctypes.c_int(_NO_NEW_PRIVILEGES), ctypes.c_ulong(1), zero, zero, zero):
            return False
        return call(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0)) == 0
    finally:
        os.close(ruleset)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN) or event in _CHANGING or (event == "open" and _writes(arguments)):
        raise Forbidden(f"it made its parser try what is not allowed ({event}); do not open it elsewhere either")


def _writes(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2] if len(arguments) > 2 else 0
    return isinstance(flags, int) and bool(flags & _WRITING)
