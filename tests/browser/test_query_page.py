"""The query page, used as people use it."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.request import urlopen

import pytest
from visitors import Visitor

PREFIX = "PREFIX mg: <https://w3id.org/marsgraph/ns#>\n"
MISSIONS = PREFIX + "SELECT ?m WHERE { ?m a mg:Mission } ORDER BY DESC(?m) LIMIT 2"
MANY = PREFIX + "SELECT ?s ?p ?o WHERE { ?s ?p ?o . ?x a mg:Source } ORDER BY ?s ?p ?o ?x LIMIT 10500"
LAUNCHES = PREFIX + "SELECT ?launch ?date WHERE { ?launch mg:launchDate ?date }"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c != ?l) }"


def running(site: str) -> int:
    """Count the queries that the server runs."""
    with urlopen(f"{site}/metrics") as answer:  # noqa: S310 - our own server
        return int(float(re.findall(r"\nmarsgraph_queries_running (\S+)", answer.read().decode())[0]))


def eventually(holds: Callable[[], bool]) -> bool:
    """Wait until something holds."""
    until = time.monotonic() + 20
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)
    return holds()


def test_written_run_and_read(visitor: Visitor) -> None:
    """A query that is typed and run has its rows in a table, things by their labels."""
    rows = visitor.open_query().write(MISSIONS).run().rows()

    assert [["Zond 3"], ["Zond 2"]] == rows


def test_things_are_links(visitor: Visitor) -> None:
    """A thing in the answer leads to its page on this server."""
    visitor.open_query().write(MISSIONS).run()

    assert "/id/zond-2" == visitor.page.get_attribute("text='Zond 2'", "href")


def test_stopped(visitor: Visitor, site: str) -> None:
    """Stop ends the query on the server, and the page says so."""
    visitor.refusals_expected = True
    visitor.open_query().write(ENDLESS)
    visitor.page.click("#run")
    assert eventually(lambda: running(site) > 0)

    visitor.page.click("#stop")

    visitor.wait()
    assert "The query was stopped" == visitor.page.inner_text(".query-problem h2")
    assert eventually(lambda: running(site) == 0)


def test_shared_and_reopened(visitor: Visitor, visit: Callable[..., Visitor]) -> None:
    """The address after a run shows the same query and answer to another visitor."""
    rows = visitor.open_query().write(MISSIONS).run().rows()

    other = visit().open_query(visitor.page.url).wait()

    assert (MISSIONS, rows) == (other.text, other.rows())


def test_long_query_is_shared(visitor: Visitor, visit: Callable[..., Visitor]) -> None:
    """A query that no server would take in an address is shared all the same."""
    values = " ".join(f"<https://example.org/{number * 7919}>" for number in range(4000))
    long = f"SELECT ?x WHERE {{ VALUES ?x {{ {values} }} }} LIMIT 1"
    visitor.open_query().write(long).run()

    other = visit().open_query(visitor.page.url).wait()

    assert (long, [["https://example.org/0"]]) == (other.text, other.rows())


def test_link_that_lost_letters(visitor: Visitor) -> None:
    """A link that is not whole is told as such, and nothing is run."""
    visitor.open_query("/query#q=abc").wait()

    assert "The link is not whole" == visitor.page.inner_text(".query-problem h2")


def test_back(visitor: Visitor) -> None:
    """The browser's back button shows the query before, with its answer."""
    visitor.open_query().write(MISSIONS).run().write(MISSIONS.replace("LIMIT 2", "LIMIT 1")).run()

    visitor.page.go_back()

    visitor.page.wait_for_selector(".result-table[aria-rowcount='3']")
    assert MISSIONS == visitor.text


def test_completion_adds_its_prefix(visitor: Visitor) -> None:
    """Taking a class from the list declares its prefix, and one undo takes both back."""
    written = "SELECT * WHERE { ?m a miss"
    visitor.open_query().write(written)
    assert "mg:Mission" == visitor.complete()[0]

    visitor.accept()

    assert PREFIX + "\nSELECT * WHERE { ?m a mg:Mission" == visitor.text
    visitor.page.keyboard.press("Control+z")
    assert written == visitor.text


def test_what_can_follow(visitor: Visitor) -> None:
    """After a subject of a known class, properties that its things have are offered, and no others."""
    offered = visitor.open_query().write(PREFIX + "SELECT * WHERE { ?m a mg:Mission ; mg:").complete()

    assert ("mg:launch" in offered, "mg:ledTo" in offered) == (True, False)


