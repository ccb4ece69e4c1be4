"""Every way in which people break the inputs, and what they are told."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys

import pytest
from workshop import Workshop

ALMANAC = "data/claims/almanac.trig"
DIARY = "data/claims/diary.trig"
DECISIONS = "data/decisions.ttl"
DISCREPANCIES = "data/discrepancies.ttl"
SOURCES = "data/sources.ttl"

MASS = "mg:massKg 6.5 ;"
BAD_INPUT, CONFLICT, FILE_ACCESS = 3, 4, 7

AGAIN = """:decision-comet-mass-again a mg:Decision ; mg:subject :comet ; mg:property mg:massKg ; mg:prefers 6 ;
    mg:because "The diary is older."@en .
:decision-comet-colour"""

TERMS = {
    "our property": (ALMANAC, MASS, "mg:masKg 6.5 ;", [":20", "mg:masKg is not a term", "Did you mean mg:massKg"]),
    "our class": (ALMANAC, ":comet a mg:Kite", ":comet a mg:Kit", [":18", "mg:Kit is not a term", "mg:Kite"]),
    "our concept": (ALMANAC, "concept:red", "concept:rad", [":23", "concept:rad", "Did you mean concept:red"]),
    "a concept as a property": (ALMANAC, MASS, "concept:massKg 6.5 ;", ["concept:massKg", "Did you mean mg:massKg"]),
    "their property": (ALMANAC, "skos:altLabel", "skos:altLable", [":19", "Did you mean skos:altLabel"]),
    "their namespace": (
        ALMANAC,
        MASS,
        "<http://example.org/mass> 6.5 ;",
        [":20", "<http://example.org/mass>", "without a prefix", "ontology/context.jsonld"],
    ),
    "in a decision": (DECISIONS, "mg:massKg", "mg:massKG", [":11", "Did you mean mg:massKg"]),
    "in the ontology": ("ontology/marsgraph.ttl", "subPropertyOf mg:may", "subPropertyOf mg:My", ["mg:MyHaveLedTo"]),
}

VALUES = {
    "impossible date": (
        ALMANAC,
        "1962-11-04",
        "1962-02-30",
        [":22", '"1962-02-30" is an impossible date', "Look it up"],
    ),
    "date of a month": (ALMANAC, "1962-11-04", "1962-11", [":22", '"1962-11" is not a day', "edtf:EDTF"]),
    "impossible time": (DIARY, "T15:35:15Z", "T25:35:15Z", [":19", "impossible moment", "Look it up"]),
    "time without seconds": (DIARY, "T15:35:15Z", "T15:35Z", [":19", "not a moment in canonical form"]),
    "malformed EDTF": (DIARY, "1961-04~", "April 1961", ['"April 1961" is not an EDTF date', "1962-11-01~"]),
    "impossible EDTF": (DIARY, "1961-04~", "1961-02-30", ['"1961-02-30" is not an EDTF date']),
    "interval backwards": (DIARY, "1961-04~", "1962/1961", ['"1962/1961" ends before it begins', 'Write "1961/1962"']),
    "trailing zero": (ALMANAC, "6.5", "6.50", [":20", "6.50 is not canonical", "Write 6.5."]),
    "whole number as a decimal": (ALMANAC, "6.5", "6500.0", [":20", "6500.0 is not canonical", "Write 6500."]),
    "leading zero": (ALMANAC, "6.5", "065", [":20", "065 is not canonical", "Write 65."]),
    "plus sign": (ALMANAC, "6.5", "+6", [":20", "+6 is not canonical", "Write 6."]),
    "minus zero": (ALMANAC, "6.5", "-0", [":20", "-0 is not canonical", "Write 0."]),
    "exponent": (ALMANAC, "6.5", "6.5e0", [":20", "double", "Write a plain number"]),
    "not a number": (ALMANAC, "6.5", '"many"^^xsd:integer', [":20", "many is not a whole number"]),
    "unknown datatype": (ALMANAC, "6.5", '"6.5"^^xsd:gDay', [":20", "gDay", "Use one of", "xsd:decimal"]),
    "blank node": (ALMANAC, ":comet-fall .", "[ ] .", [":24", "without a name", "Name it (:name)"]),
    "blank subject": (ALMANAC, ":comet a", "_:comet a", ["without a name"]),
}

KINDS = {
    "text for a number": (
        ALMANAC,
        "6.5",
        '"6.5"',
        [":20", 'mg:massKg takes a number, not plain text: "6.5"', "Write 6.5."],
    ),
    "language for a number": (ALMANAC, "6.5", '"6.5"@en', [":20", "not text in a language", "Write 6.5."]),
    "truth for a number": (ALMANAC, "6.5", "true", [":20", "mg:massKg takes a number, not true or false: true"]),
    "words for a number": (ALMANAC, "6.5", '"heavy"', [":20", "Write one like 640 or 65.1."]),
    "name for a number": (ALMANAC, "6.5", ":heavy", [":20", "takes a number, not a name: :heavy"]),
    "text for a day": (
        ALMANAC,
        '"1962-11-04"^^xsd:date',
        '"1962-11-04"',
        [":22", "takes a day, not plain text", 'Write "1962-11-04"^^xsd:date.'],
    ),
    "day for a moment": (DIARY, '"1962-11-04T15:35:15Z"^^xsd:dateTime', '"1962-11-04"^^xsd:date', ["takes a moment"]),
    "number for text": (ALMANAC, '"1" . }', "1 . }", [":30", "mg:serialNumber takes plain text", 'Write "1".']),
    "text for a name": (ALMANAC, "concept:red", '"red"', [":23", "mg:colour takes a name", "concept:name"]),
    "no language": (DECISIONS, 'rounds."@en', 'rounds."', [":13", "takes text in a language", 'rounds."@en.']),
    "too many digits": (ALMANAC, "6.5", "1234567890.1234567891", [":20", "more than 18 digits", "round it"]),
    "no zone": (DIARY, "15:35:15Z", "15:35:15", [":19", 'Write "1962-11-04T15:35:15Z"^^xsd:dateTime']),
    "another zone": (DIARY, "15:35:15Z", "18:35:15+03:00", [":19", '"1962-11-04T15:35:15Z"^^xsd:dateTime']),
    "too long": (ALMANAC, '"1" . }', f'"{"1" * 100_001}" . }}', [":30", "a value of 100,003 characters"]),
    "too long to parse": (ALMANAC, '"1" . }', f'"{"1" * 17_000_000}" . }}', [":30", "too long to read"]),
    "triple term": (ALMANAC, "concept:red", "<<( :a mg:ledTo :b )>>", [":23", "a statement about a statement"]),
    "annotation": (ALMANAC, "concept:red", "concept:red {| mg:spanM 1 |}", [":23", "a statement about a statement"]),
}

PLACES = {
    "outside every graph": (
        ALMANAC,
        "g:almanac-comet {",
        ":comet mg:spanM 4 . g:almanac-comet {",
        [":17", ":comet", "outside every graph", "g:name { ... }"],
    ),
    "about a term": (ALMANAC, ":comet-tear a mg:Mishap", "mg:Kite a mg:Mishap", ["about something that is not ours"]),
    "derived by hand": (ALMANAC, MASS, 'mg:sortDate "1962-11-04"^^xsd:date ;', ["what the build derives"]),
    "graph without head": (
        ALMANAC,
        "g:almanac-comet {",
        "g:almanac-commet {",
        [":18", "g:almanac-commet holds claims but has no head", "g:almanac-commet a mg:ClaimGraph ; dcterms:source"],
    ),
    "head without graph": (
        DIARY,
        "g:diary-comet {",
        'g:diary-more a mg:ClaimGraph ; dcterms:source src:diary ; mg:locator "more" .\ng:diary-comet {',
        [":16", "g:diary-more has a head but no claims"],
    ),
    "head without source": (ALMANAC, "dcterms:source src:almanac ;", "", [":14", "exactly one dcterms:source"]),
    "head without locator": (ALMANAC, '; mg:locator "page 4" .', ".", [":14", "exactly one mg:locator"]),
    "head that is none": (ALMANAC, "a mg:ClaimGraph ;", "", [":14", "is not a mg:ClaimGraph"]),
    "undescribed source": (
        ALMANAC,
        "src:almanac ;",
        "src:almanack ;",
        [":14", "cites src:almanack, which data/sources.ttl does not describe", "src:almanac,"],
    ),
    "source without precedence": (SOURCES, "; mg:precedence 1 .", ".", [":8", "exactly one mg:precedence"]),
    "unknown passage": (DISCREPANCIES, "g:diary-comet", "g:diary-comit", [":10", "g:diary-comit is no claim graph"]),
    "unknown thing": (DISCREPANCIES, ":comet-gust ;", ":comet-gost ;", [":9", ":comet-gost is not a thing"]),
}

JUDGEMENTS = {
    "about no thing": (DECISIONS, ":comet ;", ":komet ;", [":9", "decides about nothing", "mg:massKg of :komet"]),
    "about no value": (DECISIONS, "prefers 6.5", "prefers 7", [":9", "names 7, which no claim states", "6, 6.5"]),
    "of a many-valued property": (
        DECISIONS,
        "mg:rejects concept:blue",
        "mg:prefers concept:red",
        [":17", "no owl:FunctionalProperty", "mg:rejects"],
    ),
    "without a choice": (DECISIONS, "mg:prefers 6.5 ;", "", [":9", "decides nothing"]),
    "without a reason": (DECISIONS, 'mg:because "The almanac weighed it; the diary rounds."@en ;', "", ["no reason"]),
    "against itself": (DECISIONS, "mg:prefers 6.5 ;", "mg:prefers 6.5 ; mg:rejects 6.5 ;", ["preferred and rejected"]),
    "against another": (
        DECISIONS,
        ":decision-comet-colour",
        AGAIN,
        [":17", ":decision-comet-mass-again makes a contradiction: 6.5 and 6 are both preferred"],
    ),
    "not a decision": (DECISIONS, "comet-mass a mg:Decision", "comet-mass a mg:Kite", [":9", "is not a mg:Decision"]),
    "cycle": (
        ALMANAC,
        'rdfs:label "fall"@en .',
        'rdfs:label "fall"@en ; mg:mayHaveLedTo :comet-gust .',
        ["comes back to where it began", ":comet-gust", ":comet-tear", ":comet-fall", "Remove or reverse"],
    ),
}

CASES = {
    f"{kind}, {name}": case
    for kind, cases in (
        ("term", TERMS),
        ("value", VALUES),
        ("kind", KINDS),
        ("place", PLACES),
        ("judgement", JUDGEMENTS),
    )
    for name, case in cases.items()
}


@pytest.mark.parametrize(("name", "old", "new", "told"), CASES.values(), ids=CASES)
def test_bad_statement(workshop: Workshop, name: str, old: str, new: str, told: list[str]) -> None:
    """A statement that cannot stand is refused with its file, its line, what is wrong and what to do."""
    workshop.edit(name, old, new)

    result = workshop.refused()

    expected = [f"{name}{part}:" if part[1:].isdigit() else part for part in [name, *told]]
    assert (BAD_INPUT, []) == (result.exit_code, [part for part in expected if part not in result.stderr])


def test_needless_decision(workshop: Workshop) -> None:
    """A decision about which the sources agree by now is refused where it stands."""
    workshop.edit(DIARY, "mg:massKg 6 ;", "mg:massKg 6.5 ;")

    told = workshop.refused().stderr

    assert f"{DECISIONS}:9: :decision-comet-mass decides what nobody disputes: all claims give 6.5" in told


def test_broken_trig(workshop: Workshop) -> None:
    """A syntax error is told with the parser's line."""
    workshop.edit(ALMANAC, MASS, "mg:massKg 6.5")

    result = workshop.refused()

    assert (BAD_INPUT, True) == (result.exit_code, f"{ALMANAC}:21: not well-formed" in result.stderr)


