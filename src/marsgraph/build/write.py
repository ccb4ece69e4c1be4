"""Writes the built graph and its manifest: the same bytes for the same inputs, all or nothing."""

from __future__ import annotations

import json
import os
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TypedDict

from marsgraph.errors import FileAccessError

_LINES_AT_ONCE = 10_000


class Manifest(TypedDict):
    """What a graph was made from, and what it holds. Of inputs and output alone: no clock, no machine."""

    version: str
    graph: str
    sha256: str
    counts: dict[str, int]
    inputs: dict[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """What went into the graph file."""

    quads: int
    sha256: str


def merged(claims: Iterable[str], withheld: Collection[str], others: Iterable[str]) -> Iterator[list[str]]:
    """Put the default graph's lines among the claims', all sorted as bytes are and each once; thousands at a time.

    The claims come sorted, and a triple's plain line sorts just before the lines of its graphs. What is merged
    into them is therefore two sorted runs, which `sorted` puts together faster than anything written in Python.
    """
    others = sorted(others)
    done = 0
    lines = _with_held(claims, withheld)
    while batch := list(islice(lines, _LINES_AT_ONCE)):
        upto = bisect_right(others, batch[-1], done)
        yield list(dict.fromkeys(sorted(batch + others[done:upto])))
        done = upto
    yield list(dict.fromkeys(others[done:]))


def _with_held(claims: Iterable[str], withheld: Collection[str]) -> Iterator[str]:
    last = ""
    for line in claims:
        triple = line[: line.rindex(" <")]
        if triple != last and triple not in withheld:
            yield f"{triple} ."
        last = triple
        yield line


def digest(lines: Iterator[list[str]]) -> Written:
    """Tell what would be written, without writing."""
    return _pour(lines, lambda _: None)


def publish(
    graph_file: Path, manifest_file: Path, lines: Iterator[list[str]], describe: Callable[[Written], str]
) -> Written:
    """Write graph and manifest beside the old ones; replace those when both are whole, or leave all as it was."""
    try:
        _refuse_folders(graph_file, manifest_file)
        graph_file.parent.mkdir(parents=True, exist_ok=True)
        with _beside(graph_file) as new_graph, _beside(manifest_file) as new_manifest:
            with _synced(new_graph) as file:
                written = _pour(lines, file.write)
            with _synced(new_manifest) as file:
                file.write(describe(written).encode())
            new_graph.replace(graph_file)
            new_manifest.replace(manifest_file)
    except OSError as error:
        raise FileAccessError.of(
            error,
            f"Writing {graph_file.parent}",
            remedy="The graph built before is untouched. Make room or give write access.",
        ) from error
    return written


def _refuse_folders(*files: Path) -> None:
    for file in files:
        if file.is_dir():
            raise FileAccessError(f"{file} is a folder, where the build writes a file.", remedy="Move it away.")


def _pour(batches: Iterator[list[str]], write: Callable[[bytes], object]) -> Written:
    quads, hashed = 0, sha256()
    for lines in batches:
        content = "\n".join([*lines, ""]).encode()
        quads += len(lines)
        hashed.update(content)
        write(content)
    return Written(quads, hashed.hexdigest())


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Name a file next to the target, on the same disk, and leave none behind."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _synced(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing and see its bytes on the disk before going on."""
    with path.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def manifest_text(manifest: Manifest) -> str:
    """Write a manifest as JSON, the same for the same content."""
    return json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
