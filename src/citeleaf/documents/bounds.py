"""How much a document may hold: asked before a file is read, and before an expression that backtracks sees its text."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from citeleaf.errors import DocumentError

LARGEST_FILE = 512 * 1024**2
"""Bytes. Whatever is larger is mostly pictures, or no document."""

MAXIMUM_CHARACTERS = 20_000_000
"""About ten thousand full pages: more than anyone writes as one document."""


def check_size(size: int) -> None:
    """Raises DocumentError for a file of ``size`` bytes that is too large to be opened."""
    if size > LARGEST_FILE:
        raise DocumentError(
            f"it has {size / 1024**2:,.0f} MB, and files of up to {LARGEST_FILE / 1024**2:,.0f} MB are read; "
            "split it into several files"
        )


def check_length(characters: int) -> None:
    """Raises DocumentError for a text that is too long."""
    if characters > MAXIMUM_CHARACTERS:
        raise DocumentError(f"it holds more than {MAXIMUM_CHARACTERS:,} characters; split it into several files")


def contents(path: Path) -> bytes:
    """The bytes of the file at ``path`` itself: of no other that it leads to, and of no pipe or device.

    Raises DocumentError where it is none or too large; OSError where it cannot be opened.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK):
            raise DocumentError("it is a link; put a copy in its place") from error
        raise
    try:
        status = os.fstat(descriptor)  # of what was opened: by now the name may lead elsewhere
        if not stat.S_ISREG(status.st_mode):
            raise DocumentError("it is no file; move it away")
        check_size(status.st_size)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(LARGEST_FILE + 1)  # it may be growing
    finally:
        os.close(descriptor)
    check_size(len(data))
    return data