def test_broken_ontology(workshop: Workshop) -> None:
    """A syntax error outside the claims sends nobody to where claims are explained."""
    workshop.append("ontology/concepts.ttl", "concept:x a ,")

    told = workshop.refused().stderr

    assert (True, False) == ("ontology/concepts.ttl:10: not well-formed" in told, "CONTRIBUTING" in told)


def test_two_broken_files(workshop: Workshop) -> None:
    """Faults of several files are told together."""
    workshop.edit(ALMANAC, MASS, "mg:massKg 6.5")
    workshop.edit(DIARY, "1962-11-04", "1962-02-30")

    told = workshop.refused().stderr

    assert (True, True, True) == ("2 faults" in told, f"{ALMANAC}:21" in told, f"{DIARY}:18" in told)


def test_wrong_encoding(workshop: Workshop) -> None:
    """A file that is not UTF-8 is refused with the line of the first wrong byte."""
    path = workshop.root / DIARY
    path.write_bytes(path.read_bytes().replace(b"Kestrel", b"K\xe9strel"))

    result = workshop.refused()

    assert (BAD_INPUT, True) == (result.exit_code, f"{DIARY}:21: the file is not UTF-8: byte 0xE9." in result.stderr)


def test_byte_order_mark(workshop: Workshop) -> None:
    """A byte order mark is refused by its name."""
    path = workshop.root / DIARY
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert f"{DIARY}: the file begins with a byte order mark." in workshop.refused().stderr


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_other_encoding(workshop: Workshop, encoding: str) -> None:
    """A file that is no text of single bytes is refused as such."""
    path = workshop.root / DIARY
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))

    told = workshop.refused().stderr

    assert (True, True) == (f"{DIARY}: the file is not text" in told, "Save it as UTF-8" in told)


