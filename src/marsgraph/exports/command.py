"""What the commands do that write files: which content, in which form, to where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from marsgraph import coverage
from marsgraph.errors import FileAccessError, InputError
from marsgraph.exports import files, missions, rdf, summary, things
from marsgraph.exports import release as releasing
from marsgraph.exports.content import MISSION, Content
from marsgraph.exports.files import Written
from marsgraph.exports.release import CHECKSUMS
from marsgraph.paths import Project
from marsgraph.questions import question
from marsgraph.saving import save
from marsgraph.store import Iri
from marsgraph.terms import read_prefixes

__all__ = ["CHECKSUMS", "Wanted", "export", "release", "schema"]

Begin = Callable[[int], Callable[[str], None]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for: things by any of their names, a format, a file or a folder."""

    things: tuple[str, ...]
    form: str
    output: Path | None


def export(project: Project, data: Path | None, wanted: Wanted, begin: Begin) -> bytes | str:
    """Give the bytes to print, or say what was written."""
    content = Content.of(project, data)
    if wanted.form == "tables":
        return _tables(content, wanted, begin)
    written = _bytes(content, wanted)
    if wanted.output is None:
        return written
    _save(wanted.output, written)
    return f"{wanted.output} holds {len(written):,} bytes."


def _bytes(content: Content, wanted: Wanted) -> bytes:
    found = [content.reading.names.find(name) for name in wanted.things]
    if wanted.form == "mission":
        return missions.write(content, _mission(content, wanted, found))
    if wanted.form == "all.jsonld":
        if found:
            raise InputError("all.jsonld is of the whole graph.", remedy="For things take trig, or leave THING out.")
        return rdf.all_json(content)
    if found:
        return things.write(content, found, wanted.form)
    write = rdf.HELD.get(wanted.form) or rdf.ALL[wanted.form]
    return write(content)


def _mission(content: Content, wanted: Wanted, found: list[Iri]) -> Iri:
    if len(found) != 1 or content.kinds.get(found[0].value) != MISSION:
        named = " ".join(wanted.things) or "nothing"
        raise InputError(
            f"--format mission writes one mission, and {named} is none.",
            remedy="Name one, for instance sputnik-24; `marsgraph release` writes all.",
        )
    return found[0]


def _tables(content: Content, wanted: Wanted, begin: Begin) -> str:
    if wanted.things or wanted.output is None:
        raise InputError(
            "Tables are of the whole graph and need a folder.",
            remedy="Run: marsgraph export --format tables --output FOLDER",
        )
    made = list(files.table_files(content))
    step = begin(len(made))
    for file in made:
        name = file.path.removeprefix(files.TABLES)
        step(name)
        _save(wanted.output / name, file.write(content))
    return f"{wanted.output} holds {len(made)} files."


def _save(path: Path, data: bytes) -> None:
    try:
        save(path, data)
    except OSError as error:
        raise FileAccessError.of(error, f"Writing {path}", remedy="Make room or give write access.") from error


def release(project: Project, folder: Path | None, begin: Begin, report: str) -> tuple[Path, list[Written]]:
    """Write a release with the report of the checks; say where, and what is in it."""
    content = Content.of(project, version=coverage.version_of(project))
    folder = folder or (Path.cwd() if project.installed else project.root) / "release"
    return folder, releasing.write(project, content, folder, begin, report)


def schema(project: Project, data: Path | None) -> summary.Summary:
    """Read what there is to ask for."""
    return summary.read(Content.of(project, data, "" if data else coverage.version_of(project)), worked(project))


def worked(project: Project) -> list[summary.Example]:
    """The queries that stand in the summary."""
    prefixes = read_prefixes(project.context)
    found = (question.find(project.queries, name, prefixes) for name in summary.EXAMPLES)
    return [summary.Example(one.description, one.query.strip()) for one in found]
