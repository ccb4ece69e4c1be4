"""The sources, each with its precedence; and the names in curated files that lead nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from marsgraph.build.claims import Claims
from marsgraph.build.faults import Fault
from marsgraph.build.inputs import InputFile
from marsgraph.build.inspection import located
from marsgraph.build.nquads import Statement, by_subject
from marsgraph.build.vocabulary import Vocabulary
from marsgraph.errors import InputError
from marsgraph.terms import DERIVED_SOURCE, GRAPH, ID, PRECEDENCE, RDF_TYPE, SOURCE_CLASS

_TYPE, _SOURCE, _PRECEDENCE = f"<{RDF_TYPE}>", f"<{SOURCE_CLASS}>", f"<{PRECEDENCE}>"


def precedences(file: InputFile, statements: list[Statement], vocabulary: Vocabulary) -> dict[str, int]:
    """Give every source that is described its precedence; 1 counts most."""
    found: dict[str, int] = {}
    for name, source in by_subject(statements).items():
        if _SOURCE not in source.get(_TYPE, ()):
            continue
        ranks = source.get(_PRECEDENCE, [])
        if len(ranks) != 1:
            first = next(st for st in statements if st.subject == name)
            raise located(file, first, vocabulary, _NO_PRECEDENCE.of(vocabulary.write(name)))
        found[name] = int(vocabulary.write(ranks[0]))
    return found


_NO_PRECEDENCE = Fault(
    "needs exactly one mg:precedence.", "Write 1 for a document that a person read, 2 for a bulk table."
)


def uncited(
    file: InputFile, statements: list[Statement], claims: Claims, vocabulary: Vocabulary
) -> Iterator[InputError]:
    """Find sources that no claim graph cites: a claims file is missing, or a name is wrong."""
    cited = {head.source for head in claims.heads.values()} | {f"<{DERIVED_SOURCE}>"}
    for statement in statements:
        if statement.value == _SOURCE and statement.subject not in cited:
            fault = Fault("is cited by no claim graph.", "Restore or write its file in data/claims/.")
            yield located(file, statement, vocabulary, fault.of(vocabulary.write(statement.subject)))


def leading_nowhere(
    file: InputFile, statements: list[Statement], claims: Claims, vocabulary: Vocabulary
) -> Iterator[InputError]:
    """Find passages and things that a discrepancy names and that no claims file holds."""
    described = {statement.subject for statement in statements}
    for statement in statements:
        fault = _fault_of_mention(statement.value, claims, described)
        if fault:
            yield located(file, statement, vocabulary, fault.of(vocabulary.write(statement.value)))


def _fault_of_mention(name: str, claims: Claims, described: Collection[str]) -> Fault | None:
    if name.startswith(f"<{GRAPH}") and name not in claims.heads:
        return Fault("is no claim graph.", "Name a passage that stands in data/claims/.")
    if name.startswith(f"<{ID}") and name not in described and not claims.speak_of(name):
        return Fault("is not a thing that any claim is about.", "Correct the name.")
    return None
