"""Requests: what each way to send one means, and what each fault is told."""

from __future__ import annotations

import pytest

from marsgraph.endpoint import request
from marsgraph.endpoint.problems import ProblemError
from marsgraph.endpoint.request import DIRECT, FORM, SparqlRequest

FORM_HEADER = {"Content-Type": FORM}
DIRECT_HEADER = {"content-type": DIRECT}


def problem(
    method: str, address: bytes = b"", headers: dict[str, str] | None = None, body: bytes = b""
) -> tuple[int, str]:
    """The status and kind of the problem with a request."""
    with pytest.raises(ProblemError) as caught:
        request.read(method, address, headers or {}, body)
    return caught.value.problem.status, caught.value.problem.kind


@pytest.mark.parametrize(
    ("method", "address", "headers", "body"),
    [
        ("GET", b"query=ASK%20%7B%7D", {}, b""),
        ("HEAD", b"query=ASK+%7B%7D", {}, b""),
        ("GET", b"a=b&query=ASK%20{}&c", {}, b""),
        ("POST", b"", FORM_HEADER, b"query=ASK+%7B%7D"),
        ("POST", b"", {"Content-Type": FORM + "; charset=UTF-8"}, b"query=ASK+%7B%7D"),
        ("POST", b"", {"CONTENT-TYPE": FORM.upper()}, b"query=ASK+%7B%7D"),
        ("POST", b"", DIRECT_HEADER, b"ASK {}"),
        ("POST", b"", {"Content-Type": DIRECT + ';charset="utf-8"'}, b"ASK {}"),
        ("QUERY", b"", DIRECT_HEADER, b"ASK {}"),
        ("QUERY", b"", FORM_HEADER, b"query=ASK+%7B%7D"),
        ("POST", b"", DIRECT_HEADER, b"\xef\xbb\xbfASK {}"),
        ("POST", b"timeout=3", DIRECT_HEADER, b"ASK {}"),
        ("POST", b"", {"Content-Type": DIRECT + "; version=1.2"}, b"ASK {}"),
    ],
)
def test_ways_to_ask(method: str, address: bytes, headers: dict[str, str], body: bytes) -> None:
    """A query arrives the same by each way of the protocol."""
    assert request.read(method, address, headers, body).query == "ASK {}"


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_no_query(method: str) -> None:
    """Without a query there is a request all the same: for the description, or for what can be done."""
    assert request.read(method, b"", {"Accept": "text/turtle"}) == SparqlRequest(method, None, accept="text/turtle")


@pytest.mark.parametrize(
    ("encoded", "query"),
    [
        (b"%2B", "+"),
        (b"+", " "),
        (b"%25", "%"),
        (b"%252B", "%2B"),
        (b"%20", " "),
        (b"%26", "&"),
        (b"a;b", "a;b"),
        (b"a%3Bb", "a;b"),
        (b"a=b==", "a=b=="),
        (b"a%0D%0Ab", "a\r\nb"),
        (b"%C3%A9", "é"),
        ("é".encode(), "é"),
        (b"%F0%9F%98%80", "😀"),
        (b"%3Chttp%3A%2F%2Fx%2F%2520%3E", "<http://x/%20>"),
        (b"%zz", "%zz"),
        (b"&&", ""),
    ],
)
@pytest.mark.parametrize("way", ["GET", "POST"])
def test_decoded_once(way: str, encoded: bytes, query: str) -> None:
    """What is percent-encoded is decoded once, in an address as in a form."""
    pairs = b"query=" + encoded
    asked = request.read(way, pairs, {}) if way == "GET" else request.read(way, b"", FORM_HEADER, pairs)

    assert asked.query == query


def test_direct_body_is_not_decoded() -> None:
    """A query that is the body itself is taken as it is."""
    assert request.read("POST", b"", DIRECT_HEADER, b"ASK{?a+?b%20}\r\n").query == "ASK{?a+?b%20}\r\n"


