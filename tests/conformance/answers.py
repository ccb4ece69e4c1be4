"""Answers as tests compare them: tables, truth values and graphs, the same but for the names of blank nodes."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

import pyoxigraph as ox

Cell: TypeAlias = tuple[str, ...]
Row: TypeAlias = tuple[tuple[str, Cell], ...]
"""The values of a row by variable, in the order of the variables' names; what is unbound is absent."""

BLANK: Final = "blank"
RS: Final = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_TABLES: Final = {".srx": "xml", ".srj": "json", ".tsv": "tsv"}
_EXACT: Final = {_XSD + name for name in ("integer", "decimal")}
_FLOATING: Final = {_XSD + name for name in ("double", "float")}


@dataclass(frozen=True)
class Table:
    """The solutions of a SELECT."""

    variables: frozenset[str]
    rows: tuple[Row, ...]


Answer: TypeAlias = Table | bool | frozenset[str]
"""A graph is the set of its lines under canonical names of the blank nodes."""


# ---- Reading


def expected(file: Path, base: str) -> Answer:
    """Read the file that tells the answer."""
    if file.suffix == ".csv":
        return of_csv(file.read_bytes())
    if file.suffix in _TABLES:
        return of_results(file.read_bytes(), _TABLES[file.suffix])
    return of_graph_file(file, base)


def of_results(body: bytes, form: str) -> Answer:
    """Read JSON, XML or TSV."""
    read = ox.parse_query_results(body, format=cast("Any", ox.QueryResultsFormat.from_extension(_EXTENSIONS[form])))
    if isinstance(read, ox.QueryBoolean):
        return bool(read)
    names = [variable.value for variable in read.variables]
    rows = [_row({name: row[name] for name in names}) for row in read]
    return Table(frozenset(names), tuple(rows))


_EXTENSIONS: Final = {"json": "srj", "xml": "srx", "tsv": "tsv"}


def of_csv(body: bytes) -> Table:
    """Read CSV, which knows texts and blank nodes only."""
    names, *lines = csv.reader(io.StringIO(body.decode("utf-8"), newline=""))
    cells = ({name: _csv_cell(text) for name, text in zip(names, line, strict=True) if text} for line in lines)
    return Table(frozenset(names), tuple(tuple(sorted(row.items())) for row in cells))


def _csv_cell(text: str) -> Cell:
    return (BLANK, text) if text.startswith("_:") else ("text", text)


def of_graph(body: bytes, form: ox.RdfFormat) -> frozenset[str]:
    """Read a graph."""
    return _canonical(ox.Dataset(ox.parse(body, format=form, base_iri="urn:example:answer")))


def of_graph_file(file: Path, base: str) -> Answer:
    """Read a graph, which may be a table told as a graph."""
    dataset = ox.Dataset(ox.parse(path=str(file), base_iri=base))
    table = _table_in(dataset)
    return table if table is not None else _canonical(dataset)


def _canonical(dataset: ox.Dataset) -> frozenset[str]:
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(str(quad) for quad in dataset)


def _table_in(dataset: ox.Dataset) -> Table | None:
    """The table of the test vocabulary's result set, if the graph tells one."""

    def values(subject: Any, name: str) -> list[Any]:
        return [quad.object for quad in dataset.quads_for_subject(subject) if quad.predicate.value == RS + name]

    heads = [quad.subject for quad in dataset if quad.object == ox.NamedNode(RS + "ResultSet")]
    if not heads:
        return None
    rows = [
        _row({values(binding, "variable")[0].value: values(binding, "value")[0] for binding in values(one, "binding")})
        for one in values(heads[0], "solution")
    ]
    return Table(frozenset(name.value for name in values(heads[0], "resultVariable")), tuple(rows))


def _row(values: dict[str, Any]) -> Row:
    return tuple(sorted((name, _cell(value)) for name, value in values.items() if value is not None))


def _cell(term: Any) -> Cell:
    if isinstance(term, ox.BlankNode):
        return BLANK, term.value
    if isinstance(term, ox.NamedNode):
        return "iri", term.value
    kind = term.datatype.value
    return "literal", _value(term.value, kind), kind, (term.language or "").lower()


def _value(text: str, kind: str) -> str:
    """The text of a literal; one for each value of a number or a boolean, so that `1.0` and `1.00` are the same."""
    if kind == _XSD + "boolean":
        return {"0": "false", "1": "true"}.get(text, text)
    try:
        if kind in _EXACT:
            return str(Decimal(text).normalize())
        return repr(float(text)) if kind in _FLOATING else text
    except (InvalidOperation, ValueError):
        return text


# ---- Comparing


def same(one: Answer, other: Answer, *, ordered: bool = False) -> bool:
    """Whether two answers say the same."""
    if not (isinstance(one, Table) and isinstance(other, Table)):
        return type(one) is type(other) and one == other
    if one.variables != other.variables or len(one.rows) != len(other.rows):
        return False
    if not _has_blank(one.rows):
        return one.rows == other.rows if ordered else Counter(one.rows) == Counter(other.rows)
    return _match(one.rows, other.rows, {}, ordered=ordered)


def difference(wanted: Answer, got: Answer) -> str:
    """What one answer has and the other has not, for people."""
    if isinstance(wanted, Table) and isinstance(got, Table):
        missing, more = Counter(wanted.rows) - Counter(got.rows), Counter(got.rows) - Counter(wanted.rows)
        lines = ["missing:", *map(str, missing.elements()), "too many:", *map(str, more.elements())]
        return "\n".join([f"variables {sorted(wanted.variables)}, {sorted(got.variables)}", *lines])
    return f"expected {wanted}\nanswered {got}"


def _has_blank(rows: Sequence[Row]) -> bool:
    return any(cell[0] == BLANK for row in rows for _, cell in row)


def _match(left: Sequence[Row], right: Sequence[Row], names: dict[str, str], *, ordered: bool) -> bool:
    """Pair the rows, so that each blank node on the left is one on the right and the other way round."""
    if not left:
        return True
    for place, row in enumerate(right[:1] if ordered else right):
        more = _pair(left[0], row, names)
        if more is not None and _match(left[1:], (*right[:place], *right[place + 1 :]), more, ordered=ordered):
            return True
    return False


def _pair(left: Row, right: Row, names: dict[str, str]) -> dict[str, str] | None:
    """The names of blank nodes with those that this pair of rows adds, or nothing if it is no pair."""
    if [name for name, _ in left] != [name for name, _ in right]:
        return None
    names = dict(names)
    for (_, one), (_, other) in zip(left, right, strict=True):
        if one[0] != BLANK or other[0] != BLANK:
            if one != other:
                return None
        elif names.setdefault(one[1], other[1]) != other[1] or list(names.values()).count(other[1]) > 1:
            return None
    return names
