"""What holds for every figure: it is well formed, safe, the same each time, and refused with a reason."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import drawn
import pyoxigraph
import pytest
from drawn import COUNTS, EVENTS, HOSTILE, LAUNCHES, LINKS, MASSES, PLACES

from marsgraph import figures
from marsgraph.errors import NotFoundError
from marsgraph.figures import Date, Link, Look, Number, Table, Text, UnsuitableError, marks
from marsgraph.figures.results import read
from marsgraph.figures.table import spoken
from marsgraph.terms import CONCEPT, SKOS

ROOT = Path(__file__).parents[2]
XSD = "http://www.w3.org/2001/XMLSchema#"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
TABLES = {"timeline": LAUNCHES, "bars": COUNTS, "chain": LINKS, "map": PLACES, "sequence": EVENTS}


def literal(value: str, datatype: str) -> dict[str, str]:
    """A literal as a result in JSON has it."""
    return {"type": "literal", "value": value, "datatype": datatype}


def result(columns: str, *rows: dict[str, dict[str, str]]) -> dict[str, dict[str, object]]:
    """A result as JSON."""
    return {"head": {"vars": columns.split()}, "results": {"bindings": [*rows]}}


def hostile(table: Table) -> Table:
    """The same table with hostile names."""
    rows = (
        tuple(Link(HOSTILE, "/id/x?a=1&b='\"") if isinstance(cell, Link) else cell for cell in row)
        for row in table.rows
    )
    return Table((*table.columns, HOSTILE), tuple((*row, Text(HOSTILE)) for row in rows))


@pytest.mark.parametrize("view", TABLES)
@pytest.mark.parametrize("width", [320, 1080])
def test_hostile_names_are_text(view: str, width: int) -> None:
    """Whatever a name holds is shown as text: no element, attribute or address comes of it."""
    look = Look(width=width, title=HOSTILE, style="svg {}", credit=HOSTILE)

    root = drawn.read(figures.draw(hostile(TABLES[view]), view, look))

    tags = {node.tag.removeprefix(drawn.SVG) for node in root.iter()}
    assert set() == tags - {*("svg", "title", "desc", "style", "g", "a", "text", "rect", "line", "path", "circle")}
    assert {"/id/x?a=1&b='\""} == {node.get("href") for node in root.iter(drawn.SVG + "a")}
    assert HOSTILE in (root[0].text or "")


@pytest.mark.parametrize("char", ["\x00", "\x1b", "\ud800", "\ufffe"])
def test_characters_that_xml_cannot_carry(char: str) -> None:
    """A character that XML cannot carry is replaced, and the figure stays well formed."""
    table = Table(("name", "count"), ((Text(f"a{char}b"), Number(1, "1")),))

    root = drawn.read(figures.draw(table, "bars"))

    assert ["a\ufffdb"] == [node.text for node in drawn.of_class(root, "label")]


@pytest.mark.parametrize("view", TABLES)
def test_same_bytes(view: str) -> None:
    """The same table gives the same bytes."""
    assert figures.draw(TABLES[view], view).svg == figures.draw(TABLES[view], view).svg


@pytest.mark.parametrize("view", TABLES)
def test_named_and_described(view: str) -> None:
    """A figure has a name and a description, to which it points by ids of its own."""
    drawing = figures.draw(TABLES[view], view, Look(name="losses", title="All losses"))
    root = drawn.read(drawing)

    named = {node.get("id"): node.text for node in root}
    assert "All losses" == named[root.get("aria-labelledby")]
    assert drawing.description == named[root.get("aria-describedby")]
    assert {"losses-title", "losses-description"} == {name for name in named if name}


@pytest.mark.parametrize("view", TABLES)
def test_links_make_a_group(view: str) -> None:
    """A figure with links is a group, one without is an image."""
    rows = tuple(tuple(Text(c.text) if isinstance(c, Link) else c for c in row) for row in TABLES[view].rows)
    bare = Table(TABLES[view].columns, rows)

    roles = [drawn.read(figures.draw(table, view)).get("role") for table in (TABLES[view], bare)]

    assert ["group", "img"] == roles


@pytest.mark.parametrize(
    ("table", "views"),
    [
        (LAUNCHES, ("timeline",)),
        (COUNTS, ("bars",)),
        (MASSES, ("bars",)),
        (LINKS, ("chain",)),
        (EVENTS, ("sequence",)),
        (Table(("s", "p"), ((Text("a"), Text("b")),)), ()),
        (Table(("date", "n"), ((drawn.year(1960), Number(1, "1")),)), ("bars",)),
        (Table(("date", "what", "n"), ((drawn.year(1960), Text("a"), Number(1, "1")),)), ("timeline", "bars")),
        (Table(("date", "what"), ()), ()),
        (Table((), ()), ()),
    ],
)
def test_views_that_fit(table: Table, views: tuple[str, ...]) -> None:
    """A result is offered in the views that have the columns they need."""
    assert views == figures.suits(table)


@pytest.mark.parametrize("view", TABLES)
@pytest.mark.parametrize("table", [Table((), ()), Table(("x",), ((Text("a"),),))])
def test_unsuitable(view: str, table: Table) -> None:
    """A result that does not fit is refused with what the view needs, what there is, and a remedy."""
    with pytest.raises(UnsuitableError) as caught:
        figures.draw(table, view)

    assert f"The view {view} needs " in caught.value.message
    assert ("?x (names)" if table.rows else "no rows") in caught.value.message
    assert caught.value.remedy


def test_no_view_fits() -> None:
    """Where no view was asked for and none fits, each tells what it would need."""
    with pytest.raises(UnsuitableError) as caught:
        figures.draw(Table(("x",), ((Text("a"),),)))

    assert "No view fits. This result has ?x (names)." == caught.value.message
    assert [] == [view for view in figures.VIEWS if f"{view} needs a" not in (caught.value.remedy or "")]


def test_too_many() -> None:
    """More rows than can be read are refused with their number and the limit."""
    table = Table(("name", "n"), tuple((Text(str(n)), Number(n, str(n))) for n in range(301)))

    with pytest.raises(UnsuitableError, match="at most 300 rows; there are 301"):
        figures.draw(table, "bars")


def test_unknown_view() -> None:
    """A view that is not there is told with those that are."""
    with pytest.raises(NotFoundError, match=r"no view called pie\.\nViews: .*timeline"):
        figures.draw(LAUNCHES, "pie")


def test_outcomes_of_the_vocabulary_have_a_tone() -> None:
    """Each outcome of the taxonomy is known as good, partial or bad by its label."""
    concepts = pyoxigraph.Store()
    concepts.bulk_load(path=str(ROOT / "ontology" / "concepts.ttl"), format=pyoxigraph.RdfFormat.TURTLE)
    parents = [pyoxigraph.NamedNode(f"{CONCEPT}{name}-outcome") for name in ("launch", "mission")]
    broader, label = (pyoxigraph.NamedNode(SKOS + name) for name in ("broader", "prefLabel"))
    outcomes = [quad.subject for parent in parents for quad in concepts.quads_for_pattern(None, broader, parent)]
    labels = [str(quad.object)[1:-4] for one in outcomes for quad in concepts.quads_for_pattern(one, label, None)]

    assert "partial success" in labels
    assert [] == [name for name in labels if not marks.tone_of(name)]


# ---- From results to tables


@pytest.mark.parametrize(
    ("value", "datatype", "told", "first", "last"),
    [
        ("1971-05-19", XSD + "date", "19 May 1971", "1971-05-19", "1971-05-19"),
        ("1971-05-19T16:22:49Z", XSD + "dateTime", "19 May 1971, 16:22", "1971-05-19", "1971-05-19"),
        ("1965-04", EDTF, "April 1965", "1965-04-01", "1965-04-30"),
        ("1972-02", XSD + "gYearMonth", "February 1972", "1972-02-01", "1972-02-29"),
        ("1969", EDTF, "1969", "1969-01-01", "1969-12-31"),
        ("196X", EDTF, "1960s", "1960-01-01", "1969-12-31"),
        ("1969~", EDTF, "about 1969", "1969-01-01", "1969-12-31"),
        ("1988-08-29/1988-08-30", EDTF, "29 August 1988 to 30 August 1988", "1988-08-29", "1988-08-30"),
        ("../1972-08-22", EDTF, "by 22 August 1972", None, "1972-08-22"),
        ("1962-12-13/..", EDTF, "from 13 December 1962 on", "1962-12-13", None),
    ],
)
def test_dates(value: str, datatype: str, told: str, first: str | None, last: str | None) -> None:
    """A date is read with the days that it may mean, and told in words."""
    days = tuple(dt.date.fromisoformat(day).toordinal() if day else None for day in (first, last))

    cell = read(result("d", {"d": literal(value, datatype)})).rows[0][0]

    assert isinstance(cell, Date)
    assert (told, days) == (cell.text, (cell.first, cell.last))


@pytest.mark.parametrize("value", ["1971-13-01", "1971-02-30", "-0044-03-15", "12345-01-01", "soon", "1972/1971"])
def test_dates_that_cannot_be_placed(value: str) -> None:
    """What the calendar does not have stays a text."""
    assert Text(value) == read(result("d", {"d": literal(value, EDTF)})).rows[0][0]


@pytest.mark.parametrize(
    ("value", "datatype", "cell"),
    [
        ("890", XSD + "integer", Number(890, "890")),
        ("65.1", XSD + "decimal", Number(65.1, "65.1")),
        ("1e3", XSD + "double", Number(1000, "1e3")),
        ("INF", XSD + "double", Text("INF")),
        ("NaN", XSD + "double", Text("NaN")),
        ("x", XSD + "integer", Text("x")),
        ("1960", XSD + "string", Text("1960")),
    ],
)
def test_numbers(value: str, datatype: str, cell: Number | Text) -> None:
    """A literal with a datatype of numbers is a number, where it is finite."""
    assert cell == read(result("n", {"n": literal(value, datatype)})).rows[0][0]


def test_things_have_names_and_addresses() -> None:
    """A thing goes by its label and leads to its page; one that no page can be opened for leads nowhere."""
    rows = [{"x": {"type": "uri", "value": iri}} for iri in ("https://example.org/a", "javascript:alert(1)", "urn:b")]

    table = read(result("x", *rows), lambda iri: f"label of {iri}")

    expected = ["https://example.org/a", "", ""]
    assert expected == [cell.address for row in table.rows for cell in row if isinstance(cell, Link)]
    assert Link("label of urn:b", "") == table.rows[2][0]


def test_label_columns() -> None:
    """A column ?xLabel names the things of ?x and is no column of its own."""
    row = {"x": {"type": "uri", "value": "https://example.org/a"}, "xLabel": literal("A", XSD + "string")}

    table = read(result("x xLabel", row))

    assert (("x",), ((Link("A", "https://example.org/a"),),)) == (table.columns, table.rows)


def test_label_columns_of_numbers() -> None:
    """A column ?nLabel tells the numbers of ?n in other words; they stay numbers."""
    row = {"n": literal("3", XSD + "integer"), "nLabel": literal("3 of 8 (38 %)", XSD + "string")}

    table = read(result("n nLabel", row))

    assert (("n",), ((Number(3.0, "3 of 8 (38 %)", named=True),),)) == (table.columns, table.rows)


@pytest.mark.parametrize(
    ("name", "words"),
    [("launchDate", "launch date"), ("launch_date", "launch date"), ("EDTF", "EDTF"), ("n", "n"), ("Mass", "mass")],
)
def test_names_of_columns(name: str, words: str) -> None:
    """The name of a variable is told in words."""
    assert words == spoken(name)
