"""The words of a query: what SPARQL text is made of, found in one pass without understanding it.

The engine's parser reads character by character and glues words together (`SELECTDISTINCT*` is a query), so what is
decided here for safety is decided by what a token holds, not only by what it is. Possessive patterns keep the pass
linear in the text, whatever a stranger writes.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES: Final = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH")

_TOKEN: Final = re.compile(
    r"""(?P<skip>[\s\ufeff]++|\#[^\n\r]*+)
      | (?P<iri><[^<>"{}|^`\\\x00-\x20]*+>)
      | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*+'''
                  |"(?!"")(?:[^"\\\n\r]|\\.)*+"|'(?!'')(?:[^'\\\n\r]|\\.)*+')
      | (?P<quote>\"\"\"|'''|["'])
      | (?P<variable>[?$]\w++)
      | (?P<blank>_:\w[\w.\-]*+)
      | (?P<language>@[A-Za-z]++[\w\-]*+)
      | (?P<number>(?:\d++\.?\d*+|\.\d++)(?:[eE][+\-]?\d++)?)
      | (?P<run>[^\W\d_][\w.\-]*+)?(?P<local>:(?:[\w:]|\\.|%[0-9A-Fa-f]{2}|[.\-]+(?=[\w:\\%]))*+)
      | (?P<words>[^\W\d_][\w.\-]*+)
      | (?P<mark>\^\^|&&|\|\||[!<>=]=|.)""",
    re.VERBOSE | re.DOTALL,
)
_WORD: Final = re.compile(r"\w+|.")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query and where it starts."""

    kind: str
    """One of iri, string, quote, variable, blank, language, number, name (a prefixed one), word, mark."""
    text: str
    start: int

    @property
    def upper(self) -> str:
        """The text as keywords are compared."""
        return self.text.upper()

    @property
    def end(self) -> int:
        """Where the text after it starts."""
        return self.start + len(self.text)


def tokens(text: str) -> Iterator[Token]:
    """Cut a query into its tokens, up to a string that never ends; blanks and comments are left out."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "words":
            yield from _words(match.group(), match.start())
        elif kind != "skip":
            yield Token({"local": "name"}.get(kind, kind), match.group(), match.start())
        if kind == "quote":
            return


def _words(run: str, start: int) -> Iterator[Token]:
    """Cut `true.FILTER` where the engine would: a dot or a dash ends a word."""
    for match in _WORD.finditer(run):
        yield Token("word" if match.group()[0].isalnum() else "mark", match.group(), start + match.start())


def after_prologue(text: str) -> Iterator[Token]:
    """The tokens that follow the PREFIX, BASE and VERSION declarations."""
    found = tokens(text)
    waiting = ""
    for token in found:
        if waiting:
            waiting = "" if token.kind in {"iri", "string"} else waiting
        elif token.upper in {"PREFIX", "BASE", "VERSION"} or token.upper.startswith(("PREFIX:", "PREFIX", "BASE")):
            waiting = token.upper
        else:
            yield token
            yield from found
            return


_END: Final = Token("end", "", 0)
_SERVICE: Final = "SERVICE"


def service_call(text: str) -> Token | None:
    """The first token that the engine may read as SERVICE."""
    if _SERVICE not in text.upper():
        return None
    pairs = itertools.pairwise(itertools.chain(tokens(text), [_END]))
    return next((token for token, after in pairs if calls_service(token, after)), None)


def calls_service(token: Token, after: Token) -> bool:
    """Whether the engine may read this as SERVICE: it needs no blank around the word.

    A prefix of that name is only a prefix where it is declared, or where no pattern follows.
    """
    if token.kind == "word":
        return _SERVICE in token.upper
    if token.kind != "name":
        return False
    prefix, _, _ = token.upper.partition(":")
    return prefix.startswith(_SERVICE) and after.text == "{"
