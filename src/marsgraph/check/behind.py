"""The claim behind a finding: that of the value, or of the property, or the first that is made about the thing."""

from __future__ import annotations

from marsgraph.check.findings import Finding
from marsgraph.reading import Reading
from marsgraph.store import Iri, Row
from marsgraph.terms import RDF_TYPE

Claim = tuple[str, str, str, str]
"""Graph, subject, property and value, as N-Quads have them."""


def claim_behind(finding: Finding, reading: Reading) -> Claim | None:
    """Choose the claim that a person should look at."""
    if not isinstance(finding.thing, Iri):
        return None
    rows = reading.ask("claims-about", thing=finding.thing)
    if not rows:
        return None
    best = min(rows, key=lambda row: _distance(finding, row))
    terms = (best["graph"], finding.thing, best["property"], best["value"])
    graph, subject, prop, value = map(str, terms)
    return graph, subject, prop, value


def _distance(finding: Finding, row: Row) -> tuple[bool, bool, bool, bool, str]:
    """How far a claim is from a finding: the value counts most, then property and graph; types are the heads."""
    return (
        finding.value is not None and row["value"] != finding.value,
        f"<{row['property'].value}>" != finding.path,
        bool(finding.graph) and row["graph"].value != finding.graph,
        row["property"].value != RDF_TYPE,
        str(row["graph"]),
    )
