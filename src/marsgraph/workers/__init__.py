"""Queries in processes that can be killed.

`start` makes a fork server, which loads the data once and forks workers that share it. `Client.run` hands a
request to an idle one and gives its whole answer, or raises a `Refusal` that says why there is none; a worker that
runs over a limit, crashes or is stopped costs nobody else anything. What is evaluated, and over what, is handed
in: nothing here knows an engine, HTTP or SPARQL. For Linux.

`contract` says what goes in and out, `refusals` why there is no answer; `client` asks, `worker` answers, over the
`desk` between them; `pool` watches, `forkserver` is the loop around it.
"""

from marsgraph.workers.client import Client
from marsgraph.workers.contract import Answer, Body, Evaluate, Limits, Load, Request, Running, Settings
from marsgraph.workers.handle import Server, addresses, start
from marsgraph.workers.output import Output
from marsgraph.workers.refusals import (
    AnswerTooLarge,
    Busy,
    Crashed,
    EngineFailed,
    MemoryLimit,
    Refusal,
    Refused,
    Stopped,
    TimeLimit,
)

__all__ = [
    "Answer",
    "AnswerTooLarge",
    "Body",
    "Busy",
    "Client",
    "Crashed",
    "EngineFailed",
    "Evaluate",
    "Limits",
    "Load",
    "MemoryLimit",
    "Output",
    "Refusal",
    "Refused",
    "Request",
    "Running",
    "Server",
    "Settings",
    "Stopped",
    "TimeLimit",
    "addresses",
    "start",
]
