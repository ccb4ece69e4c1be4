"""Where things lie. This module alone knows a checkout from an installed wheel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from marsgraph.errors import NotFoundError

_SHARE = Path(__file__).parent / "_share"
_MARK = Path("ontology", "context.jsonld")


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with an ontology, claims and the graph built from them."""

    root: Path

    @classmethod
    def at(cls, path: Path) -> Project:
        """Take the project in exactly this folder."""
        if not (path / _MARK).is_file():
            raise NotFoundError(
                f"{path} is not a MarsGraph project: it has no {_MARK.as_posix()}.",
                remedy="Give the folder that holds ontology/ and data/.",
            )
        return cls(path.resolve())

    @classmethod
    def find(cls) -> Project:
        """Take the nearest project upward from the current folder, or else the installed one."""
        here = Path.cwd()
        checkout = Path(__file__).parents[2]  # an editable install, used from anywhere
        for folder in (here, *here.parents, _SHARE, checkout):
            if (folder / _MARK).is_file():
                return cls(folder)
        raise NotFoundError(
            f"There is no MarsGraph project in {here} or above it.",
            remedy="Change to a checkout of MarsGraph, or pass --project FOLDER.",
        )

    @property
    def ontology(self) -> Path:
        """The vocabulary, taxonomies, shapes and prefixes."""
        return self.root / "ontology"

    @property
    def context(self) -> Path:
        """The one list of prefixes and JSON names."""
        return self.root / _MARK

    @property
    def data(self) -> Path:
        """Sources, claims, decisions and what is built from them."""
        return self.root / "data"

    @property
    def claims(self) -> Path:
        """What each source says, one TriG file a source."""
        return self.data / "claims"

    @property
    def queries(self) -> Path:
        """SPARQL files, in folders by who runs them."""
        return self.root / "queries"

    @property
    def graph_file(self) -> Path:
        """The built graph."""
        return self.data / "graph" / "marsgraph.nq"

    @property
    def manifest_file(self) -> Path:
        """What the built graph was made from, with its counts and version."""
        return self.data / "graph" / "manifest.json"

    def relative(self, path: Path) -> str:
        """Name a file of the project as people write it: from the project's folder, with slashes."""
        return path.relative_to(self.root).as_posix()
