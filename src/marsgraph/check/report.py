"""Findings as text for people, as JSON, and as a SHACL validation report in Turtle.

Each is the same bytes for the same findings: sorted, without a clock and without names for blank nodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Final

from marsgraph import display
from marsgraph.check.findings import Finding, Outcome
from marsgraph.labels import Labels
from marsgraph.store import Iri, Literal
from marsgraph.terms import BASE, DCTERMS, RDF_TYPE, RULE, shorten

_SH: Final = "http://www.w3.org/ns/shacl#"
_IRI: Final = re.compile(r"<([^<>]*)>")
_SLOW: Final = 1.0


Places = Mapping[Finding, str]
"""The file and line of the claim behind a finding, where it is known."""


def as_text(outcome: Outcome, labels: Labels, width: int | None, places: Places) -> str:
    """Each rule that is broken with the things that break it and the remedy, then the count."""
    lines: list[str] = []
    for (severity, rule), findings in groupby(outcome.findings, key=lambda one: (one.severity, one.rule)):
        broken = list(findings)
        lines.append(display.entry(f"{severity}:", f"{broken[0].message}  [{rule}]", width, 2))
        lines += [display.entry("  -", _breach(one, labels) + _at(places.get(one)), width, 4) for one in broken]
        lines += [display.entry("  →", broken[0].remedy, width, 4), ""]
    return "\n".join([*lines, summary(outcome)])


def _at(place: str | None) -> str:
    return f" ({place})" if place else ""


def summary(outcome: Outcome) -> str:
    """The result in a line."""
    rules = display.count(len(outcome.seconds), "shape or rule", "shapes and rules")
    if not outcome.findings:
        return f"The graph keeps all its {rules}."
    others = len(outcome.findings) - outcome.violations
    told = [display.count(outcome.violations, "violation")] * bool(outcome.violations)
    told += [display.count(others, "warning")] * bool(others)
    return f"{' and '.join(told)}; {rules} looked at."


def times(outcome: Outcome) -> str:
    """How long each shape and rule took, the slowest first."""
    slowest = sorted(outcome.seconds.items(), key=lambda item: (-item[1], item[0]))
    return "\n".join(f"{seconds:8.3f} s  {name}{'  slow' * (seconds > _SLOW)}" for name, seconds in slowest)


def _breach(finding: Finding, labels: Labels) -> str:
    thing = finding.thing.value
    slug, label = labels.slug(thing), labels.of(thing)
    named = slug if label in {slug, f":{slug}"} else f"{label} ({slug})"
    property_ = finding.path[1:-1] if finding.path.startswith("<") else ""
    said = f", {labels.of(property_)}" if property_ else ""
    value = f": {_value(finding, labels, property_)}" if finding.value else ""
    graph = f", in {labels.slug(finding.graph)}" if finding.graph else ""
    return f"{named}{said}{value}{graph}"


def _value(finding: Finding, labels: Labels, property_: str) -> str:
    if isinstance(finding.value, Iri):
        return labels.slug(finding.value.value)
    assert finding.value is not None  # noqa: S101 - asked by the caller
    return labels.value(finding.value, property_)


def as_json(outcome: Outcome, labels: Labels, places: Places) -> dict[str, object]:
    """The findings for programs."""
    return {
        "conforms": not outcome.findings,
        "violations": outcome.violations,
        "checked": sorted(outcome.seconds),
        "findings": [_finding_json(finding, labels, places) for finding in outcome.findings],
    }


def _finding_json(finding: Finding, labels: Labels, places: Places) -> dict[str, object]:
    entry: dict[str, object] = {
        "rule": finding.rule,
        "constraint": finding.constraint,
        "severity": finding.severity,
        "thing": finding.thing.value,
        "label": labels.of(finding.thing.value),
        "message": finding.message,
        "remedy": finding.remedy,
    }
    optional = {
        "path": finding.path,
        "graph": finding.graph,
        "value": labels.value_json(finding.value) if finding.value else None,
        "place": places.get(finding),
    }
    return entry | {name: value for name, value in optional.items() if value}


def as_turtle(outcome: Outcome, prefixes: Mapping[str, str]) -> str:
    """The findings as a sh:ValidationReport."""
    body = ",\n".join(_result(finding) for finding in outcome.findings)
    conforms = "false" if outcome.findings else "true"
    results = f" ;\n    <{_SH}result> {body}" if outcome.findings else ""
    return _shortened(f"[] a <{_SH}ValidationReport> ;\n    <{_SH}conforms> {conforms}{results} .\n", prefixes)


def to_keep(outcome: Outcome, version: str) -> str:
    """The findings as a part of what the dataset says of itself, with the version of the graph that was checked."""
    of = BASE + ".well-known/void"
    told = {
        f"<{RDF_TYPE}>": f"<{_SH}ValidationReport>",
        f"<{DCTERMS}subject>": f"<{BASE}>",
        "<http://www.w3.org/ns/dcat#version>": str(Literal(version)),
        f"<{_SH}conforms>": "false" if outcome.findings else "true",
    }
    results = [f"    <{_SH}result> {_result(finding)}" for finding in outcome.findings]
    body = " ;\n".join([*(f"    {name} {value}" for name, value in told.items()), *results])
    return f"<{of}> {{\n  <{of}#report>\n{body} .\n}}\n"


def _result(finding: Finding) -> str:
    parts = {
        "focusNode": str(finding.thing),
        "resultMessage": str(Literal(finding.message, language="en")),
        "resultPath": _full(finding.path),
        "resultSeverity": f"<{_SH}{finding.severity.capitalize()}>",
        "sourceConstraintComponent": f"<{_SH}{finding.constraint}ConstraintComponent>",
        "sourceShape": f"<{RULE}{finding.rule}>",
        "value": str(finding.value) if finding.value else "",
    }
    lines = "".join(f"        <{_SH}{name}> {value} ;\n" for name, value in parts.items() if value)
    return f"[\n        a <{_SH}ValidationResult> ;\n{lines}    ]"


def _full(path: str) -> str:
    return re.sub(r"(?<=[\[(] )sh:(\w+)", rf"<{_SH}\1>", path)


def _shortened(turtle: str, prefixes: Mapping[str, str]) -> str:
    """The same with the prefixes that it needs; a literal keeps its text as it is."""
    used: set[str] = set()

    def short(iri: str) -> str:
        name = shorten(iri, prefixes)
        if not name.startswith("<"):
            used.add(name.partition(":")[0])
        return name

    written = "".join(_pieces(turtle, short))
    heads = "".join(f"@prefix {name}: <{prefixes[name]}> .\n" for name in sorted(used))
    return f"{heads}\n{written}"


def _pieces(turtle: str, short: Callable[[str], str]) -> Iterator[str]:
    for piece in re.split(r'("(?:[^"\\]|\\.)*")', turtle):
        yield piece if piece.startswith('"') else _IRI.sub(lambda iri: short(iri[1]), piece)