@pytest.mark.parametrize(
    ("method", "address", "headers", "body", "status", "kind"),
    [
        ("POST", b"", FORM_HEADER, b"", 400, "missing-query"),
        ("POST", b"", FORM_HEADER, b"a=b", 400, "missing-query"),
        ("POST", b"", {}, b"", 400, "missing-query"),
        ("POST", b"query=ASK{}", {}, b"", 400, "missing-query"),
        ("POST", b"query=ASK{}", FORM_HEADER, b"a=b", 400, "missing-query"),
        ("POST", b"", DIRECT_HEADER, b"", 400, "missing-query"),
        ("QUERY", b"", DIRECT_HEADER, b"", 400, "missing-query"),
        ("GET", b"query=ASK{}&query=ASK{}", {}, b"", 400, "repeated-query"),
        ("POST", b"", FORM_HEADER, b"query=a&query=b", 400, "repeated-query"),
        ("POST", b"query=a", FORM_HEADER, b"query=b", 400, "repeated-query"),
        ("POST", b"query=a", DIRECT_HEADER, b"b", 400, "repeated-query"),
        ("GET", b"query=%FF", {}, b"", 400, "malformed-request"),
        ("GET", b"query=\xff", {}, b"", 400, "malformed-request"),
        ("GET", b"query=%ED%A0%80", {}, b"", 400, "malformed-request"),
        ("POST", b"", FORM_HEADER, b"query=%C3", 400, "malformed-request"),
        ("POST", b"", DIRECT_HEADER, "ASK {}".encode("utf-16"), 400, "malformed-request"),
        ("GET", b"&".join([b"a=b"] * 1001), {}, b"", 400, "malformed-request"),
        ("POST", b"", {"Content-Type": "text/plain"}, b"ASK {}", 415, "unsupported-media-type"),
        ("POST", b"", {}, b"query=ASK{}", 415, "unsupported-media-type"),
        ("POST", b"", {"Content-Type": "multipart/form-data; boundary=x"}, b"x", 415, "unsupported-media-type"),
        ("POST", b"", {"Content-Type": "application/json"}, b"{}", 415, "unsupported-media-type"),
        ("POST", b"", {"Content-Type": DIRECT + "; charset=utf-16"}, b"x", 415, "unsupported-media-type"),
        ("POST", b"", {"Content-Type": FORM + "; charset=latin-1"}, b"query=x", 415, "unsupported-media-type"),
        ("POST", b"", FORM_HEADER | {"Content-Encoding": "gzip"}, b"x", 415, "unsupported-media-type"),
        ("QUERY", b"", {"Content-Type": "text/plain"}, b"ASK {}", 415, "unsupported-media-type"),
        ("PUT", b"", {}, b"", 405, "method-not-allowed"),
        ("DELETE", b"query=ASK{}", {}, b"", 405, "method-not-allowed"),
        ("PATCH", b"", DIRECT_HEADER, b"ASK {}", 405, "method-not-allowed"),
        ("get", b"query=ASK{}", {}, b"", 405, "method-not-allowed"),
        ("GET", b"update=CLEAR+ALL", {}, b"", 405, "method-not-allowed"),
        ("POST", b"", FORM_HEADER, b"update=CLEAR+ALL", 403, "read-only"),
        ("POST", b"", FORM_HEADER, b"query=ASK{}&update=CLEAR+ALL", 403, "read-only"),
        ("POST", b"", {"Content-Type": "application/sparql-update"}, b"CLEAR ALL", 403, "read-only"),
        ("GET", b"query=ASK{}&timeout=soon", {}, b"", 400, "bad-parameter"),
        ("GET", b"query=ASK{}&timeout=0", {}, b"", 400, "bad-parameter"),
        ("GET", b"query=ASK{}&timeout=-1", {}, b"", 400, "bad-parameter"),
        ("GET", b"query=ASK{}&timeout=nan", {}, b"", 400, "bad-parameter"),
        ("GET", b"query=ASK{}&timeout=inf", {}, b"", 400, "bad-parameter"),
        ("GET", b"query=ASK{}&timeout=1_0", {}, b"", 400, "bad-parameter"),
        ("GET", b"query=ASK{}&timeout=%D9%A3", {}, b"", 400, "bad-parameter"),
        ("GET", b"query=ASK{}&maxrows=0", {}, b"", 400, "bad-parameter"),
        ("GET", b"query=ASK{}&maxrows=1.5", {}, b"", 400, "bad-parameter"),
        ("GET", b"query=ASK{}&maxrows=many", {}, b"", 400, "bad-parameter"),
        ("GET", b"query=ASK{}&default-graph-uri=relative", {}, b"", 400, "bad-parameter"),
        ("GET", b"query=ASK{}&named-graph-uri=http://a%20b", {}, b"", 400, "bad-parameter"),
        ("GET", b"query=ASK{}&default-graph-uri=http://[", {}, b"", 400, "bad-parameter"),
        ("GET", b"query=ASK{}&version=3", {}, b"", 400, "unsupported-version"),
        ("POST", b"", {"Content-Type": DIRECT + "; version=2.0"}, b"ASK {}", 400, "unsupported-version"),
    ],
)
def test_refused(method: str, address: bytes, headers: dict[str, str], body: bytes, status: int, kind: str) -> None:
    """Each fault has its status and its kind."""
    assert problem(method, address, headers, body) == (status, kind)


