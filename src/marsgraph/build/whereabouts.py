"""Finds where a claim of the built graph stands, in the claims files or a table of links, for `marsgraph check`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from marsgraph.build import links, places, sssom
from marsgraph.build.inputs import TABLE
from marsgraph.build.nquads import Statement
from marsgraph.paths import Project
from marsgraph.terms import shorten


class Whereabouts:
    """The claims files of a project, to be searched."""

    def __init__(self, project: Project, prefixes: Mapping[str, str]) -> None:
        self._project = project
        self._prefixes = prefixes
        self._file_of = cache(self._find_file)

    def of(self, graph: str, subject: str, prop: str, value: str) -> str:
        """Name file and line of a claim whose terms are in N-Quads form; nothing when no file has its graph."""
        file = self._file_of(graph)
        if file is None:
            return self._of_link(graph)
        statement = Statement(f"{subject} {prop} {value}", subject, prop, value, graph)
        return places.find(file, self._project.relative(file), statement, self._prefixes)

    def _of_link(self, graph: str) -> str:
        """Name the row of a link, whose graph no claims file has."""
        for file in sorted(self._project.links.glob(f"*{TABLE}")):
            for link in sssom.read(file.read_text(encoding="utf-8"), self._project.relative(file)):
                if graph == f"<{links.graph_of(link)}>":
                    return link.place
        return ""

    def _find_file(self, graph: str) -> Path | None:
        short = re.escape(shorten(graph[1:-1], self._prefixes))
        opening = re.compile(rf"(?<![\w:.-])(?:{short}|{re.escape(graph)})\s*\{{")
        files = (file for file in sorted(self._project.claims.glob("*.trig")) if not file.name.startswith("."))
        return next((file for file in files if opening.search(file.read_text(encoding="utf-8"))), None)
