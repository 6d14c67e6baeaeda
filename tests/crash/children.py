"""Processes that do one thing and end, as forks of one that has loaded all it needs: a fraction of a second each."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable


def run(work: Callable[[], None], *, kill_after: float | None = None) -> int:
    """What a new process ends with that does ``work``: 0, or as it says itself, 1 where it raised, or minus the signal.

    With ``kill_after`` it is sent SIGKILL so many seconds after its start, unless it has ended.
    """
    child = start(work)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)  # of a process that has ended, but was not waited for, it is no error
    return end(child)


def start(work: Callable[[], None]) -> int:
    """A new process that does ``work`` beside this one."""
    child = os.fork()
    if child == 0:
        os._exit(_status(work))
    return child


def end(child: int) -> int:
    """Wait for it; what it ended with, as ``run`` tells it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def must(work: Callable[[], None]) -> None:
    """Do ``work`` in a process of its own. Raises RuntimeError where it fails; it has printed why."""
    if status := run(work):
        raise RuntimeError(f"a process of the harness ended with {status}")


def _status(work: Callable[[], None]) -> int:
    try:
        work()
    except SystemExit as ended:
        return int(ended.code or 0)
    except BaseException:  # nothing of the parent's may run in the child
        traceback.print_exc()
        sys.stderr.flush()
        return 1
    return 0
