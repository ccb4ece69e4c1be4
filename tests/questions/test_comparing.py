"""When two answers are the same, whatever engine gave them."""

from __future__ import annotations

import pytest

from marsgraph.questions.answers import Table, differences, of_triples, of_truth
from marsgraph.store import BlankNode, Iri, Literal, Row, Term, read_lines
from marsgraph.terms import XSD


def typed(text: str, datatype: str) -> Literal:
    """A literal of one of XML Schema's datatypes."""
    return Literal(text, datatype=Iri(XSD + datatype))


def table(*rows: Row) -> Table:
    """Rows of the columns a and b."""
    return Table("rows", ("a", "b"), rows)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (typed("2", "integer"), typed("2.0", "decimal")),
        (typed("2", "integer"), typed("2.0E0", "double")),
        (typed("0.3333333333333333", "decimal"), typed("0.33333333333333333333", "decimal")),
        (typed("-0", "integer"), typed("0", "integer")),
        (typed("true", "boolean"), typed("1", "boolean")),
        (typed("1962-11-01T16:14:00Z", "dateTime"), typed("1962-11-01T17:14:00+01:00", "dateTime")),
        (Literal("Blok I", language="en"), Literal("Blok I", language="EN")),
        (Literal("x"), typed("x", "string")),
    ],
)
def test_same_value(one: Term, other: Term) -> None:
    """Terms that are written differently and mean the same are equal."""
    assert [] == differences(table({"a": one}), table({"a": other}), ordered=False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (typed("2", "integer"), Literal("2")),
        (typed("2", "integer"), typed("3", "integer")),
        (typed("12345678901234567", "integer"), typed("12345678901234568", "integer")),
        (Literal("x", language="en"), Literal("x")),
        (Iri("https://example.org/x"), Literal("https://example.org/x")),
        (typed("soon", "dateTime"), typed("later", "dateTime")),
    ],
)
def test_other_value(one: Term, other: Term) -> None:
    """Terms that mean something else are different, and both rows are told."""
    told = differences(table({"a": one}), table({"a": other}), ordered=False)

    assert ["-", "+"] == [line[0] for line in told]


def test_order() -> None:
    """Another order of rows is a difference where the query says an order, and none where it does not."""
    one: Row = {"a": Literal("x")}
    other: Row = {"a": Literal("y")}

    assert [] == differences(table(one, other), table(other, one), ordered=False)
    assert "in another order from row 1 on" in differences(table(one, other), table(other, one), ordered=True)[0]


def test_repeated_rows() -> None:
    """A row that comes once too often is told."""
    row: Row = {"a": Literal("x")}

    assert ["+ a=x"] == differences(table(row), table(row, row), ordered=False)


def test_unbound() -> None:
    """An unbound column is something else than an empty text."""
    assert differences(table({"a": Literal("x")}), table({"a": Literal("x"), "b": Literal("")}), ordered=False)


def test_columns() -> None:
    """Other columns are a difference."""
    told = differences(Table("rows", ("a",), ()), Table("rows", ("b",), ()), ordered=False)

    assert ["expected the columns a, found b"] == told


def test_kinds() -> None:
    """Yes is not no, and neither is a row."""
    assert ["expected yes, found no"] == differences(of_truth(truth=True), of_truth(truth=False), ordered=False)
    assert ["expected rows, found yes or no"] == differences(table(), of_truth(truth=True), ordered=False)


def test_blank_nodes_of_rows() -> None:
    """Blank nodes are equal when the same rows hold them, whatever they are called."""
    one, other, third = BlankNode("x"), BlankNode("y"), BlankNode("z")
    wanted = table({"a": one, "b": Literal("1")}, {"a": one, "b": Literal("2")})

    same = table({"a": other, "b": Literal("2")}, {"a": other, "b": Literal("1")})
    apart = table({"a": other, "b": Literal("2")}, {"a": third, "b": Literal("1")})

    assert [] == differences(wanted, same, ordered=False)
    assert differences(wanted, apart, ordered=False)


def test_blank_nodes_of_triples() -> None:
    """Graphs are equal when they differ in nothing but the names of blank nodes."""
    one = of_triples(read_lines('_:x <urn:p> _:y .\n_:y <urn:q> "1" .'))
    other = of_triples(read_lines('_:b <urn:q> "1" .\n_:a <urn:p> _:b .'))
    third = of_triples(read_lines('_:b <urn:q> "1" .\n_:a <urn:p> _:a .'))

    assert [] == differences(one, other, ordered=False)
    assert differences(one, third, ordered=False)
