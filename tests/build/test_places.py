"""Finding the line of a statement in what a person wrote."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from marsgraph.build.nquads import Statement
from marsgraph.build.places import find

PREFIXES = {"": "https://e.org/", "mg": "https://m.org/", "xsd": "http://www.w3.org/2001/XMLSchema#"}
TEXT = """\
@prefix : <https://e.org/> .
@prefix mg: <https://m.org/> .
# :b mg:mass 4 is only a remark
:one { :a mg:by :b ; mg:mass 4 . }
:two {
  :a mg:mass 5 ;
     mg:by :b .
  :b mg:mass 4 ,
       <https://e.org/whole> ; mg:text "say \\"x\\"" .
  :bc a mg:Thing .
}
"""
LINES = {
    (":one", ":a", "mg:mass", "4"): 4,
    (":two", ":a", "mg:mass", "5"): 6,
    (":two", ":a", "mg:by", ":b"): 7,
    (":two", ":b", "mg:mass", "4"): 8,
    (":two", ":b", "mg:mass", "<https://e.org/whole>"): 9,
    (":two", ":b", "mg:text", r'"say \"x\""'): 9,
    (":two", ":bc", "a", "mg:Thing"): 10,
}


@pytest.mark.parametrize(("wanted", "line"), LINES.items())
def test_line(tmp_path: Path, wanted: tuple[str, str, str, str], line: int) -> None:
    """The line found is the one on which the value stands, in the right graph, under the right subject."""
    path = tmp_path / "x.trig"
    path.write_text(TEXT, encoding="utf-8")
    graph, subject, prop, value = wanted
    document = "@prefix : <https://e.org/> . @prefix mg: <https://m.org/> . "
    (quad,) = ox.parse(input=f"{document} {graph} {{ {subject} {prop} {value} }}", format=ox.RdfFormat.TRIG)
    statement = Statement("", str(quad.subject), str(quad.predicate), str(quad.object), str(quad.graph_name))

    assert f"x.trig:{line}" == find(path, "x.trig", statement, PREFIXES)
