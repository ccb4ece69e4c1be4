"""Files that commands write where somebody says: whole, or as they were."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Final

_OUTPUTS: Final = ("/dev/stdout", "/dev/stderr", "/dev/fd/")


def save(path: Path, data: bytes) -> None:
    """Write a file beside its place, see it on the disk and move it there, with the folder that it needs.

    A pipe or a device is written as it is, and so is the output of a command, which may be a file that others hold
    open; what a link leads to is replaced, and the link stays.
    """
    if (path.exists() and not path.is_file()) or str(path).startswith(_OUTPUTS):
        with path.open("ab") as file:
            file.write(data)
        return
    place = Path(os.path.realpath(path))
    if place.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    place.parent.mkdir(parents=True, exist_ok=True)
    new = place.with_name(f".{place.name}.{os.getpid()}.tmp")
    try:
        with new.open("wb") as file:
            if place.exists():
                shutil.copymode(place, new)  # before there is anything to read
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(place)
    finally:
        new.unlink(missing_ok=True)
