"""Validates a plain graph against SHACL shapes with pySHACL, shape by shape, so that each has its time.

pySHACL makes one graph of all the graphs of a dataset; that is why it is given a plain graph here.
"""

from __future__ import annotations

import re
import time
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import rdflib
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Node

from marsgraph.check.findings import SEVERITIES, Finding, Outcome
from marsgraph.conversion import from_rdflib, to_rdflib
from marsgraph.errors import InputError
from marsgraph.store import Iri, Term
from marsgraph.terms import RULE

_SEVERITIES: Final = {str(SH[name.capitalize()]): name for name in SEVERITIES}


def read_shapes(file: Path) -> rdflib.Graph:
    """Read a file of shapes."""
    try:
        return rdflib.Graph().parse(file, format="turtle")
    except BadSyntax as error:
        what = re.search(r"Bad syntax \((.*?)\) at \^", str(error), re.DOTALL)
        raise InputError(
            f"the shapes are not well-formed: {what[1] if what else 'bad syntax'}.",
            place=f"{file}:{error.lines + 1}",
            remedy="The mistake may stand just before this place.",
        ) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise InputError(f"the shapes cannot be read: {error}.", place=str(file), remedy="Mend the file.") from error


def validate(triples: Iterable[tuple[Term, Iri, Term]], shapes: rdflib.Graph) -> Outcome:
    """Validate triples against each shape that has targets."""
    graph = rdflib.Graph()
    for subject, predicate, value in triples:
        graph.add((to_rdflib(subject), to_rdflib(predicate), to_rdflib(value)))
    findings: list[Finding] = []
    seconds: dict[str, float] = {}
    for shape in targeting(shapes):
        begun = time.perf_counter()
        findings += _validate_one(graph, alone(shapes, shape))
        seconds[name_of(shape)] = time.perf_counter() - begun
    return Outcome(tuple(findings), seconds)


def targeting(shapes: rdflib.Graph) -> list[rdflib.URIRef]:
    """The named shapes that say what they are about."""
    targets = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
    return sorted(
        {shape for target in targets for shape in shapes.subjects(target) if isinstance(shape, rdflib.URIRef)}
    )


def name_of(shape: Node | None) -> str:
    """A shape's short name."""
    return str(shape).removeprefix(RULE)


def alone(shapes: rdflib.Graph, shape: Node) -> rdflib.Graph:
    """A shape with all that it refers to, as a graph of its own."""
    alone, waiting = rdflib.Graph(), [shape]
    while waiting:
        node = waiting.pop()
        for triple in shapes.triples((node, None, None)):
            if triple not in alone:
                alone.add(triple)
                waiting.append(triple[2])
    return alone


def _validate_one(graph: rdflib.Graph, shape: rdflib.Graph) -> Iterator[Finding]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pySHACL's own, about rdflib; nothing that a curator could mend
        from pyshacl import validate as run

        _, report, text = run(graph, shacl_graph=shape, inplace=True)
    if not isinstance(report, rdflib.Graph):
        raise InputError(f"a shape cannot be run: {text}", place="ontology/", remedy="Mend the shape.")
    for result in report.subjects(RDF.type, SH.ValidationResult):
        if (None, SH.detail, result) not in report:
            yield _finding(report, result, shape)


def _finding(report: rdflib.Graph, result: Node, shapes: rdflib.Graph) -> Finding:
    shape = report.value(result, SH.sourceShape)
    value = report.value(result, SH.value)
    thing = from_rdflib(report.value(result, SH.focusNode))
    assert thing is not None  # noqa: S101 - every result has a focus node
    return Finding(
        rule=name_of(shape),
        constraint=constraint_name(report.value(result, SH.sourceConstraintComponent)),
        severity=_SEVERITIES.get(str(report.value(result, SH.resultSeverity)), "violation"),
        thing=thing,
        path=_path(report, report.value(result, SH.resultPath)),
        value=from_rdflib(value),
        graph="",
        message=str(shapes.value(shape, SH.message) or report.value(result, SH.resultMessage) or ""),
        remedy=str(shapes.value(shape, SH.description) or ""),
    )


def constraint_name(component: Node | None) -> str:
    """MinCount for sh:MinCountConstraintComponent."""
    return str(component).removeprefix(str(SH)).removesuffix("ConstraintComponent")


def _path(graph: rdflib.Graph, path: Node | None) -> str:
    """A property path in Turtle: a property, one read backwards, or several of these."""
    if path is None:
        return ""
    if isinstance(path, rdflib.URIRef):
        return path.n3()
    if inverse := graph.value(path, SH.inversePath):
        return f"[ sh:inversePath {_path(graph, inverse)} ]"
    if either := graph.value(path, SH.alternativePath):
        return f"[ sh:alternativePath ( {_paths(graph, Collection(graph, either))} ) ]"
    return f"( {_paths(graph, Collection(graph, path))} )"


def _paths(graph: rdflib.Graph, paths: Iterable[Node]) -> str:
    return " ".join(_path(graph, path) for path in paths)
