"""The tables, read back with their description."""

from __future__ import annotations

import csv
import importlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
import reading_back
from demanded import need

from marsgraph.exports import files, tables
from marsgraph.exports.content import Content
from marsgraph.paths import Project
from marsgraph.terms import GRAPH, ID, MG

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(shipped: Content, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the shipped graph with their description."""
    folder = tmp_path_factory.mktemp("tables")
    for file in files.table_files(shipped):
        (folder / Path(file.path).name).write_bytes(file.write(shipped))
    return folder


def described(folder: Path) -> list[dict[str, Any]]:
    """The descriptions of the tables."""
    found: list[dict[str, Any]] = json.loads((folder / tables.METADATA).read_text())["tables"]
    return found


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a table."""
    return list(csv.DictReader(io.StringIO((folder / name).read_text(encoding="utf-8"), newline="")))


def statements(folder: Path, table: dict[str, Any]) -> set[reading_back.Statement]:
    """Make statements of a table as its description tells to, and of several names in a cell as it says in words."""
    found = set()
    for row in rows(folder, table["url"]):
        about = table["tableSchema"]["aboutUrl"].format_map(row)
        for column in table["tableSchema"]["columns"]:
            if "propertyUrl" in column:
                cell = row[column["name"]]
                values = cell.split(column["separator"]) if "separator" in column else [cell]
                found |= {(about, column["propertyUrl"], term(column, value), "") for value in values if value}
    return found


def term(column: dict[str, Any], value: str) -> tuple[str, str, str]:
    """Make a term of a value."""
    if "lang" in column:
        return value, "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", column["lang"]
    if "datatype" in column:
        kind = column["datatype"]
        return value, kind["@id"] if isinstance(kind, dict) else f"http://www.w3.org/2001/XMLSchema#{kind}", ""
    space = (
        column["valueUrl"].partition("{")[0] if "valueUrl" in column else column["dc:description"].rpartition(" ")[2]
    )
    return space + value, "", ""


def test_statements(shipped: Content, folder: Path) -> None:
    """The tables hold every value of every thing of our classes, and no other."""
    things = {iri for iri, kind in shipped.kinds.items() if kind.startswith(MG)}
    held = {
        fact for fact in reading_back.of_triples(shipped.held) if fact[0] in things and not fact[1].endswith("#type")
    }
    found = [statements(folder, table) for table in described(folder) if "aboutUrl" in table["tableSchema"]]

    assert held == {fact for fact in set().union(*found) if fact[0] in things}


def test_validator(folder: Path) -> None:
    """A validator of CSVW finds nothing wrong, and reads each cell as what its column says."""
    need("csvw")
    csvw: Any = importlib.import_module("csvw")

    read = csvw.CSVW(str(folder / tables.METADATA), validate=True)

    assert read.is_valid
    assert [] == [str(warning.message) for warning in read.warnings]
    for table in csvw.TableGroup.from_file(str(folder / tables.METADATA)).tables:
        assert {row["id"] for row in table.iterdicts(strict=True) if "id" in row} == {
            row["id"] for row in rows(folder, str(table.url)) if "id" in row
        }


def test_pandas(folder: Path) -> None:
    """Pandas reads launches with their dates and sources."""
    need("pandas")
    pd: Any = importlib.import_module("pandas")

    launches = pd.read_csv(folder / "launch.csv", index_col="id", parse_dates=["launch_date"])
    launch = launches.loc["sputnik-24-launch"]

    assert pd.Timestamp("1962-11-04") == launch["launch_date"]
    assert {"mars-2mv3-no1", "soviet-mars-chronology"} == set(launch["launch_date_sources"].split(";"))


def test_beside(folder: Path) -> None:
    """As many sources and hedges stand beside values as there are values."""
    for table in described(folder):
        names = [column["name"] for column in table["tableSchema"]["columns"] if "separator" in column]
        pairs = [(name, f"{name}_{kind}") for name in names for kind in ("label", "sources", "hedges")]
        for row in rows(folder, table["url"]):
            assert [] == [
                (one, other)
                for one, other in pairs
                if other in row and row[one].count(tables.SEPARATOR) != row[other].count(tables.SEPARATOR)
            ]


def test_claims(shipped: Content, folder: Path) -> None:
    """The table of claims has each statement of each passage, and whether it is held."""
    held = {(t.subject.value, t.predicate.value) for t in shipped.held}  # type: ignore[union-attr]
    found = {
        (ID + row["subject"], row["passage"].replace("g:", GRAPH))
        for row in rows(folder, "claims.csv")
        if row["held"] == "true" and row["property"] == "mg:launchDate"
    }
    want = {
        (t.subject.value, graph)  # type: ignore[union-attr]
        for graph, triples in shipped.said.items()
        for t in triples
        if t.predicate.value == MG + "launchDate" and t in set(shipped.held)
    }

    assert (ID + "sputnik-24-launch", MG + "launchDate") in held
    assert want == found


def test_unwritable(tmp_path: Path) -> None:
    """A value that holds what separates values is refused, with the way out."""
    file = tmp_path / "bar.ttl"
    file.write_text(
        f'<{ID}a> a <{MG}Place> ; <http://www.w3.org/2004/02/skos/core#altLabel> "x|y"@en, "z"@en .\n', encoding="utf-8"
    )
    with pytest.raises(tables.UnwritableError, match=r"(?s)alt_label.*x\|y.*Turtle"):
        tables.make(Content.of(Project.at(ROOT), file), "place.csv")


def test_without_passages(tmp_path: Path) -> None:
    """Data of which nobody says who said it has a table of claims with a head alone."""
    file = tmp_path / "bar.ttl"
    file.write_text(f"<{ID}a> a <{MG}Place> .\n", encoding="utf-8")
    table = tables.make(Content.of(Project.at(ROOT), file), "claims.csv")

    assert [["subject", "subject_label", "property"]] == [
        row[:3] for row in csv.reader(io.StringIO(table.write().decode(), newline=""))
    ]
