"""SELECT and ASK on their way out: the engine writes, and what it writes is counted, bounded and mended here.

Nothing is held but the end of a row: each block that the engine writes is looked at and passed on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Protocol

_JSON_BREAK: Final = b'},{"'
_STRING_END: Final = b",}"
_JSON_NEXT: Final = re.compile(rb'\},\{(?:"[^,}]|\})')
_JSON_TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|\},\{', re.DOTALL)
_CONTROLS: Final = bytes(code for code in range(0x20) if code not in b"\t\n\r")
_NONCHARACTERS: Final = ("\ufffe".encode(), "\uffff".encode())
_NONCHARACTERS_BEGIN: Final = _NONCHARACTERS[0][:1]  # one byte is found ten times as fast as three
_XML_ROW: Final = b"</result>"


class Writable(Protocol):
    """What the answer goes to."""

    def write(self, data: bytes, /) -> int:
        """Add bytes."""
        ...


class RowEnds(Protocol):
    """Finds where rows end in what the engine writes in one format."""

    closing: bytes
    """What ends an answer that is cut after a row."""
    unended: bool
    """Whether the last row ends without being found."""

    def find(self, block: bytes) -> list[int]:
        """The places in a block after which a row has ended; it follows the blocks before."""
        ...

    def count(self, block: bytes) -> int:
        """How many these are, which is quicker."""
        ...


class _Lines:
    """TSV: a line is a row, after the first; a line end in a value is escaped."""

    closing = b""
    unended = False

    def __init__(self) -> None:
        self._head = True

    def find(self, block: bytes) -> list[int]:
        return self._after_head([match.end() for match in re.finditer(rb"\n", block)])

    def count(self, block: bytes) -> int:
        return self._but_head(block.count(b"\n"))

    def _but_head(self, count: int) -> int:
        if self._head and count:
            self._head = False
            return count - 1
        return count

    def _after_head(self, found: list[int]) -> list[int]:
        if self._head and found:
            self._head = False
            return found[1:]
        return found


class _QuotedLines(_Lines):
    """CSV: as TSV, but a line end between quotation marks belongs to a value."""

    def __init__(self) -> None:
        super().__init__()
        self._quoted = False

    def find(self, block: bytes) -> list[int]:
        found, at = [], 0
        for part in block.split(b'"'):
            if not self._quoted:
                found += [at + match.end() for match in re.finditer(rb"\n", part)]
            at += len(part) + 1
            self._quoted = not self._quoted
        self._quoted = not self._quoted  # one part more than there are marks
        return self._after_head(found)

    def count(self, block: bytes) -> int:
        parts = block.split(b'"')
        outside = parts[1::2] if self._quoted else parts[::2]
        self._quoted ^= len(parts) % 2 == 0
        return self._but_head(sum(part.count(b"\n") for part in outside))


class _Tags:
    """XML: a closing tag ends a row; no value holds a tag."""

    closing = b"</results></sparql>"
    unended = False

    def __init__(self) -> None:
        self._tail = b""

    def find(self, block: bytes) -> list[int]:
        text = self._tail + block
        shift = len(self._tail)
        self._tail = text[-len(_XML_ROW) + 1 :]
        return [match.end() - shift for match in re.finditer(_XML_ROW, text)]

    def count(self, block: bytes) -> int:
        text = self._tail + block
        self._tail = text[-len(_XML_ROW) + 1 :]
        return text.count(_XML_ROW)


class _Braces:
    """JSON: the break between two objects ends a row; the last row ends with the answer.

    A row without values, `{}`, is hard to tell from text in a value: then strings are skipped one by one, from the
    last break that was sure.
    """

    closing = b"]}}"
    unended = True

    def __init__(self) -> None:
        self._since = b""

    def find(self, block: bytes) -> list[int]:
        text = self._since + block
        shift = len(self._since)
        if b"{}" in text:
            found = [match.start() + 1 for match in _JSON_TOKEN.finditer(text) if match.group() == b"},{"]
        else:
            found = _breaks(text)
        self._since = text[found[-1] :] if found else text
        return [at - shift for at in found]

    def count(self, block: bytes) -> int:
        text = self._since + block
        found = _JSON_NEXT.findall(text)
        first = not self._since.startswith(b",")
        if b"},{}" in found or (first and b"[{}" in text):
            return len(self.find(block))
        self._since = text[_last_break(text) :]
        return len(found)


def _breaks(text: bytes) -> list[int]:
    """The breaks before a row that has a value: in a string, a quotation mark has a backslash before it.

    A quotation mark that ends a string is followed by a comma or a brace, which no variable's name starts with.
    """
    found, at = [], text.find(_JSON_BREAK)
    while at >= 0:
        after = at + len(_JSON_BREAK)
        if after < len(text) and text[after] not in _STRING_END:
            found.append(at + 1)
        at = text.find(_JSON_BREAK, after)
    return found


def _last_break(text: bytes) -> int:
    """The last of the breaks, or the beginning where there is none."""
    at = text.rfind(_JSON_BREAK, 0, -1)
    while at >= 0 and text[at + len(_JSON_BREAK)] in _STRING_END:
        at = text.rfind(_JSON_BREAK, 0, at)
    return at + 1


_ENDS: Final[Mapping[str, Callable[[], RowEnds]]] = MappingProxyType(
    {"json": _Braces, "xml": _Tags, "csv": _QuotedLines, "tsv": _Lines}
)


class Rows:
    """Stands between the engine and the answer: counts rows, ends after those that were wanted, mends XML.

    What stopped the engine is remembered here, since the engine may wrap or swallow what `write` raises.
    """

    def __init__(self, out: Writable, form: str, *, wanted: int | None, allowed: int | None) -> None:
        self._out = out
        self._ends = _ENDS[form]()
        self._xml = form == "xml"
        self._tail = b""
        self._wanted = wanted
        self._allowed = allowed
        self._held: list[bytes] = []
        self._last = b""
        self._holding = False
        self.count = 0
        self.truncated = False
        """Whether the caller's own limit left rows out."""
        self.too_many = False
        """Whether the server's limit was met."""
        self.not_xml = False
        """Whether a character was met that XML cannot carry."""

    def write(self, data: bytes) -> int:
        """Take a block from the engine."""
        if self.truncated or self.too_many or self.not_xml:
            raise OverflowError  # an engine that was stopped may still empty its buffer
        block = self._mended(bytes(data)) if self._xml else bytes(data)
        self._last = (self._last + block)[-32:]
        if self._wanted is None:
            self._pass_on(block, self._ends.count(block))
            return len(data)
        ends = self._ends.find(block)
        if self._holding:
            self._hold(block, ends)
        elif self.count + len(ends) >= self._wanted:
            cut = ends[self._wanted - self.count - 1]
            self._pass_on(block[:cut], self._wanted - self.count)
            self._holding = True
            self._hold(block[cut:], ends[ends.index(cut) + 1 :])
        else:
            self._pass_on(block, len(ends))
        return len(data)

    def flush(self) -> None:
        """Nothing waits here that `finish` would not write."""

    def finish(self) -> None:
        """Write what was held, once the engine is done or has been stopped."""
        if self.truncated:
            self._out.write(self._ends.closing)
            return
        self._out.write(b"".join(self._held))
        self.count += self._ends.unended and not self._last.endswith(b'"bindings":[]}}')
        self._check()

    def _pass_on(self, block: bytes, rows: int) -> None:
        self.count += rows
        self._check()
        self._out.write(block)

    def _check(self) -> None:
        if self._allowed is not None and self.count > self._allowed:
            self.too_many = True
            raise OverflowError

    def _hold(self, block: bytes, ends: list[int]) -> None:
        """Keep what follows the last row that was wanted, until it is known whether it is another row."""
        if ends or self._ends.unended:
            self.truncated = True
            raise OverflowError
        self._held.append(block)

    def _mended(self, block: bytes) -> bytes:
        """Keep carriage returns, which a reader of XML would take for line ends, and refuse what XML cannot hold."""
        text = self._tail + block
        others = _NONCHARACTERS_BEGIN in text and any(one in text for one in _NONCHARACTERS)
        if others or len(text.translate(None, _CONTROLS)) < len(text):
            self.not_xml = True
            raise OverflowError
        self._tail = block[-2:]
        return block.replace(b"\r", b"&#xD;")
