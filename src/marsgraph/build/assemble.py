"""The whole way: read, inspect, settle, derive, write."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from marsgraph import garbage
from marsgraph.build import links, nquads
from marsgraph.build.claims import Claims, repetitions
from marsgraph.build.claims import read as read_claims
from marsgraph.build.decisions import faults_of_decisions, read_decisions
from marsgraph.build.derive import labels, refuse_cycles, sort_dates
from marsgraph.build.inputs import InputFile, Inputs
from marsgraph.build.inspection import faults_of_terms
from marsgraph.build.nquads import Statement
from marsgraph.build.settle import settle
from marsgraph.build.sources import leading_nowhere, precedences, uncited
from marsgraph.build.vocabulary import Vocabulary
from marsgraph.build.write import Manifest, Written, digest, manifest_text, merged, publish
from marsgraph.errors import InputError, MarsGraphError, StaleGraphError, together
from marsgraph.paths import Project
from marsgraph.terms import DECISION, DISCREPANCY, RDF_TYPE, read_prefixes, read_terms

_TYPE = f"<{RDF_TYPE}>"
_STEPS_AFTER_READING = 3

Tell = Callable[[str], None]
"""Called with a line about something that stops nothing."""

Begin = Callable[[int], Callable[[str], None]]
"""Told the number of steps, gives what is to be called, with a label, at each of them."""


def _say_nothing(_line: str) -> None:
    pass


def _in_silence(_steps: int) -> Callable[[str], None]:
    return lambda _label: None


@dataclass(frozen=True, slots=True)
class _Assembly:
    """A graph ready to be written: its sorted lines, and what is known of them."""

    inputs: Inputs
    version: str
    lines: Iterator[list[str]]
    counts: Mapping[str, int]


@garbage.left()
def build(project: Project, begin: Begin = _in_silence, tell: Tell = _say_nothing) -> Manifest:
    """Build the graph, put it in the place of the one before, and return its manifest."""
    assembly = _assemble(project, begin, tell)

    def describe(written: Written) -> str:
        return manifest_text(_manifest(project, assembly, written))

    written = publish(project.graph_file, project.manifest_file, assembly.lines, describe)
    return _manifest(project, assembly, written)


@garbage.left()
def is_current(project: Project, begin: Begin = _in_silence, tell: Tell = _say_nothing) -> Manifest:
    """Return the manifest if the graph is what the inputs make today, or raise why not; change nothing."""
    assembly = _assemble(project, begin, tell)
    manifest = _manifest(project, assembly, digest(assembly.lines))
    graph = InputFile(project.graph_file, project.relative(project.graph_file))
    if not graph.path.exists():
        raise StaleGraphError("the graph has not been built.", place=graph.name, remedy=_REBUILD)
    if sha256(graph.read()).hexdigest() != manifest["sha256"]:
        raise StaleGraphError(_what_changed(project, manifest), place=graph.name, remedy=_REBUILD)
    file = InputFile(project.manifest_file, project.relative(project.manifest_file))
    if file.read().decode() != manifest_text(manifest):
        raise StaleGraphError("the manifest does not fit the graph.", place=file.name, remedy=_REBUILD)
    return manifest


_REBUILD = "Run: marsgraph build, and commit data/graph/ with your change."


def _what_changed(project: Project, manifest: Manifest) -> str:
    """Say which inputs changed since the graph was built, as far as its manifest tells."""
    try:
        before = json.loads(project.manifest_file.read_text(encoding="utf-8"))["inputs"]
    except (OSError, ValueError, KeyError):
        before = {}
    changed = sorted(dict(before.items() ^ manifest["inputs"].items()))
    names = (
        f" Changed since: {', '.join(changed)}." if changed else " It was edited by hand, or built by another version."
    )
    return f"the graph is not what the inputs make today.{names}"


def _assemble(project: Project, begin: Begin, tell: Tell) -> _Assembly:
    inputs = Inputs.of(project)
    step = begin(len(inputs.claims) + _STEPS_AFTER_READING)
    handwritten, vocabulary = _read_handwritten(project, inputs)
    ranks = precedences(inputs.sources, handwritten[inputs.sources], vocabulary)
    claims = read_claims(inputs.claims, vocabulary, ranks, step)
    tables = links.read(inputs.links)
    _raise_if_any(links.faults_of_links(tables, claims, vocabulary, ranks))
    links.take_in(tables, claims)
    _raise_if_any(uncited(inputs.sources, handwritten[inputs.sources], claims, vocabulary))
    _raise_if_any(leading_nowhere(inputs.discrepancies, handwritten[inputs.discrepancies], claims, vocabulary))
    for line in repetitions(claims, vocabulary):
        tell(line)
    step("settling")
    decisions = read_decisions(inputs.decisions, handwritten[inputs.decisions], vocabulary)
    _raise_if_any(faults_of_decisions(decisions, claims, inputs.decisions, vocabulary))
    withheld = settle(claims, decisions, vocabulary, ranks)
    step("deriving")
    refuse_cycles(claims, withheld, vocabulary)
    dates = sort_dates((st for st in claims.noted if st.triple not in withheld), vocabulary.dating)
    step("writing")
    told = [statement for statements in handwritten.values() for statement in statements]
    plain = [st.triple for st in told] + claims.head_triples
    return _Assembly(
        inputs=inputs,
        version=vocabulary.version,
        lines=merged(claims.lines, withheld, dates + labels(told) + [f"{triple} ." for triple in plain]),
        counts=_counts(claims, handwritten, len(ranks), len(dates) // 2) | {"links": len(tables.links)},
    )


def _read_handwritten(project: Project, inputs: Inputs) -> tuple[dict[InputFile, list[Statement]], Vocabulary]:
    """Read all but the claims, and the vocabulary that all of it has to keep to."""
    read = _read_all((*inputs.ontology, inputs.sources, inputs.decisions, inputs.discrepancies))
    ontology = [statement for file in inputs.ontology for statement in read[file]]
    vocabulary = Vocabulary.of(ontology, read_prefixes(project.context), read_terms(project.context))
    _raise_if_any(fault for file, sts in read.items() for fault in faults_of_terms(file, sts, vocabulary))
    return read, vocabulary


def _read_all(files: Iterable[InputFile]) -> dict[InputFile, list[Statement]]:
    """Read whole files, or raise the faults of all that cannot be read."""
    read: dict[InputFile, list[Statement]] = {}
    faults: list[MarsGraphError] = []
    for file in files:
        try:
            chunks = nquads.read(file.path, file.name, file.read())
            read[file] = [Statement._make(row) for _, rows in chunks for row in rows]
        except InputError as fault:
            faults.append(fault)
    _raise_if_any(faults)
    return read


def _raise_if_any(faults: Iterable[MarsGraphError]) -> None:
    found = list(faults)
    if found:
        raise together(found)


def _counts(
    claims: Claims, handwritten: Mapping[InputFile, list[Statement]], sources: int, dates: int
) -> dict[str, int]:
    kinds = [st.value for statements in handwritten.values() for st in statements if st.property == _TYPE]
    return {
        "claims": len(claims.lines),
        "claimGraphs": len(claims.heads),
        "sources": sources,
        "decisions": kinds.count(f"<{DECISION}>"),
        "discrepancies": kinds.count(f"<{DISCREPANCY}>"),
        "things": len({st.subject for st in claims.noted if st.property == _TYPE}),
        "sortDates": dates,
    }


def _manifest(project: Project, assembly: _Assembly, written: Written) -> Manifest:
    inputs = assembly.inputs.digests()
    version = sha256("".join(f"{name} {digest}\n" for name, digest in inputs.items()).encode()).hexdigest()
    named = assembly.counts["claims"] + assembly.counts["sortDates"]
    return {
        "version": f"{assembly.version}+{version[:12]}",
        "graph": project.relative(project.graph_file),
        "sha256": written.sha256,
        "counts": {"quads": written.quads, "defaultGraphTriples": written.quads - named, **assembly.counts},
        "inputs": inputs,
    }
