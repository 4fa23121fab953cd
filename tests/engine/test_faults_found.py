"""Examples of what the pages do not show and the random cases (`tests/cases.py`) seldom or never make.

Each was found by breaking the engine one line at a time and seeing no page and no random case complain: an anchor that is not the start
under other forms than `senest`, ages divisible by four, a krav that takes every type, two packs with a krav of the same name, a period of
no days, columns that hold something else.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from rettid import Tables, audit, load_packs
from rettid.engine.funds import REMARKS
from rettid.errors import RuleError

if TYPE_CHECKING:
    from pathlib import Path

    from rettid import Pack

Row = dict[str, Any]
on = date.fromisoformat

PR = on("2018-12-31")
CASE = {"forloeb_id": "F1", "borger_id": "B1", "maalgruppe": "6.1", "startdato": on("2018-07-02")}
HEAD = """
id = "{name}"
titel = "Prøve"
art = "lov"
version = "1"
hjemmel = "Ingen lov: en prøve"
kilde = "spec.md"
efterproevet = "udledt"
kontrolleret = 2026-11-22
maalgruppe = ["6.1"]
gaelder_fra = 2015-01-01
ur = "{clock}"

[fravaer]
pauser = {pauses}
fritager = {exempts}
"""
KRAV = """
[[krav]]
id = "k"
titel = "Prøve"
haendelse = "samtale"
"""


def pack(
    folder: Path, krav: str, *, name: str = "p", clock: str = "kalender", pauses: str = "[]", exempts: str = "[]"
) -> Pack:
    """A law pack with one krav `k`, of interviews unless `krav` says otherwise."""
    path = folder / f"{name}.toml"
    head = HEAD.format(name=name, clock=clock, pauses=pauses, exempts=exempts)
    path.write_text(head + (krav if "[[krav]]" in krav else KRAV + krav), encoding="utf-8")
    (loaded,) = load_packs([path])
    return loaded


def held(day: str, kind: str | None = "jobsamtale", status: str = "afholdt") -> Row:
    return {"forloeb_id": "F1", "dato": on(day), "samtaletype": kind, "status": status}


def absence(kind: str, first: str, last: str | None) -> Row:
    return {
        "forloeb_id": "F1",
        "fravaerstype": kind,
        "startdato": on(first),
        "slutdato": on(last) if last else None,
    }


def judge(*packs: Pack, pr: date = PR, forloeb: Row | None = None, **tables: list[Row] | None) -> list[Row]:
    """The funds of one forløb; a table left out is empty, one that is None was not supplied."""
    rows = {name: tables.get(name, []) for name in ("samtaler", "tilbud", "fravaer", "ansvar")}
    return audit(Tables.from_rows({"forloeb": [CASE | (forloeb or {})], **rows}), packs, pr=pr).to_dicts()


def met(funds: list[Row]) -> list[str | None]:
    return [str(fund["moedt"]) if fund["moedt"] else None for fund in funds]


# --- An anchor that is not the start ---------------------------------------------------------------------------

LATER = {"tilmeldingsdato": on("2018-08-01")}


def test_a_series_counts_events_from_its_anchor_not_from_the_start(tmp_path: Path) -> None:
    series = (
        'typer = ["jobsamtale"]\nform = "raekke"\nanker = "tilmeldingsdato"\nhver = "1 måned"\nindtil = "2 måneder"'
    )
    funds = judge(pack(tmp_path, series), forloeb=LATER, samtaler=[held("2018-07-20"), held("2018-08-20")])
    assert met(funds) == ["2018-08-20", None]
    assert [str(fund["frist"]) for fund in funds] == ["2018-09-01", "2018-10-01"]


def test_a_trigger_lies_within_the_forloeb_but_what_meets_it_lies_on_or_after_the_anchor(tmp_path: Path) -> None:
    trigger = '{ haendelse = "samtale", status = "udeblevet" }'
    after = (
        f'typer = ["jobsamtale"]\nform = "efter"\nanker = "tilmeldingsdato"\nsenest = "8 uger"\nudloeser = {trigger}'
    )
    events = [held("2018-07-10", status="udeblevet"), held("2018-07-20"), held("2018-08-01")]
    (fund,) = judge(pack(tmp_path, after), forloeb=LATER, samtaler=events)
    assert (str(fund["aabner"]), met([fund])) == ("2018-07-10", ["2018-08-01"])
    (early,) = judge(pack(tmp_path, after), forloeb=LATER, samtaler=events[:2])
    assert early["status"] == "mangler"


def test_an_age_band_looks_at_the_start_whatever_the_anchor(tmp_path: Path) -> None:
    bands = 'alder = [{ under = 30, senest = "2 uger" }, { fra = 30, senest = "4 uger" }]'
    krav = f'typer = ["jobsamtale"]\nform = "senest"\nanker = "tilmeldingsdato"\n{bands}'
    between = LATER | {"foedselsdato": on("1988-07-15")}  # 29 at the start, 30 at the anchor
    assert [str(fund["frist"]) for fund in judge(pack(tmp_path, krav), forloeb=between)] == ["2018-08-15"]


def test_a_notice_without_its_date_is_owed_by_nobody_even_where_the_anchor_is_missing_too(tmp_path: Path) -> None:
    krav = NOTICE + '\nanker = "tilmeldingsdato"'
    assert judge(pack(tmp_path, krav)) == []
    (fund,) = judge(pack(tmp_path, krav), forloeb={"ydelse_ophoerer": on("2018-12-31")})
    assert fund["mangler_felt"] == "tilmeldingsdato"


# --- Clocks and numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("last", ["2018-07-02", "2018-07-20"])
def test_a_period_of_no_days_falls_due_on_its_anchor_even_inside_a_pause(tmp_path: Path, last: str) -> None:
    krav = 'typer = ["jobsamtale"]\nform = "senest"\nsenest = "0 dage"'
    rows = [absence("x", "2018-06-18", last)]
    (fund,) = judge(pack(tmp_path, krav, clock="ledighed", pauses='["x"]'), fravaer=rows)
    assert (str(fund["forfald"]), fund["pausedage"]) == ("2018-07-02", 0)


def test_a_pause_of_1900_moves_nothing(tmp_path: Path) -> None:
    """Exports write 1900 for "don't know". A pause before 1970 has days below zero; it is this citizen's all the same."""
    rows = [absence("x", "1900-01-01", "1900-03-01"), absence("x", "2018-08-05", "2018-08-10")]
    (fund,) = judge(pack(tmp_path, ANY, clock="ledighed", pauses='["x"]'), fravaer=rows)
    assert (str(fund["forfald"]), fund["pausedage"]) == ("2018-07-30", 0)