def test_what_can_follow_a_thing(visitor: Visitor) -> None:
    """After a thing that is named what it has is offered first, then what others of its class have, and no more."""
    things = "PREFIX : <https://w3id.org/marsgraph/id/>\n"
    visitor.open_query().write(PREFIX + things + "SELECT * WHERE { :sputnik-24 mg:")

    offered = visitor.complete()

    assert ("mg:launch" in offered, "mg:ledTo" in offered) == (True, False)
    assert offered.index("mg:launch") < offered.index("mg:result")


def test_what_can_follow_a_property(visitor: Visitor) -> None:
    """What a property leads to decides what is offered after it."""
    offered = visitor.open_query().write(PREFIX + "SELECT * WHERE { ?m mg:launch ?l . ?l mg:").complete()

    assert ("mg:launchDate" in offered, "mg:objective" in offered) == (True, False)


def test_values_are_completed(visitor: Visitor) -> None:
    """After a property the values that it has are offered."""
    offered = visitor.open_query().write(PREFIX + "SELECT * WHERE { ?g mg:hedge ").complete()

    assert "concept:probably" in offered


def test_things_are_completed(visitor: Visitor) -> None:
    """A thing is found by its name, which need not be that of its IRI."""
    offered = visitor.open_query().write("SELECT * WHERE { Sputnik").complete()

    assert ":sputnik-24" in offered


def test_fault_at_its_place(visitor: Visitor) -> None:
    """A fault is underlined where it is, with what the server says of it."""
    visitor.refusals_expected = True
    visitor.open_query().write("SELECT ?s WHERE {\n  ?s ?p ?o .\n  FILTER(?o >> 3)\n}").run()

    assert "The query cannot be read" == visitor.page.inner_text(".query-problem h2")
    line = visitor.page.inner_text(".cm-line:has(.cm-lintRange-error)")
    assert "FILTER(?o >> 3)" == line.strip()


def test_missing_prefix_is_mended(visitor: Visitor) -> None:
    """A name without its prefix is underlined, and a click declares it."""
    visitor.open_query().write("SELECT * WHERE { ?m a mg:Mission }")
    visitor.page.hover(".cm-lintRange-error")

    visitor.page.click(".cm-diagnosticAction")

    assert PREFIX + "\nSELECT * WHERE { ?m a mg:Mission }" == visitor.text


def test_keyboard_alone(visitor: Visitor) -> None:
    """Tab indents in the editor; after Escape it goes on to the next control, and the query runs by keys."""
    visitor.open_query().write(MISSIONS)
    visitor.page.keyboard.press("Tab")
    assert "cm-content" in visitor.page.evaluate("document.activeElement.className")

    visitor.page.keyboard.press("Control+a")
    visitor.page.keyboard.insert_text(MISSIONS)
    visitor.page.keyboard.press("Control+Enter")
    assert [["Zond 3"], ["Zond 2"]] == visitor.wait().rows()
    visitor.page.keyboard.press("Escape")
    visitor.page.keyboard.press("Tab")
    assert "run" == visitor.page.evaluate("document.activeElement.id")


def test_many_rows(visitor: Visitor) -> None:
    """Of ten thousand rows the page holds few; the last one is there when one goes to it."""
    visitor.open_query().write(MANY).run()
    assert visitor.page.inner_text(".answer-head h2") == "The first 10,000 rows"
    assert len(visitor.rows()) < 500

    visitor.page.eval_on_selector(".result-scroll", "box => box.scrollTo(0, box.scrollHeight)")

    visitor.page.wait_for_selector("tr[aria-rowindex='10001']")
    assert len(visitor.rows()) < 500


def test_sorted_and_filtered(visitor: Visitor) -> None:
    """A click on a column sorts numbers by value, and a text leaves the rows that hold it."""
    query = "SELECT ?n WHERE { VALUES ?n { 9 10 2 1 30 4 5 6 7 8 } }"
    visitor.open_query().write(query).run()

    visitor.page.click(".sorter")
    assert [str(number) for number in (1, 2, 4, 5, 6, 7, 8, 9, 10, 30)] == [row[0] for row in visitor.rows()]
    visitor.page.fill("#filter-rows", "0")
    assert [["10"], ["30"]] == visitor.rows()


def test_unit_of_a_column(visitor: Visitor) -> None:
    """A column of a property with a unit says the unit."""
    visitor.open_query().write(PREFIX + "SELECT ?kg WHERE { ?craft mg:massKg ?kg } LIMIT 3").run()

    assert "kg (kg)" == visitor.page.inner_text(".sorter")