def test_hidden_file(workshop: Workshop) -> None:
    """What a file manager keeps beside a claims file is passed over."""
    (workshop.root / "data/claims/._diary.trig").write_bytes(b"\0\5\26\7")

    assert 0 == workshop.run("build", "--check").exit_code


@pytest.mark.parametrize("name", [ALMANAC, DECISIONS])
def test_folder_for_a_file(workshop: Workshop, name: str) -> None:
    """A folder where a file is needed is told, with what to do."""
    (workshop.root / name).unlink()
    (workshop.root / name).mkdir()

    told = workshop.refused().stderr

    assert (True, True) == (f"{name}: this is a folder" in told, "Move it away." in told)


def test_folder_for_the_graph(workshop: Workshop) -> None:
    """A folder in the place of the graph is told, with what to do."""
    workshop.graph.unlink()
    workshop.graph.mkdir()

    result = workshop.run("build")

    assert (FILE_ACCESS, True) == (
        result.exit_code,
        "is a folder" in result.stderr and "Move it away." in result.stderr,
    )


@pytest.mark.parametrize("name", [ALMANAC, DECISIONS, SOURCES, "ontology/concepts.ttl"])
def test_empty_file(workshop: Workshop, name: str) -> None:
    """An empty file is refused, whatever it is for."""
    (workshop.root / name).write_text("\n", encoding="utf-8")

    result = workshop.refused()

    assert (BAD_INPUT, True) == (result.exit_code, f"{name}: the file is empty." in result.stderr)


