"""What every worker does on its own side: shut itself in, and answer question after question until its input ends."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

from citeleaf.documents.bounds import LARGEST_FILE
from citeleaf.errors import DocumentError
from citeleaf.sandbox.guards import Forbidden, shut_in
from citeleaf.sandbox.limits import bind_process, memory_held
from citeleaf.sandbox.wire import FAILED, READ, SPENT, receive, send

_MEMORY = "reading it takes more memory than a document may; split it into several files"


def serve(answer: Callable[[bytes, bytes], tuple[bytes, bytes]], niceness: int) -> None:
    """Answer from now on. ``sys.argv`` holds the bytes of memory allowed, and those held at which to be replaced.

    The first message says what the system holds this process to. For each question come two messages, the job and a
    file's bytes, and two go back: how it went, and what there is to say.
    """
    memory, swollen = (int(argument) for argument in sys.argv[1:])
    incoming, outgoing = _streams()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's interrupt is for who started us, and so is our end
    with suppress(OSError, AttributeError):  # not on Windows
        os.nice(niceness)
    held = shut_in()
    bind_process(memory)
    send(outgoing, ",".join(held).encode())
    with suppress(EOFError, BrokenPipeError):
        while True:
            status, content = _answered(answer, receive(incoming, LARGEST_FILE), receive(incoming, LARGEST_FILE))
            if status == READ and memory_held() > swollen:
                status = SPENT
            send(outgoing, status, content)


def _answered(answer: Callable[[bytes, bytes], tuple[bytes, bytes]], job: bytes, data: bytes) -> tuple[bytes, bytes]:
    try:
        return answer(job, data)
    except DocumentError as error:
        reason = _MEMORY if isinstance(error.__cause__, MemoryError) else str(error)
    except MemoryError:
        reason = _MEMORY
    except Forbidden as error:
        reason = str(error)
    except BaseException as error:  # a mistake of ours, or the panic of a library in Rust
        reason = f"reading it failed unexpectedly ({type(error).__name__}: {error}); please report this file"
    return FAILED, reason.encode("utf-8", "replace")


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """The two ends of the pipes; whatever a library prints goes nowhere, and not among the messages."""
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(nowhere, descriptor)
    return incoming, outgoing
