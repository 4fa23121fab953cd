"""Not supplied is not empty (`spec.md` § 2): what an export can't tell is never called late, and a fund says what it rests on."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from rettid import Tables, audit, load_packs
from rettid.engine.funds import REMARKS

PACK = load_packs([Path(__file__).parents[1] / "data" / "eksempelpakke.toml"])
CASE = {
    "forloeb_id": "F1",
    "maalgruppe": "6.1",
    "startdato": date(2018, 1, 1),
    "foedselsdato": date(1985, 1, 1),
    "tilmeldingsdato": date(2018, 1, 1),
    "sagsbehandler": "nu",
    "team": "nu-team",
}
HELD = {
    "forloeb_id": "F1",
    "dato": date(2018, 1, 20),
    "samtaletype": "jobsamtale",
    "status": "afholdt",
    "samtaleform": "personligt",
    "afholdt_af": "jobcenter",
}
LATE = HELD | {"dato": date(2018, 5, 20)}
SUPPLIED = {"forloeb": [CASE], "samtaler": [HELD, LATE], "tilbud": [], "fravaer": [], "ansvar": []}


def judged(tables: Tables) -> pl.DataFrame:
    return audit(tables, PACK, pr=date(2018, 12, 31))


def status(funds: pl.DataFrame, krav: str, nr: int = 1) -> tuple[str, str | None]:
    return funds.filter(pl.col("krav") == krav, pl.col("nr") == nr).select("status", "mangler_felt").row(0)


def test_an_empty_table_is_an_answer_and_a_missing_one_is_not() -> None:
    assert status(judged(Tables.from_rows(SUPPLIED)), "foerste-tilbud") == ("mangler", None)
    assert status(judged(Tables.from_rows(SUPPLIED | {"tilbud": None})), "foerste-tilbud") == (
        "kan_ikke_afgoeres",
        "tilbud",
    )


def test_a_met_duty_needs_no_more_data() -> None:
    partial = replace(Tables.from_rows(SUPPLIED), partial={"samtaler": "samtalerne imellem"})
    assert status(judged(partial), "samtale-maaned", 1) == ("rettidig", None)


@pytest.mark.parametrize(("nr", "whole"), [(2, "for_sent"), (3, "mangler")])
def test_a_table_known_in_part_proves_no_breach(nr: int, whole: str) -> None:
    tables = Tables.from_rows(SUPPLIED)
    partial = replace(tables, partial={"samtaler": "samtalerne imellem"})
    assert status(judged(tables), "samtale-maaned", nr) == (whole, None)
    assert status(judged(partial), "samtale-maaned", nr) == ("kan_ikke_afgoeres", "samtalerne imellem")


@pytest.mark.parametrize(("column", "krav"), [("samtaleform", "samtale-maaned"), ("afholdt_af", "samtale-4-paa-6")])
def test_a_column_that_a_krav_filters_on_and_the_export_lacks(column: str, krav: str) -> None:
    rows = [{key: value for key, value in row.items() if key != column} for row in (HELD, LATE)]
    funds = judged(Tables.from_rows(SUPPLIED | {"samtaler": rows}))
    assert status(funds, krav) == ("kan_ikke_afgoeres", column)
    assert status(funds, "samtale-interval", 2) == ("for_sent", None)


def remarks(funds: pl.DataFrame, krav: str) -> str | None:
    return funds.filter(pl.col("krav") == krav).item(0, "bemaerkning")


def test_a_fund_says_when_the_responsible_is_todays() -> None:
    held = {"forloeb_id": "F1", "sagsbehandler": "da", "team": None, "fra": date(2018, 1, 1), "til": date(2018, 4, 1)}
    funds = judged(Tables.from_rows(SUPPLIED | {"ansvar": [held]})).filter(pl.col("krav") == "samtale-maaned")
    first, last = funds.row(0, named=True), funds.row(-1, named=True)
    assert (first["sagsbehandler"], first["team"], first["bemaerkning"]) == ("da", "nu-team", None)
    assert (last["sagsbehandler"], last["team"], last["bemaerkning"]) == ("nu", "nu-team", REMARKS[0])


def test_a_period_with_only_a_team_names_no_caseworker() -> None:
    shared = {"forloeb_id": "F1", "sagsbehandler": None, "team": "fælles", "fra": date(2018, 1, 1), "til": None}
    funds = judged(Tables.from_rows(SUPPLIED | {"ansvar": [shared]}))
    fund = funds.drop_nulls("frist").row(0, named=True)
    assert (fund["sagsbehandler"], fund["team"]) == (None, "fælles")


def test_without_absences_a_deadline_in_unemployment_time_may_lie_later() -> None:
    funds = judged(Tables.from_rows(SUPPLIED | {"fravaer": None}))
    assert status(funds, "samtale-maaned", 2) == ("for_sent", None)
    assert REMARKS[1] in (remarks(funds, "samtale-maaned") or "")


def test_a_clock_of_hours_that_falls_back_on_days_says_so() -> None:
    packs = [replace(pack, krav=tuple(replace(krav, ur="timer") for krav in pack.krav)) for pack in PACK]
    funds = audit(Tables.from_rows(SUPPLIED), packs, pr=date(2018, 12, 31))
    assert REMARKS[2] in (remarks(funds, "samtale-maaned") or "")
