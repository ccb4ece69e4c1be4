"""`marsgraph ask`: a command whose options are the parameters of the question that it is given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from marsgraph.paths import Project

if TYPE_CHECKING:
    from marsgraph.questions.question import Question

_QUESTION: Final = "marsgraph.question"
_OPTIONS: Final = "marsgraph.options"


class AskCommand(click.Command):
    """A command that looks at the name first, and then knows which options there are."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Find the question, which stands first, before its options are read."""
        from marsgraph.questions import question
        from marsgraph.terms import read_prefixes

        if args and not args[0].startswith("-"):
            project = _project_of(args)
            asked = question.find(project.queries, args[0], read_prefixes(project.context))
            ctx.meta[_QUESTION] = asked
            ctx.meta[_OPTIONS] = _options(asked, project, with_choices=bool({"-h", "--help"} & set(args)))
        return super().parse_args(ctx, args)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The options of the question before those of the command."""
        return [*ctx.meta.get(_OPTIONS, []), *super().get_params(ctx)]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Tell what the question asks, or what the command does."""
        asked = ctx.meta.get(_QUESTION)
        if asked is None:
            super().format_help_text(ctx, formatter)
            return
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(f"{asked.title}. {asked.description}")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Name the question in the usage of its help."""
        asked = ctx.meta.get(_QUESTION)
        return [asked.name, "[OPTIONS]"] if asked else super().collect_usage_pieces(ctx)


def asked_in(ctx: click.Context) -> Question | None:
    """The question that the command line names."""
    found: Question | None = ctx.meta.get(_QUESTION)
    return found


def given_in(asked: Question, options: dict[str, Any]) -> dict[str, str]:
    """The values of the parameters on the command line."""
    names = [parameter.name for parameter in asked.parameters]
    return {name: options[_key(name)] for name in names if options.get(_key(name)) is not None}


def _project_of(args: list[str]) -> Project:
    """The project that the arguments name, before click has read them."""
    for at, text in enumerate(args):
        if text == "--project" and at + 1 < len(args):
            return Project.at(Path(args[at + 1]))
        if text.startswith("--project="):
            return Project.at(Path(text.partition("=")[2]))
    return Project.find()


def _options(asked: Question, project: Project, *, with_choices: bool) -> list[click.Option]:
    """An option for each parameter; its help, which has the values that the graph has, only when someone reads it."""
    from marsgraph.questions import asking
    from marsgraph.reading import Reading

    helps = {}
    if with_choices:
        reading = Reading.of(project)
        helps = {each.parameter.name: each.text for each in asking.told(asked, reading.ask)}
    return [
        click.Option(
            [f"--{parameter.name.lower()}", _key(parameter.name)],
            metavar=parameter.type.name.upper(),
            help=helps.get(parameter.name),
        )
        for parameter in asked.parameters
    ]


def _key(name: str) -> str:
    """What click calls the option; the command's own options have other names."""
    return f"told_{name}"
