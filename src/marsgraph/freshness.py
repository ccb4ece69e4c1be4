"""Whether the inputs changed since the graph was built: told from its manifest in a millisecond, without building."""

from __future__ import annotations

import json
from collections.abc import Mapping

from marsgraph.paths import Project


def changed_since_built(project: Project) -> list[str]:
    """Name the inputs that are not those of the built graph; none when nothing is known of it."""
    try:
        known = json.loads(project.manifest_file.read_text(encoding="utf-8"))["inputs"]
        built = project.manifest_file.stat().st_mtime_ns
        files = (*project.claims.glob("*.trig"), *project.links.glob("*.sssom.tsv"))
        found = {project.relative(file) for file in files if not file.name.startswith(".")}
        return sorted(name for name in known.keys() | found if _differs(project, name, known, built))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return []  # what is missing or broken is told by the command that needs it


def kept_report(project: Project) -> str:
    """The report of the checks that is kept beside the graph; nothing where it is of another version, or none is."""
    try:
        version = json.loads(project.manifest_file.read_text(encoding="utf-8"))["version"]
        report = project.report_file.read_text(encoding="utf-8")
    except (OSError, ValueError, LookupError, TypeError):
        return ""
    return report if f' "{version}" ' in report else ""


def is_report_stale(project: Project) -> bool:
    """Whether a report is kept beside the graph that is of another version of it."""
    return project.report_file.is_file() and not kept_report(project)


def _differs(project: Project, name: str, known: Mapping[str, str], built: int) -> bool:
    """Look at the bytes only of a file that was written after the graph."""
    file = project.root / name
    if name not in known or not file.is_file():
        return True
    return file.stat().st_mtime_ns > built and _digest(file.read_bytes()) != known[name]


def _digest(content: bytes) -> str:
    from hashlib import sha256

    return sha256(content).hexdigest()
