"""The graph that is committed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from workshop import Workshop

CHECKOUT = Workshop(Path(__file__).parents[2])


def test_committed_graph_is_current() -> None:
    """The committed graph is what the committed inputs make; if not: marsgraph build."""
    result = CHECKOUT.run("build", "--check")

    assert (0, "") == (result.exit_code, result.stderr)


@pytest.mark.parametrize("seed", ["1", "2"])
def test_same_bytes_elsewhere(tmp_path: Path, seed: str) -> None:
    """A build in another place, with another hash seed, gives the committed bytes."""
    for folder in ("ontology", "data", "queries"):
        shutil.copytree(CHECKOUT.root / folder, tmp_path / folder, ignore=shutil.ignore_patterns("graph"))
    command = [sys.executable, "-m", "marsgraph.cli", "build"]
    subprocess.run(command, cwd=tmp_path, env=os.environ | {"PYTHONHASHSEED": seed}, check=True, capture_output=True)
    other = Workshop(tmp_path)

    assert CHECKOUT.graph.read_bytes() == other.graph.read_bytes()
    assert CHECKOUT.manifest.read_bytes() == other.manifest.read_bytes()
    assert CHECKOUT.description.read_bytes() == other.description.read_bytes()


def test_engine_rewrites_nothing() -> None:
    """No value is one that the engine's store would write otherwise."""
    store = ox.Store()
    store.bulk_load(path=CHECKOUT.graph)

    assert set(CHECKOUT.graph.read_bytes().split(b"\n")) == set(
        (store.dump(format=ox.RdfFormat.N_QUADS) or b"").split(b"\n")
    )
