"""The HTTP interface described in OpenAPI 3.1: made from the questions, the formats and the kinds of problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from marsgraph.endpoint import problems
from marsgraph.endpoint.formats import DOCUMENT, FOR_FORM, GRAPH, HTML, JSON, SOLUTIONS, Format
from marsgraph.endpoint.problems import KINDS
from marsgraph.questions.parameters import Parameter
from marsgraph.questions.question import Question

Schema: TypeAlias = dict[str, Any]

_SPACES: Final = {
    "id": ("a thing of the graph", "sputnik-24"),
    "concept": ("a concept of a taxonomy", "ignition-failure"),
    "source": ("a source", "mars-1"),
    "graph": ("a passage of a source and what it says", "chronology-1963-11-11"),
}
_JSON_TYPES: Final[Mapping[str, Schema]] = {
    "integer": {"type": "integer", "minimum": -(10**18) + 1, "maximum": 10**18 - 1},
    "decimal": {"type": "string", "pattern": r"^[+-]?[0-9]{1,18}(\.[0-9]{1,18})?$"},
    "date": {"type": "string", "format": "date"},
}
_TEXT: Final[Schema] = {"type": "string"}
_EMPTY: Final[Schema] = {"const": ""}
"""As forms send what is left out."""
_NAME: Final = {"type": "string", "minLength": 1}


def document(
    questions: Sequence[Question], values: Mapping[str, Mapping[str, Sequence[str]]], root: str, version: str
) -> Schema:
    """Describe everything; `values` are those that the parameters of questions may have, by question and parameter."""
    paths: Schema = {
        "/sparql": _sparql(),
        "/questions": {"get": _get("List the questions", "questions", {"200": _body(["application/json"], _LIST)})},
        **{f"/questions/{one.name}": _question(one, values.get(one.name, {})) for one in questions},
        "/.well-known/sparql-examples": {"get": _examples()},
        **{f"/{space}/{{name}}": _thing(*told) for space, told in _SPACES.items()},
        "/limits": {"get": _get("What a query may take", "service", {"200": _body(["application/json", "text/html"])})},
        "/health": {"get": _get("Does the server live?", "service", {"200": _body(["application/json"], _STATUS)})},
        "/ready": {"get": _get("Can it answer?", "service", {"200": _body(["application/json"], _STATUS)})},
        "/openapi.json": {"get": _get("This description", "service", {"200": _body([MEDIA_TYPE])})},
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "MarsGraph",
            "summary": "A knowledge graph of the attempts to reach Mars",
            "description": "Read-only. An answer is whole, or it is refused with a problem of RFC 9457.",
            "version": version,
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": root}],
        "tags": [
            {"name": "questions", "description": "Example questions, each a stored query with parameters."},
            {"name": "sparql", "description": "Queries of one's own."},
            {"name": "things", "description": "Every IRI of the graph."},
            {"name": "service", "description": "The server itself."},
        ],
        "paths": paths,
        "components": {"schemas": {"Problem": _PROBLEM, "Results": _RESULTS}, "responses": {"Problem": _REFUSED}},
    }


MEDIA_TYPE: Final = "application/vnd.oai.openapi+json"
_PROBLEM: Final[Schema] = {
    "type": "object",
    "description": "Why there is no answer, as RFC 9457 has it.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri", "enum": [kind.iri for kind in KINDS.values()]},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "hint": _TEXT,
        "parameter": {"type": "string", "description": "The parameter whose value is refused."},
        "allowed": {"type": "array", "items": _TEXT, "description": "The values that it may have."},
        "available": {"type": "array", "items": _TEXT},
    },
}
_TERM: Final[Schema] = {
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"enum": ["uri", "literal", "bnode"]},
        "value": _TEXT,
        "datatype": _TEXT,
        "xml:lang": _TEXT,
    },
}
_RESULTS: Final[Schema] = {
    "type": "object",
    "description": "SPARQL 1.1 Query Results JSON Format.",
    "required": ["head"],
    "properties": {
        "head": {"type": "object", "properties": {"vars": {"type": "array", "items": _TEXT}}},
        "boolean": {"type": "boolean"},
        "results": {
            "type": "object",
            "required": ["bindings"],
            "properties": {
                "bindings": {"type": "array", "items": {"type": "object", "additionalProperties": _TERM}},
            },
        },
    },
}
_STATUS: Final[Schema] = {"type": "object", "required": ["status"], "properties": {"status": _TEXT}}
_LIST: Final[Schema] = {
    "type": "object",
    "required": ["version", "questions"],
    "properties": {
        "version": _TEXT,
        "questions": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "title", "description", "tags", "level", "view", "parameters", "url"],
                "properties": {"name": _TEXT, "url": {"type": "string", "format": "uri"}},
            },
        },
    },
}
_ANSWER: Final = {"$ref": "#/components/schemas/Results"}
_REFUSED: Final[Schema] = {
    "description": "A problem tells why there is no answer.",
    "content": {
        problems.JSON: {"schema": {"$ref": "#/components/schemas/Problem"}},
        "text/plain": {"schema": _TEXT},
        "text/html": {"schema": _TEXT},
    },
}


def _get(summary: str, tag: str, responses: Schema, parameters: Sequence[Schema] = ()) -> Schema:
    refused = {status: {"$ref": "#/components/responses/Problem"} for status in ("4XX", "5XX")}
    operation: Schema = {"summary": summary, "tags": [tag], "responses": {**responses, **refused}}
    return operation | ({"parameters": list(parameters)} if parameters else {})


def _body(media_types: Iterable[str], schema: Schema | None = None, description: str = "The answer.") -> Schema:
    content: Schema = {}
    for name in media_types:
        content[name] = {"schema": schema} if schema and "json" in name else {"schema": {}}
    return {"description": description, "content": content}


def _in_formats(forms: Sequence[Format]) -> Schema:
    body = _body([form.media_type for form in forms])
    if JSON in forms:
        body["content"][JSON.media_type] = {"schema": _ANSWER}
    return body


def _format(forms: Sequence[Format]) -> Schema:
    names = [form.name for form in forms]
    return {
        "name": "format",
        "in": "query",
        "description": "The format, in place of the Accept header, which counts if this is empty.",
        "schema": {"type": "string", "enum": [*names, ""]},
    }


def _question(one: Question, values: Mapping[str, Sequence[str]]) -> Schema:
    forms = (JSON, HTML) if one.endpoint else (*FOR_FORM[one.form], HTML)
    told = [] if one.endpoint else [_parameter(each, values.get(each.name, ())) for each in one.parameters]
    operation = _get(one.title, "questions", {"200": _in_formats(forms)}, [*told, _format(forms)])
    description = one.description
    if one.endpoint:
        description += f" For {one.endpoint}; the answer is a kept one."
    return {"get": operation | {"operationId": one.name, "description": description}}


def _parameter(parameter: Parameter, values: Sequence[str]) -> Schema:
    read = int if parameter.type.name == "integer" else str
    known = _JSON_TYPES.get(parameter.type.name)
    schema: Schema = {"anyOf": [known, _EMPTY]} if known else dict(_TEXT)
    if values:
        schema = {"enum": [*map(read, values), ""]}
    if parameter.default is not None:
        schema["default"] = read(parameter.default)
    return {
        "name": parameter.name,
        "in": "query",
        "description": f"{parameter.description.rstrip('.')}. {_when_left_out(parameter)}",
        "schema": schema,
    }


def _when_left_out(parameter: Parameter) -> str:
    return f"{parameter.default or 'Any'}, if it is left out or empty."


def _sparql() -> Schema:
    forms = (*SOLUTIONS, *GRAPH, HTML)
    answered = {"200": _in_formats(forms)}
    query = {"name": "query", "in": "query", "description": "The query.", "schema": _TEXT}
    more = [
        {"name": "timeout", "in": "query", "description": "Seconds.", "schema": {"type": "number", "minimum": 1}},
        {"name": "maxrows", "in": "query", "schema": {"type": "integer", "minimum": 1}},
        _format(forms),
    ]
    asked = {"type": "object", "required": ["query"], "properties": {"query": _TEXT}}
    body = {
        "required": True,
        "content": {
            "application/sparql-query": {"schema": _TEXT},
            "application/x-www-form-urlencoded": {"schema": asked},
        },
    }
    get = _get("Ask a query, or for the description of the service", "sparql", answered, [query, *more])
    post = _get("Ask a query", "sparql", answered, more)
    return {"get": get, "post": post | {"requestBody": body}}


def _thing(what: str, example: str) -> Schema:
    forms = (*DOCUMENT,)
    name = {"name": "name", "in": "path", "required": True, "schema": _NAME, "example": example}
    elsewhere = {"description": "The document about it.", "headers": {"Location": {"schema": _TEXT}}}
    responses = {"200": _in_formats(forms), "303": elsewhere}
    return {"get": _get(f"What is known of {what}", "things", responses, [name, _format(forms)])}


def _examples() -> Schema:
    elsewhere = {"description": "The page of them.", "headers": {"Location": {"schema": _TEXT}}}
    forms = (*GRAPH, HTML)
    return _get("The questions as RDF", "questions", {"200": _in_formats(GRAPH), "303": elsewhere}, [_format(forms)])
