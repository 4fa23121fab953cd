"""Who has the case (`rettid.responsible`): nobody, several, from hand to hand, and what each case lacks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given

from rettid import Tables, audit, load_packs
from rettid.caseload import open_cases
from rettid.engine.spells import spells
from rettid.quality.holders import holders_now
from rettid.responsible import (
    CASE_SCHEMA,
    HANDOVER_SCHEMA,
    UNCLEAR_SCHEMA,
    case_table,
    handovers,
    unclear,
    with_several,
    without_caseworker,
)
from tests.asking import Row, absence, caseload, citizen, held, on
from tests.depth import tries
from tests.test_invariants import ACROSS_SEEDS, Scene

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

PR = on("2018-06-12")
LAW = [pack for pack in load_packs() if pack.art == "lov"]


def case(name: str, worker: str | None = "Bo", team: str | None = "Team A", **more: Any) -> Row:
    return citizen(name, startdato=on("2018-05-01"), sagsbehandler=worker, team=team, slutdato=None) | more


def has(name: str, worker: str | None, first: str | None, last: str | None = None, team: str | None = "Team A") -> Row:
    """A row of `ansvar`."""
    days = {"fra": on(first) if first else None, "til": on(last) if last else None}
    return {"forloeb_id": name, "sagsbehandler": worker, "team": team} | days


def tables(cases: Sequence[Row], *rows: Row) -> Tables:
    return Tables.from_rows(caseload(*((each, []) for each in cases)) | {"ansvar": list(rows)})


def asked(made: Tables, pr: date = PR) -> pl.DataFrame:
    return unclear(made, open_cases(made, pr), pr)


# --- F-01 ------------------------------------------------------------------------------------------------------


def test_f01_cases_without_a_caseworker_are_first() -> None:
    """F-01, Faaborg-Midtfyn: »indføre individuelle sagsstammer fra 11. juni 2018«.

    3 open cases with no caseworker on 2018-06-12 → top of the team sheet; after them the case that two have.
    """
    cases = [
        case("F1"),
        case("F2", None),
        case("F3"),
        case("F4", "Ikke tildelt"),
        case("F5", None, None),
        case("F6", None, slutdato=on("2018-06-11")),
        case("F7", None, startdato=on("2018-06-13")),
    ]
    both = [has("F3", "Bo", "2018-06-11"), has("F3", "Ida", "2018-06-01", "2018-07-01"), has("F1", "Bo", "2018-06-11")]
    found = asked(tables(cases, *both))
    assert found.schema == UNCLEAR_SCHEMA
    assert found.select("sag", "hvad", "hvem").rows() == [
        ("F2", "ingen sagsbehandler", None),
        ("F4", "ingen sagsbehandler", None),
        ("F5", "ingen sagsbehandler", None),
        ("F3", "flere på én gang", "Ida (fra 01-06-2018) og Bo (fra 11-06-2018)"),
    ]


def test_one_who_has_it_by_ansvar_is_somebody_and_one_whose_time_is_over_is_not() -> None:
    rows = [
        has("F1", "Ida", "2018-06-12"),
        has("F2", "Ida", "2018-06-13"),
        has("F3", "Ida", "2018-06-01", "2018-06-11"),
    ]
    made = tables([case(name, None) for name in ("F1", "F2", "F3")], *rows)
    assert asked(made)["sag"].to_list() == ["F2", "F3"]
    assert holders_now(made, PR)["sagsbehandler"].to_list() == ["Ida", None, None]


def test_a_system_and_a_team_are_nobody() -> None:
    made = tables([case("F1", "Batch"), case("F2", "Team A"), case("F3", "Ungeteam"), case("F4", "Bo", "Ungeteam")])
    assert asked(made).select("sag", "hvad", "hvem").rows() == [
        ("F1", "et system har sagen", "Batch"),
        ("F2", "et team har sagen", "Team A"),
        ("F3", "et team har sagen", "Ungeteam"),
    ]


@pytest.mark.parametrize(
    ("rows", "doubled"),
    [
        ([has("F1", "Bo", "2018-06-01"), has("F1", "Ida", "2018-06-05")], True),
        ([has("F1", "Bo", "2018-06-01", "2018-06-12"), has("F1", "Ida", "2018-06-12")], False),  # handed over today
        ([has("F1", "Bo", "2018-06-01", "2018-06-12"), has("F1", "Ida", "2018-06-11")], True),
        ([has("F1", "Bo", "2018-06-01", "2018-06-11"), has("F1", "Ida", "2018-06-12")], False),
        ([has("F1", "Bo", "2018-06-01"), has("F1", "Ida", "2018-06-13")], False),
        ([has("F1", "Bo", "2018-06-01"), has("F1", "Bo", "2018-06-05", team="Team B")], False),
        ([has("F1", "Bo", None), has("F1", "Ida", "2018-06-05")], True),
        ([has("F1", "Bo", "2018-06-01"), has("F1", "Ikke tildelt", "2018-06-05")], False),
        ([has("F1", "Bo", "2018-06-12"), has("F1", "Ida", "2018-06-12")], True),
    ],
)
def test_who_has_it_at_once(rows: list[Row], *, doubled: bool) -> None:
    made = tables([case("F1")], *rows)
    assert with_several(made, open_cases(made, PR), PR).height == doubled


def test_without_ansvar_nothing_is_doubled_or_handed_over() -> None:
    made = Tables.from_rows(caseload((case("F1"), [])))
    cases = open_cases(made, PR)
    assert with_several(made, cases, PR).is_empty()
    assert handovers(made, cases, PR).schema == HANDOVER_SCHEMA
    assert handovers(made, cases, PR).is_empty()
    assert without_caseworker(made, cases.clear(), PR).is_empty()


# --- B-04 ------------------------------------------------------------------------------------------------------


def moved(*rows: Row, pr: date = PR) -> list[tuple[str, str, str, int]]:
    made = tables([case("F1")], *rows)
    found = handovers(made, open_cases(made, pr), pr)
    assert found.schema == HANDOVER_SCHEMA
    return [
        (f"{day:%d-%m}", before, after, number)
        for day, before, after, number in found.select("dag", "fra_sagsbehandler", "til_sagsbehandler", "skift").rows()
    ]


THREE = [
    has("F1", "Bo", "2018-05-01", "2018-05-20"),
    has("F1", "Ida", "2018-05-21", "2018-06-03"),
    has("F1", "Eva", "2018-06-04"),
]


def test_b04_a_case_that_moved_twice_in_a_month_is_listed() -> None:
    """B-04, Brøndby: »Jobteamet overgået til faste sagsstammer«.

    Case moved twice in a month → listed, with the days and from whom to whom.
    """
    assert moved(*THREE) == [("21-05", "Bo", "Ida", 2), ("04-06", "Ida", "Eva", 2)]


@pytest.mark.parametrize(("pr", "listed"), [("2018-06-03", 0), ("2018-06-04", 2), ("2018-06-20", 2), ("2018-06-21", 0)])
def test_the_month_is_the_31_days_up_to_the_day(pr: str, listed: int) -> None:
    assert len(moved(*THREE, pr=on(pr))) == listed


def test_what_is_no_handover() -> None:
    assert not moved(has("F1", "Bo", "2018-05-20"), has("F1", "Ida", "2018-06-04")), "én gang"
    same = [
        has("F1", "Bo", "2018-05-20", "2018-05-31"),
        has("F1", "Bo", "2018-06-01", "2018-06-05"),
        has("F1", "Bo", "2018-06-08"),
    ]
    assert not moved(*same), "den samme, også efter et hul"
    gap = [
        has("F1", "Bo", "2018-05-20", "2018-05-31"),
        has("F1", "Ufordelt", "2018-06-01", "2018-06-05"),
        has("F1", "Ida", "2018-06-06"),
    ]
    assert not moved(*gap), "ingen er ikke en, der har sagen"


def test_a_case_lent_out_and_given_back_moved_twice() -> None:
    lent = [has("F1", "Bo", "2018-05-01"), has("F1", "Ida", "2018-05-28", "2018-06-04")]
    assert moved(*lent) == [("28-05", "Bo", "Ida", 2), ("05-06", "Ida", "Bo", 2)]


def test_closed_cases_are_not_in_the_log() -> None:
    made = tables([case("F1", slutdato=on("2018-06-10"))], *THREE)
    assert handovers(made, open_cases(made, PR), PR).is_empty()


# --- F-17 ------------------------------------------------------------------------------------------------------


def table(made: Tables, pr: date) -> pl.DataFrame:
    funds = audit(made, LAW, pr=pr)
    return case_table(made, funds, LAW, open_cases(made, pr), pr)


def test_f17_each_open_case_once_with_what_it_lacks() -> None:
    """F-17, Faaborg-Midtfyn: »overblik over samtlige aktive forløb senest 15. august«.

    Each open case once; "no deadline" must be 0 by 15 August: the one case without a start has none yet.
    """
    pr = on("2018-08-15")
    start = {"startdato": on("2018-06-05")}
    full = case("F1", **start, frist_system=on("2018-09-01"), foedselsdato=on("1996-05-12"))
    cases = [
        (full, [held("2018-07-02"), held("2018-07-30")]),
        (case("F2", None, None, startdato=None, foedselsdato=None), []),
        (case("F3", **start, rettighedsdato_system=on("2018-12-05")), []),
        (case("F4", slutdato=on("2018-08-01")), []),
        (case("F5", startdato=on("2018-08-20")), []),
    ]
    found = table(Tables.from_rows(caseload(*cases)), pr)
    assert found.schema == CASE_SCHEMA
    rows = {row["sag"]: row for row in found.to_dicts()}
    assert list(rows) == ["F2", "F1", "F3"], "ingens først"
    assert (rows["F1"]["mangler"], rows["F1"]["naeste_frist"], rows["F1"]["aabne_brud"]) == (None, on("2018-09-05"), 1)
    assert rows["F2"]["mangler"] == "startdato, sagsbehandler, fødselsdato, frist i fagsystemet, frist"
    assert (rows["F2"]["naeste_frist"], rows["F2"]["aabne_brud"], rows["F2"]["har_ansvarlig"]) == (None, 0, False)
    assert (rows["F3"]["har_systemfrist"], rows["F3"]["har_frist"], rows["F3"]["sagsbehandler"]) == (True, True, "Bo")
    assert found.filter(~pl.col("har_frist"))["sag"].to_list() == ["F2"]


def test_a_deadline_that_is_exempt_or_met_is_no_next_one() -> None:
    pr = on("2018-06-12")
    off = absence("2018-05-01", "2018-12-31", "mindre_intensiv_indsats")
    made = Tables.from_rows(caseload((case("F1"), [off])))
    (row,) = table(made, pr).to_dicts()
    assert (row["naeste_frist"], row["aabne_brud"], row["har_frist"]) == (None, 0, True)


@tries(3)
@given(ACROSS_SEEDS)
def test_each_open_case_stands_once_and_its_breaches_are_the_funds(seed: int) -> None:
    scene = Scene(seed)
    funds, made = scene.funds(), spells(Tables.from_rows(scene.rows), scene.packs, scene.pr).tables
    cases = open_cases(made, scene.pr)
    found = case_table(made, funds, scene.packs, cases, scene.pr)
    assert found["forloeb_id"].sort().to_list() == cases["forloeb_id"].sort().to_list()
    ours = funds.filter(pl.col("forloeb_id").is_in(cases["forloeb_id"].implode()), "aaben", pl.col("art") == "lov")
    missing = ours.filter(pl.col("ejer") == "jobcenter", pl.col("status") == "mangler")
    assert found["aabne_brud"].sum() == missing.height
    assert (found["naeste_frist"].drop_nulls() >= scene.pr).all()
    first = unclear(made, cases, scene.pr)
    assert first["forloeb_id"].is_unique().all()
    twice = handovers(made, cases, scene.pr)
    assert (twice["skift"] > 1).all()
    assert twice["dag"].is_between(scene.pr - timedelta(days=30), scene.pr).all()
