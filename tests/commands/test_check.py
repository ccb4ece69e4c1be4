"""marsgraph check: its exit code, its text, its JSON and its report."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner, Result
from command import ROOT, run
from rdflib.namespace import RDF, SH, XSD

from marsgraph.check import rules
from marsgraph.cli import main

BUILT = ROOT / "data" / "graph" / "marsgraph.nq"


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped graph with a launch date taken away and a cycle put in."""
    lines = BUILT.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not ("sputnik-24-launch>" in line and "launchDate" in line)]
    event = "<https://w3id.org/marsgraph/id/sputnik-24-fuse-dislodged>"
    led = f"{event} <https://w3id.org/marsgraph/ns#ledTo> {event}"
    file = tmp_path_factory.mktemp("graph") / "broken.nq"
    graph = next(
        line.split()[-2] for line in lines if line.startswith(event) and line.endswith("> .") and "graph/" in line
    )
    file.write_text("\n".join([*kept, f"{led} .", f"{led} {graph} .", ""]), encoding="utf-8")
    return file


def test_shipped_graph() -> None:
    """The shipped graph breaks no rule."""
    result = run("check", data=None)

    assert result.exit_code == 0, result.output


def test_kept_report_is_that_of_the_graph(tmp_path: Path) -> None:
    """A report of another version is refused by `build --check` and made anew by `build` and for a release."""
    for name in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / name, tmp_path / name)
    kept = tmp_path / "data" / "graph" / "report.trig"
    fresh = kept.read_text(encoding="utf-8")
    kept.write_text(re.sub('version> "[^"]*"', 'version> "7"', fresh), encoding="utf-8")

    def project(*arguments: str) -> Result:
        return CliRunner().invoke(main, [*arguments, "--project", str(tmp_path)])

    refused = project("build", "--check")
    released = project("release", "--output", str(tmp_path / "release"))

    assert (1, True) == (refused.exit_code, "report.trig: the report of the checks is of another" in refused.output)
    assert "The report of the checks was made now" in released.stderr
    assert fresh == (tmp_path / "release" / "report.trig").read_text(encoding="utf-8")
    assert "report.trig was made anew" in project("build").stderr
    assert fresh == kept.read_text(encoding="utf-8")


def test_keep(broken: Path, tmp_path: Path) -> None:
    """A kept report tells of the dataset what the check found, with the version that it looked at."""
    for name in ("ontology", "queries"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "data" / "graph").mkdir(parents=True)
    shutil.copy(broken, tmp_path / "data" / "graph" / "marsgraph.nq")
    (tmp_path / "data" / "graph" / "manifest.json").write_text('{"version": "7"}')
    CliRunner().invoke(main, ["check", "--keep", "--project", str(tmp_path)])
    quads = list(ox.parse(path=tmp_path / "data" / "graph" / "report.trig", format=ox.RdfFormat.TRIG))
    of = ox.NamedNode("https://w3id.org/marsgraph/.well-known/void#report")
    told = {quad.predicate.value: quad.object for quad in quads if quad.subject == of}
    things = {quad.object for quad in quads if quad.predicate.value == str(SH.focusNode)}

    assert ox.Literal("7") == told["http://www.w3.org/ns/dcat#version"]
    assert ox.Literal("false", datatype=ox.NamedNode(str(XSD.boolean))) == told[str(SH.conforms)]
    assert ox.NamedNode("https://w3id.org/marsgraph/id/sputnik-24-launch") in things


def test_text_names_thing_rule_and_remedy(broken: Path) -> None:
    """A breach is told in plain words: the rule, the thing, what to do; and the command ends with 1."""
    result = run("check", data=broken)

    assert result.exit_code == 1
    assert (
        "violation: A launch has one date, a day.  [launch-date]\n  - launch of Sputnik 24 (sputnik-24-launch)"
        in result.stdout
    )
    assert "  → Say mg:launchDate as an xsd:date" in result.stdout
    assert "[cycle-in-chain]\n  - fuse dislodged (sputnik-24-fuse-dislodged)" in result.stdout


def test_json(broken: Path) -> None:
    """JSON has the findings and every rule that was looked at."""
    result = run("check", "--json", data=broken)
    told = json.loads(result.stdout)

    assert result.exit_code == 1
    assert not told["conforms"]
    assert {"launch-date", "cycle-in-chain"} <= {finding["rule"] for finding in told["findings"]}
    assert {"Launch", "cycle-in-chain"} <= set(told["checked"])


