"""The tables of docs/endpoint.md that follow from the program. `python tests/docs/tables.py` prints them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from marsgraph.endpoint.formats import DOCUMENT, SOLUTIONS
from marsgraph.endpoint.problems import KINDS
from marsgraph.paths import Project
from marsgraph.web.settings import Settings


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as Markdown writes it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def problems() -> str:
    """Every kind of problem."""
    return table(("type", "status", "title"), ((f"`{kind.name}`", kind.status, kind.title) for kind in KINDS.values()))


def formats() -> str:
    """Every format."""
    rows = [(form, "SELECT, ASK") for form in SOLUTIONS] + [
        (form, "CONSTRUCT, DESCRIBE, documents") for form in DOCUMENT
    ]
    shown = (
        (f"`{form.name}`", f"`{form.media_type}`", "documents" if form.name == "html" else use) for form, use in rows
    )
    return table(("`format=`", "media type", "of"), shown)


def limits(project: Project) -> str:
    """Every limit with its default, by the name that `/limits` gives it."""
    told = Settings(project=project).service("").limits()
    return table(
        ("limit", "default"),
        ((f"`{name}`", f"{value:,g}" if value < 1e6 else f"{value:,}") for name, value in told.items()),
    )


if __name__ == "__main__":
    print(formats(), limits(Project.find()), problems(), sep="\n\n")  # noqa: T201 - this is what it is for
