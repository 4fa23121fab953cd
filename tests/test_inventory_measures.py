"""The municipalities' and the minister's own words about what was done at all, each with its acceptance example."""

from __future__ import annotations

import json
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from tests.asking import begun, caseload, citizen, export, held, on
from tests.cli.asking import ask, presentable
from tests.test_inventory_rates import Jobcentre

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A configuration folder that does not exist yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "indstillinger"))


# --- M-06 ------------------------------------------------------------------------------------------------------


def test_m06_nothing_at_all_for_six_months_but_not_for_nine(tmp_path: Path) -> None:
    """M-06, Minister/STAR 2018: »mange kontanthjælpsmodtagere hverken fik aktiv indsats eller mentorstøtte«.

    Last interview 2017-11-01, no offer, as of 2018-06-01 → passive 6 months yes, 9 months no. List + passive share for
    1½/3/6/9/12 months, any benefit group; a mentor is something.
    """
    long_ago = on("2017-01-02")
    cases = [
        (citizen("passiv", startdato=long_ago, maalgruppe="6.2"), [held("2017-11-01")]),
        (citizen("mentor", startdato=long_ago, maalgruppe="6.3"), [begun("2018-05-01", tilbudstype="mentor")]),
        (citizen("intet", startdato=long_ago, maalgruppe="6.6"), []),
        (citizen("udeblev", startdato=long_ago, maalgruppe="6.2"), [held("2018-05-01", status="udeblevet")]),
    ]
    asked = ("measure", "uden-indsats", export(tmp_path / "udtraek", caseload(*cases)), "--pr", "2018-06-01")
    rows = json.loads(ask(*asked, "--format", "json").out)
    shares = {(row["raekke"], row["gruppe"]): (row["taeller"], row["naevner"]) for row in rows if row["naevner"]}
    lines = ("intet-12", "intet-9", "intet-6", "intet-3", "intet-1-5")
    assert [shares[line, "6.2"] for line in lines] == [(1, 2), (1, 2), (2, 2), (2, 2), (2, 2)]
    assert [shares[line, "6.3"] for line in lines] == [(0, 1)] * 5
    assert [shares[line, "6.6"] for line in lines] == [(1, 1)] * 5
    people = json.loads(ask(*asked, "--sager", "--format", "json").out)
    passive = {(row["raekke"], row["forloeb_id"]) for row in people if row["taeller"]}
    assert ("intet-6", "passiv") in passive
    assert ("intet-9", "passiv") not in passive
    screen = ask(*asked, "--sager").screen
    presentable(screen)
    listed = [line.split()[:2] for line in screen.splitlines() if "intet-9 " in line]
    assert [case for case, _ in listed] == ["udeblev", "intet", "passiv", "mentor"], "de passive står først"


# --- H-05 ------------------------------------------------------------------------------------------------------


def topics(folder: Path, *interviews: tuple[str, Row]) -> tuple[object, ...]:
    """The question about cases that each have one first interview."""
    cases = [(citizen(name, startdato=on("2018-09-03")), [row]) for name, row in interviews]
    return ("measure", "emne-ret-og-pligt", export(folder, caseload(*cases)), "--pr", "2018-12-31")


def test_h05_the_first_interview_has_the_topic_recorded(tmp_path: Path) -> None:
    """H-05, Hillerød: »orientere de ledige om ret og pligt-aktivering ved den første jobsamtale«. List without it."""
    said = ["Ret og pligt-aktivering; CV", "CV", "", "RET- OG PLIGT"]
    asked = topics(
        tmp_path / "u", *((f"F{at}", held("2018-10-08", emner=text)) for at, text in enumerate(said, start=1))
    )
    (row,) = json.loads(ask(*asked, "--format", "json").out)
    assert (row["taeller"], row["naevner"], row["bemaerkning"]) == (2, 4, None)
    people = json.loads(ask(*asked, "--sager", "--format", "json").out)
    assert [each["forloeb_id"] for each in people if each["taeller"]] == ["F2", "F3"]
    assert {each["dag"] for each in people} == {"2018-10-08"}
    screen = ask(*asked, "--sager").screen
    presentable(screen)
    listed = [line.split()[0] for line in screen.splitlines() if "uden-emne " in line]
    assert listed == ["F2", "F3", "F1", "F4"], "dem uden emnet står først"