@pytest.mark.parametrize("name", [DECISIONS, DISCREPANCIES, SOURCES])
def test_missing_file(workshop: Workshop, name: str) -> None:
    """A missing file is named with the command that restores it."""
    (workshop.root / name).unlink()

    result = workshop.refused()

    assert (BAD_INPUT, True) == (result.exit_code, f"git checkout -- {name}" in result.stderr)


def test_missing_claims_of_a_source(workshop: Workshop) -> None:
    """A source whose claims are gone is noticed, since nothing cites it."""
    (workshop.root / "data/claims/table.trig").unlink()

    told = workshop.refused().stderr

    assert f"{SOURCES}:10: src:table is cited by no claim graph." in told


def test_no_claims_at_all(workshop: Workshop) -> None:
    """A project without any claims is refused."""
    for path in (workshop.root / "data/claims").iterdir():
        path.unlink()

    assert "data/claims: there are no claims." in workshop.refused().stderr


def test_stray_file(workshop: Workshop) -> None:
    """A file among the claims that the build would not read is not passed over in silence."""
    (workshop.root / "data/claims/diary.ttl").write_text("", encoding="utf-8")

    assert "data/claims/diary.ttl: this is not a claims file." in workshop.refused().stderr


def test_same_graph_in_two_files(workshop: Workshop) -> None:
    """A graph that stands in two files is refused, naming both."""
    workshop.edit(DIARY, "g:diary-comet a", "g:almanac-comet a")
    workshop.edit(DIARY, "g:diary-comet {", "g:almanac-comet {")

    told = workshop.refused().stderr

    assert f"{DIARY}:17: g:almanac-comet stands in {ALMANAC} too." in told


