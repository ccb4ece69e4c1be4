"""Where things lie. This module alone knows a checkout from an installed wheel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from marsgraph.errors import NotFoundError

_SHARE = Path(__file__).parent / "_share"
_CHECKOUT = Path(__file__).parents[2]  # an editable install, used from anywhere
_MARK = Path("ontology", "context.jsonld")
_PARTS = (Path("data", "claims"), Path("ontology", "marsgraph.ttl"))
"""What shows that a folder without the mark is a project that lost it."""


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
        """Take the nearest project upward from the current folder, or else the installed one: to read, not to write."""
        installed = (cls(folder) for folder in (_SHARE, _CHECKOUT) if (folder / _MARK).is_file())
        project = cls._nearest() or next(installed, None)
        return project or cls.around()

    @classmethod
    def around(cls) -> Project:
        """Take the nearest project upward from the current folder, and no other."""
        if project := cls._nearest():
            return project
        raise NotFoundError(
            f"There is no MarsGraph project in {Path.cwd()} or above it.",
            remedy="Change to a checkout of MarsGraph, or pass --project FOLDER.",
        )

    @classmethod
    def _nearest(cls) -> Project | None:
        """Find the nearest project, or raise that it lacks what makes it one."""
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / _MARK).is_file():
                return cls(folder)
            if any((folder / part).exists() for part in _PARTS):
                raise NotFoundError(
                    f"The project in {folder} lacks {_MARK.as_posix()}.",
                    remedy=f"Restore it: git checkout -- {_MARK.as_posix()}",
                )
        return None

    @property
    def installed(self) -> bool:
        """Whether it came with the installed package, where nobody edits it."""
        return self.root == _SHARE

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
    def links(self) -> Path:
        """What is what in other graphs, in SSSOM tables."""
        return self.data / "links"

    @property
    def queries(self) -> Path:
        """SPARQL files, in folders by who runs them."""
        return self.root / "queries"

    @property
    def graph_file(self) -> Path:
        """The built graph."""
        return self.data / "graph" / "marsgraph.nq"

    @property
    def description_file(self) -> Path:
        """What the dataset says of itself, made with the graph."""
        return self.data / "graph" / "description.nq"

    @property
    def report_file(self) -> Path:
        """What the checks found in the built graph, where `marsgraph check --keep` was run."""
        return self.data / "graph" / "report.trig"

    @property
    def manifest_file(self) -> Path:
        """What the built graph was made from, with its counts and version."""
        return self.data / "graph" / "manifest.json"

    def relative(self, path: Path) -> str:
        """Name a file of the project as people write it: from the project's folder, with slashes."""
        return path.relative_to(self.root).as_posix()
