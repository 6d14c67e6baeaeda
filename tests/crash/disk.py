"""A full disk and a folder that may not be written to: said plainly, nothing lost, and gone on when there is room."""

from __future__ import annotations

import errno
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from citeleaf.errors import CiteleafError
from crash import children
from crash.campaign import Stage
from crash.checks import Lost, answers_of
from crash.faults import refuse_files_above
from crash.scenes import open_store
from support import bound_by_permissions

TOLD = 10
"""What a process ends with that could not write and said so."""
KILOBYTE = 1024


@dataclass(frozen=True, slots=True)
class Fills:
    """On what kind of disk, how often it was full before the work was done, and after how many something was lost."""

    disk: str
    tried: int
    full: int
    lost: int


def fill_disk(stage: Stage, tries: int, report: Callable[[str], None]) -> Fills:
    """Do the scene's work with ever more room, check what is left each time, and finish it with room enough."""
    stage.set_up()
    children.must(partial(stage.scene.work, stage.root))
    needed = _size(stage.root / "index")
    stage.set_up()
    at_first = _size(stage.root / "index")
    mounted = _can_mount(stage.root.parent)
    full = lost = 0
    for number in range(tries):
        room = at_first + (needed * 5 - at_first) * number // tries
        status, survived = (_on_small_disk if mounted else _with_limit)(stage, room)
        full += status == TOLD
        if status not in (0, TOLD) or not survived:
            lost += 1
            report(f"not everything held on a disk of {room} bytes (a process ended with {status})")
    return Fills("a small disk of its own" if mounted else "a limit on the size of files", tries, full, lost)


def refuse_writing(stage: Stage) -> bool:
    """Whether an index that may not be written to is still asked, and a change to it refused in words."""
    stage.set_up()
    return children.run(partial(_work_without_rights, stage)) == TOLD and stage.survives()


def _on_small_disk(stage: Stage, room: int) -> tuple[int, bool]:
    stage.set_up()
    index = stage.root / "index"
    aside = stage.root / "aside"
    index.rename(aside)
    index.mkdir()
    with _small_disk(index, room):
        for file in aside.iterdir():
            shutil.copy2(file, index)
        status = children.run(partial(_work_and_tell, stage))
        _mount("remount,size=64m", index)
        return status, stage.survives()


def _with_limit(stage: Stage, room: int) -> tuple[int, bool]:
    stage.set_up()

    def work() -> None:
        refuse_files_above(room // 2)  # the log and the catalogue lie side by side
        _work_and_tell(stage)

    return children.run(work), stage.survives()


def _work_and_tell(stage: Stage) -> None:
    try:
        stage.scene.work(stage.root)
    except CiteleafError as error:
        if "free space" not in str(error):
            raise Lost(f"the remedy is not named: {error}") from error
        raise SystemExit(TOLD) from error


def _work_without_rights(stage: Stage) -> None:
    index = stage.root / "index"
    index.chmod(0o555)
    for file in index.iterdir():
        file.chmod(0o444)
    try:
        with bound_by_permissions(stage.root.parent), closing(open_store(stage.root)) as store:
            if not answers_of(stage.root, store):
                raise Lost("it cannot be asked")
            try:
                store.remove("report-5.txt")
            except CiteleafError as error:
                raise SystemExit(TOLD) from error
    finally:
        index.chmod(0o700)
        for file in index.iterdir():
            file.chmod(0o600)


@contextmanager
def _small_disk(folder: Path, size: int) -> Iterator[None]:
    _mount(f"size={-(-size // (4 * KILOBYTE)) * 4}k", folder)
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True, capture_output=True)


def _mount(options: str, folder: Path) -> None:
    command = ["mount", "-t", "tmpfs", "-o", options, "none", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except subprocess.CalledProcessError as error:
        raise PermissionError(errno.EPERM, error.stderr.decode().strip()) from error


def _can_mount(folder: Path) -> bool:
    trial = folder / "trial"
    trial.mkdir()
    try:
        with _small_disk(trial, 64 * KILOBYTE):
            return True
    except (PermissionError, FileNotFoundError):
        return False


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())
