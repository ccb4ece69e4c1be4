"""Plain text for people: columns, wrapping, and nothing that would disturb a terminal."""

from __future__ import annotations

from marsgraph import display
from marsgraph.store import Iri, Literal

ROWS = [["Sputnik 24", "890", "a long remark that does not fit into a narrow terminal"], ["Mars 1", "1000", ""]]


def test_columns() -> None:
    """Columns stand under their headers, numbers to the right."""
    assert display.table(["mission", "kg"], [row[:2] for row in ROWS]).splitlines() == [
        "mission       kg",
        "──────────  ────",
        "Sputnik 24   890",
        "Mars 1      1000",
    ]


def test_wrapping() -> None:
    """With a width no line is longer, and no word is lost."""
    lines = display.table(["mission", "kg", "remark"], ROWS, 40).splitlines()

    assert max(map(len, lines)) <= 40
    assert set(ROWS[0][2].split()) <= set(" ".join(lines).split())


def test_no_width() -> None:
    """In a pipe nothing is wrapped or cut."""
    assert ROWS[0][2] in display.table(["mission", "kg", "remark"], ROWS)


def test_a_table_too_wide_to_wrap() -> None:
    """With more columns than a terminal can hold the rows stay whole."""
    wide = [["value"] * 20]

    assert display.table(["name"] * 20, wide, 60) == display.table(["name"] * 20, wide)


def test_entry() -> None:
    """A text behind its head goes on under its own beginning."""
    lines = display.entry("  mass", "as the record of that day prints it", 30, 10).splitlines()

    assert lines[0].startswith("  mass    as")
    assert all(line.startswith(" " * 10) for line in lines[1:])


def test_short_names() -> None:
    """An IRI is shown with its prefix, a literal as its text."""
    prefixes = {"": "https://w3id.org/marsgraph/id/"}

    assert display.plain(Iri("https://w3id.org/marsgraph/id/mars-2"), prefixes) == ":mars-2"
    assert display.plain(Literal("火星", language="zh"), prefixes) == "火星"
    assert display.plain(None, prefixes) == ""


def test_control_characters() -> None:
    """A literal cannot send commands to the terminal."""
    assert "\x1b" not in display.plain(Literal("\x1b[2Jgone"), {})


def test_count() -> None:
    """A number agrees with its noun."""
    assert [display.count(number, "row") for number in (0, 1, 1000)] == ["0 rows", "1 row", "1,000 rows"]
