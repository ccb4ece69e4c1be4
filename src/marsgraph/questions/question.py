"""A question: a query with a header that says what it asks, for whom, with which parameters and how to draw it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from marsgraph import catalog, headers, query_tokens
from marsgraph.catalog import QueryFile
from marsgraph.errors import InputError, NotFoundError
from marsgraph.headers import Header
from marsgraph.questions import binding
from marsgraph.questions.parameters import TYPES, VARIABLE, Parameter, Type, well_formed
from marsgraph.terms import expand

FOLDER: Final = "examples"
LEVELS: Final = ("beginner", "intermediate", "advanced")
RESERVED: Final = frozenset({"data", "format", "help", "json", "name", "project", "title", "view", "width"})
"""What the command and the route take for themselves."""
VIEWS: Final = ("table", "bars", "timeline", "sequence", "map", "chain")

_NAME: Final = re.compile(r"[a-z][a-zA-Z0-9]*")
_KEYS: Final = ("summary", "description", "tags", "level", "view", "parameters", "endpoint")
_NEEDED: Final = _KEYS[:5]
_PARAMETER_KEYS: Final = ("type", "description", "values", "default")
_SOURCES: Final = ("class", "query")


@dataclass(frozen=True, slots=True)
class Question:
    """An example query as everyone who shows, asks or tests it needs it."""

    name: str
    place: str
    text: str
    """The whole file."""
    title: str
    description: str
    tags: tuple[str, ...]
    level: str
    view: str
    parameters: tuple[Parameter, ...] = ()
    endpoint: str = ""
    """The address of another endpoint that the query is for; it is not run here."""

    @property
    def query(self) -> str:
        """The query without its header, as one pastes it anywhere."""
        return headers.without(self.text)

    @property
    def form(self) -> str:
        """SELECT, ASK, CONSTRUCT or DESCRIBE."""
        first = next(query_tokens.after_prologue(self.text), None)
        return first.upper if first else ""

    @property
    def ordered(self) -> bool:
        """Whether the order of the rows is part of the answer."""
        return self.form == "SELECT" and binding.is_ordered(self.text)


def read_all(queries: Path, prefixes: Mapping[str, str]) -> tuple[Question, ...]:
    """Read all questions, in the order of their names."""
    return tuple(of_file(file, prefixes) for file in catalog.read_folder(queries / FOLDER))


def read_file(file: Path, prefixes: Mapping[str, str]) -> Question:
    """Read one question."""
    return of_file(catalog.read(file), prefixes)


def find(queries: Path, name: str, prefixes: Mapping[str, str]) -> Question:
    """Find a question by its name, and read it alone."""
    files = {file.stem: file for file in (queries / FOLDER).glob("*.rq")}
    if file := files.get(name.removesuffix(".rq")):
        return read_file(file, prefixes)
    close = difflib.get_close_matches(name, sorted(files), n=5, cutoff=0.5)
    meant = f"Did you mean {', '.join(close)}? " if close else ""
    raise NotFoundError(f"There is no question called {name}.", remedy=f"{meant}`marsgraph examples` lists them all.")


def of_file(file: QueryFile, prefixes: Mapping[str, str]) -> Question:
    """Read a question from a query file, or raise what its header lacks."""
    header = file.header
    _check_keys(header, _KEYS)
    for key in _NEEDED:
        if not header.values.get(key):
            raise header.fault(f"the header lacks {key}:.", f"Add `#+ {key}: …`; see docs/examples.md.")
    _check_query(file)
    parameters = _parameters(file, prefixes)
    return Question(
        name=file.name,
        place=file.place,
        text=file.text,
        title=_text(header, "summary"),
        description=_text(header, "description"),
        tags=_texts(header, "tags"),
        level=_one_of(header, "level", LEVELS),
        view=_one_of(header, "view", VIEWS),
        parameters=parameters,
        endpoint=_endpoint(header),
    )


def _check_query(file: QueryFile) -> None:
    first = next(query_tokens.after_prologue(file.text), None)
    if first is None or first.upper not in query_tokens.FORMS:
        raise InputError(
            "the file holds no query.", place=file.place, remedy=f"Write one of {', '.join(query_tokens.FORMS)}."
        )
    if query_tokens.service_call(file.text) and "endpoint" not in file.header.values:
        raise file.header.fault(
            "the query asks another endpoint, and here no query may.",
            "Add `#+ endpoint:` with the address of the endpoint that the query is for.",
        )


def _endpoint(header: Header) -> str:
    if "endpoint" not in header.values:
        return ""
    address = _text(header, "endpoint")
    if not address.startswith(("http://", "https://")):
        raise header.fault(f"{address} is no address.", "Give one that begins with https://.", "endpoint")
    return address


# ---- Parameters


def _parameters(file: QueryFile, prefixes: Mapping[str, str]) -> tuple[Parameter, ...]:
    header = file.header
    declared = header.values.get("parameters") or {}
    if not isinstance(declared, dict):
        raise header.fault("parameters: is no list of names.", "Write each as `#+   name: {type: …}`.", "parameters")
    used = {match["name"]: match for name in binding.variables(file.text) if (match := VARIABLE.match(name))}
    for name in used.keys() - declared.keys():
        remedy = f"Add it below `#+ parameters:`, or call the variable ?{name}."
        raise header.fault(f"?{used[name][0][1:]} is a parameter that the header does not declare.", remedy)
    return tuple(_parameter(file, name, prefixes) for name in declared)


def _parameter(file: QueryFile, name: str, prefixes: Mapping[str, str]) -> Parameter:
    header, path = file.header, ("parameters", name)
    said = header.values["parameters"][name]
    if not isinstance(said, dict):
        raise header.fault(f"{name}: says nothing.", "Write `{type: …, description: …}` after it.", *path)
    _check_keys(header, _PARAMETER_KEYS, *path)
    if not _NAME.fullmatch(name) or name in RESERVED:
        remedy = f"Take letters and digits, beginning with a small letter, and none of {', '.join(sorted(RESERVED))}."
        raise header.fault(f"{name} is no name for a parameter.", remedy, *path)
    kind = TYPES[_one_of(header, "type", tuple(TYPES), *path)]
    description = _text(header, "description", *path)
    listed, source = _values(header, kind, path)
    parameter = Parameter(
        name=name,
        variable=_variable(file, name, kind),
        type=kind,
        description=description,
        default=_default(header, kind, listed, path),
        listed=listed,
        of_class=expand(source["class"], prefixes) if "class" in source else "",
        by_query=source.get("query", ""),
    )
    if kind.space and not parameter.limited:
        remedy = "Add `values:` with a list, `{class: mg:…}` or `{query: …}`."
        raise header.fault(f"{name} is a {kind.name} and has no values.", remedy, *path)
    if parameter.default is None and not parameter.variable.startswith("__"):
        remedy = f"Add a default, or call the variable ?__{name}{kind.suffix}: it then means any value when it is free."
        raise header.fault(f"{name} has no value when none is given.", remedy, *path)
    return parameter


def _variable(file: QueryFile, name: str, kind: Type) -> str:
    """The one variable of the query that the parameter is."""
    wanted = {f"_{name}{kind.suffix}", f"__{name}{kind.suffix}"}
    found = wanted & binding.bindable(file.text)
    if len(found) != 1:
        raise file.header.fault(
            f"the query has no variable for {name} in a group, or several.",
            f"Call it ?__{name}{kind.suffix}, or ?_{name}{kind.suffix} if it has a default, everywhere; "
            "no CONSTRUCT WHERE { … }.",
            "parameters",
            name,
        )
    variable = found.pop()
    others = {one[1:] for one in binding.variables(file.text) if (m := VARIABLE.match(one)) and m["name"] == name}
    if others - {variable}:
        remedy = f"Call it ?{variable} everywhere."
        raise file.header.fault(f"{name} has several variables.", remedy, "parameters", name)
    return variable


def _values(header: Header, kind: Type, path: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, str]]:
    """The listed values, or where in the graph they come from."""
    said = _within(header, path).get("values")
    if said is None:
        return (), {}
    if isinstance(said, list) and said:
        listed = tuple(map(str, said))
        if bad := next((text for text in listed if not well_formed(kind, text)), None):
            raise header.fault(f"{bad} is no {kind.name}.", f"Write it as {kind.example}.", *path, "values")
        return listed, {}
    if isinstance(said, dict) and len(said) == 1 and set(said) <= set(_SOURCES):
        return (), {key: str(value) for key, value in said.items()}
    remedy = "Give a list, `{class: mg:…}` or `{query: NAME}`."
    raise header.fault("values: is none of what it can be.", remedy, *path, "values")


def _default(header: Header, kind: Type, listed: tuple[str, ...], path: tuple[str, ...]) -> str | None:
    said = _within(header, path).get("default")
    if said is None:
        return None
    text = str(said)
    if not well_formed(kind, text) or (listed and text not in listed):
        raise header.fault(
            f"the default {text} is no value of {path[-1]}.", "Give one of its values.", *path, "default"
        )
    return text


# ---- What a header says


def _within(header: Header, path: tuple[str, ...]) -> Mapping[str, Any]:
    said: Any = header.values
    for key in path:
        said = said[key]
    return said if isinstance(said, dict) else {}


def _check_keys(header: Header, known: tuple[str, ...], *path: str) -> None:
    for key in _within(header, path):
        if key not in known:
            close = difflib.get_close_matches(str(key), known, n=1)
            meant = f"Did you mean {close[0]}? " if close else ""
            remedy = f"{meant}The keys are {', '.join(known)}."
            raise header.fault(f"the header has no key {key}.", remedy, *path, str(key))


def _text(header: Header, key: str, *path: str) -> str:
    said = _within(header, path).get(key)
    if not isinstance(said, str) or not said.strip():
        raise header.fault(f"{key}: is no text.", f"Write `{key}: …`; see docs/examples.md.", *path, key)
    return " ".join(said.split())


def _texts(header: Header, key: str) -> tuple[str, ...]:
    said = header.values[key]
    if not isinstance(said, list) or not all(isinstance(one, str) for one in said):
        raise header.fault(f"{key}: is no list of words.", f"Write `#+ {key}: [one, another]`.", key)
    return tuple(said)


def _one_of(header: Header, key: str, known: tuple[str, ...], *path: str) -> str:
    said = _text(header, key, *path)
    if said not in known:
        raise header.fault(f"{key}: cannot be {said}.", f"Give one of {', '.join(known)}.", *path, key)
    return said
