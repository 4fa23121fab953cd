"""The municipalities' own words about rates, each with its acceptance example, asked of `rettid rates` as they would ask it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.asking import begun, caseload, citizen, export, held, on
from tests.cli.asking import ask
from tests.test_inventory import first_offers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Row = dict[str, Any]

HEAD = """
id = "proeve"
titel = "Prøve"
art = "lov"
version = "1"
hjemmel = "Ingen lov: en prøve"
kilde = "spec.md"
efterproevet = "udledt"
kontrolleret = 2026-11-22
maalgruppe = ["6.1"]
gaelder_fra = 2015-07-01
ur = "kalender"
"""

OFFER = """
[[krav]]
id = "tilbud"
titel = "Første tilbud"
haendelse = "tilbud"
form = "senest"
senest = "13 uger"
"""

INTERVIEWS = """
[[krav]]
id = "samtale"
titel = "Jobsamtale hver måned"
haendelse = "samtale"
typer = ["jobsamtale"]
form = "raekke"
hver = "1 måned"
indtil = "6 måneder"
"""


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A configuration folder that does not exist yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "indstillinger"))


ELSEWHERE = (citizen("andetsteds", maalgruppe="9.9"), [held("2018-08-01"), begun("2018-08-01")])
"""A case that no page covers, so that the export has interviews and offers whatever the others have."""


class Jobcentre:
    """Some cases and a page to judge them by, and what `rettid` says of them."""

    def __init__(
        self, folder: Path, cases: Sequence[tuple[Row, Sequence[Row]]], page: str, pr: str, **more: Any
    ) -> None:
        rules = folder / "regler.toml"
        rules.write_text(HEAD + page, encoding="utf-8")
        tables = caseload(*cases, ELSEWHERE) | more
        self.asked = [export(folder / "udtraek", tables), "--regler", rules, "--pr", pr]

    def screen(self, command: str, *arguments: str) -> str:
        answer = ask(command, *self.asked, *arguments)
        assert answer.code == 0, answer.message
        return answer.screen

    def rows(self, command: str, *arguments: str) -> list[Row]:
        return json.loads(self.screen(command, *arguments, "--format", "json"))

    def rates(self, *arguments: str, **where: Any) -> list[Row]:
        """The cells that say this."""
        cells = self.rows("rates", *arguments)
        return [row for row in cells if where.items() <= row.items()]


def of(cells: list[Row], *names: str) -> list[tuple[Any, ...]]:
    """These columns of the cells, with numerator and denominator last."""
    return [(*(row[name] for name in names), row["taeller"], row["naevner"]) for row in cells]


def test_m02_the_first_offer_by_team_age_and_caseworker(tmp_path: Path) -> None:
    """M-02: 20 deadlines fell in May, 3 were exempted, 17 remain, 12 begun on or before the day → 12/17 = 70.6 % (46.9–86.7).

    By age band, team and caseworker; the three stand apart, as R5 beside R1.
    """
    cases = first_offers("2018-01-30")
    page = OFFER.replace("13 uger", "91 dage") + 'fritager = ["mindre_intensiv_indsats"]\n'
    may = ("--periode", "2018-05")
    here = Jobcentre(tmp_path, cases, page, "2018-12-31")
    (whole,) = here.rates(*may, tal="R1", haendelse="tilbud")
    assert (whole["taeller"], whole["naevner"]) == (12, 17)
    assert [round(100 * whole[name], 1) for name in ("andel", "lav", "hoej")] == [70.6, 46.9, 86.7]
    assert of(here.rates(*may, tal="R5", haendelse="tilbud")) == [(12, 20)]
    by_team = here.rates(*may, "--efter", "aldersgruppe,team", tal="R1", niveau="aldersgruppe,team", haendelse="tilbud")
    assert of(by_team, "aldersgruppe", "team") == [("under 30", "A", 6, 8), ("under 30", "B", 6, 9)]
    screen = here.screen("rates", *may, "--efter", "team")
    assert "12 af 17 = 70,6 % (46,9–86,7)" in screen
    assert "6 af 8 (for få til en procent)" in screen


def test_m03_per_interview_number_and_per_person(tmp_path: Path) -> None:
    """M-03: person with 5 of 6 on time counts 5/6 in the interview measure, 0/1 in the person measure; both shown."""
    days = ["2018-08-02", "2018-09-02", "2018-10-02", "2018-11-02", "2018-12-02", "2019-01-03"]
    here = Jobcentre(tmp_path, [(citizen(), [held(day) for day in days])], INTERVIEWS, "2019-01-31")
    half_year = ("--periode", "2018-07-01..2019-01-31")
    screen = here.screen("rates", *half_year)
    assert re.search(r"I alt +5 af 6 \(for få til en procent\) +0 af 1 \(for få til en procent\)", screen)
    numbers = here.rates(*half_year, "--efter", "nr", tal="R1", niveau="nr")
    assert of(numbers, "nr") == [(nr, int(nr < 6), 1) for nr in range(1, 7)]


def test_h13_only_deadlines_of_the_half_year_are_in_the_denominator(tmp_path: Path) -> None:
    """H-13, Hillerød: »en ny statistik vedr. 2. halvår 2018«. Only deadlines falling 07-01..12-31 are in the denominator."""
    starts = {
        "2018-03-31": "2018-06-30",
        "2018-04-01": "2018-07-01",
        "2018-10-01": "2018-12-31",
        "2018-10-02": "2019-01-01",
    }
    cases = [
        (citizen(f"F-{frist}", startdato=on(start), tilmeldingsdato=on(start)), []) for start, frist in starts.items()
    ]
    here = Jobcentre(tmp_path, cases, OFFER, "2019-02-01")
    assert of(here.rates("--periode", "2018H2", tal="R1", haendelse="tilbud")) == [(0, 2)]
    rows = here.rows("rates", "--periode", "2018H2", "--raekker", "haendelse=tilbud")
    assert [row["frist"] for row in rows] == ["2018-07-01", "2018-12-31"]
    quarters = here.rates("--periode", "2018H2", "--efter", "kvartal", tal="R1", niveau="kvartal")
    assert of(quarters, "kvartal") == [("2018K3", 0, 1), ("2018K4", 0, 1)]


def interviews(number: int, first_late: int = 99) -> list[Row]:
    """So many interviews a month from 2 July 2018, from `first_late` on three days late."""
    months = [8, 9, 10, 11, 12]
    return [held(f"2018-{month:02}-{5 if nr >= first_late else 2:02}") for nr, month in enumerate(months[:number], 1)]


def test_b21_a_cell_lists_exactly_its_numerator_and_denominator(tmp_path: Path) -> None:
    """B-21, Brøndby: »højere kvalitet i ledelsesinformationen«.

    Cell "Team A, interview 3" lists exactly its numerator and denominator ids.
    """
    cases = [
        (citizen(f"{team}{number}", team=team), interviews(number))
        for team in ("Team A", "Team B")
        for number in (1, 2, 3, 4, 5)
    ]
    cases.append((citizen("A-sent", team="Team A"), interviews(3, first_late=3)))
    here = Jobcentre(tmp_path, cases, INTERVIEWS, "2018-12-31")
    funds = [
        fund
        for fund in here.rows("audit", "--periode", "2018H2")
        if fund["team"] == "Team A" and fund["nr"] == 3 and fund["frist"] == "2018-10-02"
    ]
    rows = here.rows("rates", "--periode", "2018H2", "--raekker", "team=Team A;nr=3")
    assert [row["fund_id"] for row in rows] == [fund["fund_id"] for fund in funds]
    assert {row["fund_id"] for row in rows if row["i_taeller"]} == {
        fund["fund_id"] for fund in funds if fund["status"] == "rettidig"
    }
    cell = here.rates("--periode", "2018H2", "--efter", "team,nr", tal="R1", niveau="team,nr", team="Team A", nr=3)
    assert of(cell) == [(3, 6)]
    assert "Samtaler: 3 af 6 forpligtelser." in here.screen(
        "rates", "--periode", "2018H2", "--raekker", "team=Team A;nr=3"
    )


def test_f14_a_moved_case_is_counted_once_and_teams_sum_to_the_total(tmp_path: Path) -> None:
    """F-14, Faaborg-Midtfyn: »Tæt opfølgning på teamniveau og øvrige led i styringskæderne«.

    Moved case counted once; teams sum to total.
    """
    moved = citizen("Flyttet", team="Nord", sagsbehandler="Nina")
    stays = citizen("Bliver", team="Syd", sagsbehandler="Svend")
    owners = [
        {"forloeb_id": "Flyttet", "team": "Syd", "sagsbehandler": "Svend", "fra": "2018-07-02", "til": "2018-09-30"},
        {"forloeb_id": "Flyttet", "team": "Nord", "sagsbehandler": "Nina", "fra": "2018-10-01", "til": ""},
    ]
    cases = [(moved, interviews(4)), (stays, interviews(5))]
    here = Jobcentre(tmp_path, cases, INTERVIEWS, "2018-12-31", ansvar=owners)
    cells = here.rates("--periode", "2018H2", "--efter", "team,sagsbehandler")

    def by_team(tal: str) -> list[tuple[Any, ...]]:
        return of([row for row in cells if row["tal"] == tal and row["niveau"] == "team" and row["naevner"]], "team")

    assert by_team("R1") == [("Nord", 2, 3), ("Syd", 7, 7)]
    assert by_team("RP") == [("Nord", 0, 1), ("Syd", 1, 1)]
    assert [row[0] for row in by_team("R2") if row[1]] == ["Nord"]
    for tal, whole in (("R1", (9, 10)), ("RP", (1, 2))):
        assert of([row for row in cells if row["tal"] == tal and row["naevner"] and row["niveau"] == "i alt"]) == [
            whole
        ]


def test_f14_who_waits_stands_with_those_who_can_act(tmp_path: Path) -> None:
    """The deadline was missed at Syd and counts there; the citizen still waits, and the case is Nord's now."""
    owners = [
        {"forloeb_id": "Flyttet", "team": "Syd", "sagsbehandler": "Svend", "fra": "2018-07-02", "til": "2018-10-31"},
        {"forloeb_id": "Flyttet", "team": "Nord", "sagsbehandler": "Nina", "fra": "2018-11-01", "til": ""},
    ]
    moved = citizen("Flyttet", team="Nord", sagsbehandler="Nina")
    here = Jobcentre(tmp_path, [(moved, [])], OFFER, "2018-12-31", ansvar=owners)
    cells = here.rates("--periode", "2018H2", "--efter", "team", niveau="team", haendelse="tilbud")
    assert of([row for row in cells if row["tal"] == "R1" and row["naevner"]], "team") == [("Syd", 0, 1)]
    assert of([row for row in cells if row["linje"] == "57+" and row["naevner"]], "team") == [("Nord", 1, 1)]


