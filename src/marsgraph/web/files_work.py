"""What the query processes do for files: list them, write one, tell what the dataset says of itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import astuple
from typing import IO, Any, cast

from marsgraph.endpoint import formats, graphs
from marsgraph.endpoint.problems import raised
from marsgraph.endpoint.results import Writable
from marsgraph.exports import description, files, metadata, summary
from marsgraph.exports.content import Content
from marsgraph.questions import sparql_examples
from marsgraph.questions.question import Question
from marsgraph.reading import Reading
from marsgraph.store import Iri, Triple


def content(reading: Reading, context: Mapping[str, Any], version: str = "") -> Content:
    """The graph as exports see it, without what tells of it."""
    return Content(reading, context, version, frozenset({description.GRAPH, sparql_examples.GRAPH}))


def listed(graph: Content, out: Writable) -> dict[str, Any]:
    """Write the list of files, as JSON."""
    found = [astuple(files.Listed(file.path, file.media_type, file.title)) for file in files.files(graph)]
    out.write(json.dumps(found).encode())
    return {"kind": "files", "rows": len(found)}


def written(graph: Content, out: Writable, *, path: str) -> dict[str, Any]:
    """Write a file."""
    file = next((file for file in files.files(graph) if file.path == path), None)
    if file is None:
        raise raised("not-found", f"No file is called {path[:80]}.", "/downloads lists them all.")
    out.write(file.write(graph))
    return {"kind": "file", "rows": 0}


def self_description(graph: Content, out: Writable, *, form: str) -> dict[str, Any]:
    """Write what the dataset says of itself."""
    rows = graph.reading.ask("graph-contents", graph=Iri(description.GRAPH))
    if not rows:
        raise raised("not-found", "What is served here says nothing of itself.", "/sparql describes the service.")
    told = [Triple(cast("Iri", row["subject"]), cast("Iri", row["property"]), row["value"]) for row in rows]
    spaces = metadata.prefixes(graph)
    graphs.write(told, formats.BY_NAME[form].engine, cast("IO[bytes]", out), spaces, graph.context)
    return {"kind": "description", "rows": len(told)}


def in_short(graph: Content, examples: Mapping[str, Question], out: Writable) -> dict[str, Any]:
    """Write the vocabulary in short."""
    worked = (examples[name] for name in summary.EXAMPLES if name in examples)
    told = summary.read(graph, (summary.Example(one.description, one.query.strip()) for one in worked))
    out.write(summary.as_text(told).encode())
    return {"kind": "summary", "rows": len(told.classes)}
