"""Empty answers: names of ours that the graph does not have are told, with the nearest that it has."""

from __future__ import annotations

import pytest
import service

from marsgraph.endpoint.evaluation import Served


@pytest.mark.parametrize(
    ("query", "hints"),
    [
        ("SELECT * { ?s mg:masKg ?o }", ["The graph has no mg:masKg. Did you mean mg:massKg?"]),
        ("SELECT * { ?s a mg:mission }", ["The graph has no mg:mission. Did you mean mg:Mission?"]),
        ("SELECT * { :prob ?p ?o }", ["The graph has no :prob. Did you mean :probe?"]),
        ("SELECT * { ?s <https://w3id.org/marsgraph/ns#xyz> ?o }", ["The graph has no mg:xyz."]),
        ("SELECT * { GRAPH g:articel { ?s ?p ?o } }", ["The graph has no g:articel. Did you mean g:article?"]),
        ("ASK { ?s mg:massKg 'never' }", []),
        ("SELECT * { ?s rdfs:nothing ?o }", []),
        ("SELECT * { ?s ?p 'mg:masKg' } # mg:masKg", []),
        ("SELECT * { ?s mg:massKg 7 OPTIONAL { ?s mg:masKg ?o } }", []),
        ("CONSTRUCT WHERE { ?s mg:masKg ?o }", ["The graph has no mg:masKg. Did you mean mg:massKg?"]),
    ],
)
def test_unknown_names(graph: Served, query: str, hints: list[str]) -> None:
    """A hint is given for each such name, and only where the answer is empty."""
    assert hints == service.ask(graph, query).facts["hints"]
