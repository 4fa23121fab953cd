"""The municipalities' and the ministry's own words about development, each with its acceptance example, asked of `rettid trend`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.asking import begun, caseload, export, on
from tests.cli.asking import ask
from tests.trend.made import ELSEWHERE, PACK, month_of_offers, months_of_offers, one_offer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Row = dict[str, Any]

BASE = [71, 74, 69, 73, 72, 75, 70, 74, 73, 72, 76, 74]


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A configuration folder that does not exist yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "indstillinger"))


class Jobcentre:
    """Some cases, and what `rettid` says of them."""

    def __init__(self, folder: Path, cases: Sequence[tuple[Row, Sequence[Row]]]) -> None:
        rules = folder / "regler.toml"
        rules.write_text(PACK, encoding="utf-8")
        self.asked = [export(folder / "udtraek", caseload(*cases, ELSEWHERE)), "--regler", rules]

    def screen(self, command: str, *arguments: str) -> str:
        answer = ask(command, *self.asked, *arguments)
        assert answer.code == 0, answer.message
        return answer.screen

    def told(self, *arguments: str) -> str:
        """What the screen of `rettid trend` says of first offers, on one line."""
        return " ".join(self.screen("trend", *arguments).partition("Første tilbud")[2].split())

    def rows(self, command: str, *arguments: str, **where: Any) -> list[Row]:
        rows = json.loads(self.screen(command, *arguments, "--format", "json"))
        return [row for row in rows if where.items() <= row.items()]


def signals(rows: list[Row]) -> list[str | None]:
    return [row["signal"] for row in rows]


def test_m04_december_as_known_then_and_as_known_now_and_the_cases_that_differ(tmp_path: Path) -> None:
    """M-04: run in February with late registrations: December "as known 31-12" and "as known now", and the cases that differ."""
    december = month_of_offers(on("2018-12-01"), 12, 10)
    for place in (3, 7):
        december[place][1][0]["registreret"] = on("2019-01-20")
    here = Jobcentre(tmp_path, december)
    asked = ("--pr", "2019-02-15", "--periode", "2018-12", "--kendt-pr", "hver")
    now, then = here.rows("trend", *asked, haendelse="tilbud")
    assert (now["kendt"], now["taeller"], now["naevner"]) == ("nu", 10, 12)
    assert (then["kendt"], then["taeller"], then["naevner"], then["kendt_pr"]) == ("da", 8, 12, "2018-12-31")
    (plain,) = here.rows(
        "rates",
        "--pr",
        "2019-01-01",
        "--kendt-pr",
        "2018-12-31",
        "--periode",
        "2018-12",
        "--tal",
        "R1",
        haendelse="tilbud",
    )
    assert (plain["taeller"], plain["naevner"]) == (8, 12), "det samme kan regnes igen for sig"
    differ = here.rows("trend", *asked, "--forskelle")
    assert [(row["sag"], row["regnet_da"], row["regnet_nu"], row["registreret"]) for row in differ] == [
        ("F-2018-12-003", "ikke til tiden", "til tiden", "2019-01-20"),
        ("F-2018-12-007", "ikke til tiden", "til tiden", "2019-01-20"),
    ]
    screen = here.screen("trend", *asked)
    assert re.search(r"2018-12 +10 af 12 = 83,3 % \(55,2–95,3\) +8 af 12 = 66,7 %", screen)
    assert re.search(r"2018-12 +F-2018-12-003 +tilbud nr. 1 +mangler +til tiden +reg. 20-01-2019", screen)


def test_m05_who_waits_stays_in_every_month_until_the_offer_starts(tmp_path: Path) -> None:
    """M-05: citizen 40 days overdue, no offer: stays on every list until an offer starts."""
    waits, _ = one_offer("F-venter", on("2018-08-20"))
    here = Jobcentre(tmp_path, [(waits | {"slutdato": ""}, [begun("2018-11-12")])])
    rows = here.rows("trend", "--pr", "2018-12-31", "--periode", "2018-07..2018-12", "--maal", "R2", haendelse="tilbud")
    assert [(row["periode"], row["taeller"]) for row in rows] == [
        ("2018-07", 0), ("2018-08", 1), ("2018-09", 1), ("2018-10", 1), ("2018-11", 0), ("2018-12", 0),
    ]  # fmt: skip
    assert "R2" not in here.screen("trend", "--pr", "2018-12-31"), "R2 er et tilvalg"


def test_m07_two_above_the_limit_are_a_change_and_not_before(tmp_path: Path) -> None:
    """M-07: 12 stable points, then two above the upper limit → "ændring"; not before. Never month against month."""
    here = Jobcentre(tmp_path, months_of_offers("2017-11-01", [*BASE, 81, 83]))
    said = {}
    for pr in ("2018-10-31", "2018-11-30", "2018-12-31"):
        said[pr] = here.told("--pr", pr, "--periode", f"2017-11..{pr[:7]}").partition("Det siger tallene")[0]
    assert "Ingen ændring: 2018-10 er almindelig variation (middel 72,8 %)." in said["2018-10-31"]
    assert "2018-11 er over grænsen. Én periode er ikke en ændring" in said["2018-11-30"]
    assert "ændring: højere" not in said["2018-11-30"]
    assert "Ændring: højere niveau, set fra 2018-12." in said["2018-12-31"]


def test_k07_the_monthly_review_has_limits_and_flags_the_next_two(tmp_path: Path) -> None:
    """K-07: base 71,74,69,73,72,75,70,74,73,72,76,74 → mean 72.75, limits 64.8–80.7; next 81 and 83 flagged."""
    here = Jobcentre(tmp_path, months_of_offers("2017-11-01", [*BASE, 81, 83]))
    rows = here.rows("trend", "--pr", "2018-12-31", "--periode", "2017-11..2018-12", haendelse="tilbud")
    assert [row["taeller"] for row in rows] == [*BASE, 81, 83]
    assert {(row["naevner"], row["kort"], round(100 * row["middel"], 2)) for row in rows} == {(100, "xmr", 72.75)}
    assert {(round(100 * row["nedre"], 1), round(100 * row["oevre"], 1)) for row in rows} == {(64.8, 80.7)}
    assert signals(rows) == ["almindelig variation"] * 12 + ["over grænsen", "ændring: højere"]
    screen = here.screen("trend", "--pr", "2018-12-31", "--periode", "2017-11..2018-12")
    assert re.search(r"2018-11 +81 af 100 = 81,0 % \(72,2–87,5\) +64,8–80,7 +over grænsen", screen)
    assert "Fra 2017-11: middel 72,8 %, grænser 64,8–80,7 (XmR-kort af de første 12 punkter)." in screen


def test_k08_a_new_system_is_a_break_and_the_limits_begin_again(tmp_path: Path) -> None:
    """K-08, the break mark in trends: »skifter pr. november 2018 til et nyt fagsystem på beskæftigelsesområdet«."""
    here = Jobcentre(tmp_path, months_of_offers("2017-11-01", [*BASE, 88, 91]))
    asked = ("--pr", "2018-12-31", "--periode", "2017-11..2018-12")
    assert signals(here.rows("trend", *asked, haendelse="tilbud"))[-2:] == ["over grænsen", "ændring: højere"]
    broken = (*asked, "--brud", "2018-11-01=nyt fagsystem")
    rows = here.rows("trend", *broken, haendelse="tilbud")
    assert [(row["afsnit"], row["brud"]) for row in rows[-3:]] == [(1, None), (2, "nyt fagsystem"), (2, None)]
    assert (signals(rows)[-1], rows[-1]["foreloebig"]) == ("almindelig variation", True)
    screen = here.told(*broken)
    assert "Grænserne er foreløbige: 2 punkter, og der skal 12 til." in screen
    assert "Fra 2018-11 (nyt fagsystem): middel 89,5 %" in screen


def test_one_red_month_is_noise(tmp_path: Path) -> None:
    """§ C.5: with ten persons a month and a true 85 % a month under 80 % comes along by itself: one red month is noise."""
    here = Jobcentre(tmp_path, months_of_offers("2018-01-01", [9, 8, 9, 8, 10, 9, 8, 9, 7, 9, 9, 8], number=10))
    screen = here.screen("trend", "--pr", "2018-12-31", "--periode", "2018")
    assert "Ingen ændring" in screen
    assert "Hold aldrig en periode op mod den før" in screen


def test_under_ten_has_no_percentage_and_nobody_is_no_zero(tmp_path: Path) -> None:
    here = Jobcentre(tmp_path, month_of_offers(on("2018-05-01"), 9, 6))
    rows = here.rows("trend", "--pr", "2018-12-31", "--periode", "2018-05..2018-06", haendelse="tilbud")
    assert [(row["taeller"], row["naevner"], row["andel"], row["vaerdi"], row["bemaerkning"]) for row in rows] == [
        (6, 9, None, None, "for få til en procent"),
        (0, 0, None, None, "ingen i målgruppen"),
    ]
