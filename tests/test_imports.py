"""Who may import whom: the one direction, read from the modules' import statements."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "marsgraph"
FOUNDATION = ("errors", "garbage", "paths", "terms")
ENGINE = {"store", "build.nquads"}
"""The only modules that know the engine; the build parses by itself, since a store would rewrite literals."""
HEAVY = {"rdflib", "pyshacl"}
FLASK = {
    "web",
    "web.assets",
    "web.app",
    "web.editor",
    "web.downloads",
    "web.entities",
    "web.figures",
    "web.operations",
    "web.pages",
    "web.questions",
    "web.responding",
}
"""The only modules that know Flask; what answers `/sparql` does without it."""
WEB_SERVER = {"web.serving"}
LOADED_WHEN_NEEDED = {"check.shapes", "conversion"}
"""Modules that speak rdflib throughout, and are themselves imported only inside functions."""
CURATING = ("build", "check", "linking")
SERVING = ("workers", "endpoint", "exports", "web")


def name_of(path: Path) -> str:
    """Name a module by its place in the package: `build.claims`; the package itself is empty."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


FILES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports_of(module: str, *, anywhere: bool) -> set[str]:
    """List what a module imports, by full name; without `anywhere`, only what importing it imports."""
    found: set[str] = set()
    for node in _nodes(ast.parse(FILES[module].read_text(encoding="utf-8")), anywhere=anywhere):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {_target(node.module, alias.name) for alias in node.names}
    return found


def _nodes(tree: ast.AST, *, anywhere: bool) -> list[ast.AST]:
    """List the nodes of a module; a function's body and a typing-only block run later or never."""
    nodes: list[ast.AST] = []
    for child in ast.iter_child_nodes(tree):
        later = isinstance(child, ast.FunctionDef) or (
            isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)
        )
        if anywhere or not later:
            nodes += [child, *_nodes(child, anywhere=anywhere)]
    return nodes


def _target(module: str, name: str) -> str:
    """`from marsgraph import terms` imports the module terms; `from marsgraph.terms import MG` does too."""
    inner = f"{module}.{name}".removeprefix("marsgraph.")
    return f"marsgraph.{inner}" if inner in FILES else module


def ours(module: str, *, anywhere: bool = True) -> set[str]:
    """List our own modules that a module imports."""
    imported = imports_of(module, anywhere=anywhere)
    return {name.removeprefix("marsgraph").removeprefix(".") for name in imported if name.startswith("marsgraph")}


@pytest.mark.parametrize("module", FOUNDATION)
def test_foundation(module: str) -> None:
    """A module of the foundation imports at most the errors."""
    assert ours(module) <= {"errors"}


def test_no_circles() -> None:
    """No module imports, directly or through others, itself."""
    order = TopologicalSorter({module: ours(module) - {""} for module in FILES if module}).static_order()

    assert set(FILES) - {""} <= set(order)


@pytest.mark.parametrize("module", FILES)
def test_engine(module: str) -> None:
    """Only the store and the build's parser import the engine."""
    imported = {name.split(".")[0] for name in imports_of(module, anywhere=True)}

    assert "pyoxigraph" not in imported or module in ENGINE


@pytest.mark.parametrize("module", FILES)
def test_flask(module: str) -> None:
    """Only the web package imports Flask and the web server, and of it only the modules that are named above."""
    imported = {name.split(".")[0] for name in imports_of(module, anywhere=True)}

    assert "flask" not in imported or module in FLASK
    assert "granian" not in imported or module in WEB_SERVER


@pytest.mark.parametrize("module", [name for name in FILES if name.partition(".")[0] != "web" and name != "cli"])
def test_web_is_last(module: str) -> None:
    """Only the command line imports the web package: protocol and workers do not know it."""
    assert not any(name.partition(".")[0] == "web" for name in ours(module))


@pytest.mark.parametrize("module", sorted(set(FILES) - LOADED_WHEN_NEEDED))
def test_heavy_libraries(module: str) -> None:
    """Importing a module never loads rdflib or pySHACL; functions that need them do."""
    imported = imports_of(module, anywhere=False)

    assert set() == {name.split(".")[0] for name in imported} & HEAVY


@pytest.mark.parametrize("module", FILES)
def test_command_line_is_last(module: str) -> None:
    """Nothing imports the command line."""
    assert "cli" not in ours(module)


@pytest.mark.parametrize("module", [name for name in FILES if name.startswith("build.")])
def test_build_stands_alone(module: str) -> None:
    """The build imports the foundation and its own modules, nothing that reads the built graph."""
    assert set() == {name for name in ours(module) if name not in FOUNDATION and not name.startswith("build.")}


@pytest.mark.parametrize("module", [name for name in FILES if name not in {"", "cli"}])
def test_halves_apart(module: str) -> None:
    """Curating and serving do not import each other, and no third module imports the build."""
    half = module.partition(".")[0]
    imported = {name.split(".")[0] for name in ours(module)}
    forbidden = set(SERVING) if half in CURATING else set(CURATING)

    assert set() == (imported & forbidden) - {half}


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [("marsgraph", "pyoxigraph rdflib pyshacl flask"), ("marsgraph.cli", "rdflib pyshacl flask")],
)
def test_importing_is_light(module: str, unwanted: str) -> None:
    """Importing the package or the command line loads no library that only some uses need."""
    code = f"import sys, {module}; print(sorted(set({unwanted.split()}) & set(sys.modules)))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert "[]" == printed.strip()


@pytest.mark.parametrize("module", [name for name in FILES if name != "linking.client"])
def test_connections(module: str) -> None:
    """Only the client of the linking package opens connections to elsewhere."""
    assert set() == imports_of(module, anywhere=True) & {"http.client", "urllib.request", "requests", "httpx"}
