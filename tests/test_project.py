"""What the project promises beside its code: paths, prefixes, commands of the Makefile, lists of versions."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from marsgraph.errors import InputError, MarsGraphError, NotFoundError, together
from marsgraph.paths import Project
from marsgraph.terms import BASE, CONCEPT, GRAPH, ID, MG, SOURCE, expand, read_prefixes, read_terms, shorten

CHECKOUT = Path(__file__).parents[1]
PREFIXES = {"": ID, "mg": MG, "base": BASE}


def test_project_is_found_from_below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands work from any folder of a project."""
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology" / "context.jsonld").write_text("{}")
    (tmp_path / "data" / "claims").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "data" / "claims")

    assert tmp_path == Project.find().root


def test_project_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside every project, the installed data are used."""
    monkeypatch.chdir(tmp_path)

    assert Project.find().context.is_file()


def test_nothing_is_written_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What writes takes no project but one at or above the current folder."""
    monkeypatch.chdir(tmp_path)

    with pytest.raises(NotFoundError, match="There is no MarsGraph project in"):
        Project.around()


@pytest.mark.parametrize("find", [Project.find, Project.around])
@pytest.mark.parametrize("part", ["data/claims", "ontology/marsgraph.ttl"])
def test_project_without_its_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str, find: Callable[[], Project]
) -> None:
    """A project that lost its context is refused, and no other is taken in its place."""
    (tmp_path / part).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)

    with pytest.raises(NotFoundError, match=r"lacks ontology/context.jsonld"):
        find()


def test_no_project(tmp_path: Path) -> None:
    """A folder that is no project is refused by its name."""
    with pytest.raises(NotFoundError, match=re.escape(str(tmp_path))):
        Project.at(tmp_path)


def test_message_has_place_and_remedy() -> None:
    """A message tells where, what, and what to do, in this order."""
    assert "claims.trig:7: odd.\nMend it." == str(MarsGraphError("odd.", place="claims.trig:7", remedy="Mend it."))


def test_many_faults() -> None:
    """A message of many faults shows the first twenty and counts the rest."""
    told = str(together([InputError(f"fault {number}.") for number in range(25)]))

    assert (True, True, False) == ("25 faults" in told, "and 5 more" in told, "fault 20." in told)


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        (ID + "mars-1", ":mars-1"),
        (MG + "massKg", "mg:massKg"),
        (BASE, f"<{BASE}>"),
        (ID + "a/b", f"<{ID}a/b>"),
        ("http://example.org/", "<http://example.org/>"),
    ],
)
def test_short_forms(iri: str, short: str) -> None:
    """An IRI is shortened with the longest prefix that leaves a name, and `expand` undoes it."""
    assert (short, iri) == (shorten(iri, PREFIXES), expand(short, PREFIXES))


def test_unknown_prefix() -> None:
    """A prefix that is not declared is named with those that are."""
    with pytest.raises(InputError, match=r"(?s)ex:a.*base, mg"):
        expand("ex:a", PREFIXES)


def test_prefixes_of_the_context() -> None:
    """The context declares our own namespaces as the program knows them."""
    prefixes = read_prefixes(CHECKOUT / "ontology" / "context.jsonld")

    assert {"": ID, "mg": MG, "concept": CONCEPT, "g": GRAPH, "src": SOURCE}.items() <= prefixes.items()


def test_terms_of_the_context() -> None:
    """The terms of the context are whole IRIs, without its prefixes and keywords."""
    terms = read_terms(CHECKOUT / "ontology" / "context.jsonld")

    assert (True, False) == (MG + "massKg" in terms, MG in terms)


def test_broken_context(tmp_path: Path) -> None:
    """A context that is no JSON is told by its name."""
    (tmp_path / "context.jsonld").write_text("{")

    with pytest.raises(InputError, match=r"^context.jsonld:1: not a JSON-LD context"):
        read_prefixes(tmp_path / "context.jsonld")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{\n  'a': 1 }", "context.jsonld:2: not a JSON-LD context: not well-formed"),
        ("[]", "context.jsonld: not a JSON-LD context: it has no object @context"),
        ('{"@context": []}', "it has no object @context"),
    ],
)
def test_strange_context(tmp_path: Path, text: str, told: str) -> None:
    """A context of another shape is told in words about JSON-LD."""
    (tmp_path / "context.jsonld").write_text(text)

    with pytest.raises(InputError, match=re.escape(told)):
        read_prefixes(tmp_path / "context.jsonld")


def test_constraints_pin_every_dependency() -> None:
    """constraints.txt pins whatever pyproject.toml asks for, and holds no addresses."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["dev"]]
    asked += project["build-system"]["requires"]
    lines = [line for line in (CHECKOUT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    pinned = {line.partition("==")[0].lower() for line in lines}

    assert {re.split("[<>=]", name)[0] for name in asked} <= pinned
    assert [] == [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)]


@pytest.mark.parametrize("target", ["serve", "test", "lint", "build", "check", "bench"])
def test_make_knows(target: str) -> None:
    """Every command of the Makefile that the documents name exists and is described."""
    listed = subprocess.run(["make", "help"], cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout  # noqa: S607

    assert f"make {target} " in listed