@pytest.mark.parametrize(("first", "second"), [(ALMANAC, DIARY), (DIARY, ALMANAC)])
def test_same_graph_without_head(workshop: Workshop, first: str, second: str) -> None:
    """A graph that stands in two files, of which one lacks the head, is told as such and as nothing else."""
    graph = "g:almanac-comet" if first == ALMANAC else "g:diary-comet"
    workshop.append(second, f"\n{graph} {{ :comet-gust mg:mayHaveLedTo :comet-fall . }}\n")

    told = workshop.refused().stderr

    assert (True, False) == (f"{graph} stands in {ALMANAC} too." in told, "no head" in told)


def test_two_heads(workshop: Workshop) -> None:
    """Two heads of one graph are told with their lines."""
    workshop.append(DIARY, '\ng:diary-comet a mg:ClaimGraph ; dcterms:source src:diary ; mg:locator "again" .\n')

    assert "g:diary-comet has 2 heads, lines 14 and 25." in workshop.refused().stderr


def test_statement_twice(workshop: Workshop) -> None:
    """A statement that stands twice in one graph is told, and the graph is built."""
    workshop.append(ALMANAC, "\ng:almanac-comet { :comet mg:spanM 3 . }\n")

    result = workshop.run("build")

    assert (0, True) == (result.exit_code, f"{ALMANAC}:21: :comet mg:spanM 3 stands twice" in result.stderr)


def test_undecided_conflict(workshop: Workshop) -> None:
    """An undecided conflict is told with every value, who says it, and how surely."""
    workshop.edit(DIARY, "mg:massKg 6 ;", 'mg:massKg 6 ; mg:serialNumber "2" ;')

    result = workshop.refused()

    expected = [
        "sources differ about mg:serialNumber of :comet",
        f'"1"\n    src:almanac, "page 4, note", concept:probably ({ALMANAC}:30)',
        f'"2"\n    src:diary, "entry of 4 November" ({DIARY}:17)',
    ]
    assert (CONFLICT, []) == (result.exit_code, [part for part in expected if part not in result.stderr])


def test_source_against_itself(workshop: Workshop) -> None:
    """A source that gives two values is told as one that contradicts itself."""
    workshop.edit(ALMANAC, "{ :comet mg:serialNumber", "{ :comet mg:spanM 4 ; mg:serialNumber")

    assert "src:almanac contradicts itself about mg:spanM of :comet" in workshop.refused().stderr


def test_decision_to_paste(workshop: Workshop) -> None:
    """The decision that the message of a conflict offers settles the conflict when it is pasted with a reason."""
    workshop.edit(DIARY, "mg:massKg 6 ;", 'mg:massKg 6 ; mg:serialNumber "2" ;')
    _, _, decision = workshop.refused().stderr.partition("your reason:\n\n")

    workshop.append(DECISIONS, "\n" + decision)
    told = workshop.refused().stderr
    assert "gives no reason.\nSay in mg:because" in told

    workshop.edit(DECISIONS, "…", "The diary's writer built it.")
    assert (0, True) == (workshop.run("build").exit_code, 'serialNumber> "2" .' in workshop.graph.read_text())


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_failing_disk(workshop: Workshop, monkeypatch: pytest.MonkeyPatch, reason: int) -> None:
    """A disk that fails at the last moment is told plainly."""

    def fail(_descriptor: int) -> None:
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr(os, "fsync", fail)
    workshop.append(ALMANAC, "# changed\n")

    result = workshop.refused()

    assert (FILE_ACCESS, True) == (result.exit_code, os.strerror(reason)[1:] in result.stderr)


def test_full_disk(workshop: Workshop) -> None:
    """A file that the system cuts short while it is written leaves the old graph whole."""
    before = workshop.graph.read_bytes()

    done = subprocess.run(
        [sys.executable, "-m", "marsgraph.cli", "build", "--project", str(workshop.root)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000)),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (FILE_ACCESS, True, before) == (done.returncode, "too large" in done.stderr, workshop.graph.read_bytes())
