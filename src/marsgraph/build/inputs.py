"""The files a build reads, each with its name from the project's folder and its bytes' SHA-256."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from marsgraph.errors import FileAccessError, InputError, together
from marsgraph.paths import Project

TABLE = ".sssom.tsv"
"""How the name of a table of links ends."""

_SHAPES = ("shapes.ttl", "claims.shapes.ttl")


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that people write."""

    path: Path
    name: str
    """Its path from the project's folder, with slashes, on every machine."""

    def read(self) -> bytes:
        """Read its bytes."""
        try:
            return self.path.read_bytes()
        except FileNotFoundError as error:
            raise InputError(
                "the file is missing.", place=self.name, remedy="Restore it: git checkout -- " + self.name
            ) from error
        except IsADirectoryError as error:
            raise InputError(
                "this is a folder, where a file is needed.",
                place=self.name,
                remedy=f"Move it away. If there was a file of that name: git checkout -- {self.name}",
            ) from error
        except OSError as error:
            raise FileAccessError.of(error, f"Reading {self.name}", remedy="Give read access to it.") from error


@dataclass(frozen=True, slots=True)
class Inputs:
    """All files of a project that reach the graph. The shapes do not: they only check it."""

    ontology: tuple[InputFile, ...]
    sources: InputFile
    claims: tuple[InputFile, ...]
    decisions: InputFile
    discrepancies: InputFile
    links: tuple[InputFile, ...]
    """Tables of links, those of refusals and of what has none among them."""

    @classmethod
    def of(cls, project: Project) -> Inputs:
        """List the inputs of a project, in the order of their names."""

        def named(path: Path) -> InputFile:
            return InputFile(path, project.relative(path))

        _refuse_strays(project)
        vocabularies = sorted(p for p in _visible(project.ontology.glob("*.ttl")) if p.name not in _SHAPES)
        return cls(
            ontology=tuple(map(named, vocabularies)),
            sources=named(project.data / "sources.ttl"),
            claims=tuple(map(named, sorted(_claims_files(project)))),
            decisions=named(project.data / "decisions.ttl"),
            discrepancies=named(project.data / "discrepancies.ttl"),
            links=tuple(map(named, sorted(_visible(project.links.glob(f"*{TABLE}"))))),
        )

    def all(self) -> tuple[InputFile, ...]:
        """Every input."""
        return (*self.ontology, self.sources, *self.claims, self.decisions, self.discrepancies, *self.links)

    def digests(self) -> dict[str, str]:
        """Name every input with the SHA-256 of its bytes."""
        return {file.name: sha256(file.read()).hexdigest() for file in self.all()}


def _claims_files(project: Project) -> list[Path]:
    return _visible(project.claims.glob("*.trig"))


def _refuse_strays(project: Project) -> None:
    if not _claims_files(project):
        raise InputError(
            "there are no claims.",
            place=project.relative(project.claims),
            remedy="Write what a source says into a .trig file there; CONTRIBUTING.md shows how.",
        )
    strays = [p for p in _visible(project.claims.iterdir()) if p.suffix != ".trig"]
    links = _visible(project.links.iterdir()) if project.links.is_dir() else []
    no_tables = [p for p in links if not p.name.endswith(TABLE)]
    if strays or no_tables:
        faults = [_stray(project.relative(path)) for path in sorted(strays)]
        raise together(faults + [_no_table(project.relative(path)) for path in sorted(no_tables)])


def _visible(paths: Iterable[Path]) -> list[Path]:
    """Leave out what editors and file managers keep beside a file."""
    return [path for path in paths if not path.name.startswith(".") and not path.name.endswith("~")]


def _stray(name: str) -> InputError:
    return InputError(
        "this is not a claims file.",
        place=name,
        remedy="Claims are read from .trig files; rename it or move it away.",
    )


def _no_table(name: str) -> InputError:
    return InputError(
        "this is not a table of links.",
        place=name,
        remedy=f"Links are read from {TABLE} files; rename it or move it away.",
    )
