"""The doomed process's own seams: every call that changes a file or a database is a step, at any of which it may die.

Nothing in the product knows of this: the process wraps what the product calls, counts, and kills itself.
"""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class Steps:
    """Counts steps, and kills this process at the one numbered ``fatal``, from 1."""

    def __init__(self, fatal: int | None = None) -> None:
        self.taken = 0
        self._fatal = fatal

    def step(self) -> None:
        self.taken += 1
        if self.taken == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(self, call: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        """``call`` with a step before it."""

        def stepped(*arguments: Parameters.args, **keywords: Parameters.kwargs) -> Result:
            self.step()
            return call(*arguments, **keywords)

        return stepped

    def install(self) -> None:
        """From now on, in this process, count whatever changes a file."""
        for name in ("fsync", "ftruncate", "replace", "rename", "unlink", "mkdir"):
            setattr(os, name, self.before(getattr(os, name)))
        for name in ("replace", "unlink", "mkdir"):
            setattr(Path, name, self.before(getattr(Path, name)))
        steps = self

        class Stepping(sqlite3.Connection):
            """Each statement is a step; so is the moment after a commit, when nothing was told to anybody yet."""

            def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:  # as in the class it extends
                steps.step()
                cursor = super().execute(sql, parameters)
                if sql == "COMMIT":
                    steps.step()
                return cursor

            def executemany(self, sql: str, parameters: Any, /) -> sqlite3.Cursor:  # as in the class it extends
                steps.step()
                return super().executemany(sql, parameters)

            def executescript(self, sql: str, /) -> sqlite3.Cursor:
                steps.step()
                return super().executescript(sql)

        connect = sqlite3.connect

        def stepping(*arguments: Any, **keywords: Any) -> sqlite3.Connection:  # whatever the product passes on
            return connect(*arguments, factory=Stepping, **keywords)

        setattr(sqlite3, "connect", stepping)  # noqa: B010  # an assignment would have to repeat its overloads


def die_when_a_file_reaches(size: int) -> None:
    """The system kills this process within the write that would make any file longer than ``size`` bytes.

    What fits is written before: the next write of SQLite's log, or of the vectors' file, is torn there.
    """
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def refuse_files_above(size: int) -> None:
    """Writing beyond ``size`` bytes fails with an error, as on a full disk: where no small disk can be mounted."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
