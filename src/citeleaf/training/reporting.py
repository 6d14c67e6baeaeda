"""An error of a step -> one line that names it, as the program's own commands print theirs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import wraps

from citeleaf.errors import CiteleafError

Main = Callable[[Sequence[str] | None], int]


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
