"""The file system's own notices of change -> paths in the corpus, put into a queue by a thread."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue

from citeleaf.scan import is_passed_over

STEP = 100
"""Milliseconds in which notices are gathered."""
LONGEST_STEP = 400
"""Milliseconds after which they are handed on even while more are coming."""

_NETWORK = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "gluster", "lustre", "ncp", "vboxsf", "drvfs", "fuse.", "davfs")
"""How the names of file systems begin that do not tell what others do to them."""
_MOUNTS = Path("/proc/self/mounts")

Heard = SimpleQueue[str | None]
"""Paths relative to the corpus; None wakes up who listens."""


class Notices:
    """Listens to what happens in ``root`` from the moment it is made, until it is stopped or can no more."""

    def __init__(self, root: Path, heard: Heard) -> None:
        self._root = root
        self._heard = heard
        self._stop = threading.Event()
        self._listening = threading.Event()
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._listen, name="citeleaf-notices", daemon=True)
        self._thread.start()
        self._listening.wait()

    @property
    def alive(self) -> bool:
        """Whether it still hears anything; if not, ``error`` may say why."""
        return self._thread.is_alive()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _listen(self) -> None:
        from watchfiles import Change, watch

        try:
            notices = watch(
                self._root,
                watch_filter=lambda _, path: self._concerns(path),
                debounce=LONGEST_STEP,
                step=STEP,
                stop_event=self._stop,
                rust_timeout=STEP,
                yield_on_timeout=True,
                raise_interrupt=False,
                ignore_permission_denied=True,
            )
            for changes in notices:
                self._listening.set()
                for change, path in changes:
                    for file in files_at(Path(path)) if change is Change.added else (path,):
                        self._heard.put(Path(os.path.relpath(file, self._root)).as_posix())
        except (OSError, RuntimeError) as error:  # the latter is how the library's own errors come
            self.error = error
        finally:
            self._listening.set()

    def _concerns(self, path: str) -> bool:
        below = os.path.relpath(path, self._root)
        return below != "." and not is_passed_over(below) and not self._is_behind_link(below)

    def _is_behind_link(self, below: str) -> bool:
        """Whether a link leads there: the system is listened to behind it as well, and no file is read there."""
        return any((self._root / folder).is_symlink() for folder in Path(below).parents)


def files_at(path: Path) -> Iterator[str]:
    """The path itself, or of a folder all files in it: a folder that is moved in is one notice alone."""
    if not path.is_dir() or path.is_symlink():
        yield str(path)
        return
    for folder, folders, files in os.walk(path):
        folders[:] = [name for name in folders if not is_passed_over(name)]
        yield from (f"{folder}{os.sep}{name}" for name in files if not is_passed_over(name))


def tells_of_changes(folder: Path, mounts: Callable[[], str] = _MOUNTS.read_text) -> bool:
    """Whether the file system of ``folder`` tells of each change: one that others share over a network does not."""
    try:
        lines = mounts().splitlines()
    except OSError:  # no such list on this system
        return True
    points = [(point, kind) for _, point, kind, *_ in (line.split(" ") for line in lines) if _holds(point, folder)]
    _, kind = max(points, key=lambda each: len(each[0]), default=("/", ""))
    return not kind.startswith(_NETWORK)


def _holds(point: str, folder: Path) -> bool:
    return folder.is_relative_to(point.replace("\\040", " "))
