"""What may stand in a file that people write: known terms, well-formed values, named things.

Each check goes over the distinct terms of a few thousand statements, not over the statements, and looks for
the line only when there is something to report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from marsgraph.build import places
from marsgraph.build.faults import Fault
from marsgraph.build.inputs import InputFile
from marsgraph.build.literals import fault_of
from marsgraph.build.nquads import LONGEST, Parts, Statement
from marsgraph.build.ranges import fault_of_kind, kind_of
from marsgraph.build.vocabulary import Vocabulary
from marsgraph.errors import InputError
from marsgraph.terms import DERIVED_GRAPH, ID, RDF_TYPE, SORT_DATE

_TYPE = f"<{RDF_TYPE}>"


def faults_of_terms(file: InputFile, rows: Sequence[Parts], vocabulary: Vocabulary) -> Iterator[InputError]:
    """Find the terms and values that cannot stand in any of our files."""
    if not rows:
        return
    _, subjects, properties, values, _ = zip(*rows, strict=True)
    classes = {value for prop, value in zip(properties, values, strict=True) if prop == _TYPE}
    kinds = {value: kind_of(value) for value in set(values)}
    faults = {term: vocabulary.does_not_know(term) for term in classes.union(properties)}
    faults |= {value: _fault_of(value, vocabulary) for value in kinds.keys() - classes}
    faults |= {subject: _NAMELESS for subject in set(subjects) if subject[0] == "_"}
    yield from _first_of_each(file, rows, vocabulary, faults)
    used = set(zip(properties, map(kinds.__getitem__, values), strict=True))
    if wrong := {pair for pair in used if not vocabulary.admits(*pair)}:
        yield from (
            _wrong_kind(file, Statement._make(row), vocabulary)
            for row in rows
            if (row[2], kinds[row[3]]) in wrong and not faults[row[3]]
        )


def _wrong_kind(file: InputFile, statement: Statement, vocabulary: Vocabulary) -> InputError:
    taken = vocabulary.ranges[statement.property]
    fault = fault_of_kind(statement.property, taken, statement.value, vocabulary.prefixes)
    return located(file, statement, vocabulary, fault)


def _first_of_each(
    file: InputFile, rows: Sequence[Parts], vocabulary: Vocabulary, faults: Mapping[str, Fault | None]
) -> Iterator[InputError]:
    for term, fault in sorted(faults.items()):
        if fault:
            first = next(row for row in rows if term in row[1:4])
            yield located(file, Statement._make(first), vocabulary, fault)


def _fault_of(term: str, vocabulary: Vocabulary) -> Fault | None:
    if len(term) > LONGEST:
        return Fault(f"a value of {len(term):,} characters.", f"Write at most {LONGEST:,}.")
    if term.startswith('"'):
        return fault_of(term)
    if term.startswith("<"):
        return vocabulary.lacks(term)
    return _NAMELESS


_NAMELESS = Fault("a thing without a name ([ ], ( ) or _:x).", "Name it (:name), so that two sources can speak of it.")


def faults_of_claims(file: InputFile, claims: Sequence[Parts], vocabulary: Vocabulary) -> Iterator[InputError]:
    """Find what no source can state: something about a term or a page, or what the build works out by itself."""
    if not claims:
        return
    _, subjects, properties, _, graphs = zip(*claims, strict=True)
    wrong = {subject: _NOT_OURS for subject in set(subjects) if not subject.startswith(_NAMED)}
    wrong |= {term: _DERIVED_BY_US for term in (_SORT_DATE, _DERIVED) if term in {*properties, *graphs}}
    for term, fault in sorted(wrong.items()):
        first = next(row for row in claims if term in row)
        yield located(file, Statement._make(first), vocabulary, fault.of(_written(first, vocabulary)))


_NAMED = (f"<{ID}", "_:")  # what has no name is a fault of its own
_NOT_OURS = Fault("is a claim about something that is not ours.", "Claims are about things (:name) and nothing else.")
_SORT_DATE, _DERIVED = f"<{SORT_DATE}>", f"<{DERIVED_GRAPH}>"
_DERIVED_BY_US = Fault("is what the build derives.", "Leave it out.")


def _written(row: Parts, vocabulary: Vocabulary) -> str:
    return " ".join(map(vocabulary.write, row[1:4]))


def located(file: InputFile, statement: Statement, vocabulary: Vocabulary, fault: Fault) -> InputError:
    """Make an error that says where in the file the statement stands."""
    place = places.find(file.path, file.name, statement, vocabulary.prefixes)
    return InputError(fault.message, place=place, remedy=fault.remedy or None)
