"""The manifest, and telling whether the built graph is current."""

from __future__ import annotations

import json
from hashlib import sha256

from workshop import Workshop


def test_digests(workshop: Workshop) -> None:
    """The manifest names every input and the output with their SHA-256."""
    manifest = json.loads(workshop.manifest.read_text())
    files = {**manifest["inputs"], manifest["graph"]: manifest["sha256"]}

    assert files == {name: sha256((workshop.root / name).read_bytes()).hexdigest() for name in files}


def test_inputs_are_complete(workshop: Workshop) -> None:
    """Everything in ontology/ and data/ that reaches the graph is among the inputs, and the shapes are not."""
    (workshop.root / "ontology" / "shapes.ttl").write_text("# shapes\n", encoding="utf-8")
    workshop.run("build")
    written = {
        *workshop.root.glob("ontology/*.ttl"),
        *workshop.root.glob("data/*.ttl"),
        *workshop.root.glob("data/claims/*"),
    }
    expected = {path.relative_to(workshop.root).as_posix() for path in written if path.name != "shapes.ttl"}

    assert expected == set(json.loads(workshop.manifest.read_text())["inputs"])


def test_counts(workshop: Workshop) -> None:
    """The manifest counts what went in and what came out."""
    counts = json.loads(workshop.manifest.read_text())["counts"]
    lines = workshop.graph.read_text().splitlines()
    expected = {
        "quads": len(lines),
        "defaultGraphTriples": sum(
            "/graph/" not in line.rsplit(" <", 1)[-1] or "/ns#passage>" in line for line in lines
        ),
        "claims": 29,
        "claimGraphs": 5,
        "sources": 5,
        "decisions": 2,
        "discrepancies": 1,
        "things": 5,
        "sortDates": 2,
        "links": 0,
    }

    assert expected == counts


def test_version_follows_the_inputs(workshop: Workshop) -> None:
    """A changed input makes another version; the same inputs make the same."""
    first = json.loads(workshop.run("build", "--json").stdout)["version"]
    workshop.append("data/decisions.ttl", "# a remark\n")
    second = json.loads(workshop.run("build", "--json").stdout)["version"]

    assert ("0.0.1", True) == (first.partition("+")[0], first != second)


def test_check_of_a_current_graph(workshop: Workshop) -> None:
    """A graph that is what the inputs make is current."""
    assert 0 == workshop.run("build", "--check").exit_code


def test_check_names_what_changed(workshop: Workshop) -> None:
    """A check after an edit fails, names the file and the command, and changes nothing."""
    before = workshop.graph.read_bytes()
    workshop.edit("data/claims/diary.trig", '"Kestrel"@en', '"The Kestrel"@en')

    result = workshop.run("build", "--check")

    assert (1, True, True, before) == (
        result.exit_code,
        "Changed since: data/claims/diary.trig." in result.stderr,
        "Run: marsgraph build" in result.stderr,
        workshop.graph.read_bytes(),
    )


def test_check_of_an_edited_graph(workshop: Workshop) -> None:
    """A graph that somebody edited by hand is not current."""
    workshop.graph.write_bytes(workshop.graph.read_bytes() + b"\n")

    result = workshop.run("build", "--check")

    assert (1, True) == (result.exit_code, "edited by hand" in result.stderr)


def test_check_of_an_edited_manifest(workshop: Workshop) -> None:
    """A manifest that does not fit the graph is not current."""
    workshop.manifest.write_text(workshop.manifest.read_text().replace("0.0.1", "9.9.9"))

    result = workshop.run("build", "--check")

    assert (1, True) == (result.exit_code, "manifest does not fit" in result.stderr)


def test_check_without_a_graph(workshop: Workshop) -> None:
    """A graph that was never built is not current, and the check does not build it."""
    workshop.graph.unlink()

    result = workshop.run("build", "--check")

    assert (1, False) == (result.exit_code, workshop.graph.exists())
