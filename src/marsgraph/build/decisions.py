"""Reads the decisions: what people chose where sources differ, and what is wrong with a choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from marsgraph.build.claims import Claims, Values, values_of
from marsgraph.build.faults import Fault
from marsgraph.build.inputs import InputFile
from marsgraph.build.inspection import located
from marsgraph.build.literals import parts
from marsgraph.build.nquads import Statement, by_subject
from marsgraph.build.vocabulary import Vocabulary
from marsgraph.errors import InputError, MarsGraphError, together
from marsgraph.terms import BECAUSE, DECISION, PREFERS, PROPERTY, RDF_TYPE, REJECTS, SUBJECT


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
    if not any(map(str.isalpha, "".join(parts(reason)[0] for reason in entry.get(_BECAUSE, ())))):
        return Fault("gives no reason.", "Say in mg:because, in a sentence, why a historian should agree.")
    return None


def _contradiction(decision: Decision, vocabulary: Vocabulary) -> Fault | None:
    if len(set(decision.prefers)) > 1:
        both = " and ".join(map(vocabulary.write, decision.prefers))
        return Fault(f"makes a contradiction: {both} are both preferred.", "Keep one of them.")
    if set(decision.prefers) & set(decision.rejects):
        value = vocabulary.write(decision.prefers[0])
        return Fault(f"makes a contradiction: {value} is preferred and rejected.", "Keep one of them.")
    return None


def faults_of_decisions(
    decisions: Mapping[str, Decision], claims: Claims, file: InputFile, vocabulary: Vocabulary
) -> Iterator[InputError]:
    """Find the decisions about nothing, for a value that nobody states, or that cannot be followed."""
    for key, decision in decisions.items():
        fault = _fault_of_decision(key, decision, values_of(claims.starting_with(f"{key} ")), vocabulary)
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
    if decision.prefers and len(values) == 1:
        fault = f"decides what nobody disputes: all claims give {write(decision.prefers[0])} as {prop} of {subject}."
        return Fault(fault, "Delete it, or restore the claim that it was made against.")
    return None
