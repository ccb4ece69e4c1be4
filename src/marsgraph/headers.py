"""The header of a query file: the lines that begin with `#+` are YAML, as the grlc tool reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from marsgraph.errors import InputError

if TYPE_CHECKING:
    import yaml

MARK: Final = "#+"
_REMEDY: Final = "Write `#+ key: text`, and put text that has a colon and a blank in it between quotes."


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says, and in which line it says it."""

    place: str
    """The file."""
    values: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    """The line of each key, by the keys that lead to it."""

    def where(self, *keys: str) -> str:
        """Name the place of a key, or of the nearest one around it."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return f"{self.place}:{self.lines[keys]}" if keys else self.place

    def fault(self, message: str, remedy: str, *keys: str) -> InputError:
        """Make the error that a key causes."""
        return InputError(message, place=self.where(*keys), remedy=remedy)


def read(text: str, place: str) -> Header:
    """Read the header of a query; a query without one has an empty header."""
    written = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.startswith(MARK)]
    return _parse(written, place) if written else Header(place)


def without(text: str) -> str:
    """The query without its header."""
    return "\n".join(line for line in text.split("\n") if not line.startswith(MARK)).strip() + "\n"


def _parse(written: list[tuple[int, str]], place: str) -> Header:
    import yaml

    numbers = [number for number, _ in written]
    reader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # eight times faster, where the C library is there
    loader = reader("\n".join(line.removeprefix(MARK) for _, line in written))
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise InputError("the header is no list of `key: value`.", place=f"{place}:{numbers[0]}", remedy=_REMEDY)
        lines = dict(_lines(node, numbers, place, ()))
        return Header(place, loader.construct_document(node), lines)
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        line = numbers[min(at.line, len(numbers) - 1)] if at else numbers[0]
        reason = error.problem or error.context or "it is no YAML"
        raise InputError(f"the header cannot be read: {reason}.", place=f"{place}:{line}", remedy=_REMEDY) from error
    except (yaml.YAMLError, ValueError) as error:
        raise InputError(
            f"the header cannot be read: {error}.", place=f"{place}:{numbers[0]}", remedy=_REMEDY
        ) from error
    finally:
        loader.dispose()


def _lines(
    node: yaml.MappingNode, numbers: list[int], place: str, above: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], int]]:
    """Give each key with its line; YAML's reader itself would keep the last of two keys of one name."""
    import yaml

    seen: set[str] = set()
    for key, value in node.value:
        line = numbers[min(key.start_mark.line, len(numbers) - 1)]
        name = str(key.value)
        if name in seen:
            raise InputError(f"the header says {name}: twice.", place=f"{place}:{line}", remedy="Keep one.")
        seen.add(name)
        yield (*above, name), line
        if isinstance(value, yaml.MappingNode):
            yield from _lines(value, numbers, place, (*above, name))
