"""Takes from the worker the system calls that lead out of it where neither Landlock nor its empty network stands.

A socket with a name in the file system (a session's bus, an agent of keys, a service that runs containers) is open to
whoever may open the file, in any network; a signal reaches every process of the account; the rights of a file are
changed without opening it. None of that is a parser's business, so the system refuses it (seccomp, Linux 3.17 and
later), as it refuses new processes and programs. Threads may be started, and a process may abort.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import sys
from collections.abc import Iterator
from itertools import chain

_REFUSED: dict[str, tuple[int | None, int | None]] = {
    # sockets, and a ring of requests that could open some
    "socket": (41, 198),
    "socketpair": (53, 199),
    "io_uring_setup": (425, 425),
    # programs, and processes beside this one
    "execve": (59, 221),
    "execveat": (322, 281),
    "fork": (57, None),
    "vfork": (58, None),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "pidfd_getfd": (438, 438),
    "ptrace": (101, 117),
    "kcmp": (312, 272),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    # memory and messages that processes share by a number
    "shmget": (29, 194),
    "shmat": (30, 196),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    # what is known of a file besides its bytes, and its length
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "truncate": (76, 45),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "setxattrat": (463, 463),
    "removexattrat": (466, 466),
    # other views of the system, and its inside
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "kexec_load": (246, 104),
    "init_module": (175, 105),
    "finit_module": (313, 273),
}
"""Each by its numbers on x86-64 and on 64-bit ARM; None where there is no such call."""

_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Which of the numbers count, and what the kernel calls the machine."""

_CLONE, _CLONE3 = (56, 220), (435, 435)
_KILL, _TGKILL = (62, 129), (234, 131)
_PRLIMIT = (302, 261)
_THREAD = 0x10000
_FOREIGN_NUMBERS = 0x40000000
"""From here on lie those of x86-64's other convention, by which each call could be made a second way."""

_LOAD, _EQUAL, _AT_LEAST, _ANY_OF, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16  # places in the kernel's description of a call; the argument's low half
_ALLOW, _REFUSE, _END = 0x7FFF0000, 0x00050000, 0x80000000
_EVERY_THREAD, _SET_FILTER = 1, 1
_SECCOMP = (317, 277)
_NO_NEW_PRIVILEGES = 38


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("then", ctypes.c_uint8), ("other", ctypes.c_uint8), ("k", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(_Instruction)))


_Step = tuple[int, int, int, int]
"""Code, how many instructions to skip where it holds, how many where it does not, and its operand."""


def leave_calls() -> bool:
    """Refuse them from now on, in every thread of this process, for good. Whether the system does so."""
    machine = _MACHINES.get(platform.machine())
    if machine is None or sys.byteorder != "little":
        return False
    which, called = machine
    steps = list(_program(which, called, os.getpid()))
    instructions = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
    library = ctypes.CDLL(None, use_errno=True)
    zero = ctypes.c_ulong(0)
    if library.prctl(ctypes.c_int(_NO_NEW_PRIVILEGES), ctypes.c_ulong(1), zero, zero, zero):
        return False
    program = _Program(len(steps), instructions)
    arguments = (ctypes.c_ulong(_SET_FILTER), ctypes.c_ulong(_EVERY_THREAD), ctypes.byref(program))
    return int(library.syscall(ctypes.c_long(_SECCOMP[which]), *arguments)) == 0


def _program(which: int, machine: int, process: int) -> Iterator[_Step]:
    """What the kernel runs before each call: the calls above end with "not permitted", as if there were no right."""
    yield from ((_LOAD, 0, 0, _MACHINE), (_EQUAL, 1, 0, machine), (_RETURN, 0, 0, _END))
    yield from ((_LOAD, 0, 0, _NUMBER), (_AT_LEAST, 0, 1, _FOREIGN_NUMBERS), _refused(errno.EPERM))
    numbers = [each[which] for each in _REFUSED.values()]
    yield from chain.from_iterable(
        ((_EQUAL, 0, 1, number), _refused(errno.EPERM)) for number in numbers if number is not None
    )
    # its flags lie where this program cannot look; the C library then starts threads by the older call
    yield from ((_EQUAL, 0, 1, _CLONE3[which]), _refused(errno.ENOSYS))
    yield from _only(_CLONE[which], (_ANY_OF, 0, 1, _THREAD))
    for signalling in (_KILL, _TGKILL):  # itself: so a process aborts
        yield from _only(signalling[which], (_EQUAL, 0, 1, process))
    yield from _only(_PRLIMIT[which], (_EQUAL, 1, 0, 0), (_EQUAL, 0, 1, process))
    yield _RETURN, 0, 0, _ALLOW


def _only(number: int, *conditions: _Step) -> Iterator[_Step]:
    """The call ``number`` where its first argument fulfils one of the conditions."""
    yield _EQUAL, 0, len(conditions) + 3, number
    yield _LOAD, 0, 0, _FIRST_ARGUMENT
    yield from conditions
    yield _RETURN, 0, 0, _ALLOW
    yield _refused(errno.EPERM)


def _refused(error: int) -> _Step:
    return _RETURN, 0, 0, _REFUSE | error
