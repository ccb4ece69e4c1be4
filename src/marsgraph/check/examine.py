"""Runs every shape and every rule of a project over its built graph."""

from __future__ import annotations

from pathlib import Path

from marsgraph.check import rules, shapes
from marsgraph.check.findings import Finding, Outcome
from marsgraph.errors import FileAccessError
from marsgraph.paths import Project
from marsgraph.store import Store, open_graph


def examine(project: Project, data: Path | None = None) -> Outcome:
    """Check the built graph, or another RDF file in its place."""
    store = open_graph(project, data)
    found = [*_shapes(project, store), rules.run(store, rules.read(project.queries / "checks"))]
    seconds = {name: time for outcome in found for name, time in outcome.seconds.items()}
    findings = [finding for outcome in found for finding in outcome.findings]
    findings += _number_forms(data or project.graph_file)
    return Outcome(tuple(sorted(set(findings), key=lambda finding: finding.order)), seconds)


def _shapes(project: Project, store: Store) -> list[Outcome]:
    of_graph, of_claims = (project.ontology / name for name in ("shapes.ttl", "claims.shapes.ttl"))
    return [
        shapes.validate(store.triples(with_claims=False), shapes.read_shapes(of_graph)),
        shapes.validate(store.triples(with_claims=True), shapes.read_shapes(of_claims)),
    ]


def _number_forms(file: Path) -> list[Finding]:
    if file.suffix != ".nq":
        return []
    try:
        return list(rules.number_forms(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise FileAccessError.of(error, f"Reading {file}") from error
