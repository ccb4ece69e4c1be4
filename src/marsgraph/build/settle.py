"""Decides which claims the default graph holds: claims and decisions in, triples that it does not hold out.

A functional property holds one value a thing, any other property all values that no decision rejects. Where
sources of the first precedence differ about a functional property, a decision must prefer one value or reject
the others. Sources of a lower precedence (bulk tables) fill gaps: they count only where no better source says
anything, and where tables of one precedence differ, none is held, since nothing says which is right. To prefer
one table as a whole, give the other a lower precedence (3, 4, ...) in data/sources.ttl.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from marsgraph.build import places
from marsgraph.build.claims import Claims, Head
from marsgraph.build.faults import Fault
from marsgraph.build.inputs import InputFile
from marsgraph.build.inspection import located
from marsgraph.build.nquads import Statement, by_subject, parse_line
from marsgraph.build.vocabulary import Vocabulary
from marsgraph.errors import ConflictError, InputError, MarsGraphError, together
from marsgraph.terms import BECAUSE, CONCEPT, DECISION, PREFERS, PROPERTY, RDF_TYPE, REJECTS, SUBJECT

_BEST = 1

Values = Mapping[str, list[str]]
"""The values that sources give for one property of one thing, each with the graphs that state it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What people decided about one property of one thing."""

    prefers: tuple[str, ...]
    rejects: tuple[str, ...]
    statement: Statement
    """Where it stands, for messages."""

    def __add__(self, other: Decision) -> Decision:
        return Decision(self.prefers + other.prefers, self.rejects + other.rejects, self.statement)


def read_decisions(file: InputFile, statements: list[Statement], vocabulary: Vocabulary) -> dict[str, Decision]:
    """Read the decisions by what they decide: `subject property`, in N-Quads form."""
    decisions: dict[str, Decision] = {}
    faults: list[MarsGraphError] = []
    first = {statement.subject: statement for statement in reversed(statements)}
    for name, entry in by_subject(statements).items():
        fault = _fault_of_entry(entry)
        if not fault:
            key = f"{entry[_SUBJECT][0]} {entry[_PROPERTY][0]}"
            decision = Decision(tuple(entry.get(_PREFERS, ())), tuple(entry.get(_REJECTS, ())), first[name])
            decisions[key] = decisions[key] + decision if key in decisions else decision
            fault = _contradiction(decisions[key], vocabulary)
        if fault:
            faults.append(located(file, first[name], vocabulary, fault.of(vocabulary.write(name))))
    if faults:
        raise together(faults)
    return decisions


_SUBJECT, _PROPERTY, _PREFERS, _REJECTS, _BECAUSE = (
    f"<{term}>" for term in (SUBJECT, PROPERTY, PREFERS, REJECTS, BECAUSE)
)


def _fault_of_entry(entry: Mapping[str, list[str]]) -> Fault | None:
    if f"<{DECISION}>" not in entry.get(f"<{RDF_TYPE}>", ()):
        return Fault("is not a mg:Decision.", "This file holds nothing else.")
    if len(entry.get(_SUBJECT, ())) != 1 or len(entry.get(_PROPERTY, ())) != 1:
        return Fault("needs exactly one mg:subject and one mg:property.")
    if not entry.get(_PREFERS) and not entry.get(_REJECTS):
        return Fault("decides nothing.", "Add mg:prefers or mg:rejects with a value that some source states.")
    if not entry.get(_BECAUSE):
        return Fault("gives no reason.", 'Add mg:because "…"@en.')
    return None


def _contradiction(decision: Decision, vocabulary: Vocabulary) -> Fault | None:
    if len(set(decision.prefers)) > 1:
        both = " and ".join(map(vocabulary.write, decision.prefers))
        return Fault(f"makes a contradiction: {both} are both preferred.", "Keep one of them.")
    if set(decision.prefers) & set(decision.rejects):
        value = vocabulary.write(decision.prefers[0])
        return Fault(f"makes a contradiction: {value} is preferred and rejected.", "Keep one of them.")
    return None


def settle(
    claims: Claims, decisions: Mapping[str, Decision], vocabulary: Vocabulary, sources: Mapping[str, int]
) -> set[str]:
    """Give the triples that some source states and that the default graph does not hold."""
    withheld: set[str] = set()
    conflicts: list[MarsGraphError] = []
    for key, values in _disputed(claims, decisions, vocabulary.functional):
        ranks = {value: min(sources[claims.heads[graph].source] for graph in values[value]) for value in values}
        functional = key.rpartition(" ")[2] in vocabulary.functional
        held = _hold(ranks, decisions.get(key, _UNDECIDED), functional=functional)
        if functional and len(held) > 1:
            conflicts.append(_conflict(key, {value: values[value] for value in held}, claims.heads, vocabulary))
        withheld.update(f"{key} {value}" for value in values if value not in held)
    if conflicts:
        raise together(conflicts)
    return withheld


_UNDECIDED = Decision((), (), Statement("", "", "", "", ""))


def _disputed(
    claims: Claims, decisions: Mapping[str, Decision], functional: frozenset[str]
) -> Iterator[tuple[str, Values]]:
    """Find what has to be settled: what is decided, and functional properties with more than one value."""
    for key in decisions:
        yield key, _values(claims.starting_with(f"{key} "))
    for key, group in groupby(claims.lines, key=_subject_and_property):
        lines = list(group)
        # Most groups are a single line, and most others one value that several passages state.
        several = len(lines) > 1 and _triple(lines[0]) != _triple(lines[-1])
        if several and key not in decisions and key[key.index(" ") + 1 :] in functional:
            yield key, _values(lines)


def _triple(line: str) -> str:
    return line[: line.rindex(" <")]


def _subject_and_property(line: str) -> str:
    return line[: line.index(" ", line.index(" ") + 1)]


def _values(lines: Iterable[str]) -> Values:
    values = defaultdict[str, list[str]](list)
    for line in lines:
        statement = parse_line(line)
        values[statement.value].append(statement.graph)
    return values


def _hold(ranks: Mapping[str, int], decision: Decision, *, functional: bool) -> list[str]:
    if decision.prefers:
        return [decision.prefers[0]]
    left = sorted(value for value in ranks if value not in decision.rejects)
    if not functional or not left:
        return left
    best = min(ranks[value] for value in left)
    foremost = [value for value in left if ranks[value] == best]
    return foremost if best == _BEST or len(foremost) == 1 else []


def faults_of_decisions(
    decisions: Mapping[str, Decision], claims: Claims, file: InputFile, vocabulary: Vocabulary
) -> Iterator[InputError]:
    """Find the decisions about nothing, for a value that nobody states, or that cannot be followed."""
    for key, decision in decisions.items():
        fault = _fault_of_decision(key, decision, _values(claims.starting_with(f"{key} ")), vocabulary)
        if fault:
            name = vocabulary.write(decision.statement.subject)
            yield located(file, decision.statement, vocabulary, fault.of(name))


def _fault_of_decision(key: str, decision: Decision, values: Values, vocabulary: Vocabulary) -> Fault | None:
    write = vocabulary.write
    subject, prop = map(write, key.split(" "))
    if not values:
        fault = f"decides about nothing: no claim states {prop} of {subject}."
        return Fault(fault, "Correct its mg:subject or mg:property, or delete it.")
    unstated = [value for value in (*decision.prefers, *decision.rejects) if value not in values]
    if unstated:
        fault = f"names {write(unstated[0])}, which no claim states as {prop} of {subject}."
        return Fault(fault, f"Stated: {', '.join(sorted(map(write, values)))}.")
    if decision.prefers and key.rpartition(" ")[2] not in vocabulary.functional:
        fault = f"prefers a value of {prop}, but that may have many: it is no owl:FunctionalProperty."
        return Fault(fault, "Use mg:rejects for the values that are wrong.")
    return None


def _conflict(key: str, values: Values, heads: Mapping[str, Head], vocabulary: Vocabulary) -> ConflictError:
    subject, prop = key.split(" ")
    write = vocabulary.write
    lines = [f"sources differ about {write(prop)} of {write(subject)}, and no decision says what we hold:"]
    for value in _most_trusted_first(values, heads):
        lines += [
            f"  {write(value)}",
            *(f"    {_who(key, value, graph, heads, vocabulary)}" for graph in values[value]),
        ]
    return ConflictError(
        "\n".join(lines), remedy=_to_paste(subject, prop, _most_trusted_first(values, heads), vocabulary)
    )


def _most_trusted_first(values: Values, heads: Mapping[str, Head]) -> list[str]:
    """Order values by who says them: surely before hedged, many before few."""
    return sorted(values, key=lambda value: (all(heads[g].hedges for g in values[value]), -len(values[value]), value))


def _who(key: str, value: str, graph: str, heads: Mapping[str, Head], vocabulary: Vocabulary) -> str:
    head = heads[graph]
    subject, prop = key.split(" ")
    statement = Statement(f"{key} {value}", subject, prop, value, graph)
    place = places.find(head.file.path, head.file.name, statement, vocabulary.prefixes)
    hedges = "".join(f", {vocabulary.write(hedge)}" for hedge in head.hedges)
    return f"{vocabulary.write(head.source)}, {vocabulary.write(head.locator)}{hedges} ({place})"


def _to_paste(subject: str, prop: str, values: list[str], vocabulary: Vocabulary) -> str:
    """Write a decision for the value that seems best; the reason is for a person to give."""
    write = vocabulary.write
    name = f"decision-{write(subject).partition(':')[2]}-{_kebab(write(prop).partition(':')[2])}"
    kind = "    mg:kind concept:conflict ;\n" if f"<{CONCEPT}conflict>" in vocabulary.declared else ""
    return (
        "Decide, and paste this into data/decisions.ttl with your reason:\n\n"
        f":{name} a mg:Decision ;\n"
        f"    mg:subject {write(subject)} ;\n"
        f"    mg:property {write(prop)} ;\n"
        f"    mg:prefers {write(values[0])} ;  # or {' or '.join(map(write, values[1:]))}\n"
        f'    mg:because "…"@en ;\n{kind}'
        f'    dcterms:date "{date.today().isoformat()}"^^xsd:date .'  # noqa: DTZ011 - the curator's own day
    )


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
