"""Asking a server that is busy, broken or slow: patience with a bound, and never a part for the whole."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import proxy
import pytest
import traps
from test_proposals import verdicts

from marsgraph.errors import EndpointError
from marsgraph.linking.client import Client, Manners
from marsgraph.linking.remote import Kept, Remote
from marsgraph.paths import Project

ROOT = Path(__file__).parents[2]
ENDPOINT_ERROR = 8
QUESTION = "SELECT ?item WHERE { ?item <http://www.wikidata.org/prop/direct/P377> '00443' }"
ANSWER = [{"item": "http://www.wikidata.org/entity/Q9000001"}]
USAGE = 2


@pytest.fixture
def slept() -> list[float]:
    """The pauses that were made."""
    return []


@pytest.fixture
def ask(between: proxy.Proxy, slept: list[float]) -> Callable[[], Any]:
    """Ask a question through the proxy, without really pausing."""
    client = Client(between.url, Manners(contact="me@example.org", seconds=20), slept.append)
    return lambda: client.ask(QUESTION)


@pytest.mark.parametrize("fault", ["429", "503", "500", "504", "html", "deep", "cut", "short", "reset"])
def test_passing_faults_are_asked_again(between: proxy.Proxy, ask: Callable[[], Any], fault: str) -> None:
    """A fault that may pass is answered by asking again, and the answer is whole."""
    between.faults = [fault, fault]

    assert (ANSWER, 3) == (ask(), len(between.seen))


def test_retry_after_is_obeyed(between: proxy.Proxy, ask: Callable[[], Any], slept: list[float]) -> None:
    """The pause that a server asks for is made, to the second."""
    between.faults = ["429"]
    ask()

    assert [7.0] == slept


def test_pauses_grow(between: proxy.Proxy, ask: Callable[[], Any], slept: list[float]) -> None:
    """Where the server names no pause, each is longer than the one before."""
    between.faults = ["500", "500", "500", "500"]
    ask()

    assert (4, sorted(slept)) == (len(slept), slept)


def test_patience_has_an_end(between: proxy.Proxy, ask: Callable[[], Any]) -> None:
    """A server that keeps failing is given up with its address and what it said."""
    between.faults = ["500"] * 9

    with pytest.raises(EndpointError, match=r"(?s)/sparql: .*5 attempts: it answers 500.*Run the same command later"):
        ask()
    assert 5 == len(between.seen)


def test_long_pause_is_not_sat_out(between: proxy.Proxy, ask: Callable[[], Any], slept: list[float]) -> None:
    """A server that asks for a day is left alone, and told so."""
    between.faults = ["long wait"]

    with pytest.raises(EndpointError, match=r"asks to wait 86,400 seconds"):
        ask()
    assert [] == slept


def test_refusal_is_final(between: proxy.Proxy, ask: Callable[[], Any]) -> None:
    """A server that refuses is not asked again."""
    between.faults = ["403"]

    with pytest.raises(EndpointError, match="answers 403"):
        ask()
    assert 1 == len(between.seen)


def test_slow_server(between: proxy.Proxy, slept: list[float]) -> None:
    """A server that is silent for longer than its time is given up."""
    between.faults = ["slow", "slow"]
    client = Client(between.url, Manners(tries=2, seconds=0.3), slept.append)

    with pytest.raises(EndpointError, match="silent for too long"):
        client.ask(QUESTION)


def test_nobody_there(slept: list[float]) -> None:
    """A server that is not there is told as a connection that failed."""
    with pytest.raises(EndpointError, match="connection failed"):
        Client("http://127.0.0.1:9/sparql", Manners(tries=2), slept.append).ask(QUESTION)


def test_request_says_who_asks(between: proxy.Proxy, ask: Callable[[], Any]) -> None:
    """A request names the program and a contact, and asks plain SPARQL by POST."""
    ask()
    seen = between.seen[0]

    assert seen["User-Agent"].startswith("MarsGraph/")
    assert "me@example.org" in seen["User-Agent"]
    assert {"query": [QUESTION]} == urllib.parse.parse_qs(seen["body"])


def test_strangers_want_a_contact() -> None:
    """No server but one on this machine is asked without a contact."""
    with pytest.raises(EndpointError, match="--contact"):
        Client("https://query.wikidata.org/sparql", Manners())


@pytest.mark.parametrize("address", ["file:///etc/passwd", "query.wikidata.org", "ftp://example.org/"])
def test_address(address: str) -> None:
    """What is no address of the web is not opened."""
    with pytest.raises(EndpointError, match="no address of a SPARQL endpoint"):
        Client(address, Manners(contact="me@example.org"))


# ---- Many requests


def test_rows_that_are_cut_off(between: proxy.Proxy, told: Callable[..., Any]) -> None:
    """A server that silently cuts its answers is asked in smaller batches, until each is whole."""
    between.rows = 40

    assert verdicts(told("--endpoint", between.url)) == traps.CANDIDATES


def test_rows_that_never_fit(between: proxy.Proxy, run: Callable[..., Any]) -> None:
    """A server that cuts even the smallest answer is refused, and a part is never shown for the whole."""
    between.rows = 3

    result = run("--endpoint", between.url)

    assert (ENDPOINT_ERROR, "", True) == (result.exit_code, result.stdout, "cuts its answers" in result.stderr)


def test_broken_run_goes_on(between: proxy.Proxy, run: Callable[..., Any], told: Callable[..., Any]) -> None:
    """A run that broke off asks only for what it lacked, and then finds everything."""
    between.faults = ["ok", "ok", "403"]
    broken = run("--endpoint", between.url, "--batch", "20")
    before = len(between.seen)
    whole = told("--endpoint", between.url, "--batch", "20")
    asked = [one["body"] for one in between.seen]

    assert ENDPOINT_ERROR == broken.exit_code
    assert verdicts(whole) == traps.CANDIDATES
    assert set() == set(asked[: before - 1]) & set(asked[before:])


def test_whole_run_keeps_nothing(between: proxy.Proxy, told: Callable[..., Any], tmp_path: Path) -> None:
    """A run that is whole leaves no answers behind, so that the next one asks anew."""
    told("--endpoint", between.url)

    assert [] == list((tmp_path / "cache").rglob("*.jsonl"))


def test_kept_answers_that_are_broken(tmp_path: Path) -> None:
    """A file of kept answers that is damaged is as good as none."""
    file = tmp_path / "kept.jsonl"
    file.write_text('{"query": "a"}\nnothing', encoding="utf-8")

    assert Kept(file).get("a") is None


def test_steps_are_told(between: proxy.Proxy, tmp_path: Path) -> None:
    """Each step of a run is told to whoever shows how far it is, and no more than were announced."""
    announced: list[int] = []
    steps: list[str] = []

    def begin(count: int) -> Callable[[str], None]:
        announced.append(count)
        return steps.append

    remote = Remote(Client(between.url, Manners()), Project.at(ROOT).queries, Kept(tmp_path / "kept"), 5)
    remote.with_identifiers({("satcat", "443"), ("cospar", "1988-058A")}, begin)

    assert announced == [len(steps)]
