"""The command line: one short function a command.

Here alone errors become messages and exit codes, and here alone anything is printed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsgraph.asking_command import AskCommand, asked_in, given_in
from marsgraph.errors import FileAccessError, MarsGraphError, StaleGraphError
from marsgraph.paths import Project

if TYPE_CHECKING:  # each command imports what it needs: `--version` and `--help` need nothing
    from marsgraph.check.findings import Finding
    from marsgraph.reading import Reading
    from marsgraph.store import Answer

_MEBIBYTE = 1024 * 1024
_FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle")
_MOST_PLACES = 200  # nobody mends more in one go, and looking for them takes time


class _Commands(click.Group):
    """A group whose commands may raise our errors: each becomes one message and its exit code."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run, and tell when what is printed cannot be written; click itself sees to a reader that went away."""
        try:
            return super().main(*args, **extra)
        except OSError as error:
            _drop_output()
            doing = f"Using {error.filename}" if error.filename else "Writing the output"
            fault = FileAccessError.of(error, doing, remedy="Make room, or send it elsewhere.")
            _tell(fault)
            sys.exit(fault.exit_code)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command, and tell what goes wrong."""
        try:
            return super().invoke(ctx)
        except MarsGraphError as error:
            _tell(error)
            ctx.exit(error.exit_code)


def _tell(error: MarsGraphError) -> None:
    """Print an error; where even that fails, the exit code has to do."""
    from marsgraph import display

    with suppress(OSError):
        click.echo(f"{click.style('Error:', fg='red', bold=True)} {display.visible(str(error))}", err=True)


def _note(text: str) -> None:
    """Print a line beside the answer."""
    from marsgraph import display

    click.echo(f"{click.style('Note:', bold=True)} {display.visible(text)}", err=True)


def _drop_output() -> None:
    """Let Python write the rest of the output to nowhere when it ends, instead of failing again."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _project(_ctx: click.Context, _option: click.Parameter, folder: Path | None) -> Project:
    return Project.at(folder) if folder else Project.find()


project_option = click.option(
    "--project",
    metavar="DIR",
    type=click.Path(path_type=Path),
    callback=_project,
    help="The folder with ontology/ and data/; by default the nearest one upward from here.",
)


def _project_to_write(_ctx: click.Context, _option: click.Parameter, folder: Path | None) -> Project:
    return Project.at(folder) if folder else Project.around()