def test_h05_without_the_column_it_can_not_be_tested_and_is_never_0_per_cent(tmp_path: Path) -> None:
    """H-05: column missing → »kan ikke prøves med dette udtræk«, never 0 %; a column that is never filled is the same."""
    for folder, more in (("uden", {}), ("tom", {"emner": ""})):
        asked = topics(tmp_path / folder, *((f"F{at}", held("2018-10-08", **more)) for at in range(12)))
        (row,) = json.loads(ask(*asked, "--format", "json").out)
        assert (row["taeller"], row["naevner"], row["andel"]) == (None, None, None)
        assert row["bemaerkning"].startswith("kan ikke prøves med dette udtræk: samtalerne har ingen kolonne med emner")
        screen = " ".join(ask(*asked, "--sager").screen.split())
        assert "kan ikke prøves med dette udtræk" in screen
        assert "0 %" not in screen.partition("Opskriften")[0]
        assert json.loads(ask(*asked, "--sager", "--format", "json").out) == []


def test_h05_of_two_systems_only_the_one_with_topics_is_tested(tmp_path: Path) -> None:
    """The old system had no topics: its interviews are said not to be in the number, and are not "without the topic"."""
    *_, old, _, day = topics(tmp_path / "gammelt", *((f"G{at}", held("2018-10-08")) for at in range(3)))
    *_, new, _, _ = topics(tmp_path / "nyt", ("N1", held("2018-11-05", emner="Aktivering")))
    (row,) = json.loads(ask("measure", "emne-ret-og-pligt", old, new, "--pr", day, "--format", "json").out)
    assert (row["taeller"], row["naevner"]) == (0, 1)
    assert row["bemaerkning"] == "3 uden oplyste emner i deres udtræk er ikke med"


# --- H-07 ------------------------------------------------------------------------------------------------------

FIRST = """
[[krav]]
id = "foerste"
titel = "Første jobsamtale"
haendelse = "samtale"
typer = ["jobsamtale"]
form = "senest"
senest = "5 uger"
"""
KEPT, LATE, NO_SHOW, NO_SHOW_LATE = "2018-07-30", "2018-08-20", "2018-08-01", "2018-08-02"
"""The deadline is 2018-08-06 for those of 2 July, and a week later for those of 9 July; all of this lies right of both."""


def kinds() -> list[tuple[int, list[Row]]]:
    """So many citizens to whom this happened: 100 due, 92 booked, 81 held, 74 on time."""
    missed = held(NO_SHOW, status="udeblevet")
    return [
        (74, [held(KEPT)]),
        (4, [missed, held(LATE)]),
        (3, [held(LATE)]),
        (5, [missed]),
        (3, [held(NO_SHOW, status="aflyst")]),
        (1, [held(NO_SHOW, status="flyttet")]),
        (1, [held(NO_SHOW, status="planlagt")]),
        (1, [held("2019-01-14", status="planlagt")]),
        (8, []),
    ]


def hundred() -> list[tuple[Row, list[Row]]]:
    """The hundred, every other in each team, a quarter of them of the week after."""
    number, cases = count(), []
    for many, events in kinds():
        for _ in range(many):
            at = next(number)
            start = on("2018-07-09" if at % 4 == 3 else "2018-07-02")
            case = citizen(f"F{at:03}", startdato=start, team=("Nord", "Syd")[at % 2])
            cases.append((case, events))
    return cases


STEPS = ("forfaldne", "booket", "holdt", "til_tiden")