def test_no_paused_days_lie_between_an_anchor_and_a_due_day_before_it(tmp_path: Path) -> None:
    """An `efter` may fall due before its anchor: the days from the anchor to the due day are none, not fewer than none."""
    after = 'form = "efter"\nanker = "tilmeldingsdato"\nsenest = "3 dage"\nudloeser = { haendelse = "samtale" }'
    rows = [absence("x", "2018-07-20", "2018-07-22")]
    events = [held("2018-07-10")]
    (fund,) = judge(
        pack(tmp_path, after, clock="ledighed", pauses='["x"]'), forloeb=LATER, samtaler=events, fravaer=rows
    )
    assert (str(fund["forfald"]), fund["pausedage"]) == ("2018-07-13", 0)


def test_a_series_of_months_stops_at_its_last_month_however_short_the_months_are(tmp_path: Path) -> None:
    series = 'typer = ["jobsamtale"]\nform = "raekke"\nhver = "1 måned"\nindtil = "12 måneder"'
    funds = judge(pack(tmp_path, series), pr=on("2020-12-31"))
    assert [fund["nr"] for fund in funds] == list(range(1, 13))
    assert str(funds[-1]["frist"]) == "2019-07-02"


# --- Ages ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "made"), [("2020-02-28", 0), ("2020-02-29", 1), ("2020-03-01", 1)])
def test_born_on_29_february_turns_60_on_the_29th_of_a_leap_year(tmp_path: Path, start: str, made: int) -> None:
    krav = 'typer = ["jobsamtale"]\nform = "senest"\nsenest = "4 uger"\nalder = [{ fra = 60 }]'
    born = {"foedselsdato": on("1960-02-29"), "startdato": on(start)}
    assert len(judge(pack(tmp_path, krav), pr=on("2020-03-31"), forloeb=born)) == made


@pytest.mark.parametrize(("birth", "made"), [("1968-07-31", 0), ("1968-07-30", 1), ("1968-07-03", 1)])
def test_a_band_judged_on_the_due_day_takes_in_who_grows_into_it(tmp_path: Path, birth: str, made: int) -> None:
    krav = 'form = "senest"\nalder_ved = "frist"\nalder = [{ fra = 50, senest = "4 uger" }]'
    assert len(judge(pack(tmp_path, krav), forloeb={"foedselsdato": on(birth)})) == made  # 49 at the start, due 30 July


# --- A krav that takes every type ------------------------------------------------------------------------------

ANY = 'form = "senest"\nsenest = "4 uger"'


@pytest.mark.parametrize(
    ("kind", "status"),
    [("cv_samtale", "rettidig"), ("serviceopkald", "rettidig"), ("ukendt", "mangler"), (None, "mangler")],
)
def test_without_types_every_known_type_counts_and_an_unknown_one_never(
    tmp_path: Path, kind: str | None, status: str
) -> None:
    (fund,) = judge(pack(tmp_path, ANY), samtaler=[held("2018-07-10", kind)])
    assert fund["status"] == status


