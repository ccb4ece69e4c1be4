"""What an operator decides, handed down from the command line; nothing else is read from anywhere."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from marsgraph.endpoint.description import Service
from marsgraph.endpoint.screening import Bounds
from marsgraph.errors import FileAccessError, NotFoundError
from marsgraph.paths import Project
from marsgraph.workers import Limits

_MEBIBYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """How the endpoint behaves."""

    project: Project
    data: tuple[Path, ...] = ()
    """RDF files to serve; the project's built graph if none."""
    workers: str = ""
    """The address of a fork server that runs already; one is started if empty."""
    version: str = ""
    """The version of the data; `identified` finds it out."""
    seconds: float = 10.0
    rows: int = 5_000_000
    answer_bytes: int = 512 * _MEBIBYTE
    memory_bytes: int = 512 * _MEBIBYTE
    waiting: float = 5.0
    """The seconds that a query waits for a process that is free."""
    queries: int = 112
    """How many queries one process of the web server takes at once; fewer than its threads."""
    sending: int = 64
    """How many long answers one process sends at once, each with a thread."""
    patience: float = 30.0
    """The seconds after which a caller is dropped who reads nothing of a long answer."""
    public: str = ""
    """The address that callers use, such as https://example.org/mars; as the request tells if empty."""
    base_path: str = ""
    """The path below which everything is found, such as /mars."""
    proxies: int = 0
    """How many proxies in front are trusted to tell who asks and how (X-Forwarded-*)."""
    report_to: str = ""
    """Who is told of errors in the data: an address of mail, or of a page that takes {title} and {text}."""
    access_log: bool = True
    cache_bytes: int = 64 * _MEBIBYTE
    """The bytes of answers that one application keeps; 0 keeps none, and changes nothing else."""

    @property
    def limits(self) -> Limits:
        """What one query may take."""
        return Limits(self.seconds, self.memory_bytes, self.answer_bytes)

    def service(self, endpoint: str) -> Service:
        """What the service description tells of these settings."""
        bounds = Bounds()
        return Service(
            endpoint=endpoint,
            version=self.version,
            seconds=self.seconds,
            rows=self.rows,
            answer_bytes=self.answer_bytes,
            memory_bytes=self.memory_bytes,
            query_characters=bounds.characters,
            depth=bounds.depth,
        )


def files_of(settings: Settings) -> tuple[Path, ...]:
    """The files that are served, each of which exists."""
    files = settings.data or (settings.project.graph_file,)
    for file in files:
        if not file.is_file():
            remedy = "Name an RDF file that exists." if settings.data else "Run `marsgraph build` first."
            raise NotFoundError(f"There is no graph at {file}.", remedy=remedy)
    return files


def version_of(settings: Settings) -> str:
    """The version of the built graph from its manifest, or that of other files from their content."""
    files = files_of(settings)
    if not settings.data:
        return str(json.loads(settings.project.manifest_file.read_text(encoding="utf-8"))["version"])
    digest = hashlib.sha256()
    for file in files:
        try:
            with file.open("rb") as opened:
                digest.update(hashlib.file_digest(opened, "sha256").digest())
        except OSError as error:
            raise FileAccessError.of(error, f"Reading {file}") from error
    return f"data+{digest.hexdigest()[:12]}"