def test_h07_due_booked_held_on_time_by_week_and_team(tmp_path: Path) -> None:
    """H-07, Hillerød: »optimere antallet af rettidigt afholdte samtaler«.

    Funnel due → booked → held → on time, with no-show/cancel causes, by week, team. 100 due, 92 booked, 81 held, 74 on time; a
    no-show is not "held".
    """
    here = Jobcentre(tmp_path, hundred(), FIRST, "2018-12-31")
    asked = ("bookings", "--periode", "2018K3")
    whole, *parts = here.rows(*asked)
    assert [whole[step] for step in STEPS] == [100, 92, 81, 74]
    assert {name: whole[name] for name in ("udeblevet", "aflyst", "flyttet", "uden_resultat")} == {
        "udeblevet": 4 + 5,
        "aflyst": 3,
        "flyttet": 1,
        "uden_resultat": 1,
    }
    assert (whole["ikke_booket"], whole["booket_efter_fristen"], whole["taeller_ikke"]) == (8, 3 + 1, 0)
    by = {level: [row for row in parts if row["niveau"] == level] for level in ("team", "uge")}
    assert [row["team"] for row in by["team"]] == ["Nord", "Syd"]
    assert [(row["uge"], row["forfaldne"]) for row in by["uge"]] == [("2018 uge 32", 75), ("2018 uge 33", 25)]
    for rows in by.values():
        assert [sum(row[step] for row in rows) for step in STEPS] == [100, 92, 81, 74]
    screen = here.screen(*asked)
    presentable(screen)
    assert ["I", "alt", "100", "92", "81", "74"] in [line.split()[:6] for line in screen.splitlines()]


def test_h07_every_duty_that_was_not_kept_has_one_cause_and_a_row(tmp_path: Path) -> None:
    """The rows behind: those not in time are the sum of the causes, and R1 counts the same duties."""
    here = Jobcentre(tmp_path, hundred(), FIRST, "2018-12-31")
    duties = here.rows("bookings", "--periode", "2018K3", "--sager")
    whole, *crossed = here.rows("bookings", "--periode", "2018K3", "--efter", "team,uge")
    causes = [row["aarsag"] for row in duties if not row["til_tiden"]]
    assert len(causes) == 26
    assert all(causes.count(name) == whole[name] for name in set(causes))
    assert [row["niveau"] for row in crossed] == ["team", "team,uge", "team", "team,uge", "team,uge"]
    (r1,) = here.rates("--periode", "2018K3", tal="R1", haendelse="samtale")
    assert (whole["til_tiden"], whole["forfaldne"]) == (r1["taeller"], r1["naevner"])
    assert "udeblevet 01-08-2018" in here.screen("bookings", "--periode", "2018K3", "--sager")


def test_h07_an_export_of_held_interviews_alone_says_nothing_of_bookings(tmp_path: Path) -> None:
    """What was never supplied is not zero."""
    here = Jobcentre(tmp_path, [(citizen("A"), [held(KEPT)]), (citizen("B"), [])], FIRST, "2018-12-31")
    whole = here.rows("bookings", "--periode", "2018K3")[0]
    assert [whole[step] for step in STEPS] == [2, None, 1, 1]
    assert "kun holdte samtaler" in here.screen("bookings", "--periode", "2018K3", "--sager")


def test_h07_an_interview_that_met_another_number_is_no_appointment_of_this_one(tmp_path: Path) -> None:
    """The second of two is late: the one interview in its window met the first."""
    page = FIRST.replace('form = "senest"\nsenest = "5 uger"', 'form = "raekke"\nhver = "4 uger"\nindtil = "8 uger"')
    events = [held("2018-08-06"), held("2018-09-10"), held("2018-07-16", status="aflyst")]
    here = Jobcentre(tmp_path, [(citizen(), events)], page, "2018-12-31")
    duties = here.rows("bookings", "--periode", "2018K3", "--sager")
    assert [(row["nr"], row["moedt"], row["aarsag"], row["aftale"]) for row in duties] == [
        (1, "2018-08-06", "aflyst", "2018-07-16"),
        (2, "2018-09-10", "taeller_ikke", "2018-08-06"),
    ]


def test_h07_a_grouping_that_is_none_is_refused(tmp_path: Path) -> None:
    here = Jobcentre(tmp_path, [(citizen(), [held(KEPT)])], FIRST, "2018-12-31")
    for text, told in (("hold", '"hold" er ikke en opdeling'), ("uge,uge", "det samme står to gange")):
        answer = ask("bookings", *here.asked, "--efter", text)
        assert (answer.code, answer.out) == (2, b"")
        assert told in answer.message
