"""The recipes run: each in the tool that it is for, against a server of its own, where that tool is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/recipes.md").read_text("utf-8")
EXPECTED = {
    "python pandas": ["Molniya 8K78", "datetime64", "mean"],
    "python": ["box 9 Mars 3 1971-05-28", "statements held"],
    "r": ["Blok L", "Median"],
}
"""What each recipe prints among other things, in the order of the page."""


def recipes(kind: str) -> list[str]:
    """The blocks of a kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def here(serve: Callable[..., str]) -> Callable[[str], str]:
    """Put the address of a server that runs in place of that of the page."""
    address = serve()
    return lambda recipe: recipe.replace("http://127.0.0.1:8000", address)


def run(command: list[str], folder: Path) -> str:
    """Run a recipe, with our command in reach, and give what it prints."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    around = os.environ | {"PATH": path}
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder, env=around)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("number", range(len(EXPECTED["python pandas"])))
def test_pandas(number: int, here: Callable[[str], str], tmp_path: Path) -> None:
    """A recipe for pandas prints what its question gives."""
    pytest.importorskip("pandas", reason="pandas is not installed: pip install 'marsgraph[clients]'")
    recipe = here(recipes("python pandas")[number])

    assert EXPECTED["python pandas"][number] in run([sys.executable, "-c", recipe], tmp_path)


@pytest.mark.parametrize("number", range(len(EXPECTED["python"])))
def test_python(number: int, here: Callable[[str], str], tmp_path: Path) -> None:
    """A recipe for Python alone prints what it is for."""
    assert EXPECTED["python"][number] in run([sys.executable, "-c", here(recipes("python")[number])], tmp_path)


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not installed")
@pytest.mark.parametrize("number", range(len(EXPECTED["r"])))
def test_r(number: int, here: Callable[[str], str], tmp_path: Path) -> None:
    """A recipe for R prints what its question gives."""
    assert EXPECTED["r"][number] in run(["Rscript", "-e", here(recipes("r")[number])], tmp_path)


@pytest.mark.parametrize("kind", sorted(EXPECTED))
def test_every_recipe_is_run(kind: str) -> None:
    """No recipe stands on the page that is not run."""
    assert len(EXPECTED[kind]) == len(recipes(kind))


def test_notebook(here: Callable[[str], str], tmp_path: Path) -> None:
    """The cells for a notebook give a table and a picture."""
    nbclient: Any = pytest.importorskip("nbclient", reason="Jupyter is not installed: pip install nbclient ipykernel")
    pytest.importorskip("ipykernel", reason="Jupyter has no Python here: pip install ipykernel")
    pytest.importorskip("pandas", reason="pandas is not installed: pip install 'marsgraph[clients]'")
    notebooks: Any = pytest.importorskip("nbformat.v4")
    cells = [notebooks.new_code_cell(here(recipe)) for recipe in recipes("python notebook")]

    done = nbclient.NotebookClient(notebooks.new_notebook(cells=cells)).execute(cwd=str(tmp_path))

    forms = [set(cell["outputs"][-1]["data"]) for cell in done["cells"]]
    assert [{"text/html", "text/plain"}, {"image/svg+xml", "text/plain"}] == forms


def test_query_for_wikidata_is_sparql() -> None:
    """The query that asks Wikidata is read by rdflib, which would run it."""
    from rdflib.plugins.sparql import prepareQuery

    (recipe,) = recipes("python net")
    (query,) = re.findall(r'"""(.*?)"""', recipe, re.DOTALL)

    assert "SelectQuery" == prepareQuery(query).algebra.name
