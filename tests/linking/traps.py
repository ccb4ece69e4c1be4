"""What is planted among the made items, and what has to come of it."""

from __future__ import annotations

from pathlib import Path

from wikidata import Made

THING = "https://w3id.org/marsgraph/id/"
ITEM = "http://www.wikidata.org/entity/"

BAIKONUR = "wd:Q9000090"

ITEMS = [
    Made("Q9000001", "Sputnik 22").says("P247", "1962-057A").says("P377", "00443").launched("1962-10-24"),
    Made("Q9000002", "Mars 5").says("P247", "1999-599B").says("P377", "99999"),  # the name alone
    Made("Q9000003", "Mars 5"),
    Made("Q9000004", "Phobos 1").says("P247", "1988-058A"),  # two items for one designation
    Made("Q9000005", "Fobos 1").says("P247", "1988-058A"),
    Made("Q9000006", "Zond 2").says("P377", "00945").says("P247", "1964-078A"),  # the letter differs
    Made("Q9000007", "Mars 5 (wrong)").says("P247", "1973-049A", "deprecated"),
    Made("Q9000008", "Mars 4").says("P247", "1973-047A").says("P247", "1973-047C", "preferred"),
    Made("Q94927", "Phobos program").says("P247", "1988-059A"),  # refused
    Made("Q9000009", "Phobos 2").says("P247", "1988-059A").says("P377", "19287"),
    Made("Q9000010", "Zond 3").says("P247", "1965-056A").launched("1965-07-19"),  # another day
    Made("Q9000011", "Cosmos 21").says("P247", "1963-044A").launched("1963-01-01", precision=9),  # the year alone
    Made("Q9000012", "Mars 6 and 7").says("P247", "1973-052A").says("P247", "1973-053A"),  # one item for two
    Made("Q9000013", "Mars 2 descent module").says("P247", "1971-045D").says("P8913", "1971-045D"),
    Made("Q9000014", "Cosmos 419\\n(catalogue only)").says("P377", "5221"),
    Made("Q9000015", "Mars 96 (no designation)").says("P247", "1996-064xx").says("P377", "024656"),
    Made("Q9000016", "Mars 5 by its archive").says("P8913", "1973-049A"),
    Made("Q9000017", "Sputnik 22, merged").says("P247", "1962-057A"),  # a redirect that kept its statements
    Made("P9000001", "a property, which tells an example").says("P247", "1971-045A"),
    Made("L9000001", "a word").says("P247", "1971-045A"),
    # accepted links lead to these
    Made("Q9000020", "Mars 1")
    .says("P247", "1962-061A")
    .says("P377", "00450")
    .launched("1962-11-02")
    .weighs("1969", "893")
    .started_at("wd:Q9000091"),
    Made("Q9000021", "Sputnik 24")
    .says("P247", "1962-062A")
    .launched("1962-11-04")
    .weighs("890000", "890")
    .started_at(BAIKONUR),
    Made("Q9000022", "Mars 3").says("P247", "1971-049B").says("P377", "05252").launched("1971-05-01", precision=10),
    Made("Q9000023", "Mars 2"),
    Made("Q9000090", "Baikonur Cosmodrome"),
    Made("Q9000091", "Plesetsk"),
]
MORE = """
[] rdfs:label "a craft without a name" ; wdt:P247 "1971-045A" .
wd:Q9000025 wdt:P247 "1973-049A" ; owl:sameAs "no item" .
"""
MORE += "wd:Q9000024 owl:sameAs wd:Q9000020 . wd:Q9000017 owl:sameAs wd:Q9000001 .\n"

CANDIDATES = {
    ("sputnik-22-craft", "Q9000001"): "clear",
    ("phobos-1-craft", "Q9000004"): "contested",
    ("phobos-1-craft", "Q9000005"): "contested",
    ("zond-2-craft", "Q9000006"): "disagreeing",
    ("mars-4-craft", "Q9000008"): "disagreeing",
    ("phobos-2-craft", "Q9000009"): "clear",
    ("zond-3-craft", "Q9000010"): "disagreeing",
    ("cosmos-21-craft", "Q9000011"): "clear",
    ("mars-6-craft", "Q9000012"): "contested",
    ("mars-7-craft", "Q9000012"): "contested",
    ("mars-2-lander", "Q9000013"): "clear",
    ("cosmos-419-craft", "Q9000014"): "clear",
    ("mars-96-craft", "Q9000015"): "clear",
    ("mars-1-craft", "Q9000020"): "linked",
    ("mars-5-craft", "Q9000016"): "contested",
    ("sputnik-24-craft", "Q9000021"): "linked",
    ("mars-3-craft", "Q9000022"): "linked",
}

HEAD = f"""#mapping_set_id: "https://example.org/links"
#license: "https://creativecommons.org/licenses/by/4.0/"
#curie_map:
#  mg: "https://w3id.org/marsgraph/ns#"
#  schema: "https://schema.org/"
#  semapv: "https://w3id.org/semapv/vocab/"
#  skos: "http://www.w3.org/2004/02/skos/core#"
#  thing: "{THING}"
#  wd: "{ITEM}"
"""
COLUMNS = (
    *("subject_id", "predicate_id", "predicate_modifier", "object_id", "mapping_justification"),
    *("subject_match_field", "match_string"),
)
ACCEPTED = [
    ("mars-1", "schema:sameAs", "Q9000020", "", ""),
    ("mars-1-craft", "skos:closeMatch", "Q9000020", "mg:cospar", "1962-061A"),
    ("mars-1-launch", "skos:closeMatch", "Q9000020", "", ""),
    ("sputnik-24", "schema:sameAs", "Q9000021", "", ""),
    ("sputnik-24-craft", "skos:closeMatch", "Q9000021", "mg:cospar", "1962-062A"),
    ("sputnik-24-launch", "skos:closeMatch", "Q9000021", "", ""),
    ("mars-3-craft", "skos:closeMatch", "Q9000022", "mg:cospar", "1971-049A"),
    ("mars-3-launch", "skos:closeMatch", "Q9000022", "", ""),
    ("mars-2-craft", "skos:closeMatch", "Q9000023", "mg:cospar", "1971-045A"),
    ("mars-5", "schema:sameAs", "Q9000024", "", ""),
    ("mars-6", "schema:sameAs", "Q9000099", "", ""),
]


def write_tables(folder: Path) -> None:
    """Write the tables of accepted links and of refusals."""
    folder.mkdir()
    rows = [(f"thing:{s}", p, "", f"wd:{o}", "semapv:ManualMappingCuration", f, m) for s, p, o, f, m in ACCEPTED]
    refused = [("thing:phobos-2", "schema:sameAs", "Not", "wd:Q94927", "semapv:ManualMappingCuration", "", "")]
    for name, some in {"wikidata": rows, "refused": refused}.items():
        lines = ["\t".join(row) for row in (COLUMNS, *some)]
        (folder / f"{name}.sssom.tsv").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
