"""The HTTP interface under schemathesis: requests made from its own description, good ones and bad ones."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import example_project
import pytest
import served
from served import Served

FORM = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
"""What holds of any text that may be a query or none."""
RUNS = {
    "all but queries": (r"^/(?!sparql$)", "all", 17),
    "queries": (r"^/sparql$", FORM, 2),
}
"""Which routes, by which checks, and at least how many operations there are."""
SEED = "7"


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with one question of each kind."""
    project = example_project.make(tmp_path_factory.mktemp("project"))
    server = served.serve(
        tmp_path_factory.mktemp("fuzzed"), "--project", str(project), "--processes", "1", "--no-access-log"
    )
    yield server
    server.end()


@pytest.mark.parametrize("which", RUNS)
def test_answers_as_described(fuzzed: Served, tmp_path: Path, which: str) -> None:
    """No request makes the server fail, answers have a status, type and form that are told, bad ones are refused."""
    pytest.importorskip("schemathesis", reason="schemathesis is not installed: pip install 'marsgraph[clients]'")
    routes, checks, least = RUNS[which]
    description = tmp_path / "openapi.json"
    description.write_bytes(fuzzed.ask("GET", "/openapi.json").body)

    run = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", str(description), "--url", fuzzed.address),
            *("--phases", "examples,coverage,fuzzing", "--max-examples", "10", "--seed", SEED, "--no-color"),
            *("--include-path-regex", routes, "--checks", checks, "--request-timeout", "30"),
            *("--suppress-health-check", "all", "--generation-database", "none"),
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )

    assert 0 == run.returncode, run.stdout[:6000] + run.stderr[-2000:]
    tested = re.search(r"Tested: (\d+)", run.stdout)
    assert tested
    assert least <= int(tested[1])
