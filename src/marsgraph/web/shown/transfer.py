"""Dataclasses on their way from a query process to the web server: as JSON, and back by their type hints."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import is_dataclass
from functools import cache, partial
from types import UnionType
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Shown = TypeVar("Shown", bound="DataclassInstance")


def pack(shown: DataclassInstance) -> bytes:
    """Write a dataclass as JSON."""
    return json.dumps(shown, default=_fields, ensure_ascii=False).encode()


def _fields(shown: DataclassInstance) -> dict[str, Any]:
    """One level of a dataclass; `asdict` would copy all levels below it."""
    return {name: getattr(shown, name) for name in shown.__dataclass_fields__}


def unpack(kind: type[Shown], data: bytes) -> Shown:
    """Read a dataclass of this kind back."""
    made: Shown = _made(kind, json.loads(data))
    return made


def _made(kind: Any, value: Any) -> Any:
    """A value of JSON as the type hint wants it: dataclasses, tuples of one sort or of several, and `X | None`."""
    return _maker(kind)(value)


@cache
def _maker(kind: Any) -> Callable[[Any], Any]:
    """How to make a value of a kind, found out once."""
    if is_dataclass(kind):
        return partial(_dataclass, kind)
    if get_origin(kind) is UnionType:
        return partial(_optional, get_args(kind)[0])
    if get_origin(kind) is not tuple:
        return _same
    sorts = get_args(kind)
    return partial(_many, sorts[0]) if sorts[-1] is Ellipsis else partial(_several, sorts)


def _dataclass(kind: Any, value: Any) -> Any:
    makers = _makers(kind)
    return kind(**{name: makers[name](one) for name, one in value.items()})


@cache
def _makers(kind: Any) -> dict[str, Callable[[Any], Any]]:
    return {name: _maker(hint) for name, hint in get_type_hints(kind).items()}


def _optional(kind: Any, value: Any) -> Any:
    return None if value is None else _maker(kind)(value)


def _many(kind: Any, value: Any) -> Any:
    return tuple(map(_maker(kind), value))


def _several(kinds: tuple[Any, ...], value: Any) -> Any:
    return tuple(_maker(kind)(one) for kind, one in zip(kinds, value, strict=True))


def _same(value: Any) -> Any:
    return value
