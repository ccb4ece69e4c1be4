"""Files that commands write where somebody says: whole, or as they were."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def save(path: Path, data: bytes) -> None:
    """Write a file beside its place, see it on the disk and move it there, with the folder that it needs.

    A pipe or a device is written as it is; what a link leads to is replaced, and the link stays.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    place = path.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    new = place.with_name(f".{place.name}.{os.getpid()}.tmp")
    try:
        with new.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if place.exists():
            shutil.copymode(place, new)
        new.replace(place)
    finally:
        new.unlink(missing_ok=True)