def test_turtle(broken: Path) -> None:
    """The report is a sh:ValidationReport with the shape, the thing and the constraint of each finding."""
    graph = rdflib.Graph().parse(data=run("check", "--turtle", data=broken).stdout, format="turtle")
    (whole,) = graph.subjects(RDF.type, SH.ValidationReport)
    results = {
        (
            str(graph.value(one, SH.sourceShape)).rpartition("/")[2],
            str(graph.value(one, SH.focusNode)).rpartition("/")[2],
        )
        for one in graph.objects(whole, SH.result)
    }

    assert graph.value(whole, SH.conforms) == rdflib.Literal(False)
    assert ("launch-date", "sputnik-24-launch") in results
    assert ("cycle-in-chain", "sputnik-24-fuse-dislodged") in results


def test_turtle_is_the_same_each_time(broken: Path) -> None:
    """The same graph gives the same bytes."""
    assert run("check", "--turtle", data=broken).stdout == run("check", "--turtle", data=broken).stdout


def test_turtle_of_a_conforming_graph() -> None:
    """A graph that breaks nothing gives a report that says so and no more."""
    graph = rdflib.Graph().parse(data=run("check", "--turtle", data=None).stdout, format="turtle")

    assert len(graph) == 2
    assert (None, SH.conforms, rdflib.Literal(True)) in graph


def test_paths_are_whole_in_the_report(tmp_path: Path) -> None:
    """A path that reads a property backwards stands in the report as SHACL writes it."""
    lines = BUILT.read_text(encoding="utf-8").splitlines(keepends=True)
    file = tmp_path / "orphan.nq"
    file.write_text(
        "".join(x for x in lines if "ns#launch> <https://w3id.org/marsgraph/id/mars-2-launch>" not in x), "utf-8"
    )
    graph = rdflib.Graph().parse(data=run("check", "--turtle", data=file).stdout, format="turtle")
    shape = rdflib.URIRef("https://w3id.org/marsgraph/rule/launch-mission")
    path = graph.value(graph.value(None, SH.sourceShape, shape), SH.resultPath)

    assert graph.value(path, SH.inversePath) == rdflib.URIRef("https://w3id.org/marsgraph/ns#launch")


def test_slow_shapes_are_named(broken: Path) -> None:
    """With --verbose each shape and rule is named with its time."""
    timed = run("check", "--verbose", data=broken).stderr

    assert " s  Launch\n" in timed
    assert " s  cycle-in-chain\n" in timed


def test_could_not_run(tmp_path: Path) -> None:
    """Without a graph the checks could not run, which is another exit code."""
    result = run("check", data=tmp_path / "missing.nq")

    assert result.exit_code == 2
    assert "There is no graph at" in result.stderr


def test_an_empty_graph_is_no_conforming_graph(tmp_path: Path) -> None:
    """A graph without a statement is refused, and not praised for breaking no rule."""
    empty = tmp_path / "empty.nq"
    empty.touch()
    result = run("check", data=empty)

    assert result.exit_code == 2
    assert "the graph holds no statement" in result.stderr


@pytest.mark.parametrize("text", ["65.10", "07", "+5", "-0", "1.", ".5"])
def test_numbers_in_another_form(text: str) -> None:
    """A number that is not written in its canonical form is found in the file, since the engine would rewrite it."""
    kind = "decimal" if "." in text else "integer"
    line = f'<x:a> <x:b> "{text}"^^<http://www.w3.org/2001/XMLSchema#{kind}> <x:g> .\n'

    assert [finding.rule for finding in rules.number_forms(line)] == ["number-not-canonical"]


@pytest.mark.parametrize("text", ["65.1", "0.5", "-45", "0", "700"])
def test_numbers_in_canonical_form(text: str) -> None:
    """A number in canonical form is none."""
    line = f'<x:a> <x:b> "{text}"^^<http://www.w3.org/2001/XMLSchema#decimal> .\n'

    assert list(rules.number_forms(line)) == []


def test_value_is_told(tmp_path: Path) -> None:
    """A breach by a value shows the value with its unit."""
    file = tmp_path / "data.nq"
    file.write_text(BUILT.read_text("utf-8").replace('ns#massKg> "890"', 'ns#massKg> "-890"'), "utf-8")

    assert "(sputnik-24-craft), mass: -890 kg" in run("check", data=file).stdout


def test_place_of_the_claim(tmp_path: Path) -> None:
    """A finding about a claim tells the file and the line on which it stands, in text and in JSON."""
    for folder in ("data", "ontology", "queries"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    file = tmp_path / "data" / "claims" / "mars-1.trig"
    text = file.read_text(encoding="utf-8").replace("mg:spanM 4", "mg:spanM -4")
    file.write_text(text, encoding="utf-8")
    line = text[: text.index("mg:spanM -4")].count("\n") + 1
    project = ["--project", str(tmp_path)]
    assert 0 == CliRunner().invoke(main, ["build", *project]).exit_code

    findings = json.loads(CliRunner().invoke(main, ["check", "--json", *project]).stdout)["findings"]

    assert f"data/claims/mars-1.trig:{line}" in {finding.get("place") for finding in findings}
