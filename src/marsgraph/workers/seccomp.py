"""A filter that refuses system calls which no query needs (seccomp, Linux).

A list of what is refused, since what an allocator or an interpreter calls differs from version to version. The
refusal is an error, not a signal, so that a library which merely tries goes on without.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
from struct import pack
from typing import Final

_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_MODE_FILTER: Final = 2

# Numbers of system calls: x86-64, and the generic table that arm64 uses (None: it has no such call).
_REFUSED: Final[dict[str, tuple[int, int | None]]] = {
    "open": (2, None),
    "creat": (85, None),
    "openat": (257, 56),
    "openat2": (437, 437),
    "open_by_handle_at": (304, 265),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "execve": (59, 221),
    "execveat": (322, 281),
    "fork": (57, None),
    "vfork": (58, None),
    "clone": (56, 220),  # threads, too: an evaluation has one
    "clone3": (435, 435),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "kill": (62, 129),
    "unlink": (87, None),
    "unlinkat": (263, 35),
    "rename": (82, None),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "rmdir": (84, None),
    "link": (86, None),
    "linkat": (265, 37),
    "symlink": (88, None),
    "symlinkat": (266, 36),
    "chmod": (90, None),
    "fchmodat": (268, 53),
    "chown": (92, None),
    "fchownat": (260, 54),
    "truncate": (76, 45),
    "mount": (165, 40),
    "io_uring_setup": (425, 425),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "memfd_create": (319, 279),
}
_MACHINES: Final = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_X32: Final = 0x40000000  # on x86-64 the same calls have second numbers from here on

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER_AT, _MACHINE_AT = 0, 4
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | errno.EPERM


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def refuse_calls() -> bool:
    """Refuse them from now on, for good; False where the system or the machine cannot."""
    if platform.machine() not in _MACHINES:
        return False
    written = _program(*_MACHINES[platform.machine()])
    buffer = ctypes.create_string_buffer(written, len(written))
    program = _Program(len(written) // 8, ctypes.addressof(buffer))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return bool(prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def works() -> bool:
    """Try it in a child, which then ends."""
    pid = os.fork()
    if not pid:
        os._exit(0 if refuse_calls() else 1)
    return os.waitpid(pid, 0)[1] == 0


def _program(column: int, machine: int) -> bytes:
    """Write the filter: is it this machine; is the call one of the numbers; refuse, or else allow."""
    numbers = [pair[column] for pair in _REFUSED.values()]
    tests = [(_EQUAL, number) for number in numbers if number is not None] + [(_AT_LEAST, _X32)]
    steps = [(_LOAD, 0, 0, _MACHINE_AT), (_EQUAL, 1, 0, machine), (_RETURN, 0, 0, _REFUSE), (_LOAD, 0, 0, _NUMBER_AT)]
    # a jump counts the steps from the next one to the last, which refuses
    steps += [(test, len(tests) - at, 0, value) for at, (test, value) in enumerate(tests)]
    steps += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    return b"".join(pack("<HBBI", *step) for step in steps)
