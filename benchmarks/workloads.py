"""What is asked: the shipped example queries repeated, and each never the same twice; things; a mix like a real log."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

CHECKOUT = Path(__file__).parent.parent
EXAMPLES = CHECKOUT / "queries" / "examples"
JSON = "application/sparql-results+json"
TRIPLES = "application/n-triples"
TURTLE = "text/turtle"
SHOWN = ("mars-1", "mars-96", "phobos-2", "cosmos-419", "sputnik-22", "sputnik-24", "mars-2", "mars-3")
_THING = "https://w3id.org/marsgraph/id/"
_LIMITED = re.compile(r"\bLIMIT\s+\d+\s*$", re.IGNORECASE)
_CLOSED = re.compile(r"\bVALUES\b[^{}]*\{[^{}]*\}\s*$", re.IGNORECASE)
_GRAPH = re.compile(r"^\s*(?:CONSTRUCT|DESCRIBE)\b", re.IGNORECASE | re.MULTILINE)
_NODE = re.compile(rb"_:\w+")
_MIXED = 2_000


def examples(every: int = 1) -> dict[str, str]:
    """The shipped example queries, by name, without their headers; or every so many of them."""
    files = [file for file in sorted(EXAMPLES.glob("*.rq")) if "\n#+ endpoint:" not in file.read_text("utf-8")]
    return {file.stem: _text(file) for file in files[::every]}  # those are for another endpoint


def format_of(query: str) -> str:
    """The format that every server writes the answer to a query in."""
    return TRIPLES if _GRAPH.search(query) else JSON


def _text(file: Path) -> str:
    lines = file.read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#+")).strip()


def address(path: str, query: str) -> str:
    """Where a query is asked."""
    return f"{path}?{urlencode({'query': query})}"


def numbered(path: str, query: str) -> str:
    """The same with a mark that wrk replaces by a new number each time: in a comment and, where it fits, a LIMIT."""
    limit = "" if _LIMITED.search(query) or _CLOSED.search(query) else "\nLIMIT @N@"
    return address(path, f"{query}{limit}\n# @N@").replace(quote("@N@"), "@N@")


def describing(path: str, name: str) -> str:
    """Where a thing is described by a query."""
    return address(path, f"DESCRIBE <{_THING}{name}>")


def looking_up(path: str, name: str) -> str:
    """Where a thing's properties are asked, never the same twice."""
    return numbered(path, f"SELECT ?property ?value WHERE {{ <{_THING}{name}> ?property ?value }}")


def mix(path: str) -> list[str]:
    """Requests as a log has them: few queries are asked often, and many only once."""
    chance = random.Random(4)  # noqa: S311 - a schedule, no secret
    texts = [query for query in examples().values() if format_of(query) == JSON]
    chance.shuffle(texts)
    weights = [1 / (rank + 1) for rank in range(len(texts))]
    found = []
    for _ in range(_MIXED):
        kind = chance.random()
        if kind < 0.5:
            found.append(address(path, chance.choices(texts, weights)[0]))
        elif kind < 0.7:
            found.append(numbered(path, chance.choices(texts, weights)[0]))
        else:
            found.append(looking_up(path, chance.choice(SHOWN)))
    return found


# ---- Whether answers agree


def rows(answer: bytes) -> Counter[Any]:
    """The rows of an answer in JSON, or its triples, by value and in no order."""
    if not answer.startswith(b"{"):
        return Counter(_NODE.sub(b"_:", line) for line in answer.splitlines() if line.strip())
    told = json.loads(answer)
    if "boolean" in told:
        return Counter([told["boolean"]])
    found = (
        frozenset((name, _value(term)) for name, term in row.items() if term is not None)
        for row in told["results"]["bindings"]
    )
    return Counter(found)


def _value(term: dict[str, str]) -> Any:
    if term["type"] == "bnode":
        return "bnode"
    kind = term.get("datatype", "").rpartition("#")[2]
    if kind in {"integer", "decimal", "double", "float", "int", "long"}:
        try:
            return round(Decimal(term["value"]), 9).normalize()
        except InvalidOperation:
            return term["value"]
    return term["type"].replace("typed-literal", "literal"), term["value"], term.get("xml:lang", "").lower(), kind
