"""From whatever went wrong to an answer: a problem as JSON, as plain text, or as a page for a browser."""

from __future__ import annotations

import logging
import secrets

from marsgraph.endpoint import formats, problems
from marsgraph.endpoint.problems import Problem, ProblemError
from marsgraph.errors import MarsGraphError
from marsgraph.terms import BASE
from marsgraph.web.rendering import ProblemPage, page_reply
from marsgraph.web.reply import NEVER, VARY, Reply
from marsgraph.workers import Refusal

_log = logging.getLogger(__name__)


def problem_of(error: Exception) -> Problem:
    """Tell any error as a problem; of what nobody foresaw, the caller learns a number and the log the rest."""
    if isinstance(error, ProblemError):
        return error.problem
    if isinstance(error, Refusal):
        return problems.of_refusal(error)
    number = secrets.token_hex(8)
    _log.error("Fault %s", number, exc_info=error)
    known = "The program met a fault of its own." if not isinstance(error, MarsGraphError) else "The request failed."
    hint = "Ask again; if that fails too, tell the operator the number of the fault."
    return Problem("internal-error", known, hint, {"fault": number})


def problem_reply(problem: Problem, accept: str | None, *, root: str, version: str) -> Reply:
    """Answer with a problem in the form that the caller reads."""
    headers = {"Cache-Control": NEVER, "Vary": VARY, **problem.headers}
    if formats.wants_page(accept):
        near = problem.members.get("suggestions") or problem.members.get("replacedBy") or []
        paths = tuple((iri, root + "/" + iri.removeprefix(BASE)) for iri in near if iri.startswith(BASE))
        page = ProblemPage(root, version, problem.status, problem.title, problem.as_text(), paths)
        return page_reply("problem.html", page, status=problem.status, headers=headers)
    media_type, body = problems.write(problem, plain=formats.wants_plain(accept))
    return Reply(problem.status, body, {"Content-Type": media_type, **headers})
