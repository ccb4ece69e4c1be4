"""Every example has the answer that is kept beside it, on two engines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from marsgraph.paths import Project
from marsgraph.questions import answers, question
from marsgraph.questions.answers import Pinned, Table
from marsgraph.questions.examining import Examiner
from marsgraph.questions.question import Question
from marsgraph.terms import read_prefixes

PROJECT = Project(Path(__file__).parents[2])
QUESTIONS = question.read_all(PROJECT.queries, read_prefixes(PROJECT.context))
LAUNCH_FAILURES = next(one for one in QUESTIONS if one.name == "launch-failures")
MASSES = next(one for one in QUESTIONS if one.name == "masses-beside-wikidata")


def copied(one: Question, folder: Path, query: str | None = None) -> Question:
    """A question with its answer in another folder, where a test may change them."""
    (folder / "answers").mkdir()
    file = folder / f"{one.name}.rq"
    file.write_text(query or one.text, encoding="utf-8")
    (folder / "answers" / f"{one.name}.json").write_bytes(answers.file_of(one).read_bytes())
    return question.read_file(file, read_prefixes(PROJECT.context))


@pytest.mark.parametrize("one", QUESTIONS, ids=lambda one: one.name)
def test_examples_hold(one: Question, examiner: Examiner) -> None:
    """An example gives its kept answer on both engines, and the same answers on both for values of its parameters."""
    assert () == examiner.check(one).faults


def test_answers_belong_to_questions() -> None:
    """No answer is kept to a question that is gone."""
    kept = {file.stem for file in (PROJECT.queries / "examples" / "answers").glob("*.json")}

    assert {one.name for one in QUESTIONS} == kept


@pytest.mark.parametrize("one", QUESTIONS, ids=lambda one: one.name)
def test_answers_are_written_once(one: Question) -> None:
    """A kept answer is written as the program writes it, so that keeping it anew changes nothing else."""
    pinned = answers.read(one)

    assert answers.as_text(pinned, ordered=one.ordered) == answers.file_of(one).read_text("utf-8")


def test_changed_answer(tmp_path: Path, examiner: Examiner) -> None:
    """An answer that changed fails, and the difference is told row by row."""
    one = copied(LAUNCH_FAILURES, tmp_path)
    file = answers.file_of(one)
    file.write_text(file.read_text("utf-8").replace('"1960-10-10"', '"1960-10-11"'), encoding="utf-8")

    faults = examiner.check(one).faults

    assert "the embedded engine gives another answer:" == faults[0]
    assert any(line.startswith("- date=1960-10-11") for line in faults)
    assert any(line.startswith("+ date=1960-10-10") for line in faults)


def test_empty_answer(tmp_path: Path, examiner: Examiner) -> None:
    """A question without rows fails, and is not kept."""
    text = LAUNCH_FAILURES.text.replace("mg:launchDate", "mg:noSuchDate")
    one = copied(LAUNCH_FAILURES, tmp_path, text)
    before = answers.file_of(one).read_bytes()

    outcome, different = examiner.update(one)

    assert (("the answer is empty",), []) == (outcome.faults, different)
    assert before == answers.file_of(one).read_bytes()


def test_question_for_elsewhere(tmp_path: Path, examiner: Examiner) -> None:
    """A question for another endpoint without an answer says that it was not run, and that is no fault."""
    one = copied(MASSES, tmp_path)
    answers.file_of(one).unlink()

    outcome, _ = examiner.update(one)

    assert ("not run here", "not run here", ()) == (outcome.status, outcome.version, outcome.faults)


def test_empty_answer_from_elsewhere(tmp_path: Path, examiner: Examiner) -> None:
    """An answer from another endpoint that is empty, and is said to have been got, fails."""
    one = copied(MASSES, tmp_path)
    answers.write(one, Pinned("2026-11-20", Table("rows", ("mission",), ())))

    assert ("the answer is empty",) == examiner.check(one).faults


def test_broken_query(tmp_path: Path, examiner: Examiner) -> None:
    """A query that no engine reads fails with the place of its fault."""
    text = LAUNCH_FAILURES.text.replace("?failure .", "?failure ..")
    one = copied(LAUNCH_FAILURES, tmp_path, text)

    assert f"{one.place}:" in examiner.check(one).faults[0]


def test_missing_answer(tmp_path: Path, examiner: Examiner) -> None:
    """A question without an answer fails, and tells how to make it."""
    one = copied(LAUNCH_FAILURES, tmp_path)
    answers.file_of(one).unlink()

    assert "marsgraph examples --update launch-failures" in examiner.check(one).faults[0]


def test_keeping_anew(tmp_path: Path, examiner: Examiner) -> None:
    """An answer that is kept anew tells the version of the data, and one that is the same keeps its own."""
    one = copied(LAUNCH_FAILURES, tmp_path)
    file = answers.file_of(one)
    version = json.loads(file.read_text("utf-8"))["version"]

    examiner.update(one)
    same = json.loads(file.read_text("utf-8"))["version"]
    file.write_text(file.read_text("utf-8").replace('"1960-10-10"', '"1960-10-11"'), encoding="utf-8")
    examiner.update(one)

    assert (version, "tested") == (same, json.loads(file.read_text("utf-8"))["version"])
