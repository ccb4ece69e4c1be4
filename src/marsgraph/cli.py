"""The command line: one short function a command.

Here alone errors become messages and exit codes, and here alone anything is printed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from marsgraph.errors import MarsGraphError
from marsgraph.paths import Project


class _Commands(click.Group):
    """A group whose commands may raise our errors: each becomes one message and its exit code."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except MarsGraphError as error:
            click.echo(f"{click.style('Error:', fg='red', bold=True)} {error}", err=True)
            ctx.exit(error.exit_code)


def _project(_ctx: click.Context, _option: click.Parameter, folder: Path | None) -> Project:
    return Project.at(folder) if folder else Project.find()


project_option = click.option(
    "--project",
    metavar="DIR",
    type=click.Path(path_type=Path),
    callback=_project,
    help="The folder with ontology/ and data/; by default the nearest one upward from here.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


def echo_json(value: object) -> None:
    """Print a value as JSON that is the same for the same value."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="marsgraph", message="%(prog)s %(version)s")
def main() -> None:
    """A knowledge graph of the attempts to reach Mars: build it, check it, ask it.

    Start with `marsgraph show sputnik-24`.
    """


if __name__ == "__main__":
    sys.exit(main())
