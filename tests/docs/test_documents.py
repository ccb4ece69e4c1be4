"""What README and CONTRIBUTING promise: their commands run, their queries answer, their facts are in the graph."""

import re
import shlex
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph
import pytest
import shown
from click.testing import CliRunner

from marsgraph.cli import main

ROOT = Path(__file__).parents[2]
DOCUMENTS = (ROOT / "README.md", ROOT / "CONTRIBUTING.md")
COMMANDS = sorted(main.commands)


def blocks(language: str, documents: Sequence[Path] = DOCUMENTS) -> Iterator[tuple[str, str]]:
    """Give the fenced blocks of one language, each with the document that has it."""
    for document in documents:
        for block in re.findall(
            rf"^ *```{language}\n(.*?)^ *```$", document.read_text("utf-8"), re.DOTALL | re.MULTILINE
        ):
            yield document.name, block


def sessions() -> Iterator[tuple[list[str], list[str]]]:
    """Give each command of the console blocks with the lines that are shown as its answer."""
    for _, block in blocks("console", (*DOCUMENTS, *shown.LEARNING)):
        for session in re.split(r"^ *\$ ", block, flags=re.MULTILINE)[1:]:
            command, *lines = session.splitlines()
            yield shlex.split(command, comments=True), [line.strip() for line in lines if line.strip()]


def label(session: tuple[list[str], list[str]]) -> str:
    """Name a test after its command."""
    return " ".join(session[0])


@pytest.fixture
def _in_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Go to a copy of the project, which a command may change."""
    for folder in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("_in_a_copy")
@pytest.mark.parametrize("session", [s for s in sessions() if s[0][0] == "marsgraph"], ids=label)
def test_commands_run(session: tuple[list[str], list[str]]) -> None:
    """A command of the documents succeeds and prints what they show, in that order."""
    (_, *arguments), shown = session

    answer = CliRunner().invoke(main, arguments, prog_name="marsgraph")

    assert answer.exit_code == 0, answer.output
    lines = iter(line.strip() for line in answer.output.splitlines())
    missing = [wanted for wanted in shown if not any(wanted == line for line in lines)]
    assert missing == []


@pytest.mark.parametrize("session", [s for s in sessions() if s[0][0] == "make"], ids=label)
def test_targets_exist(session: tuple[list[str], list[str]]) -> None:
    """A make target of the documents is in the Makefile."""
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)

    assert session[0][1] in targets


@pytest.mark.parametrize(("document", "query"), list(blocks("sparql")))
def test_queries_answer(document: str, query: str) -> None:
    """A query of the documents has an answer in the shipped graph."""
    store = pyoxigraph.Store()
    store.bulk_load(path=str(ROOT / "data/graph/marsgraph.nq"), format=pyoxigraph.RdfFormat.N_QUADS)

    rows = store.query(query)

    assert isinstance(rows, pyoxigraph.QuerySolutions)
    assert next(rows, None) is not None, document


@pytest.mark.parametrize("block", [block for _, block in blocks("trig")])
def test_facts_are_in_the_graph(block: str) -> None:
    """A statement that the documents show as an example stands in the shipped graph."""
    heads = (ROOT / "data/claims/editors.trig").read_text("utf-8")
    prefixes = "\n".join(line for line in heads.splitlines() if line.startswith("@prefix"))
    shown = pyoxigraph.parse(f"{prefixes}\n{block}", format=pyoxigraph.RdfFormat.TRIG)
    store = pyoxigraph.Store()
    store.bulk_load(path=str(ROOT / "data/graph/marsgraph.nq"), format=pyoxigraph.RdfFormat.N_QUADS)

    absent = [str(quad) for quad in shown if quad not in store]

    assert absent == []


@pytest.mark.usefixtures("_in_a_copy")
@pytest.mark.parametrize("block", [block for _, block in blocks("python")])
def test_python_runs(block: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The Python of the documents runs and prints rows."""
    exec(compile(block, "README.md", "exec"), {})  # noqa: S102 - our own documentation

    assert "sputnik" in capsys.readouterr().out.lower()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_described(command: str) -> None:
    """A command of the program stands in a document with an example."""
    told = {session[0][1] for session in sessions() if session[0][0] == "marsgraph"}

    assert command in told


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    """A relative link of the documents leads to a file of the project."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text("utf-8"))

    assert [link for link in links if not (ROOT / link).exists()] == []
