"""A copy of the fixture project that a test may break, with its graph built before."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from marsgraph.cli import main


class Workshop:
    """A project in a folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.graph = root / "data" / "graph" / "marsgraph.nq"
        self.description = self.graph.with_name("description.nq")
        self.manifest = root / "data" / "graph" / "manifest.json"

    def run(self, *arguments: str) -> Result:
        """Run a command on the project."""
        return CliRunner().invoke(main, [*arguments, "--project", str(self.root)])

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace the first place of a text that has to be there."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def append(self, name: str, text: str) -> None:
        """Add text to the end of a file."""
        path = self.root / name
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    def refused(self) -> Result:
        """Build what must not build: a message, no traceback, and the graph of before untouched."""
        before = self.graph.read_bytes(), self.manifest.read_bytes()
        result = self.run("build")
        assert before == (self.graph.read_bytes(), self.manifest.read_bytes())
        assert {self.graph, self.manifest, self.description} == set(self.graph.parent.iterdir())
        assert isinstance(result.exception, SystemExit)
        return result
