"""What is answered from the cache is what would be answered without it, byte for byte."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import served
from prometheus_client.parser import text_string_to_metric_families
from served import ASK, DIRECT, ROOT, Got, Served, query_path, text_of

ACCEPTED = (None, "*/*", "text/csv", "application/sparql-results+xml;q=0.9, */*;q=0.1", "text/turtle", "text/html")
ENCODINGS = (None, "gzip", "gzip;q=0", "identity", "br, gzip", "gzip, zstd", "gzip, identity;q=0", "*;q=0")
EXAMPLES = tuple(file.read_text("utf-8") for file in sorted((ROOT / "queries" / "examples").glob("*.rq")))
QUERIES = (
    *EXAMPLES,
    *map(text_of, ("missions", "count", "empty-hint", "describe")),
    ASK,
    "ASK {",
    "SELECT (1/0 AS ?x) {}",
)
PARAMETERS: tuple[dict[str, str], ...] = (
    {},
    {"maxrows": "2"},
    {"maxrows": "0"},
    {"format": "json"},
    {"format": "tsv"},
    {"timeout": "4"},
    {"default-graph-uri": "https://w3id.org/marsgraph/graph/derived"},
    {"named-graph-uri": "https://w3id.org/marsgraph/graph/derived"},
)
PAGES = (
    "/data/sputnik-24.ttl",
    "/data/sputnik-24.jsonld",
    "/page/mars-1",
    "/id/mars-1",
    "/ns.ttl",
    "/ns",
    "/data/no.ttl",
    "/limits",
)
OF_THE_MOMENT = {"date"}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of the shipped graph that keeps nothing."""
    server = served.serve(tmp_path_factory.mktemp("bare"), "--time-limit", "5", "--cache-bytes", "0")
    yield server
    server.end()


@pytest.fixture
def alone(start: Callable[..., Served]) -> Served:
    """A server of one process, so that its figures tell of one cache."""
    return start("--processes", "1", "--time-limit", "60")


Request = tuple[str, str, bytes | None, dict[str, str]]


def requests(chance: random.Random, count: int) -> Iterator[Request]:
    """Make up requests of every kind."""
    for _ in range(count):
        headers = {"Accept": chance.choice(ACCEPTED), "Accept-Encoding": chance.choice(ENCODINGS)}
        fields = {name: value for name, value in headers.items() if value}
        if chance.random() < 0.2:
            yield chance.choice(("GET", "HEAD")), chance.choice(PAGES), None, fields
            continue
        query, parameters = chance.choice(QUERIES), chance.choice(PARAMETERS)
        method = chance.choice(("GET", "GET", "HEAD", "POST", "QUERY"))
        if method in {"GET", "HEAD"}:
            yield method, query_path(query, **parameters), None, fields
        else:
            path = query_path("", **parameters).replace("query=&", "").removesuffix("?query=")
            yield method, path, query.encode(), fields | DIRECT


def told(got: Got) -> tuple[int, dict[str, str], bytes]:
    """All of an answer but what tells the time."""
    headers = {name.lower(): value for name, value in got.headers.items() if name.lower() not in OF_THE_MOMENT}
    return got.status, headers, got.body


def test_same_as_without(shipped: Served, bare: Served) -> None:
    """Status, headers and body of any request are the same with and without the cache, the first time and later."""
    for request in requests(random.Random(4), 250):  # noqa: S311 - a sample, no secret
        wanted = told(ask(bare, request))

        assert [wanted] * 3 == [told(ask(shipped, request)) for _ in range(3)], request


def test_same_304(shipped: Served, bare: Served) -> None:
    """So is what a caller is told who holds the answer already, under any of its tags."""
    for method, path, body, headers in requests(random.Random(5), 120):  # noqa: S311 - a sample, no secret
        tag = ask(bare, (method, path, body, headers)).header("ETag")
        for held in (tag, f"W/{tag}", f'"other", {tag}', "*", '"other"'):
            request = method, path, body, headers | {"If-None-Match": held}
            wanted = told(ask(bare, request))

            assert [wanted] * 2 == [told(ask(shipped, request)) for _ in range(2)], request


def ask(server: Served, request: Request) -> Got:
    """Ask a made-up request."""
    method, path, body, headers = request
    return server.ask(method, path, body, **{name.replace("-", "_"): value for name, value in headers.items()})


def figures(server: Served) -> dict[str, float]:
    """How answers came about, as the metrics tell."""
    families = text_string_to_metric_families(server.ask("GET", "/metrics").body.decode())
    samples = (sample for family in families for sample in family.samples)
    return {sample.labels.get("how", sample.name): sample.value for sample in samples}


def test_hits_are_counted(alone: Served) -> None:
    """The metrics tell how many answers were made and how many were kept from before, however they were asked."""
    for _ in range(3):
        alone.query(text_of("count"), Accept="text/csv")
        alone.ask("POST", "/sparql", text_of("count").encode(), Accept="text/csv", **DIRECT)

    assert {"made": 1, "kept": 5, "shared": 0} == {how: figures(alone)[how] for how in ("made", "kept", "shared")}
    assert 0 < figures(alone)["marsgraph_cache_bytes"]


def test_asked_at_the_same_time(start: Callable[..., Served]) -> None:
    """Many who ask the same at once have it evaluated once, whichever process of the server they meet."""
    server = start("--processes", "3", "--time-limit", "60")
    with ThreadPoolExecutor(12) as pool:
        got = list(pool.map(lambda _: server.query(text_of("slow")), range(12)))

    assert {(200, got[0].body)} == {(one.status, one.body) for one in got}
    assert 1 == figures(server)["made"]


def test_refused_at_the_same_time(start: Callable[..., Served]) -> None:
    """So have those who are refused."""
    server = start("--processes", "2", "--time-limit", "2")
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda _: server.query(text_of("endless")), range(8)))

    assert {503} == {one.status for one in got}
    assert 1 == figures(server)["made"]


def test_refusals_are_not_kept(alone: Served) -> None:
    """A query that was refused is evaluated when it is asked again."""
    for _ in range(2):
        assert 503 == alone.ask("GET", query_path(text_of("endless"), timeout="0.2")).status

    assert 2 == figures(alone)["made"]


def test_what_changes_is_not_kept(alone: Served) -> None:
    """A query that asks for chance is answered anew each time."""
    answers = {alone.query(text_of("chance")).body for _ in range(5)}

    assert (5, 0) == (len(answers), figures(alone)["made"])


def test_who_leaves_takes_nothing(alone: Served) -> None:
    """A caller who goes away while others wait for the same does not take their answer from them."""
    leaver = alone.connect()
    leaver.request("GET", query_path(text_of("slow")))
    wait_until(lambda: figures(alone)["made"] == 1)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(alone.query, text_of("slow"))
        wait_until(lambda: figures(alone)["shared"] == 1)
        leaver.close()

        assert 200 == waiting.result().status


def test_all_leave(start: Callable[..., Served]) -> None:
    """When all who waited have gone, the query is ended."""
    server = start("--processes", "1", "--time-limit", "60")
    leavers = [server.connect() for _ in range(3)]
    for leaver in leavers:
        leaver.request("GET", query_path(text_of("endless")))
    wait_until(lambda: figures(server)["shared"] == 2)
    time.sleep(0.6)  # callers are watched once a query is slow
    assert 1 == figures(server)["marsgraph_queries_running"]

    for leaver in leavers:
        leaver.close()

    wait_until(lambda: figures(server)["marsgraph_queries_running"] == 0)


def wait_until(holds: Callable[[], bool], seconds: float = 15) -> None:
    """Wait until something holds."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)
