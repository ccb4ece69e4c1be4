"""A made graph of several thousand items, a real server that holds it, and a project to link to it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import proxy
import pytest
import traps
import wikidata
from click.testing import CliRunner, Result

from marsgraph.cli import main

ROOT = Path(__file__).parents[2]

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made graph as a file."""
    file = tmp_path_factory.mktemp("wikidata") / "wikidata.ttl"
    return wikidata.write(file, [*wikidata.crowd(4000), *traps.ITEMS], traps.MORE)


@pytest.fixture(scope="session")
def endpoint(made: Path, serve: Callable[..., str]) -> str:
    """A real SPARQL server with the made graph."""
    return serve("--data", str(made)) + "/sparql"


@pytest.fixture
def between(endpoint: str) -> Iterator[proxy.Proxy]:
    """A proxy before the server, which spoils answers as it is told."""
    with proxy.running(endpoint) as running:
        yield running


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with our graph, and tables of links with the traps' rows alone."""
    root = tmp_path / "project"
    for folder in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / folder, root / folder)
    shutil.rmtree(root / "data" / "links")
    traps.write_tables(root / "data" / "links")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return root


@pytest.fixture
def run(project: Path) -> Run:
    """Run `marsgraph link` on the project."""

    def linking(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["link", *arguments, "--project", str(project)])

    return linking


@pytest.fixture
def told(run: Run) -> Callable[..., Any]:
    """What `marsgraph link --json` says."""

    def linking(*arguments: str) -> Any:
        result = run(*arguments, "--json")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert result.stdout, result.stderr
        return json.loads(result.stdout)

    return linking