def test_wrong_method_names_the_right_ones() -> None:
    """A wrong method is answered with those that are allowed."""
    with pytest.raises(ProblemError) as caught:
        request.read("PUT", b"", {})

    assert caught.value.problem.headers == {"Allow": "GET, HEAD, POST, QUERY, OPTIONS"}


def test_wrong_type_names_the_right_ones() -> None:
    """A wrong body type is answered with those that are read."""
    with pytest.raises(ProblemError) as caught:
        request.read("POST", b"", {"Content-Type": "text/plain"}, b"ASK {}")

    assert caught.value.problem.headers["Accept-Query"] == f"{DIRECT}, {FORM}"


def test_body_too_long() -> None:
    """A body above the bound is refused with the bound and its length."""
    with pytest.raises(ProblemError) as caught:
        request.read("POST", b"", DIRECT_HEADER, b"x" * 11, longest=10)

    assert (413, 10, 11) == (
        caught.value.problem.status,
        caught.value.problem.members["limit"],
        caught.value.problem.members["value"],
    )


@pytest.mark.parametrize("way", ["GET", "POST", "direct"])
def test_dataset(way: str) -> None:
    """The graphs of the dataset come in order, each once, from wherever the way of asking has them."""
    graphs = (
        b"default-graph-uri=http://a/1&default-graph-uri=http://a/2&default-graph-uri=http://a/1&named-graph-uri=urn:n"
    )
    asked = {
        "GET": lambda: request.read("GET", b"query=x&" + graphs, {}),
        "POST": lambda: request.read("POST", b"", FORM_HEADER, b"query=x&" + graphs),
        "direct": lambda: request.read("POST", graphs, DIRECT_HEADER, b"x"),
    }[way]()

    assert (("http://a/1", "http://a/2"), ("urn:n",), True) == (
        asked.default_graphs,
        asked.named_graphs,
        asked.has_dataset,
    )


@pytest.mark.parametrize(
    ("timeout", "seconds"), [(b"", 10), (b"timeout=2.5", 2.5), (b"timeout=99", 10), (b"timeout=", 10)]
)
def test_timeout_only_lowers(timeout: bytes, seconds: float) -> None:
    """A caller can ask for less time than is allowed, not for more."""
    assert seconds == request.read("GET", b"query=x&" + timeout, {}).seconds(10)


@pytest.mark.parametrize(
    ("address", "field", "value"),
    [
        (b"maxrows=7", "max_rows", 7),
        (b"maxrows=007", "max_rows", 7),
        (b"format=csv", "format", "csv"),
        (b"output=xml", "format", "xml"),
        (b"output=xml&format=csv", "format", "csv"),
        (b"version=1.1", "query", None),
        (b"version=1.2-basic", "query", None),
        (b"using-graph-uri=x&default-graph=y&debug=on", "default_graphs", ()),
    ],
)
def test_parameters(address: bytes, field: str, value: object) -> None:
    """Parameters of ours are read, and those that nobody knows are ignored."""
    assert value == getattr(request.read("GET", address, {}), field)
