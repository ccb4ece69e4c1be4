"""One SPARQL query to a server elsewhere, asked with patience. The only module that opens a connection.

A busy or failing server (429, 5xx, a broken or slow connection) is asked again a few times, after the pause that it
names in Retry-After or else a growing one. What is no whole answer in JSON is never taken for one.
"""

from __future__ import annotations

import email.utils
import http.client
import json
import random
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final

from marsgraph.errors import EndpointError

WIKIDATA: Final = "https://query.wikidata.org/sparql"
_RESULTS: Final = "application/sparql-results+json"
_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_LARGEST: Final = 64 * 1024 * 1024
_FIRST_PAUSE: Final = 1.0
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})

Row = dict[str, str]
"""One solution: the text of each term that is bound."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How a server is asked."""

    contact: str = ""
    """An address that its keepers can write to, told in User-Agent."""
    tries: int = 5
    seconds: float = 70.0
    """How long one answer may take."""
    longest_pause: float = 120.0
    """A server that asks for a longer pause is left alone."""


class Client:
    """A SPARQL server at an address."""

    def __init__(self, endpoint: str, manners: Manners, sleep: Callable[[float], None] = time.sleep) -> None:
        self.endpoint = endpoint
        self._manners = manners
        self._sleep = sleep
        parts = urllib.parse.urlsplit(endpoint)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise EndpointError(f"{endpoint} is no address of a SPARQL endpoint.", remedy="Give one with https://.")
        if parts.hostname not in _LOOPBACK and not manners.contact:
            raise EndpointError(
                f"{parts.hostname} is not asked without a way to reach whoever asks.",
                remedy="Give --contact with an e-mail address or a page; servers such as Wikidata's want one.",
            )

    def ask(self, query: str) -> list[Row]:
        """Ask a SELECT query, and give its rows once the answer is whole."""
        for attempt in range(1, self._manners.tries + 1):
            try:
                return self._once(query)
            except _Passing as fault:
                if attempt == self._manners.tries:
                    raise self._gave_up(fault) from fault
                self._wait(fault, attempt)
        raise AssertionError  # the last attempt returns or raises

    def _once(self, query: str) -> list[Row]:
        request = urllib.request.Request(  # noqa: S310 - http and https alone, by the constructor
            self.endpoint,
            data=urllib.parse.urlencode({"query": query}).encode(),
            headers={"Accept": _RESULTS, "User-Agent": self._user_agent()},
        )
        try:
            with urllib.request.urlopen(request, timeout=self._manners.seconds) as answer:  # noqa: S310
                body = answer.read(_LARGEST + 1)
                kind = answer.headers.get_content_type()
        except urllib.error.HTTPError as error:
            raise self._refusal(error) from error
        except http.client.IncompleteRead as error:
            raise _Passing("the answer was cut before its end") from error
        except (OSError, http.client.HTTPException) as error:
            raise _Passing(_reason(error)) from error
        if len(body) > _LARGEST:
            raise EndpointError(
                "The answer is larger than 64 MiB.", place=self.endpoint, remedy="Ask in smaller batches."
            )
        return self._rows(body, kind)

    def _user_agent(self) -> str:
        contact = f"; {self._manners.contact}" if self._manners.contact else ""
        return f"MarsGraph/{version('marsgraph')} (marsgraph link{contact}) Python-urllib"

    def _refusal(self, error: urllib.error.HTTPError) -> Exception:
        with error:
            if error.code in _AGAIN:
                return _Passing(f"it answers {error.code} {error.reason}", _pause(error.headers.get("Retry-After")))
        return EndpointError(
            f"The server answers {error.code} {error.reason}.",
            place=self.endpoint,
            remedy="Check the address; it must take SPARQL 1.1 queries by POST.",
        )

    def _rows(self, body: bytes, kind: str) -> list[Row]:
        if kind not in {_RESULTS, "application/json"}:
            raise _Passing(f"it answers with {kind}, where {_RESULTS} was asked for")
        try:
            found = json.loads(body)
            return [_row(binding) for binding in found["results"]["bindings"]]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise _Passing("the answer was cut, or is no SPARQL result") from error

    def _wait(self, fault: _Passing, attempt: int) -> None:
        pause = fault.pause
        if pause is None:
            pause = min(_FIRST_PAUSE * 2 ** (attempt - 1), self._manners.longest_pause) * random.uniform(0.8, 1.2)  # noqa: S311
        elif pause > self._manners.longest_pause:
            raise EndpointError(
                f"The server asks to wait {pause:,.0f} seconds.",
                place=self.endpoint,
                remedy="Run the same command later; what it has answered is kept.",
            )
        self._sleep(pause)

    def _gave_up(self, fault: _Passing) -> EndpointError:
        return EndpointError(
            f"The server did not answer in {self._manners.tries} attempts: {fault}.",
            place=self.endpoint,
            remedy="Run the same command later, what it has answered is kept; or ask in smaller batches (--batch).",
        )


class _Passing(Exception):  # noqa: N818 - caught here, never shown as such
    """Something that may be over when the server is asked again."""

    def __init__(self, reason: str, pause: float | None = None) -> None:
        super().__init__(reason)
        self.pause = pause


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it was silent for too long"
    return f"the connection failed ({getattr(error, 'reason', None) or error})"


def _pause(text: str | None) -> float | None:
    """The seconds of a Retry-After, which may be a number or a date."""
    if not text:
        return None
    if text.strip().isdigit():
        return float(text)
    try:
        when = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, when.timestamp() - time.time())


def _row(binding: Mapping[str, Any]) -> Row:
    return {name: str(term["value"]) for name, term in binding.items()}
