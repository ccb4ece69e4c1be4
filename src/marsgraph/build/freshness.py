"""Whether the inputs changed since the graph was built, told in a few milliseconds and without building."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

from marsgraph.build.inputs import InputFile, Inputs
from marsgraph.errors import MarsGraphError
from marsgraph.paths import Project


def changed_since_built(project: Project) -> list[str]:
    """Name the inputs that are not those of the built graph; none when nothing is known of it."""
    try:
        known = json.loads(project.manifest_file.read_text(encoding="utf-8"))["inputs"]
        built = project.manifest_file.stat().st_mtime_ns
        files = Inputs.of(project).all()
        changed = [file.name for file in files if _differs(file, known, built)]
    except (OSError, ValueError, LookupError, TypeError, MarsGraphError):
        return []  # what is missing or broken is told by the command that needs it
    return sorted([*changed, *(known.keys() - {file.name for file in files})])


def _differs(file: InputFile, known: Mapping[str, str], built: int) -> bool:
    """Look at the bytes only of a file that was written after the graph."""
    if file.name not in known:
        return True
    return file.path.stat().st_mtime_ns > built and sha256(file.read()).hexdigest() != known[file.name]
