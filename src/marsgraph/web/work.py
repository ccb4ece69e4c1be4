"""What the query processes do: SPARQL queries, and the documents about things and about the service.

`load` runs once, in the fork server; `evaluate` in a worker, which can open no file, so every query of our own is
read beforehand. A request that begins with `@` is a task of ours in JSON, any other a query of a caller.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final, cast

from marsgraph import catalog, disagreements, figures, store
from marsgraph.catalog import QueryFile
from marsgraph.disagreements import Disagreement
from marsgraph.endpoint import completion, dataset, description, evaluation, formats, graphs, problems
from marsgraph.endpoint.dataset import Address
from marsgraph.endpoint.description import Service
from marsgraph.endpoint.evaluation import Served
from marsgraph.endpoint.formats import Format
from marsgraph.endpoint.problems import ProblemError, raised
from marsgraph.endpoint.request import SparqlRequest
from marsgraph.endpoint.results import Writable
from marsgraph.errors import InputError
from marsgraph.exports import summary, texts
from marsgraph.exports.content import Content
from marsgraph.figures import Look
from marsgraph.freshness import kept_report
from marsgraph.paths import Project
from marsgraph.questions import sparql_examples
from marsgraph.reading import Reading
from marsgraph.store import Iri, Row, Term
from marsgraph.terms import BASE, read_prefixes
from marsgraph.web import drawing, examples_work, files_work
from marsgraph.web.drawing import Job
from marsgraph.web.examples_work import Examples
from marsgraph.web.settings import Settings, files_of
from marsgraph.web.shown import dataset as shown_dataset
from marsgraph.web.shown import disputes, finding, flights, overview, passages, sources, things, transfer, vocabulary
from marsgraph.workers import Refused

_TASK: Final = b"@"
_COUNTED: Final = ("default-size", "graph-sizes")
_HELD: Final = (
    *("flights", "mission-things", "mission-of-event", "chain-events", "chain-links", "event-facts", "outcomes"),
    *("decisions", "discrepancies", "held-values", "launches", "kinds", "sources"),
    *("loss-rates", "flight-events"),
    *("dataset", "schema-types", "links-elsewhere", "units"),
    *("replaced", "vocabulary", "term-counts", "concepts", "concept-uses", "schemes"),
)
"""What many pages ask for and is the same for all: asked once, sifted by what a page is about."""


@dataclass
class Prepared(Reading):
    """A reading whose queries were read from their files before the worker lost the right to."""

    pages: Mapping[str, QueryFile] = field(default_factory=dict)
    answers: dict[str, list[Row]] = field(default_factory=dict)
    """What was asked already, without a binding."""
    rules: list[Row] = field(default_factory=list)
    """The rules of the shapes, which are no part of the graph."""

    def ask(self, name: str, **bindings: Term) -> list[Row]:
        """Ask one of the queries of our own pages."""
        if name in self.answers:
            rows = self.answers[name]
            return [row for row in rows if all(row.get(one) == term for one, term in bindings.items())]
        query = self.pages[name]
        return list(self.store.ask(query.text, place=query.place, **bindings).rows())

    @cached_property
    def disputes(self) -> list[Disagreement]:
        """Where the sources disagree."""
        return disagreements.read(self)

    @cached_property
    def missions(self) -> dict[str, frozenset[str]]:
        """To which missions each thing belongs."""
        return disputes.belonging(self)

    @cached_property
    def claims(self) -> sources.Claims:
        """Every statement with the passages that make it."""
        return sources.Claims(self)

    def hold(self) -> None:
        """Look up now what would else be looked up, and read from files, when it is first needed."""
        _ = self.labels, self.passages, self.days, self.names
        self.answers |= {name: self.ask(name) for name in (*_COUNTED, *_HELD)}
        _ = self.disputes, self.missions
        if self.answers["sources"]:  # other data may be large, and has none
            _ = self.claims


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the workers share."""

    served: Served
    reading: Prepared
    examples: Examples
    drawn: Mapping[str, dict[str, Any]]
    """The results of the queries whose figures stand on pages, which are the same for all."""