project_to_write_option = click.option(
    "--project",
    metavar="DIR",
    type=click.Path(path_type=Path),
    callback=_project_to_write,
    help="The folder with ontology/ and data/; by default the nearest one upward from here, never the installed one.",
)
data_option = click.option(
    "--data",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="An RDF file to read in place of the built graph.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


def _terminal_width() -> int | None:
    """The width to wrap to; none in a pipe, where nothing is cut or wrapped."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _current(project: Project, data: Path | None) -> None:
    """Say so when the inputs changed since the graph was built that a command is about to read."""
    from marsgraph.freshness import changed_since_built

    if data or project.installed:
        return
    if changed := changed_since_built(project):
        more = f" and {len(changed) - 1} more" if changed[1:] else ""
        _note(f"{changed[0]}{more} changed since the graph was built. Run: marsgraph build")


def _read(project: Project, data: Path | None) -> Reading:
    from marsgraph.reading import Reading

    _current(project, data)
    return Reading.of(project, data)


def _echo(text: str) -> None:
    """Print text for people."""
    from marsgraph import display

    click.echo(display.visible(text))


def echo_json(value: object) -> None:
    """Print a value as JSON that is the same for the same value."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="marsgraph", message="%(prog)s %(version)s")
def main() -> None:
    """A knowledge graph of the attempts to reach Mars: build it, check it, ask it.

    \b
    Examples:
      marsgraph show sputnik-24
      marsgraph query launch-failures
      marsgraph COMMAND --help
    """


def _list_queries(folder: Path, *, as_json: bool) -> None:
    from marsgraph import asking, display

    queries, strange = asking.list_folder(folder)
    if as_json:
        echo_json([{"name": query.name, "title": query.title, "file": query.place} for query in queries])
    elif queries:
        _echo(display.table(["name", "what it tells"], [[query.name, query.title] for query in queries]))
    else:
        _echo(f"There are no queries in {folder}.")
    for reason in strange:
        _note(f"left out: {reason}")


def _refuse_both(given: dict[str, bool]) -> None:
    """Refuse options of which each asks for another kind of output."""
    names = [name for name, asked in given.items() if asked]
    if names[1:]:
        raise click.UsageError(f"{' and '.join(names)} exclude each other. Give one of them.")


@main.command()
@click.argument("wanted", metavar="[FILE|NAME|TEXT|-]", required=False)
@click.option("--format", "form", type=click.Choice(_FORMATS), help="By default table, for people.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--list", "listing", is_flag=True, help="List the queries that have a name.")
@data_option
@project_option
def query(
    wanted: str | None, form: str | None, as_json: bool, listing: bool, data: Path | None, project: Project
) -> None:
    """Ask the graph a SPARQL query: a .rq file, a named query, the text itself, or - for standard input.

    The table is the same on a terminal and in a pipe, except that a terminal's width wraps it; for programs
    there are csv, tsv, json and xml (SELECT, and for ASK json and xml) and turtle (CONSTRUCT, DESCRIBE).
    The prefixes of ontology/context.jsonld (mg:, concept:, and : for things) need no declaration here.

    \b
    Examples:
      marsgraph query launch-failures
      marsgraph query --format csv queries/examples/launch-failures.rq
      marsgraph query 'SELECT ?mass { :mars-1-craft mg:massKg ?mass }'
    """
    from marsgraph import asking
    from marsgraph.store import open_graph

    _refuse_both({"--json": as_json, "--format": form not in {None, "json"}})
    folder = asking.find_folder(wanted) if wanted else None
    if listing or folder or (wanted is None and sys.stdin.isatty()):
        _list_queries(folder or project.queries / "examples", as_json=as_json)
        return
    if wanted is None or wanted == "-":
        asked = asking.read_query(sys.stdin.buffer.read())
    else:
        asked = asking.find_query(project.queries, wanted)
    _current(project, data)
    graph = open_graph(project, data)
    answer = graph.ask_briefly(asked.text, place=asked.place)
    _print_answer(answer, "json" if as_json else form or "table", graph.prefixes)


@main.command(name="examples")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--check", "checking", is_flag=True, help="Run them on two engines; compare with the answers kept.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print all of it for docs/questions.md.")
@click.option("--update", "updating", is_flag=True, help="Keep the answers of today, and show what is different.")
@json_option
@project_option
@click.pass_context
def examples_command(
    ctx: click.Context,
    names: tuple[str, ...],
    checking: bool,
    as_markdown: bool,
    updating: bool,
    as_json: bool,
    project: Project,
) -> None:
    """List the example questions, or run them: does each still have the answer that is kept beside it?

    --check ends with 1 when an answer changed, is broken or is empty, and shows the difference. --update keeps the
    new answers in queries/examples/answers/; look at them before you commit them.

    \b
    Examples:
      marsgraph examples
      marsgraph examples --check
      marsgraph examples --update launch-failures
    """
    from marsgraph import coverage
    from marsgraph.questions import examining, question, report
    from marsgraph.terms import read_prefixes

    _refuse_both({"--check": checking, "--update": updating, "--markdown": as_markdown})
    prefixes = read_prefixes(project.context)
    named = [question.find(project.queries, name, prefixes) for name in names]
    chosen = named or list(question.read_all(project.queries, prefixes))
    if not (checking or updating):
        if as_markdown:
            click.echo(report.as_markdown(chosen), nl=False)
        elif as_json:
            echo_json([report.as_json(one) for one in chosen])
        else:
            _echo(report.as_text(chosen, _terminal_width()))
        return
    examiner = examining.Examiner(_read(project, None), coverage.version_of(project))
    outcomes = []
    with _progress_bar() as begin:
        step = begin(len(chosen))
        for one in chosen:
            outcome, different = examiner.update(one) if updating else (examiner.check(one), [])
            outcomes.append((outcome, different))
            step(one.name)
    if as_json:
        echo_json([report.outcome_json(outcome, different) for outcome, different in outcomes])
    else:
        _echo(report.outcomes_text(outcomes))
    ctx.exit(1 if any(outcome.faults for outcome, _ in outcomes) else 0)


@main.command(name="ask", cls=AskCommand)
@click.argument("name", required=False)
@click.option("--format", "form", type=click.Choice(_FORMATS), help="By default table, for people.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@data_option
@project_option
@click.pass_context
def ask_command(
    ctx: click.Context,
    /,
    name: str | None,
    form: str | None,
    as_json: bool,
    data: Path | None,
    project: Project,
    **told: str | None,
) -> None:
    """Ask one of the example questions by its NAME; what may be told to it, its own help has.

    Without a name, the questions are listed.

    \b
    Examples:
      marsgraph ask launch-failures
      marsgraph ask launch-failures --help
      marsgraph ask launch-failures --format csv
    """
    from marsgraph.questions import asking as answering
    from marsgraph.questions import question, report
    from marsgraph.terms import read_prefixes

    _refuse_both({"--json": as_json, "--format": form not in {None, "json"}})
    asked = asked_in(ctx)
    if asked is None:
        if name is not None:
            raise click.UsageError("The name of the question stands first.")
        _echo(report.as_text(question.read_all(project.queries, read_prefixes(project.context)), _terminal_width()))
        return
    reading = _read(project, data)
    answer = answering.answer_to(asked, given_in(asked, told), reading.ask, reading.store)
    _print_answer(answer, "json" if as_json else form or "table", reading.store.prefixes)


def _print_answer(answer: Answer, form: str, prefixes: Mapping[str, str]) -> None:
    from marsgraph import asking, display

    if form == "table":
        _echo(display.answer_table(answer, prefixes, _terminal_width()))
    else:
        click.echo(asking.write_answer(answer, form, prefixes), nl=False)


@main.command(name="show")
@click.argument("thing", nargs=-1, required=True)
@json_option
@data_option
@project_option
def show_command(thing: tuple[str, ...], as_json: bool, data: Path | None, project: Project) -> None:
    """Print a thing: its facts with the passages that state them, what others say, and why we hold what we hold.

    A THING is named by its label, another of its names, its short name, COSPAR or catalogue number, or IRI;
    what only a mission's craft or launch is called means the mission.

    \b
    Examples:
      marsgraph show sputnik-24
      marsgraph show 1962 Beta Xi 1
      marsgraph show --json molniya-8k78
    """
    from marsgraph import describe, show

    reading = _read(project, data)
    described = describe.describe(reading, reading.names.find(" ".join(thing)))
    if as_json:
        echo_json(show.as_json(described, reading.labels))
    else:
        _echo(show.as_text(described, reading.labels, _terminal_width()))


@main.command(name="why")
@click.argument("thing", nargs=-1, required=True)
@click.option("--source", help="Only what this source tells, for instance soviet-mars-chronology.")
@json_option
@data_option
@project_option
def why_command(thing: tuple[str, ...], source: str | None, as_json: bool, data: Path | None, project: Project) -> None:
    """Print why a mission failed: the last event first, and under each what brought it about.

    Each step names who says so; "perhaps because" is a cause that nobody states without a hedge, "either" one of
    the explanations between which a source does not choose.

    \b
    Examples:
      marsgraph why sputnik-24
      marsgraph why --source mars-2mv3-no1 sputnik-24
    """
    from marsgraph import chains, why

    reading = _read(project, data)
    chain = chains.chain_of(reading, reading.names.find(" ".join(thing)))
    if source:
        iri = reading.names.find_source(source).value
        chain = chains.account_of(chain, iri, reading.labels.slug(iri))
    if as_json:
        echo_json(why.as_json(chain, reading.labels))
    else:
        _echo(why.as_text(chain, reading.labels, _terminal_width()))


@main.command(name="disagreements")
@click.argument("thing", nargs=-1)
@click.option("--kind", help="Only of this kind, for instance self-contradiction.")
@click.option("--source", help="Only those in which this source takes part, for instance mars-1.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, one line for each value and passage.")
@json_option
@data_option
@project_option
def disagreements_command(
    thing: tuple[str, ...],
    kind: str | None,
    source: str | None,
    as_csv: bool,
    as_json: bool,
    data: Path | None,
    project: Project,
) -> None:
    """List where sources disagree: each value with who says it, what we hold (✓) or not (✗), and why.

    Decisions between values and curated discrepancies stand in one list. With a THING, those about it and what
    belongs to it.

    \b
    Examples:
      marsgraph disagreements
      marsgraph disagreements sputnik-24
      marsgraph disagreements --kind self-contradiction --csv
    """
    from marsgraph import disagreement_list, disagreements

    _refuse_both({"--csv": as_csv, "--json": as_json})
    reading = _read(project, data)
    found = disagreements.read(reading)
    if thing:
        found = disagreements.about(found, reading, reading.names.find(" ".join(thing)))
    if kind:
        found = disagreements.of_kind(found, kind)
    if source:
        slug = reading.labels.slug(reading.names.find_source(source).value).removeprefix("src:")
        found = disagreements.with_source(found, slug)
    if as_csv:
        click.echo(disagreement_list.as_csv(found, reading.labels), nl=False)
    elif as_json:
        echo_json(disagreement_list.as_json(found, reading.labels))
    else:
        _echo(disagreement_list.as_text(found, reading.labels, _terminal_width()))


@main.command(name="coverage")
@json_option
@data_option
@project_option
def coverage_command(as_json: bool, data: Path | None, project: Project) -> None:
    """Tell what the graph covers and what it does not: sources, launches, and how sure its statements are.

    \b
    Examples:
      marsgraph coverage
      marsgraph coverage --json
    """
    from marsgraph import coverage

    version = "" if data else coverage.version_of(project)
    counted = coverage.read(_read(project, data), version)
    if as_json:
        echo_json(coverage.as_json(counted))
    else:
        _echo(coverage.as_text(counted, _terminal_width()))


@main.command()
@click.option("--check", "checking", is_flag=True, help="Tell whether the built graph is current; change nothing.")
@json_option
@project_to_write_option
def build(checking: bool, as_json: bool, project: Project) -> None:
    """Build data/graph/ from the claims and decisions: one graph, checked, sorted, the same bytes everywhere.

    \b
    Examples:
      marsgraph build
      marsgraph build --check
    """
    from marsgraph import build as building
    from marsgraph.exports import description
    from marsgraph.freshness import is_report_stale

    remarks: list[str] = []
    with _progress_bar() as begin:
        manifest = (building.is_current if checking else building.build)(project, begin, remarks.append)
        (description.require_current if checking else description.publish)(project)
    if is_report_stale(project):
        if checking:
            raise StaleGraphError(
                "the report of the checks is of another version of the graph.",
                place=project.relative(project.report_file),
                remedy="Run `marsgraph check --keep`.",
            )
        remarks.append(_report_anew(project))
    for remark in remarks:
        _note(remark)
    if as_json:
        echo_json(manifest)
    else:
        counts = manifest["counts"]
        graph = manifest["graph"] if project.root == Path.cwd() else project.graph_file
        click.echo(
            f"{graph} is {'current' if checking else 'built'}: version {manifest['version']}, "
            f"{counts['claims']:,} claims about {counts['things']:,} things in {counts['claimGraphs']:,} passages, "
            f"{counts['decisions']:,} decisions, {counts['quads']:,} quads."
        )


def _checked(project: Project) -> str:
    """Check the graph for a report that is not kept, or is of another version."""
    from marsgraph import coverage
    from marsgraph.check import report
    from marsgraph.check.examine import examine

    outcome = examine(project)
    _note(f"The report of the checks was made now: {report.summary(outcome)} To keep it: marsgraph check --keep")
    return report.to_keep(outcome, coverage.version_of(project))


@contextmanager
def _progress_bar() -> Iterator[Callable[[int], Callable[[str], None]]]:
    """Show on a terminal how far a long command is; in a pipe, nothing. Told the steps, gives what to call at each."""
    with ExitStack() as when_done:

        def begin(steps: int) -> Callable[[str], None]:
            if not sys.stderr.isatty():
                return lambda _label: None
            bar = click.progressbar(
                length=steps, file=sys.stderr, show_eta=False, item_show_func=lambda label: label or ""
            )
            when_done.callback(bar.render_finish)
            return lambda label: bar.update(1, label)

        yield begin


def _places(findings: tuple[Finding, ...], reading: Reading, project: Project) -> dict[Finding, str]:
    """Find file and line of the claims behind the first findings."""
    from marsgraph.build.whereabouts import Whereabouts
    from marsgraph.check.behind import claim_behind

    whereabouts = Whereabouts(project, reading.store.prefixes)
    behind = ((finding, claim_behind(finding, reading)) for finding in findings[:_MOST_PLACES])
    return {finding: whereabouts.of(*claim) for finding, claim in behind if claim}


def _report_anew(project: Project) -> str:
    """Make a kept report that of the graph built now, and tell what it says."""
    from marsgraph import coverage
    from marsgraph.check import report
    from marsgraph.check.examine import examine

    outcome = examine(project)
    _keep(project.report_file, report.to_keep(outcome, coverage.version_of(project)))
    return f"{project.relative(project.report_file)} was made anew: {report.summary(outcome)}"


def _keep(file: Path, text: str) -> None:
    from marsgraph.saving import save

    try:
        save(file, text.encode())
    except OSError as error:
        raise FileAccessError.of(error, f"Writing {file}", remedy="Make room or give write access.") from error


@main.command(name="check")
@click.option("--turtle", "as_turtle", is_flag=True, help="Print the sh:ValidationReport in Turtle.")
@click.option("--keep", is_flag=True, help="Put the report beside the graph, where the server finds it.")
@click.option("--verbose", is_flag=True, help="Tell how long each shape and rule took, too.")
@json_option
@data_option
@project_option
@click.pass_context
def check_command(
    ctx: click.Context,
    as_turtle: bool,
    keep: bool,
    verbose: bool,
    as_json: bool,
    data: Path | None,
    project: Project,
) -> None:
    """Check the built graph: SHACL shapes (ontology/) and rules (queries/checks/, a row is a breach).

    Ends with 0 when no rule is broken (warnings may stand), with 1 when one is, with 2 when the checks could not
    run.

    \b
    Examples:
      marsgraph check
      marsgraph check --turtle > report.ttl
      marsgraph check --keep
    """
    from marsgraph import coverage
    from marsgraph.check import report
    from marsgraph.check.examine import examine

    _refuse_both({"--turtle": as_turtle, "--json": as_json})
    _refuse_both({"--keep": keep, "--data": data is not None})
    try:
        reading = _read(project, data)
        outcome = examine(project, data)
        if keep:
            _keep(project.report_file, report.to_keep(outcome, coverage.version_of(project)))
    except MarsGraphError as error:
        _tell(error)
        ctx.exit(2)
    if verbose:
        click.echo(report.times(outcome), err=True)
    places = {} if data else _places(outcome.findings, reading, project)
    if as_json:
        echo_json(report.as_json(outcome, reading.labels, places))
    elif as_turtle:
        click.echo(report.as_turtle(outcome, reading.store.prefixes), nl=False)
    else:
        _echo(report.as_text(outcome, reading.labels, _terminal_width(), places))
    ctx.exit(1 if outcome.violations else 0)


@main.command(name="link", context_settings={"auto_envvar_prefix": "MARSGRAPH_LINK"})
@click.option("--crosswalk", metavar="FILE", type=click.Path(path_type=Path), help="A CSV table or RDF file of items.")
@click.option("--endpoint", metavar="URL", help="A SPARQL endpoint; by default Wikidata's.")
@click.option("--contact", default="", show_envvar=True, help="Your e-mail address or page, told to the endpoint.")
@click.option("--check", "checking", is_flag=True, help="Compare accepted links with what the endpoint says today.")
@click.option("--status", is_flag=True, help="Tell what is linked and what is not, and why; asks nobody.")
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="Write proposals there as SSSOM.")
@click.option("--batch", default=50, show_default=True, type=click.IntRange(1, 500), help="Values in one request.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@json_option
@data_option
@project_option
@click.pass_context
def link_command(
    ctx: click.Context,
    crosswalk: Path | None,
    endpoint: str | None,
    contact: str,
    checking: bool,
    status: bool,
    out: Path | None,
    batch: int,
    as_csv: bool,
    as_json: bool,
    data: Path | None,
    project: Project,
) -> None:
    """Propose links to Wikidata by shared identifiers, or check those that were accepted. Accepts nothing.

    COSPAR, NSSDCA, catalogue and NAIF identifiers are looked up in a crosswalk, or at a SPARQL endpoint in batches;
    a run that breaks off goes on where it stopped. Every item that shares an identifier is shown with what agrees
    and what disagrees; a name alone links nothing, and what data/links/refused.sssom.tsv refuses stays refused.
    With --check, ends with 1 when an item is deleted or redirected.

    \b
    Examples:
      marsgraph link --crosswalk items.csv --out proposals.sssom.tsv
      marsgraph link --contact me@example.org --out proposals.sssom.tsv
      marsgraph link --check --contact me@example.org --csv
      marsgraph link --status
    """
    from marsgraph.linking import running
    from marsgraph.linking import status as telling

    _refuse_both({"--csv": as_csv, "--json": as_json})
    _refuse_both({"--crosswalk": bool(crosswalk), "--endpoint": bool(endpoint)})
    _refuse_both({"--check": checking, "--out": bool(out) and checking})
    _refuse_both({"--check": checking, "--crosswalk": bool(crosswalk) and checking})
    for name, given in {"--check": checking, "--out": out, "--crosswalk": crosswalk, "--endpoint": endpoint}.items():
        _refuse_both({"--status": status, name: bool(given) and status})
    reading = _read(project, data)
    prefixes = reading.store.prefixes
    side = running.Side(crosswalk, endpoint, contact, batch)
    answer: running.Proposed | running.Checked | telling.Status
    with _progress_bar() as begin:
        if status:
            answer = telling.read(reading, project)
        elif checking:
            answer = running.check(reading, project, side, begin)
        else:
            answer = proposed = running.propose(reading, project, side, begin)
    if out:
        _note(proposed.write(out, project, prefixes))
    if as_json:
        echo_json(answer.as_json())
    elif as_csv:
        click.echo(answer.as_csv(prefixes), nl=False)
    else:
        _echo(answer.as_text(prefixes, _terminal_width()))
    ctx.exit(answer.exit_code)


_EXPORTS = ("ttl", "nt", "rdf", "jsonld", "trig", "nq", "all.jsonld", "mission", "tables")


@main.command(name="export")
@click.argument("thing", nargs=-1)
@click.option("--format", "form", type=click.Choice(_EXPORTS), help="By default ttl.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format jsonld.")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="The file to write; for tables, the folder.")
@data_option
@project_option
def export_command(
    thing: tuple[str, ...], form: str | None, as_json: bool, output: Path | None, data: Path | None, project: Project
) -> None:
    """Write the graph, or each THING with what is said of it, in a format to take away.

    With one preferred value wherever sources differ: ttl (Turtle, to be read), nt (N-Triples), rdf (RDF/XML),
    jsonld. With what each passage says, too: trig, nq (N-Quads), all.jsonld. As tables with sources and hedges in
    columns: tables (CSV with a CSVW description). As one JSON-LD document with all that belongs to it: mission.

    \b
    Examples:
      marsgraph export > marsgraph.ttl
      marsgraph export --format trig sputnik-24 'Mars 1'
      marsgraph export --format mission sputnik-24
      marsgraph export --format tables --output tables
    """
    from marsgraph.exports import command

    _refuse_both({"--json": as_json, "--format": form not in {None, "jsonld"}})
    _current(project, data)
    wanted = command.Wanted(thing, "jsonld" if as_json else form or "ttl", output)
    with _progress_bar() as begin:
        written = command.export(project, data, wanted, begin)
    if isinstance(written, bytes):
        click.echo(written, nl=False)
    else:
        _note(written)


@main.command(name="release")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="The folder; by default release/ in the project.")
@json_option
@project_option
def release_command(output: Path | None, as_json: bool, project: Project) -> None:
    """Write every export into one folder, with checksums, licences and a description, or change nothing.

    The same graph gives the same bytes everywhere. The folder of an earlier release is replaced; any other is not.

    \b
    Examples:
      marsgraph release
      marsgraph release --output /tmp/marsgraph
    """
    from marsgraph.exports import command
    from marsgraph.freshness import kept_report

    _current(project, None)
    report = kept_report(project) or _checked(project)
    with _progress_bar() as begin:
        folder, written = command.release(project, output, begin, report)
    if as_json:
        echo_json([{"path": one.file.path, "bytes": one.size, "sha256": one.sha256} for one in written])
    else:
        size = sum(one.size for one in written)
        click.echo(f"{folder} holds {len(written)} files of {size:,} bytes, and {command.CHECKSUMS}.")


