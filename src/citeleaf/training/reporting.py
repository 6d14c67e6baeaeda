"""An error of a step -> one line that names it, as the program's own commands print theirs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Protocol

from citeleaf.errors import CiteleafError


class Main(Protocol):
    """A command: what was written after its name (None: as the program was started), and its exit code."""

    def __call__(self, arguments: Sequence[str] | None = None) -> int: ...


def reported(step: str) -> Callable[[Main], Main]:
    """Of the command ``step``: what Citeleaf raises on purpose is printed, and gives the exit code."""

    def wrap(main: Main) -> Main:
        @wraps(main)
        def run(arguments: Sequence[str] | None = None) -> int:
            try:
                return main(arguments)
            except CiteleafError as error:
                sys.stderr.write(f"{step}: {error}\n")
                return error.exit_code

        return run

    return wrap
