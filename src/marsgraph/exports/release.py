"""A release: every file of the graph in one folder, with checksums, licences and a description; all or nothing.

The same graph gives the same bytes. The folder is written beside its place and then moved there, so that whoever
looks finds the old release or the new one, never a part.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

from marsgraph.errors import FileAccessError, InputError
from marsgraph.exports import catalogue
from marsgraph.exports.content import Content
from marsgraph.exports.files import File, Written, files
from marsgraph.paths import Project
from marsgraph.saving import save

CHECKSUMS: Final = "SHA256SUMS"
REPORT: Final = "report.trig"
README: Final = "README.md"
_COPIED: Final = ("LICENSE", "LICENSE-DATA", "CITATION.cff", "ontology/context.jsonld", "ontology/shapes.ttl")


def write(
    project: Project, content: Content, folder: Path, begin: Callable[[int], Callable[[str], None]], report: str
) -> list[Written]:
    """Write a release in place of the one that is there; `begin` is told the number of files, and then each.

    `report` is what the checks found in the same graph.
    """
    _refuse_others(folder)
    wanted = list(files(content))
    step = begin(len(wanted) + 1)
    try:
        with _beside(folder) as new:
            written = [_put(new, file, content, step) for file in wanted]
            step(README)
            save(new / REPORT, report.encode())
            _finish(new, project, content, written)
            _replace(folder, new)
    except OSError as error:
        raise FileAccessError.of(
            error, f"Writing {folder}", remedy="The release made before is untouched. Make room or give write access."
        ) from error
    return written


def _put(folder: Path, file: File, content: Content, step: Callable[[str], None]) -> Written:
    step(file.path)
    data = file.write(content)
    save(folder / file.path, data)
    return Written(file, len(data), sha256(data).hexdigest())


def _finish(folder: Path, project: Project, content: Content, written: list[Written]) -> None:
    """Add what tells of the files: the description, the page for people, licences, checksums."""
    save(folder / catalogue.FILE, catalogue.write(content, written))
    save(folder / README, catalogue.readme(content, written).encode())
    for name in _COPIED:
        if (project.root / name).is_file():
            save(folder / Path(name).name, (project.root / name).read_bytes())
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    lines = (f"{sha256((folder / path).read_bytes()).hexdigest()}  {path}\n" for path in found)
    save(folder / CHECKSUMS, "".join(lines).encode())


# ---- The folder


def _refuse_others(folder: Path) -> None:
    """Refuse to replace what is no release: somebody's folder, or a release with files that we did not make."""
    if not folder.exists():
        return
    strange = [folder.name] if not folder.is_dir() else sorted(_found(folder) - _listed(folder).keys() - {CHECKSUMS})
    if strange:
        raise InputError(
            f"{folder} holds what no release of ours made: {strange[0]}.",
            place=str(folder),
            remedy="Name another folder, or move that away.",
        )


def _found(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


def _listed(folder: Path) -> Mapping[str, str]:
    """The files that the checksums of a release name, with theirs."""
    file = folder / CHECKSUMS
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return {path: digest for digest, _, path in (line.partition("  ") for line in lines)}


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A new folder on the same disk, gone again if it was not moved."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    try:
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _replace(folder: Path, new: Path) -> None:
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    if folder.exists():
        folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