@pytest.mark.parametrize(("kind", "made"), [("mentor", 1), ("ukendt", 0), (None, 0)])
def test_without_types_an_offer_of_unknown_type_triggers_nothing(tmp_path: Path, kind: str | None, made: int) -> None:
    after = 'form = "efter"\nsenest = "1 uge"\nudloeser = { haendelse = "tilbud" }'
    offer = {"forloeb_id": "F1", "tilbudstype": kind, "status": "igang", "startdato": on("2018-08-01")}
    assert len(judge(pack(tmp_path, after), tilbud=[offer])) == made


# --- Exemptions ------------------------------------------------------------------------------------------------


def test_an_exemption_that_is_over_does_not_reach_past_its_end_into_the_open_one_it_leads_to(tmp_path: Path) -> None:
    """Due 30 July; exempt 9-20 July and again, without end, from 20 August (a month after the 20th). The 30th itself is free."""
    krav = ANY + '\ntyper = ["jobsamtale"]\nfritagelse_flytter = "1 måned"'
    rows = [absence("x", "2018-07-09", "2018-07-20"), absence("x", "2018-08-20", None)]
    (fund,) = judge(pack(tmp_path, krav, exempts='["x"]'), fravaer=rows)
    assert (str(fund["forfald"]), fund["status"]) == ("2018-07-30", "mangler")
    rows[0]["slutdato"] = on("2018-07-30")  # now the 30th is covered, and so is 30 August
    (fund,) = judge(pack(tmp_path, krav, exempts='["x"]'), fravaer=rows)
    assert (str(fund["forfald"]), fund["status"]) == ("2018-08-30", "undtaget")


# --- Wage subsidies --------------------------------------------------------------------------------------------

OFFER = KRAV.replace('"samtale"', '"tilbud"')
SUBSIDY = OFFER + 'loentilskud_efterfrist = "21 dage"\n' + ANY


@pytest.mark.parametrize(("end", "status"), [("2018-08-10", "rettidig"), ("2018-08-09", "mangler")])
def test_a_wage_subsidy_that_begins_on_the_last_day_of_the_forloeb_still_counts(
    tmp_path: Path, end: str, status: str
) -> None:
    begun = {
        "tilbudstype": "loentilskud",
        "status": "igang",
        "afgivet": on("2018-07-30"),
        "startdato": on("2018-08-10"),
    }
    (fund,) = judge(pack(tmp_path, SUBSIDY), tilbud=[{"forloeb_id": "F1"} | begun], forloeb={"slutdato": on(end)})
    assert fund["status"] == status
    assert (REMARKS[3] in (fund["bemaerkning"] or "")) == (status == "rettidig")


@pytest.mark.parametrize(
    ("given", "start", "status"),
    [
        ("2018-07-30", "2018-08-20", "rettidig"),  # 21 days after the due day, 30 July
        (
            "2018-07-30",
            "2018-08-21",
            "for_sent",
        ),  # within 21 days of the last day in time, 6 August: too late all the same
        ("2018-07-31", "2018-08-20", "for_sent"),  # given in the days of grace
    ],
)
def test_a_wage_subsidy_looks_at_the_due_day_before_grace(tmp_path: Path, given: str, start: str, status: str) -> None:
    krav = SUBSIDY + '\nhenstand = "7 dage"'
    offer = {"tilbudstype": "loentilskud", "status": "igang", "afgivet": on(given), "startdato": on(start)}
    (fund,) = judge(pack(tmp_path, krav), tilbud=[{"forloeb_id": "F1"} | offer])
    assert (str(fund["forfald"]), str(fund["frist"]), fund["status"]) == ("2018-07-30", "2018-08-06", status)


# --- Who was responsible ---------------------------------------------------------------------------------------


def test_responsibility_without_a_first_day_holds_from_the_beginning(tmp_path: Path) -> None:
    row = {"forloeb_id": "F1", "sagsbehandler": "da", "team": "t", "fra": None, "til": on("2018-07-30")}
    (fund,) = judge(pack(tmp_path, ANY), ansvar=[row])
    assert (fund["sagsbehandler"], fund["bemaerkning"]) == ("da", None)
    (after,) = judge(pack(tmp_path, ANY), ansvar=[row | {"til": on("2018-07-29")}], forloeb={"sagsbehandler": "nu"})
    assert (after["sagsbehandler"], after["bemaerkning"]) == ("nu", REMARKS[0])


def test_a_period_that_names_nobody_says_nothing(tmp_path: Path) -> None:
    row = {"forloeb_id": "F1", "sagsbehandler": None, "team": None, "fra": on("2018-01-01"), "til": None}
    (fund,) = judge(pack(tmp_path, ANY), ansvar=[row], forloeb={"sagsbehandler": "nu", "team": "nu"})
    assert (fund["sagsbehandler"], fund["team"], fund["bemaerkning"]) == ("nu", "nu", REMARKS[0])


