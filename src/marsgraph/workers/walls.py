"""What a worker can no longer do. Two walls, and the second may be missing.

No descriptor is left: the limit on open files is the first free number, so the system itself refuses to open a file
or make a socket. And, where the system allows it, a filter of
system calls (`seccomp`) refuses what needs no new descriptor: starting programs, connecting, removing files.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import signal
import time
from collections.abc import Iterable, Iterator
from struct import Struct
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
_PROCESS_CLOCK: Final = 2
_OOM: Final = "/proc/self/oom_score_adj"
_STATM: Final = "/proc/self/statm"
_NICE: Final = 3
_LEAST: Final = 19
_STRETCH: Final = 100_000_000  # nanoseconds, the most that Linux gives
_SCHED_SETATTR: Final = {"x86_64": 314, "aarch64": 274}
_SCHED_ATTR: Final = Struct("IIQiIQQQ")


def end_with_parent(parent: int) -> None:
    """Die when the parent does, also when it is killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


def usual_signals() -> None:
    """Forget the handlers of the process that we were forked from; Ctrl-C is for it, not for us."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGIO, signal.SIGALRM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def be_the_first_to_go() -> None:
    """Let the system end this process before any other when the machine runs out of memory."""
    with contextlib.suppress(OSError), _opened(_OOM, os.O_WRONLY) as descriptor:
        os.write(descriptor, b"1000")


def address_space() -> int:
    """How many bytes of address space this process has."""
    with _opened(_STATM, os.O_RDONLY) as descriptor:
        return int(os.read(descriptor, 128).split()[0]) * resource.getpagesize()


@contextlib.contextmanager
def _opened(path: str, how: int) -> Iterator[int]:
    """Open a file without an object for it: what decodes text costs each worker a megabyte that it shares no more."""
    descriptor = os.open(path, how)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def peak_bytes() -> int:
    """The most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def cpu_seconds(pid: int) -> float:
    """How long a process has computed: the system's clock of that process, without opening a file."""
    try:
        return time.clock_gettime((~pid << 3) | _PROCESS_CLOCK)
    except OSError:  # it ends at this moment
        return 0.0


def give_way(pid: int) -> None:
    """Let a process compute in long stretches, which whoever wakes up may interrupt at once.

    Beside a process of the usual priority it gets a third of a processor; the idle class would get nothing.
    There is no way back without privileges.
    """
    nice = min(_LEAST, os.getpriority(os.PRIO_PROCESS, 0) + _NICE)
    with contextlib.suppress(ProcessLookupError):
        os.sched_setscheduler(pid, os.SCHED_BATCH, os.sched_param(0))
        os.setpriority(os.PRIO_PROCESS, pid, nice)
    if call := _SCHED_SETATTR.get(platform.machine()):  # Linux before 6.12 takes no notice of the stretch
        asked = _SCHED_ATTR.pack(_SCHED_ATTR.size, os.SCHED_BATCH, 0, nice, 0, _STRETCH, 0, 0)
        ctypes.CDLL(None).syscall(call, pid, asked, 0)


def limit_address_space(limit: int) -> None:
    """Let the next allocation beyond `limit` fail: an engine in native code then aborts."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def close_all_but(kept: Iterable[int]) -> None:
    """Close every descriptor after the standard three that is not `kept`."""
    at = 3
    for descriptor in sorted(kept):
        os.closerange(at, descriptor)
        at = descriptor + 1
    os.closerange(at, os.sysconf("SC_OPEN_MAX"))


def leave_no_descriptor() -> int:
    """Let this process open no descriptor any more; give the null device to plug holes with."""
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    free = os.dup(null)
    os.close(free)
    # The system gives the lowest free number; holes below `free` cannot be, since it would have filled them first.
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, free))
    return null


def write_no_cores() -> None:
    """Crash without leaving a file."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