@main.command(name="schema")
@json_option
@data_option
@project_option
def schema_command(as_json: bool, data: Path | None, project: Project) -> None:
    """Print classes, properties, prefixes and worked queries in short, for a language model's prompt or a first look.

    \b
    Examples:
      marsgraph schema
      marsgraph schema --json
    """
    from marsgraph.exports import command, summary

    _current(project, data)
    told = command.schema(project, data)
    if as_json:
        echo_json(summary.as_json(told))
    else:
        click.echo(summary.as_text(told), nl=False)


def _reports_go(given: str) -> str:
    """Refuse what is neither an address of mail nor of a page, before it stands on one."""
    if given and not re.fullmatch(r"https?://[^\s<>\"]+|[^\s<>\"@:/?&]+@[^\s<>\"@:/?&]+", given):
        raise click.BadParameter(
            f"{given} is neither an address of mail nor of a page. Examples: data@example.org, "
            "https://example.org/issues/new?title={title}&body={text}"
        )
    return given


@main.command(name="serve", context_settings={"auto_envvar_prefix": "MARSGRAPH", "show_default": True})
@click.option("--host", default="127.0.0.1", show_envvar=True, help="Where to listen; 0.0.0.0 is everywhere.")
@click.option("--port", default=8000, type=click.IntRange(0, 65535), show_envvar=True, help="0 takes one that is free.")
@click.option(
    "--data",
    metavar="FILE",
    multiple=True,
    show_envvar=True,
    type=click.Path(path_type=Path),
    help="An RDF file to serve in place of the built graph; may be repeated.",
)
@click.option("--processes", default=2, type=click.IntRange(1), show_envvar=True, help="Processes of the web server.")
@click.option(
    "--time-limit",
    default=10.0,
    type=click.FloatRange(0.1),
    show_envvar=True,
    help="Seconds that a query may run.",
)
@click.option(
    "--row-limit", default=5_000_000, type=click.IntRange(1), show_envvar=True, help="Rows that an answer may have."
)
@click.option(
    "--size-limit", default=512, type=click.IntRange(1), show_envvar=True, help="Mebibytes that an answer may have."
)
@click.option(
    "--memory-limit", default=512, type=click.IntRange(16), show_envvar=True, help="Mebibytes that a query may take."
)
@click.option(
    "--sending-limit",
    default=64,
    type=click.IntRange(1),
    show_envvar=True,
    help="Long answers that a process sends at once.",
)
@click.option(
    "--reading-limit",
    default=30.0,
    type=click.FloatRange(0.1),
    show_envvar=True,
    help="Seconds after which a caller is dropped who reads nothing of a long answer.",
)
@click.option("--public-url", default="", show_envvar=True, help="The address that callers use, with the base path.")
@click.option("--base-path", default="", show_envvar=True, help="The path below which everything is, such as /mars.")
@click.option(
    "--proxies",
    default=0,
    type=click.IntRange(0),
    show_envvar=True,
    help="How many proxies in front are trusted to tell who asks and how (X-Forwarded-*).",
)
@click.option(
    "--report-to",
    default="",
    show_envvar=True,
    callback=lambda _context, _option, given: _reports_go(given),
    help="Who is told of errors in the data: an address of mail, or of a page that may take {title} and {text}.",
)
@click.option(
    "--cache-bytes",
    default=64 * _MEBIBYTE,
    type=click.IntRange(0),
    show_envvar=True,
    help="Bytes of answers that are kept, by all processes together; 0 keeps none.",
)
@click.option("--access-log/--no-access-log", default=True, show_envvar=True, help="A line for each query.")
@project_option
def serve_command(
    host: str,
    port: int,
    data: tuple[Path, ...],
    processes: int,
    time_limit: float,
    row_limit: int,
    size_limit: int,
    memory_limit: int,
    sending_limit: int,
    reading_limit: float,
    public_url: str,
    base_path: str,
    proxies: int,
    report_to: str,
    cache_bytes: int,
    access_log: bool,
    project: Project,
) -> None:
    """Serve the built graph, or RDF files, at a SPARQL endpoint with a page for each thing.

    Read-only. A query over a limit is refused, never cut. Every option may come from the environment.

    \b
    Examples:
      marsgraph serve
      marsgraph serve --data vocabulary.ttl --data facts.nq --port 8080
      MARSGRAPH_TIME_LIMIT=30 marsgraph serve
    """
    from marsgraph.freshness import is_report_stale
    from marsgraph.web import rendering, serving
    from marsgraph.web.settings import Settings

    if not data and is_report_stale(project):
        kept = project.relative(project.report_file)
        _note(f"{kept} is of another version of the graph, and is left out. Run: marsgraph check --keep")
    settings = Settings(
        project=project,
        data=data,
        seconds=time_limit,
        rows=row_limit,
        answer_bytes=size_limit * _MEBIBYTE,
        memory_bytes=memory_limit * _MEBIBYTE,
        sending=sending_limit,
        patience=reading_limit,
        public=public_url,
        base_path=base_path.rstrip("/"),
        proxies=proxies,
        report_to=report_to,
        cache_bytes=cache_bytes // processes,
        access_log=access_log,
    )
    where = serving.Listening(host, port, processes)
    serving.serve(settings, where, lambda at: click.echo(rendering.announcement(at + settings.base_path)))


@main.command(name="queries")
@click.option("--stop", "mark", metavar="MARK", help="Stop the query with this mark.")
@json_option
def queries_command(mark: str | None, as_json: bool) -> None:
    """List the queries that run in this machine's servers of yours, or stop one.

    Neither a query's text nor its caller's name for it is shown, only a hash of each.

    \b
    Examples:
      marsgraph queries
      marsgraph queries --stop 5f0c1a
    """
    from marsgraph import display
    from marsgraph.web import operating

    if mark:
        operating.end(mark)
        return
    found = operating.running()
    if as_json:
        echo_json([asdict(each) for each in found])
    else:
        rows = [[each.mark, f"{each.seconds:.1f}", each.digest, str(each.pid)] for each in found]
        click.echo(display.table(["mark", "seconds", "query", "process"], rows) if rows else "No query runs.")


if __name__ == "__main__":
    sys.exit(main())