@pytest.mark.parametrize(("henstand", "name"), [("", "før"), ('\nhenstand = "14 dage"', "efter")])
def test_the_one_responsible_is_so_on_the_last_day_in_time_not_on_the_due_day(
    tmp_path: Path, henstand: str, name: str
) -> None:
    rows = [
        {"forloeb_id": "F1", "sagsbehandler": "før", "fra": on("2018-01-01"), "til": on("2018-08-05")},
        {"forloeb_id": "F1", "sagsbehandler": "efter", "fra": on("2018-08-06"), "til": None},
    ]
    (fund,) = judge(pack(tmp_path, ANY + henstand), ansvar=rows)
    assert fund["sagsbehandler"] == name


# --- What the data hold ----------------------------------------------------------------------------------------


def test_an_empty_table_lacks_no_column(tmp_path: Path) -> None:
    """No interview at all, of an export that has interviews: the duty is unmet, not undecided."""
    krav = ANY + '\nformer = ["personligt"]\nafholdt_af = ["jobcenter"]'
    (fund,) = judge(pack(tmp_path, krav), samtaler=[])
    assert (fund["status"], fund["mangler_felt"]) == ("mangler", None)


def test_an_offer_that_the_a_kasse_answers_for_asks_for_no_interviews(tmp_path: Path) -> None:
    (fund,) = judge(pack(tmp_path, OFFER + 'ejer = "a-kasse"\n' + ANY), samtaler=None)
    assert fund["status"] == "mangler"


def test_a_duty_of_the_a_kasse_met_late_is_late_though_no_interview_by_an_a_kasse_is_known(tmp_path: Path) -> None:
    krav = ANY + '\nejer = "a-kasse"'
    (late,) = judge(pack(tmp_path, krav), samtaler=[held("2018-08-20")])
    assert (late["status"], late["mangler_felt"]) == ("for_sent", None)
    (unmet,) = judge(pack(tmp_path, krav), samtaler=[held("2018-06-20")])
    assert (unmet["status"], unmet["mangler_felt"]) == ("kan_ikke_afgoeres", "samtaler")


@pytest.mark.parametrize(
    ("clock", "pauses", "exempts", "remarked"),
    [
        ("kalender", '["arbejde"]', "[]", False),  # nothing in the table could move this deadline
        ("kalender", "[]", '["x"]', True),
        ("ledighed", '["arbejde"]', "[]", True),
        ("ledighed", "[]", "[]", False),
    ],
)
def test_without_absences_a_fund_says_so_only_where_they_could_move_it(
    tmp_path: Path, clock: str, pauses: str, exempts: str, *, remarked: bool
) -> None:
    (fund,) = judge(pack(tmp_path, ANY, clock=clock, pauses=pauses, exempts=exempts), fravaer=None)
    assert (REMARKS[1] in (fund["bemaerkning"] or "")) == remarked


NOTICE = 'typer = ["varslingssamtale"]\nform = "varsel"\nfoer = "ydelse_ophoerer"\nvarsel = "1 måned"'


@pytest.mark.parametrize(
    ("forloeb", "made"),
    [({}, 0), ({"ydelse_ophoerer": None}, 0), ({"ydelse_ophoerer": on("2018-12-31")}, 1)],
)
def test_a_column_that_a_krav_names_may_be_absent_or_empty(tmp_path: Path, forloeb: Row, made: int) -> None:
    assert len(judge(pack(tmp_path, NOTICE), forloeb=forloeb)) == made


def test_a_column_that_a_krav_names_must_hold_dates(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="ydelse_ophoerer"):
        judge(pack(tmp_path, NOTICE), forloeb={"ydelse_ophoerer": "31-12-2018"})


# --- Identities ------------------------------------------------------------------------------------------------


def test_two_packs_may_name_a_krav_alike(tmp_path: Path) -> None:
    funds = judge(pack(tmp_path, ANY, name="p"), pack(tmp_path, ANY, name="q"))
    assert [fund["pakke"] for fund in funds] == ["p", "q"]
    assert len({fund["fund_id"] for fund in funds}) == 2


def test_a_fund_keeps_its_id_from_version_to_version() -> None:
    """What the next fortnight's list looks up. A new id here is a break with every list that has been handed out."""
    tables = Tables.from_rows({"forloeb": [CASE], "samtaler": []})
    found = audit(tables, [one for one in load_packs() if one.id == "dagpenge-2017"], pr=PR)
    assert found.filter(pl.col("krav") == "jobsamtale-maaned")["fund_id"].to_list()[:2] == [
        "b1feaf81e92d1460",
        "d891e4fab36044e9",
    ]
