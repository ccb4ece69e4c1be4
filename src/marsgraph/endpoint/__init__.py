"""The SPARQL protocol and linked data without a web framework: bytes and headers in, answers or problems out.

`request` reads what was asked, `screening` refuses what must not reach the engine, `formats` negotiates,
`evaluation` answers inside a worker, `problems` tells why there is no answer; `description` and `dataset` make the
documents about the service and about things. Nothing here opens a connection or knows Flask.
"""