def test_f18_the_newcomers_beside_the_older_stock(tmp_path: Path) -> None:
    """F-18, Faaborg-Midtfyn: »opfylde lovgivningens krav om rettidighed fuldt ud for alle nyledige pr. 1. september 2018«.

    A June starter who is late is not in this promise, but is on the list.
    """
    june = citizen("Juni", startdato=on("2018-06-04"), tilmeldingsdato=on("2018-06-04"))
    on_the_day = citizen("September", startdato=on("2018-09-01"), tilmeldingsdato=on("2018-09-01"))
    here = Jobcentre(tmp_path, [(june, []), (on_the_day, [begun("2018-10-01")])], OFFER, "2018-12-31")
    asked = ("--periode", "2018H2", "--nyledige-fra", "2018-09-01")
    cohorts = here.rates(*asked, tal="R1", niveau="kohorte")
    assert of(cohorts, "kohorte") == [("bestand", 0, 1), ("nyledige", 1, 1)]
    (promised,) = here.rows("rates", *asked, "--raekker", "kohorte=nyledige")
    assert promised["forloeb_id"] == "September"
    screen = here.screen("rates", *asked)
    assert screen.index("Begyndt før 01-09-2018") < screen.index("Nyledige fra 01-09-2018")
    assert "Juni" in here.screen("audit", "--periode", "2018H2")


