"""A plain table: named columns, and rows of cells that are a number, a date, a text or a link, or empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["number", "date", "text", "empty"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number, and how it was written or what it goes by."""

    value: float
    text: str
    named: bool = False
    """Whether the text is another column's name for it, such as 3 of 8 (38 %)."""


@dataclass(frozen=True, slots=True)
class Date:
    """A date as exactly as it is known: the days that it may mean, counted as `date.toordinal` does."""

    text: str
    """How it reads: 21 July 1973, July 1973, 1973, before 22 August 1972."""
    first: int | None
    """None where it is open: before the last."""
    last: int | None
    about: bool = False

    @property
    def middle(self) -> float:
        """Where to put a mark: between the first and the last day, or at the one that is known."""
        known = [day for day in (self.first, self.last) if day is not None]
        return sum(known) / len(known)

    @property
    def exact(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last and not self.about


@dataclass(frozen=True, slots=True)
class Text:
    """A text."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A thing, by the name that people read and the address where it is told of."""

    text: str
    address: str


Cell: TypeAlias = Number | Date | Text | Link
Row: TypeAlias = tuple[Cell | None, ...]

_KINDS: dict[type, Kind] = {Number: "number", Date: "date", Text: "text", Link: "text"}


@dataclass(frozen=True, slots=True)
class Table:
    """Columns by name, in order, and rows with a cell for each."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def kind(self, column: int) -> Kind:
        """What a column holds; cells of several kinds are texts together."""
        kinds = {_KINDS[type(row[column])] for row in self.rows if row[column] is not None}
        if len(kinds) > 1:
            return "text"
        return kinds.pop() if kinds else "empty"

    def of_kind(self, *kinds: Kind) -> list[int]:
        """The columns of some kinds, in order."""
        return [column for column in range(len(self.columns)) if self.kind(column) in kinds]

    def named(self, *names: str) -> int | None:
        """The first column that has one of these names, in whatever case."""
        lowered = [column.lower() for column in self.columns]
        return next((place for place, column in enumerate(lowered) if column in names), None)

    def values(self, column: int) -> list[str]:
        """The different texts of a column, in the order in which they come."""
        return list(dict.fromkeys(text_of(row[column]) for row in self.rows if row[column] is not None))

    def told(self, row: Row, *without: int | None) -> Iterator[str]:
        """The cells of a row in words, each with the name of its column, but for some columns."""
        for place, (name, cell) in enumerate(zip(self.columns, row, strict=True)):
            if cell is not None and place not in without:
                yield f"{spoken(name)}: {cell.text}"


def text_of(cell: Cell | None) -> str:
    """How a cell reads; nothing when it is empty."""
    return cell.text if cell else ""


def address_of(cell: Cell | None) -> str:
    """Where a cell leads; nothing when it leads nowhere."""
    return cell.address if isinstance(cell, Link) else ""


def spoken(name: str) -> str:
    """The name of a column as words: `launchDate` and `launch_date` are launch date."""
    parts: list[str] = []
    for char in name.replace("_", " "):
        if char.isupper() and parts and parts[-1] != " " and not parts[-1].isupper():
            parts.append(" ")
        parts.append(char)
    words = "".join(parts).split()
    return " ".join(word if len(word) > 1 and word.isupper() else word.lower() for word in words)