def test_figure(visitor: Visitor) -> None:
    """Of an answer with dates there is a timeline, which the keyboard reaches from the table."""
    visitor.open_query().write(LAUNCHES).run()
    visitor.page.wait_for_selector("[role=tab][data-view=timeline]")
    visitor.page.focus("[role=tab][data-view=table]")

    visitor.page.keyboard.press("ArrowRight")

    visitor.page.wait_for_selector("#answer-panel svg")
    assert "timeline" == visitor.page.get_attribute("#answer-panel", "data-view")
    assert visitor.page.url.endswith("&view=timeline")


def test_link_to_a_figure(visitor: Visitor, visit: Callable[..., Visitor]) -> None:
    """A link to a figure shows the figure."""
    visitor.open_query().write(LAUNCHES).run()
    visitor.page.click("[role=tab][data-view=timeline]")
    visitor.page.wait_for_url("**&view=timeline")

    other = visit().open_query(visitor.page.url)

    assert "group" == other.page.wait_for_selector("#answer-panel svg").get_attribute("role")


def test_no_figure_for_words(visitor: Visitor) -> None:
    """Only the views that fit an answer are offered."""
    visitor.open_query().write('SELECT ?a WHERE { VALUES ?a { "x" } }')
    with visitor.page.expect_response("**/editor/views"):
        visitor.run()

    assert ["Table", "Raw"] == visitor.page.locator("[role=tab]").all_inner_texts()


def test_history(visitor: Visitor) -> None:
    """What was run is in the history of this browser, and runs again from there."""
    visitor.open_query().write(MISSIONS).run()
    visitor.open_query()

    visitor.page.click("#past summary")
    visitor.page.click("#past-list button")

    assert [["Zond 3"], ["Zond 2"]] == visitor.wait().rows()


def test_format(visitor: Visitor) -> None:
    """Format lays the query out."""
    visitor.open_query().write("select ?m where { ?m a <x:y> ; <x:z> ?n. filter(?n>3) } limit 2")

    visitor.page.click("#format")

    assert "SELECT ?m WHERE {\n  ?m a <x:y> ;\n    <x:z> ?n .\n  FILTER(?n > 3)\n}\nLIMIT 2" == visitor.text


@pytest.mark.parametrize(("kind", "command"), [("curl", ["bash", "-c"]), ("python", [sys.executable, "-c"])])
def test_copied_program_runs(visit: Callable[..., Visitor], kind: str, command: list[str]) -> None:
    """The program that is copied gives the answer that the page shows, whatever is in the query."""
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    visitor.open_query().write("""SELECT ?x WHERE { VALUES ?x { "it's" "a\\"b" "c\\\\d" } }""")
    visitor.page.click("#copy summary")

    visitor.page.click(f"[data-copy={kind}]")

    visitor.page.wait_for_selector("#status:has-text('copied.')")
    program = visitor.page.evaluate("navigator.clipboard.readText()")
    printed = subprocess.run([*command, program], capture_output=True, text=True, check=True).stdout
    assert ("it's" in printed, "c\\d" in printed.replace("\\\\", "\\")) == (True, True)


def test_download_is_whole(visitor: Visitor) -> None:
    """The download has all rows, of which the page has the first."""
    visitor.open_query().write(MANY).run()

    with visitor.page.expect_download() as download:
        visitor.page.click(".downloads a:text('CSV')")

    lines = download.value.path().read_text("utf-8").splitlines()
    assert len(lines) == 10_501


def test_empty_answer_teaches(visitor: Visitor) -> None:
    """An answer without rows says what may be meant."""
    visitor.open_query().write(PREFIX + "SELECT * WHERE { ?m a mg:Mision }").run()

    assert "Did you mean mg:Mission" in visitor.page.inner_text("#answer")


def test_example(visitor: Visitor) -> None:
    """An example beside the editor is put into it and run, and the address names it."""
    visitor.open_query()

    visitor.page.click("[data-example=root-causes]")

    visitor.wait()
    assert visitor.page.url.endswith("/query?example=root-causes")
    assert "?root" in visitor.text


def test_without_scripts(visit: Callable[..., Visitor]) -> None:
    """Without scripts the page is a form that answers with a table."""
    visitor = visit(java_script_enabled=False)
    visitor.page.goto("/query")
    visitor.page.fill("#query", MISSIONS)

    visitor.page.click("#run")

    assert ["Zond 3", "Zond 2"] == visitor.page.locator("tbody td").all_inner_texts()