def load(settings: Settings) -> Loaded:
    """Load the data, and use once whatever a worker could no longer import."""
    project = settings.project
    files = files_of(settings)
    beside = [] if settings.data else _told_of_itself(project)
    texts.read(summary.MODEL)  # a worker could not
    held = store.load([*files, *beside], read_prefixes(project.context))
    if not len(held) and not settings.data:
        raise InputError("the graph holds no statement.", place=str(files[0]), remedy="Run `marsgraph build`.")
    pages = {query.name: query for query in catalog.read_folder(project.queries / "pages")}
    reading = Prepared(held, project.queries, pages)
    reading.rules = vocabulary.read_rules(store.load([project.ontology / "shapes.ttl"], {}), pages["rules"].text)
    endpoint = f"{settings.public.rstrip('/') or BASE.rstrip('/')}/sparql"
    examples = examples_work.load(project, reading.ask, endpoint)
    if not settings.data:  # what the operator serves in place of our graph is served as it is
        held.add_graph(sparql_examples.GRAPH, examples.triples)
    reading.hold()
    served = Served.of(held, project.context, project.queries)
    loaded = Loaded(served, reading, examples, dict(_to_be_drawn(served, pages)))
    _warm_up(loaded)
    return loaded


def _to_be_drawn(served: Served, pages: Mapping[str, QueryFile]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The results that pages show as figures; of other data one may be too large, and is refused once it is asked."""
    for name in drawing.STORED:
        with suppress(Refused):
            yield name, drawing.asked(served, drawing.payload_of(SparqlRequest("GET", pages[name].text)))[0]


def _told_of_itself(project: Project) -> list[Path]:
    """The files in which the dataset describes itself; a report on another version of the graph is none of them."""
    found = [project.description_file, *([project.report_file] if kept_report(project) else [])]
    return [file for file in found if file.is_file()]


def evaluate(loaded: Loaded, payload: bytes, out: Writable) -> dict[str, Any]:
    """Answer one request completely, or raise `Refused`."""
    if not payload.startswith(_TASK):
        return evaluation.evaluate(loaded.served, payload, out)
    task = json.loads(payload[len(_TASK) :])
    try:
        return _TASKS[task.pop("task")](loaded, out, **task)
    except ProblemError as error:
        raise Refused({"problem": problems.freeze(error.problem)}, error.problem.detail) from error


# ---- Tasks, and how they are asked for


def _task(task: str, **arguments: Any) -> bytes:
    return _TASK + json.dumps({"task": task, **arguments}).encode()


def ask_known(address: Address) -> bytes:
    """Ask whether the graph knows a thing; the answer is empty, or a refusal tells what is known instead."""
    return _task("known", space=address.space, name=address.name)


def ask_document(address: Address, form: Format, document: str, version: str) -> bytes:
    """Ask for the description of a thing in a format; `document` is the IRI of the answer itself."""
    return _task("document", space=address.space, name=address.name, form=form.name, document=document, version=version)


def ask_page(address: Address, page: int = 1) -> bytes:
    """Ask for what a page about a thing shows; `page` is which part of a long list."""
    return _task("page", space=address.space, name=address.name, page=page)


def ask_files() -> bytes:
    """Ask which files the graph goes out as, as JSON."""
    return _task("files")


def ask_file(path: str) -> bytes:
    """Ask for one of them."""
    return _task("file", path=path)


def ask_self_description(form: Format) -> bytes:
    """Ask for what the dataset says of itself."""
    return _task("self-description", form=form.name)


def ask_summary(version: str) -> bytes:
    """Ask for the vocabulary in short."""
    return _task("summary", version=version)


def ask_view(view: str, **choice: Any) -> bytes:
    """Ask for what a page of the site shows, by the name of its view."""
    return _task("view", view=view, choice=choice)


def ask_description(service: Service, form: Format) -> bytes:
    """Ask for the service description in a format."""
    return _task("description", service=asdict(service), form=form.name)


def ask_figure(job: Job) -> bytes:
    """Ask for the drawings of a query's result, as JSON."""
    return _task("figure", **job.frozen())


def ask_figures(jobs: Sequence[Job]) -> bytes:
    """Ask for several of them at once, as a JSON list; nothing stands for one that does not fit."""
    return _task("figures", jobs=[job.frozen() for job in jobs])


def ask_schema() -> bytes:
    """Ask for what there is to complete a query with, as JSON."""
    return _task("schema")


def ask_things(text: str) -> bytes:
    """Ask which things have this text in a name, as JSON."""
    return _task("things", text=text)


def ask_of_thing(thing: str) -> bytes:
    """Ask which properties and classes a thing has, as JSON."""
    return _task("of-thing", thing=thing)


def ask_values(property_: str) -> bytes:
    """Ask which values a property has, as JSON."""
    return _task("values", property_=property_)


def ask_labels(iris: Sequence[str]) -> bytes:
    """Ask what these things are called, as JSON."""
    return _task("labels", iris=list(iris))


def ask_views(payload: bytes) -> bytes:
    """Ask which figures can be drawn of the answer to a caller's query, which is in JSON."""
    return _task("views", payload=payload.decode())


def ask_table(payload: bytes) -> bytes:
    """Ask a caller's query, whose answer is in JSON, with the labels of what is in it."""
    return _task("table", payload=payload.decode())


def _describe(loaded: Loaded, space: str, name: str) -> tuple[Address, dataset.Described]:
    """Describe a thing, or raise why it is not there."""
    address = _existing(loaded, space, name)
    described = dataset.describe(loaded.reading.ask, address)
    if not described.known:
        raise _missing(loaded, address)
    return address, described


def _existing(loaded: Loaded, space: str, name: str) -> Address:
    """The address of what may be there, or raise that it was withdrawn or has no name."""
    address = Address(space, name)
    if _is_no_iri(address.iri):
        raise raised("not-found", f"{name} is no name that a thing could have.")
    if gone := dataset.gone(loaded.reading.ask, address):
        raise gone
    return address


def _missing(loaded: Loaded, address: Address) -> ProblemError:
    return dataset.missing(address, loaded.served.vocabulary, loaded.served.store.prefixes)


def _is_no_iri(text: str) -> bool:
    try:
        Iri(text)
    except ValueError:
        return True
    return False


def _known(loaded: Loaded, _out: Writable, *, space: str, name: str) -> dict[str, Any]:
    _describe(loaded, space, name)
    return {"kind": "known", "rows": 0}


def _document(
    loaded: Loaded, out: Writable, *, space: str, name: str, form: str, document: str, version: str
) -> dict[str, Any]:
    _, described = _describe(loaded, space, name)
    more = dataset.about(described, document, version)
    served = loaded.served
    out.write(dataset.write(described, formats.BY_NAME[form], served.store.prefixes, served.context, more))
    return {"kind": "document", "rows": len(described.triples)}


def _page(loaded: Loaded, out: Writable, *, space: str, name: str, page: int) -> dict[str, Any]:
    address = Address(space, name)
    if space == "ns":
        shown: Any = vocabulary.gather(loaded.reading, loaded.reading.rules)
    else:
        address = _existing(loaded, space, name)
        if not any(loaded.reading.ask(one, thing=Iri(address.iri)) for one in ("facts-about", "claims-about")):
            raise _missing(loaded, address)
        shown = _shown(loaded.reading, Iri(address.iri), space, page)
    out.write(transfer.pack(shown))
    return {"kind": type(shown).__name__, "rows": 0}


def _shown(reading: Prepared, thing: Iri, space: str, page: int) -> Any:
    if space == "graph":
        return passages.gather(reading, thing, page)
    if space == "source" and any(row["source"] == thing for row in reading.ask("sources")):
        return sources.gather_one(reading, reading.claims, reading.disputes, thing.value, reading.missions)
    return things.gather(reading, reading.disputes, thing, page)


def _view(loaded: Loaded, out: Writable, *, view: str, choice: dict[str, Any]) -> dict[str, Any]:
    out.write(transfer.pack(_VIEWS[view](loaded.reading, **choice)))
    return {"kind": "view", "rows": 0}


def _missions(reading: Prepared, chosen: dict[str, str], sort: str, *, descending: bool) -> flights.Flights:
    return flights.gather(reading, reading.pages[flights.QUERY].text, chosen, sort, descending=descending)


def _disputes(reading: Prepared, chosen: dict[str, str]) -> disputes.Disputes:
    return disputes.gather(reading.disputes, reading, reading.missions, chosen)


_VIEWS: Final[Mapping[str, Callable[..., Any]]] = {
    "home": lambda reading: overview.home(reading, reading.disputes, reading.missions),
    "missions": _missions,
    "failures": lambda reading: overview.failures(reading, reading.disputes),
    "disagreements": _disputes,
    "sources": lambda reading: sources.gather(reading, reading.claims, reading.disputes),
    "about": lambda reading: overview.about(reading, reading.disputes),
    "search": finding.gather,
    "report": lambda reading, thing, of: things.report(reading, Iri(thing), of),
    "names": finding.everything,
    "told": shown_dataset.told,
}


def _description(loaded: Loaded, out: Writable, *, service: dict[str, Any], form: str) -> dict[str, Any]:
    found = description.triples(Service(**service), loaded.reading.ask)
    written, spaces = cast("IO[bytes]", out), description.PREFIXES
    graphs.write(found, formats.BY_NAME[form].engine, written, spaces, spaces)
    return {"kind": "description", "rows": 0}


def _figure(loaded: Loaded, out: Writable, **job: Any) -> dict[str, Any]:
    return _json(out, _drawn(loaded, job))


def _figures(loaded: Loaded, out: Writable, *, jobs: list[dict[str, Any]]) -> dict[str, Any]:
    out.write(json.dumps([_drawn_if_it_fits(loaded, job) for job in jobs]).encode())
    return {"kind": "figures", "rows": 0}


def _drawn_if_it_fits(loaded: Loaded, job: dict[str, Any]) -> dict[str, Any] | None:
    try:
        return _drawn(loaded, job)
    except ProblemError as error:
        if error.problem.kind == "unsuitable-result":
            return None
        raise


def _drawn(loaded: Loaded, job: dict[str, Any]) -> dict[str, Any]:
    labels = loaded.reading.labels
    if job["stored"] in loaded.drawn:
        result = drawing.sifted(loaded.drawn[job["stored"]], job["mission"])
        return drawing.run(labels, job, result, truncated=False)
    payload = job["payload"]
    if job["question"]:
        query = examples_work.bound(loaded.examples, job["question"], job["given"])
        payload = drawing.payload_of(SparqlRequest("GET", query))
    result, truncated = drawing.asked(loaded.served, payload)
    return drawing.run(labels, job, result, truncated=truncated)


def _schema(loaded: Loaded, out: Writable) -> dict[str, Any]:
    reading = loaded.reading
    return _json(out, completion.schema(reading.ask, reading.labels, reading.store.prefixes))


def _things(loaded: Loaded, out: Writable, *, text: str) -> dict[str, Any]:
    return _json(out, completion.things(loaded.reading.ask, loaded.reading.labels, text))


def _values(loaded: Loaded, out: Writable, *, property_: str) -> dict[str, Any]:
    if _is_no_iri(property_):
        raise raised("bad-parameter", "This is no IRI.", "Give the property in full.", parameter="property")
    return _json(out, completion.values(loaded.reading.ask, loaded.reading.labels, property_))


def _of_thing(loaded: Loaded, out: Writable, *, thing: str) -> dict[str, Any]:
    if _is_no_iri(thing):
        raise raised("bad-parameter", "This is no IRI.", "Give the thing in full.", parameter="thing")
    return _json(out, completion.of_thing(loaded.reading.ask, thing))


def _labels(loaded: Loaded, out: Writable, *, iris: list[str]) -> dict[str, Any]:
    return _json(out, completion.called(loaded.reading.labels, iris))


def _table(loaded: Loaded, out: Writable, *, payload: str) -> dict[str, Any]:
    written = BytesIO()
    facts = evaluation.evaluate(loaded.served, payload.encode(), written)
    answer = json.loads(written.getvalue())
    terms = [term for row in answer.get("results", {}).get("bindings", ()) for term in row.values()]
    iris = {term["value"] for term in terms if term["type"] == "uri"}
    _json(out, {"answer": answer, "labels": completion.called(loaded.reading.labels, iris)})
    return facts


def _views(loaded: Loaded, out: Writable, *, payload: str) -> dict[str, Any]:
    written = BytesIO()
    facts = evaluation.evaluate(loaded.served, payload.encode(), written)
    table = figures.read(json.loads(written.getvalue()), loaded.reading.labels.of, lambda _: "")
    _json(out, {"views": [] if facts["truncated"] else list(figures.suits(table))})
    return facts


def _json(out: Writable, told: dict[str, Any]) -> dict[str, Any]:
    out.write(json.dumps(told).encode())
    return {"kind": "json", "rows": 0}


def ask_question(name: str, given: Mapping[str, str], form: Format, row_limit: int) -> bytes:
    """Ask for the answer to a question in a format."""
    return _task("question", name=name, given=given, form=form.name, row_limit=row_limit)


def _question(loaded: Loaded, out: Writable, **asked: Any) -> dict[str, Any]:
    return examples_work.answer(loaded.examples, loaded.served, out, **asked)


def ask_question_page(name: str, given: Mapping[str, str], row_limit: int) -> bytes:
    """Ask for what the page of a question shows, as JSON."""
    return _task("question-page", name=name, given=given, row_limit=row_limit)


def _question_page(loaded: Loaded, out: Writable, **asked: Any) -> dict[str, Any]:
    return examples_work.page(loaded.examples, loaded.served, loaded.reading.labels, out, **asked)


def ask_choices() -> bytes:
    """Ask for the values that the parameters of questions may have, as JSON."""
    return _task("choices")


def _choices(loaded: Loaded, out: Writable) -> dict[str, Any]:
    return examples_work.choices_json(loaded.examples, out)


def ask_examples(form: Format) -> bytes:
    """Ask for the questions as RDF in a format."""
    return _task("examples", form=form.name)


def _examples(loaded: Loaded, out: Writable, *, form: str) -> dict[str, Any]:
    return examples_work.as_rdf(loaded.examples, out, form=form)


def _content(loaded: Loaded, version: str = "") -> Content:
    return files_work.content(loaded.reading, loaded.served.context, version)


_TASKS: Final[Mapping[str, Callable[..., dict[str, Any]]]] = {
    "known": _known,
    "document": _document,
    "page": _page,
    "view": _view,
    "description": _description,
    "figure": _figure,
    "figures": _figures,
    "schema": _schema,
    "things": _things,
    "values": _values,
    "of-thing": _of_thing,
    "labels": _labels,
    "table": _table,
    "views": _views,
    "question": _question,
    "question-page": _question_page,
    "choices": _choices,
    "examples": _examples,
    "files": lambda loaded, out: files_work.listed(_content(loaded), out),
    "file": lambda loaded, out, path: files_work.written(_content(loaded), out, path=path),
    "self-description": lambda loaded, out, form: files_work.self_description(_content(loaded), out, form=form),
    "summary": lambda loaded, out, version: files_work.in_short(
        _content(loaded, version), loaded.examples.questions, out
    ),
}


# ---- Before the first worker is forked


class _Nowhere:
    """Takes an answer that nobody reads."""

    def write(self, data: bytes) -> int:
        return len(data)


def _warm_up(loaded: Loaded) -> None:
    """Evaluate one of each kind, so that nothing is left to import or to read."""
    for request in _one_of_each(loaded):
        try:
            evaluate(loaded, request, _Nowhere())
        except Refused:
            continue


def _one_of_each(loaded: Loaded) -> list[bytes]:
    nobody = Address("id", "nobody")
    asked = [
        task
        for one in loaded.examples.questions
        for task in (ask_question_page(one, {}, 1), ask_question(one, {"": ""}, formats.JSON, 1))
    ][:2]
    return [
        *asked,
        ask_examples(formats.TURTLE),
        *evaluation.warm_up(loaded.reading.queries),
        evaluation.payload(SparqlRequest("GET", "SELECT"), formats.JSON),
        ask_document(nobody, formats.TURTLE, "", ""),
        ask_page(Address("concept", "Mission")),
        ask_page(Address("ns", "ns")),
        ask_figure(Job(SparqlRequest("GET", loaded.reading.pages["launches"].text), None, (Look(),), "")),
        ask_things("nobody"),
        ask_view("home"),
        ask_view("search", text="mission"),
    ]
