"""What may stand in a file that people write: known terms, well-formed values, named things.

Each check goes over the distinct terms of a few thousand statements, not over the statements, and looks for
the line only when there is something to report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marsgraph.build import places
from marsgraph.build.faults import Fault
from marsgraph.build.inputs import InputFile
from marsgraph.build.literals import fault_of
from marsgraph.build.nquads import Statement
from marsgraph.build.vocabulary import Vocabulary
from marsgraph.errors import InputError
from marsgraph.terms import BASE, DERIVED_GRAPH, ID, RDF_TYPE, SORT_DATE

_TYPE = f"<{RDF_TYPE}>"


def faults_of_terms(file: InputFile, statements: Sequence[Statement], vocabulary: Vocabulary) -> Iterator[InputError]:
    """Find the terms and values that cannot stand in any of our files."""
    if not statements:
        return
    _, subjects, properties, values, _ = map(set, zip(*statements, strict=True))
    classes = {statement.value for statement in statements if statement.property == _TYPE}
    faults = {term: vocabulary.does_not_know(term) for term in properties | classes}
    faults |= {term: _fault_of(term, vocabulary) for term in (subjects | values) - classes}
    for term, fault in sorted(faults.items()):
        if fault:
            first = next(st for st in statements if term in {st.subject, st.property, st.value})
            yield located(file, first, vocabulary, fault)


def _fault_of(term: str, vocabulary: Vocabulary) -> Fault | None:
    if term.startswith('"'):
        return fault_of(term)
    if term.startswith("<"):
        return vocabulary.lacks(term)
    return Fault("a thing without a name ([ ], ( ) or _:x).", "Name it (:name), so that two sources can speak of it.")


def faults_of_claims(file: InputFile, statements: Sequence[Statement], vocabulary: Vocabulary) -> Iterator[InputError]:
    """Find the statements that no claims file may hold, whatever they say."""
    for statement in statements:
        fault = _misplaced(statement)
        if fault:
            yield located(file, statement, vocabulary, fault.of(_written(statement, vocabulary)))


def _misplaced(statement: Statement) -> Fault | None:
    _, subject, prop, _, graph = statement
    if not graph:
        return _outside(subject)
    if not subject.startswith(_THINGS):
        return Fault(
            "is a claim about something that is not ours.", "Claims are about things (:name) and nothing else."
        )
    if prop == f"<{SORT_DATE}>" or graph == f"<{DERIVED_GRAPH}>":
        return Fault("is what the build derives.", "Leave it out.")
    return None


_THINGS = f"<{ID}"
_GRAPHS = f"<{BASE}graph/"


def _outside(subject: str) -> Fault | None:
    if subject.startswith(_GRAPHS):
        return None
    return Fault("stands outside every graph, so nobody says it.", "Move it into a graph: g:name { ... }.")


def _written(statement: Statement, vocabulary: Vocabulary) -> str:
    return " ".join(map(vocabulary.write, statement[1:4]))


def located(file: InputFile, statement: Statement, vocabulary: Vocabulary, fault: Fault) -> InputError:
    """Make an error that says where in the file the statement stands."""
    place = places.find(file.path, file.name, statement, vocabulary.prefixes)
    return InputError(fault.message, place=place, remedy=fault.remedy or None)
