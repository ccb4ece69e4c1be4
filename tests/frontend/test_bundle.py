"""The editor of the query page is made when MarsGraph is installed, goes into the wheel, and is missed plainly."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOWHERE = {"npm_config_registry": "http://127.0.0.1:9"}
"""A registry that refuses connections."""
VENDOR = "marsgraph/web/static/vendor"
NEEDED = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "LICENSE-DATA", "frontend", "src/marsgraph/web")


@dataclass(frozen=True)
class Workshop:
    """A copy of what an installer of the project reads, and the hooks that it calls."""

    folder: Path

    def build(self, kind: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Build a wheel, or an editable one; its name is the last line that is printed."""
        code = f"import sys; from hatchling.build import build_{kind} as build; print(build(sys.argv[1]))"
        return subprocess.run(
            [sys.executable, "-c", code, str(self.folder / "dist")],
            cwd=self.folder,
            env=os.environ | {"npm_config_cache": str(self.folder / "cache")} | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def wheel(self, built: subprocess.CompletedProcess[str]) -> zipfile.ZipFile:
        """Open the wheel that was built."""
        assert built.returncode == 0, built.stdout + built.stderr
        return zipfile.ZipFile(self.folder / "dist" / built.stdout.split()[-1])

    @property
    def vendor(self) -> Path:
        """Where the bundle goes."""
        return self.folder / "src" / VENDOR


def workshop(folder: Path) -> Workshop:
    """Copy what is needed, without what was made before."""
    for name in NEEDED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("vendor", ".vendor-*", "__pycache__"))
        else:
            shutil.copy(source, target)
    for name in ("data", "ontology", "queries"):
        (folder / name).mkdir()
    return Workshop(folder)


@pytest.fixture
def empty(tmp_path: Path) -> Workshop:
    """A workshop where nothing was made yet."""
    return workshop(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """A workshop where the bundle was made, with Node and the registry of this machine."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("There is no Node on this machine.")
    shop = workshop(tmp_path_factory.mktemp("made"))
    built = shop.build("wheel")
    if "npm could not fetch" in built.stderr:
        pytest.skip("npm's registry is not reachable.")
    assert built.returncode == 0, built.stderr
    return shop


def test_lock_names_no_host() -> None:
    """The list of exact versions holds digests and no address."""
    lock = (ROOT / "frontend" / "package-lock.json").read_text("utf-8")

    assert [] == re.findall(r"\w+://\S+|\"resolved\"", lock)
    assert all("integrity" in entry for name, entry in json.loads(lock)["packages"].items() if name)


def test_wheel_holds_the_bundle(made: Workshop) -> None:
    """A wheel has the bundle as it was made, with what the page imports from it."""
    with made.wheel(made.build("wheel")) as wheel:
        bundle = wheel.read(f"{VENDOR}/codemirror.js").decode()

    exported = re.findall(r"export\s*\{(.*?)\}", (ROOT / "frontend" / "codemirror.js").read_text("utf-8"))
    names = {name.strip() for group in exported for name in group.split(",")}
    told = bundle.rpartition("export{")[2].partition("}")[0]
    assert names == {part.rpartition(" ")[2].rpartition(" as ")[2] for part in told.split(",")}


def test_wheel_holds_the_licences(made: Workshop) -> None:
    """The wheel has the licence of every package that is in the bundle."""
    with made.wheel(made.build("wheel")) as wheel:
        licences = wheel.read(f"{VENDOR}/THIRD-PARTY-LICENSES.txt").decode()

    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text("utf-8"))["packages"]
    bundled = {name.removeprefix("node_modules/") for name, entry in lock.items() if name and not entry.get("dev")}
    named = set(re.findall(r"^(\S+) [\d.]+ \(MIT\)$", licences, re.MULTILINE))
    assert {"@codemirror/view", "codemirror-lang-sparql", "@lezer/lr"} <= named <= bundled
    assert licences.count("Permission is hereby granted") == len(named)


def test_current_is_not_made_again(made: Workshop) -> None:
    """What is there is taken as it is, without Node and without the registry."""
    before = {file.name: file.stat().st_mtime_ns for file in made.vendor.iterdir()}

    built = made.build("wheel", PATH="", **NOWHERE)

    assert built.returncode == 0, built.stderr
    assert before == {file.name: file.stat().st_mtime_ns for file in made.vendor.iterdir()}


def test_changed_is_made_again(made: Workshop) -> None:
    """A bundle that is not what was made is not taken: without the registry there is no wheel."""
    bundle = made.vendor / "codemirror.js"
    whole = bundle.read_bytes()
    bundle.write_bytes(whole[:-1])

    refused = made.build("wheel", npm_config_cache=str(made.folder / "empty"), **NOWHERE)
    bundle.write_bytes(whole)

    assert refused.returncode != 0


def test_wheel_without_registry(empty: Workshop) -> None:
    """Without the registry there is no wheel, and one sentence tells why and what to set."""
    built = empty.build("wheel", MARSGRAPH_FRONTEND="", **NOWHERE)

    assert built.returncode == 1
    setting = r"Set MARSGRAPH_FRONTEND=plain to install with the plain form\."
    assert re.fullmatch(rf"The editor of the query page was not made: [^\n]+\. {setting}", built.stderr.strip())


def test_editable_without_registry(empty: Workshop) -> None:
    """What a developer installs has the plain form without the registry, and says so."""
    built = empty.build("editable", MARSGRAPH_FRONTEND="", **NOWHERE)

    assert built.returncode == 0, built.stderr
    assert not empty.vendor.exists()
    assert "The query page is the plain form." in built.stdout + built.stderr


def test_editable_that_demands(empty: Workshop) -> None:
    """Who demands the editor is refused without it, whatever is built."""
    assert empty.build("editable", MARSGRAPH_FRONTEND="full", **NOWHERE).returncode == 1


def test_plain(empty: Workshop) -> None:
    """With the setting a wheel is made without the registry, and has no bundle."""
    with empty.wheel(empty.build("wheel", MARSGRAPH_FRONTEND="plain", **NOWHERE)) as wheel:
        names = wheel.namelist()

    assert "marsgraph/web/app.py" in names
    assert [] == [name for name in names if name.startswith(VENDOR)]


def test_setting_that_is_none(empty: Workshop) -> None:
    """A value that the setting cannot have is named with those that it can."""
    assert (
        "MARSGRAPH_FRONTEND is yes; it can be plain or full." in empty.build("wheel", MARSGRAPH_FRONTEND="yes").stderr
    )
