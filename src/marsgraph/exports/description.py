"""The file that holds what the dataset says of itself, beside the graph that it is made from."""

from __future__ import annotations

import os

from marsgraph import coverage, garbage
from marsgraph.errors import FileAccessError, StaleGraphError
from marsgraph.exports import metadata
from marsgraph.exports.content import Content
from marsgraph.paths import Project

GRAPH = metadata.DESCRIPTION


def publish(project: Project) -> None:
    """Write it anew, or leave the old one as it was; a project without queries is not described."""
    if not _can_describe(project):
        return
    file = project.description_file
    new = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        new.write_bytes(_text(project))
        new.replace(file)
    except OSError as error:
        raise FileAccessError.of(error, f"Writing {file}", remedy="Make room or give write access.") from error
    finally:
        new.unlink(missing_ok=True)


def require_current(project: Project) -> None:
    """Raise when it is not what the built graph gives."""
    if not _can_describe(project):
        return
    file = project.description_file
    if not file.is_file() or file.read_bytes() != _text(project):
        raise StaleGraphError(
            "the description of the dataset is not that of the built graph.",
            place=project.relative(file),
            remedy="Run `marsgraph build`.",
        )


def _can_describe(project: Project) -> bool:
    """Whether it has the queries that count."""
    return (project.queries / "pages").is_dir()


@garbage.left()
def _text(project: Project) -> bytes:
    content = Content.of(project, version=coverage.version_of(project))
    return "".join(f"{triple} <{GRAPH}> .\n" for triple in metadata.triples(content)).encode()
