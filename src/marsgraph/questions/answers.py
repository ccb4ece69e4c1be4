"""Answers as values: kept beside the questions, and compared whatever engine gave them.

Numbers are compared by value, moments by the moment, rows in any order unless the query says one, and blank nodes by
what is said of them.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, TypeAlias

from marsgraph import store
from marsgraph.errors import InputError, NotFoundError
from marsgraph.questions.question import Question
from marsgraph.store import Answer, BlankNode, Iri, Literal, Row, Term
from marsgraph.terms import XSD

_TRIPLE: Final = ("subject", "predicate", "object")
_SHOWN: Final = 10
_EXACT: Final = frozenset(
    XSD + name
    for name in (
        *("integer", "decimal", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger"),
        *("nonPositiveInteger", "negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
    )
)
_FLOATING: Final = frozenset({XSD + "double", XSD + "float"})
_CONTEXT: Final = Context(prec=12)
"""Engines divide to different lengths."""

Key: TypeAlias = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """An answer: rows, or a truth value as one row without a column, or triples as rows of three columns."""

    kind: store.Kind
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def truth(self) -> bool:
        """The truth value."""
        return bool(self.rows)


@dataclass(frozen=True, slots=True)
class Pinned:
    """An answer that was looked at and is kept, with the version of the data that gave it."""

    version: str
    table: Table


def read_engine(answer: Answer) -> Table:
    """Take the answer of the embedded engine."""
    if answer.kind == "truth":
        return of_truth(truth=answer.truth())
    if answer.kind == "triples":
        return of_triples(answer.triples())
    return Table("rows", tuple(answer.variables), tuple(answer.rows()))


def of_truth(*, truth: bool) -> Table:
    """Take a truth value."""
    return Table("truth", (), ({},) if truth else ())


def of_triples(triples: Iterable[store.Triple]) -> Table:
    """Take triples, each once."""
    lines = sorted(store.canonical_triples(triples), key=str)
    return Table("triples", _TRIPLE, tuple(dict(zip(_TRIPLE, line, strict=True)) for line in lines))


def of_lines(text: str) -> Table:
    """Take triples as N-Triples writes them."""
    return of_triples(store.read_lines(text))


def of_nodes(triples: Iterable[tuple[Any, ...]]) -> Table:
    """Take triples as their three terms."""
    return of_triples(store.Triple(*triple) for triple in triples)


# ---- Comparing


def differences(expected: Table, found: Table, *, ordered: bool) -> list[str]:
    """Tell what is different, a line each; nothing if the answers are equal."""
    if expected.kind != found.kind:
        return [f"expected {_KINDS[expected.kind]}, found {_KINDS[found.kind]}"]
    if expected.kind == "truth":
        said = {True: "yes", False: "no"}
        return [] if expected.truth == found.truth else [f"expected {said[expected.truth]}, found {said[found.truth]}"]
    if set(expected.columns) != set(found.columns):
        return [f"expected the columns {', '.join(expected.columns)}, found {', '.join(found.columns)}"]
    if _has_blank_nodes(expected) or _has_blank_nodes(found):
        ordered = False  # a blank node has no place in an order
    wanted, got = _keys(expected), _keys(found)
    missing, more = Counter(wanted) - Counter(got), Counter(got) - Counter(wanted)
    if missing or more:
        return [*_listed("-", missing), *_listed("+", more)]
    if ordered and wanted != got:
        at = next(number for number, pair in enumerate(zip(wanted, got, strict=True)) if pair[0] != pair[1])
        return [
            f"the same rows in another order from row {at + 1} on; ORDER BY may leave rows equal",
            f"- {_shown(wanted[at])}",
            f"+ {_shown(got[at])}",
        ]
    return []


_KINDS: Final = {"rows": "rows", "truth": "yes or no", "triples": "triples"}


def _listed(sign: str, keys: Counter[Key]) -> list[str]:
    listed = sorted(f"{sign} {_shown(key)}" for key in keys.elements())
    more = [f"{sign} … and {len(listed) - _SHOWN} more"] if len(listed) > _SHOWN else []
    return listed[:_SHOWN] + more


def _shown(key: Key) -> str:
    return ", ".join(f"{cell[0]}={cell[1][-1]}" for cell in key if isinstance(cell, tuple))


def _has_blank_nodes(table: Table) -> bool:
    """Whether rows have nodes that the engine named; those of triples are named anew already."""
    return table.kind == "rows" and any(isinstance(term, BlankNode) for row in table.rows for term in row.values())


def _keys(table: Table) -> list[Key]:
    """The rows as what is equal when they mean the same."""
    rows = store.canonical_rows(table.rows) if _has_blank_nodes(table) else table.rows
    return [tuple((name, _value(row[name])) for name in sorted(table.columns) if name in row) for row in rows]


def _value(term: Term) -> Key:
    if isinstance(term, Iri):
        return ("iri", f"<{term.value}>")
    if not isinstance(term, Literal):
        return ("blank", f"_:{term.value}")
    if term.language:
        return ("text", term.language.lower(), term.value)
    return _typed(term.datatype.value, term.value)


def _typed(datatype: str, text: str) -> Key:
    """A literal without a language, by its value where its datatype has values that we know."""
    try:
        if datatype in _EXACT:
            return ("number", _rounded(Decimal(text)))
        if datatype in _FLOATING:
            return ("number", _rounded(Decimal(text)) if math.isfinite(float(text)) else text.lower())
        if datatype == XSD + "boolean":
            return ("truth", str(text in {"true", "1"}).lower())
        if datatype == XSD + "dateTime":
            moment = dt.datetime.fromisoformat(text)
            return ("moment", (moment.astimezone(dt.UTC) if moment.tzinfo else moment).isoformat())
    except (ValueError, InvalidOperation):
        pass  # a literal that its datatype does not know is compared by its text
    return ("literal", datatype, text)


def _rounded(number: Decimal) -> str:
    """A number as it is written once: 2 for 2.0; what has a fraction to so many digits as all engines give."""
    exact = number if number == number.to_integral_value() else _CONTEXT.create_decimal(number)
    return f"{exact.normalize():f}" if exact else "0"


# ---- Kept answers


def file_of(question: Question) -> Path:
    """Where the answer to a question is kept."""
    place = Path(question.place)
    return place.parent / "answers" / f"{place.stem}.json"


def read(question: Question) -> Pinned:
    """Read the kept answer to a question."""
    file = file_of(question)
    remedy = f"Make it, and look at it: marsgraph examples --update {question.name}"
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        return Pinned(str(said["version"]), _from_json(said))
    except FileNotFoundError as error:
        raise NotFoundError("the answer is missing.", place=str(file), remedy=remedy) from error
    except (ValueError, KeyError, TypeError, SyntaxError) as error:
        raise InputError("the answer cannot be read.", place=str(file), remedy=remedy) from error


def write(question: Question, pinned: Pinned) -> None:
    """Keep an answer, a line for each row; rows whose order means nothing are sorted, so that differences are small."""
    file = file_of(question)
    file.parent.mkdir(exist_ok=True)
    file.write_text(as_text(pinned, ordered=question.ordered), encoding="utf-8")


def as_text(pinned: Pinned, *, ordered: bool) -> str:
    """The text of the file: JSON whose rows have a line each."""
    table = pinned.table
    head: dict[str, Any] = {"version": pinned.version}
    if table.kind == "truth":
        return _json(head | {"head": {}, "boolean": table.truth}) + "\n"
    if table.kind == "triples":
        lines = sorted(_json(" ".join([*(str(row[name]) for name in _TRIPLE), "."])) for row in table.rows)
        return _open(head | {"rows": len(lines)}) + f', "triples": [\n{_COMMA.join(lines)}\n]}}\n'
    lines = [_json({name: cell(row[name]) for name in table.columns if name in row}) for row in table.rows]
    if not ordered:
        lines.sort()
    head |= {"rows": len(lines), "head": {"vars": list(table.columns)}}
    return _open(head) + f', "results": {{"bindings": [\n{_COMMA.join(lines)}\n]}}}}\n'


_COMMA: Final = ",\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _open(head: Mapping[str, Any]) -> str:
    return _json(head).removesuffix("}")


def as_results(table: Table) -> bytes:
    """Rows or a truth value in the SPARQL results format for JSON."""
    if table.kind == "truth":
        return _json({"head": {}, "boolean": table.truth}).encode()
    rows = [{name: cell(row[name]) for name in table.columns if name in row} for row in table.rows]
    return _json({"head": {"vars": list(table.columns)}, "results": {"bindings": rows}}).encode()


def cell(term: Term) -> dict[str, str]:
    """A term as the SPARQL results format writes it in JSON."""
    if isinstance(term, Iri):
        return {"type": "uri", "value": term.value}
    if not isinstance(term, Literal):
        return {"type": "bnode", "value": term.value}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    typed = {} if term.datatype.value == XSD + "string" else {"datatype": term.datatype.value}
    return {"type": "literal", "value": term.value, **typed}


def _from_json(said: Mapping[str, Any]) -> Table:
    if "boolean" in said:
        return of_truth(truth=bool(said["boolean"]))
    if "triples" in said:
        return of_lines("\n".join(said["triples"]))
    return of_results(said)


def of_results(said: Mapping[str, Any]) -> Table:
    """Take rows or a truth value as the SPARQL results format writes them in JSON."""
    if "boolean" in said:
        return of_truth(truth=bool(said["boolean"]))
    rows = tuple(store.read_results(json.dumps({"head": said["head"], "results": said["results"]})))
    return Table("rows", tuple(said["head"]["vars"]), rows)
