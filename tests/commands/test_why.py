"""marsgraph why: the chain of a failure, who says each step, and how surely."""

from __future__ import annotations

from typing import Any

from command import run, said, told

ID = "https://w3id.org/marsgraph/id/probe-24-"


def links(chain: dict[str, Any]) -> set[tuple[str, str, str]]:
    """The links of a chain by short names."""
    return {(link["cause"].removeprefix(ID), link["kind"], link["effect"].removeprefix(ID)) for link in chain["links"]}


JOINED = {
    ("cavitation", "ledTo", "vibration"),
    ("vibration", "ledTo", "fuse"),
    ("vibration", "alternative", "either"),
    ("own-fault", "alternative", "either"),
    ("either", "mayHaveLedTo", "fuse"),
    ("fuse", "ledTo", "no-ignition"),
}


def test_joined() -> None:
    """The chain joins what all sources tell."""
    assert links(told("why", "probe-24")) == JOINED


def test_account() -> None:
    """One source's account holds what it says and nothing else."""
    assert links(told("why", "probe-24", "--source", "chronicle")) == {
        ("vibration", "ledTo", "fuse"),
        ("fuse", "ledTo", "no-ignition"),
    }


def test_who_says_a_link() -> None:
    """Each link names its passages, the hedged apart from the sure."""
    (either,) = [link for link in told("why", "probe-24")["links"] if link["cause"] == ID + "either"]

    assert either["surely"] == []
    assert [passage["hedges"] for passage in either["perhaps"]] == [["possibly"]]


def test_tree() -> None:
    """The tree begins with the last event and ends with the first cause; alternatives are shown as such."""
    tree = [line for line in said("why", "probe-24").splitlines() if "─ " in line]

    assert [line.lstrip("│ ├└─").split(" [")[0].split(" (")[0] for line in tree] == [
        "because: fuse shaken loose",
        "perhaps because: vibration or a separate fault",
        "either: a separate fault of the next stage",
        "or: strong vibration",
        "because: cavitation in the oxidiser lines",
        "because: strong vibration",
    ]


def test_tree_depth() -> None:
    """A cause stands under its effect, one step further in."""
    lines = said("why", "probe-24").splitlines()
    columns = {
        line.lstrip("│ ├└─").split(":")[0]: len(line) - len(line.lstrip("│ ├└─")) for line in lines if "─ " in line
    }

    assert columns["perhaps because"] < columns["either"] == columns["or"]


def test_an_event_is_told_once() -> None:
    """An event that two links lead to is told once and then referred to."""
    assert said("why", "probe-24").count("cavitation in the oxidiser lines") == 1
    assert "strong vibration (told above)" in said("why", "probe-24")


def test_circumstances() -> None:
    """Stage and time of an event stand with it, with their unit and source."""
    assert "in stage: Blok A [3]; seconds after lift-off: 260 s [2] [3]" in said("why", "probe-24")


def test_no_failure() -> None:
    """A mission without a recorded failure says so, and that is no error."""
    assert said("why", "probe-23") == "No failure of Probe 23 is recorded.\n"


def test_launch_and_event_mean_their_mission() -> None:
    """A launch is explained as its mission, an event of a chain from that event on."""
    assert links(told("why", "probe-24-launch")) == JOINED
    assert told("why", "probe-24-fuse")["finalEvents"] == [ID + "fuse"]


def test_no_mission() -> None:
    """A thing that is part of no mission is refused, with another way."""
    result = run("why", "blok-l")

    assert result.exit_code == 5
    assert "marsgraph show blok-l" in result.stderr


def test_unknown_source() -> None:
    """A source that does not exist is answered with those that do."""
    result = run("why", "probe-24", "--source", "almanac")

    assert result.exit_code == 5
    assert "src:chronicle  (A chronicle)" in result.stderr


def test_silent_source() -> None:
    """A source that tells nothing of a failure is refused, with those that do."""
    result = run("why", "probe-24", "--source", "diarist")

    assert result.exit_code == 5
    assert "src:diarist tells nothing of how Probe 24 failed.\nThese do: article, chronicle." in result.stderr
