"""What a command writes to a file: whole, or as it was."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from marsgraph import saving

ROOT = Path(__file__).parents[2]
NO_ROOM = 'ulimit -f 8; exec "$0" -c "from marsgraph.cli import main; main()" "$@"'
"""Files may have a few kilobytes, as on a disk that is full."""


def test_failure_leaves_the_old_file(tmp_path: Path) -> None:
    """An export for which there is no room leaves the file of before, nothing beside it, and says so."""
    file = tmp_path / "marsgraph.ttl"
    file.write_text("before")
    command = ["sh", "-c", NO_ROOM, sys.executable, "export", "--project", str(ROOT), "--output", str(file)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (7, "before", [file]) == (ended.returncode, file.read_text(), list(tmp_path.iterdir()))
    assert f"Writing {file} failed: file too large." in ended.stderr


def test_link_stays(tmp_path: Path) -> None:
    """What a link leads to is replaced, with the rights that it had."""
    file, link = tmp_path / "real.nt", tmp_path / "link.nt"
    file.write_text("before")
    file.chmod(0o640)
    link.symlink_to(file)
    saving.save(link, b"after")

    assert link.is_symlink()
    assert (b"after", 0o640) == (file.read_bytes(), stat.S_IMODE(file.stat().st_mode))


def test_folder_in_its_place(tmp_path: Path) -> None:
    """A folder is not replaced."""
    with pytest.raises(IsADirectoryError):
        saving.save(tmp_path, b"x")


def test_pipe(tmp_path: Path) -> None:
    """What has no disk under it is written, too."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        saving.save(pipe, b"x")

        assert b"x" == os.read(end, 2)
    finally:
        os.close(end)


def test_output_in_a_file(tmp_path: Path) -> None:
    """The file to which a shell sends the output of several commands is not replaced by that of one."""
    file = tmp_path / "both"
    save = "from pathlib import Path; from marsgraph import saving; saving.save(Path('/dev/stdout'), b'second')"
    with file.open("wb") as out:
        out.write(b"first, ")
        out.flush()
        subprocess.run([sys.executable, "-c", save], stdout=out, check=True)

    assert b"first, second" == file.read_bytes()


def test_link_to_itself(tmp_path: Path) -> None:
    """A link that leads nowhere is an error of the system, such as the commands tell."""
    link = tmp_path / "link.nt"
    link.symlink_to(link)

    with pytest.raises(OSError, match="Too many levels of symbolic links"):
        saving.save(link, b"x")
