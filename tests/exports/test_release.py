"""A release: all files, the same every time, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from marsgraph.errors import FileAccessError, InputError
from marsgraph.exports import metadata, release
from marsgraph.exports.content import Content
from marsgraph.paths import Project

ROOT = Path(__file__).parents[2]
REPORT = (ROOT / "data" / "graph" / "report.trig").read_text("utf-8")


def quietly(_steps: int) -> Callable[[str], None]:
    """Show no progress."""
    return lambda _label: None


@pytest.fixture(scope="module")
def folder(shipped: Content, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the shipped graph."""
    folder = tmp_path_factory.mktemp("out") / "release"
    release.write(Project.at(ROOT), shipped, folder, quietly, REPORT)
    return folder


def digests(folder: Path) -> dict[str, str]:
    """Each file of a folder with its digest."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_same_bytes(folder: Path, tmp_path: Path) -> None:
    """Another process, in another place and with other seeds, writes the same bytes."""
    code = "from marsgraph.cli import main; main()"
    other = tmp_path / "other"
    subprocess.run(
        [sys.executable, "-c", code, "release", "--project", str(ROOT), "--output", str(other)],
        check=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
        capture_output=True,
    )

    assert digests(folder) == digests(other)


def test_checksums(folder: Path) -> None:
    """The checksums are those of all other files."""
    found = digests(folder)
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    del found["SHA256SUMS"]

    assert found == {path: digest for digest, _, path in (line.partition("  ") for line in lines)}


def test_description(folder: Path) -> None:
    """The description tells the size and the checksum of each file that holds data."""
    facts: dict[str, dict[str, str]] = {}
    for quad in ox.parse((folder / "dataset.ttl").read_bytes(), ox.RdfFormat.TURTLE):
        local = re.split("[/#]", quad.predicate.value)[-1]
        facts.setdefault(quad.subject.value, {})[local] = quad.object.value
    told = {
        fact["downloadURL"].partition("/downloads/")[2]: (
            int(fact["byteSize"]),
            facts[fact["checksum"]]["checksumValue"],
        )
        for fact in facts.values()
        if "downloadURL" in fact
    }
    beside = {"SHA256SUMS", "README.md", "dataset.ttl", "LICENSE", "LICENSE-DATA", "CITATION.cff", "context.jsonld"}
    beside |= {"shapes.ttl", "report.trig"}
    data = {path: digest for path, digest in digests(folder).items() if path not in beside}

    assert {path: ((folder / path).stat().st_size, digest) for path, digest in data.items()} == told


def test_listed(folder: Path) -> None:
    """The page of the release names every data file that is there."""
    listed = set(re.findall(r"^(\S+) +[\d,]+  ", (folder / "README.md").read_text(), re.MULTILINE))

    assert {path for path in digests(folder) if path in listed} == listed
    assert {"marsgraph.ttl", "missions/sputnik-24.jsonld", "tables/launch.csv"} <= listed


def test_replaces(folder: Path, shipped: Content, tmp_path: Path) -> None:
    """An earlier release gives way, and leaves nothing beside the new one."""
    again = tmp_path / "release"
    release.write(Project.at(ROOT), shipped, again, quietly, REPORT)
    (again / "marsgraph.nt").write_text("changed")
    release.write(Project.at(ROOT), shipped, again, quietly, REPORT)

    assert digests(folder) == digests(again)
    assert [again] == list(tmp_path.iterdir())


def test_not_ours(shipped: Content, tmp_path: Path) -> None:
    """A folder with somebody's files is not replaced."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match=r"(?s)notes\.txt.*another folder"):
        release.write(Project.at(ROOT), shipped, tmp_path, quietly, REPORT)

    assert "mine" == (tmp_path / "notes.txt").read_text()


def test_all_or_nothing(shipped: Content, tmp_path: Path) -> None:
    """A release that cannot be finished leaves the one before as it was, and no part of itself."""
    folder = tmp_path / "release"
    release.write(Project.at(ROOT), shipped, folder, quietly, REPORT)
    before = digests(folder)

    def fail(_steps: int) -> Callable[[str], None]:
        def step(label: str) -> None:
            if label.startswith("tables/"):
                raise OSError(28, "No space left on device")

        return step

    with pytest.raises(FileAccessError, match="untouched"):
        release.write(Project.at(ROOT), shipped, folder, fail, REPORT)

    assert before == digests(folder)
    assert [folder] == list(tmp_path.iterdir())


def test_report_and_figures(folder: Path, shipped: Content) -> None:
    """The release has the report of the checks, and the figures of quality for programs and for people."""
    readme = (folder / "README.md").read_text()

    assert REPORT == (folder / "report.trig").read_text()
    assert f'"{shipped.version}"' in REPORT
    assert {one.definition for one in metadata.metrics(shipped) if one.definition not in readme} == set()
    assert "http://www.w3.org/ns/dqv#value" in {
        quad.predicate.value for quad in ox.parse((folder / "dataset.ttl").read_bytes(), ox.RdfFormat.TURTLE)
    }