def test_r6_what_the_data_are_worth(tmp_path: Path) -> None:
    """`spec.md` § 5, R6: share of open forløb with usable start, owner, birth date; of held interviews registered within 14 days."""
    owned = {"team": "Nord", "sagsbehandler": "Nina"}
    cases = [
        (
            citizen("hel", **owned),
            [held("2018-08-02", registreret="2018-08-16"), held("2018-09-02", registreret="2018-09-17")],
        ),
        (citizen("kun-team", team="Nord"), []),
        (citizen("uden-ansvarlig"), []),
        (citizen("uden-foedselsdato", foedselsdato="", **owned), []),
        (citizen("uden-start", startdato="", tilmeldingsdato="", **owned), []),
        (citizen("slut", slutdato=on("2018-12-01"), **owned), []),
    ]
    here = Jobcentre(tmp_path, cases, OFFER, "2018-12-31")
    assert of(here.rates("--tal", "R6"), "linje") == [("brugbare forløb", 2, 6), ("registreret i tide", 1, 2)]
    by_worker = here.rates("--tal", "R6", "--efter", "sagsbehandler", niveau="sagsbehandler", linje="brugbare forløb")
    assert of(by_worker, "sagsbehandler") == [("Nina", 1, 3), (None, 1, 3)]
    rows = here.rows("rates", "--raekker", "tal=R6;sagsbehandler=Nina")
    assert [row["forloeb_id"] for row in rows if not row["i_taeller"]] == ["uden-foedselsdato", "uden-start"]
