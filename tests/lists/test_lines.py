"""What stands on a list: whose turn it is, by which day, and in which order. Inventory K-01, K-03, F-01."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettid import Tables, audit, load_packs
from rettid.caseload import open_cases
from rettid.engine.spells import spells
from rettid.lists import lines as lists
from rettid.lists.lines import A_KASSE, CITIZEN, NOBODY, OTHERS, US, Choice
from rettid.periods import parse_period
from rettid.tables import COMING, MISSING
from tests.asking import EXAMPLE, begun, caseload, citizen, held, on, only, page
from tests.depth import tries
from tests.test_invariants import Scene

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

Row = dict[str, Any]

YOUNG = {"foedselsdato": on("1992-05-12"), "sagsbehandler": "Ida Holm", "team": "Team A"}
"""Under 30 from Monday 2 July 2018: the first offer is due on Monday 1 October."""


def on_the_list(
    *cases: tuple[Row, Sequence[Row]],
    pr: str,
    krav: str | None = None,
    choice: Choice | None = None,
    by: Path = EXAMPLE,
    **tables: list[Row],
) -> pl.DataFrame:
    """The lines about these cases, of one krav if one is named."""
    found = lines_of(Tables.from_rows(caseload(*cases) | tables), by, on(pr), choice or Choice())
    return found if krav is None else found.filter(pl.col("krav") == krav)


def lines_of(tables: Tables, by: Path, pr: date, choice: Choice) -> pl.DataFrame:
    packs = load_packs([by])
    return lists.lines(audit(tables, packs, pr=pr), open_cases(tables, pr), tables, packs=packs, choice=choice, pr=pr)


def booked(day: str, **more: Any) -> Row:
    """An interview that is booked."""
    return held(day) | {"status": "planlagt"} | more


class TestTheLastResponsibleDay:
    def test_k03_the_deadline_less_the_lead_time(self) -> None:
        """Køge: »i god tid at igangsætte den relevante aktivitet«. Deadline 2018-10-01, lead 4 weeks → act from 2018-09-03."""
        line = only(on_the_list((citizen(**YOUNG), []), pr="2018-08-27", krav="foerste-tilbud"))
        assert (str(line["frist"]), str(line["ansvarlig_dag"])) == ("2018-10-01", "2018-09-03")
        assert line["dage"] == -35

    def test_k03_it_is_the_last_responsible_day_that_the_horizon_looks_at(self) -> None:
        """Six weeks before 3 September is Monday 23 July: on that day's list, not on the day before's."""
        assert on_the_list((citizen(**YOUNG), []), pr="2018-07-23", krav="foerste-tilbud").height == 1
        assert on_the_list((citizen(**YOUNG), []), pr="2018-07-22", krav="foerste-tilbud").is_empty()
        shorter = Choice(horisont=parse_period("5 uger"))
        assert on_the_list((citizen(**YOUNG), []), pr="2018-07-23", krav="foerste-tilbud", choice=shorter).is_empty()

    def test_a_krav_may_have_a_lead_time_of_its_own(self) -> None:
        leads = {"tilbud": parse_period("2 uger"), "eksempel/foerste-tilbud": parse_period("1 måned")}
        line = only(
            on_the_list(
                (citizen(**YOUNG), []), pr="2018-08-27", krav="foerste-tilbud", choice=Choice(forberedelse=leads)
            )
        )
        assert str(line["ansvarlig_dag"]) == "2018-09-01"

    def test_what_is_overdue_stands_first_and_the_rest_by_its_last_responsible_day(self) -> None:
        found = on_the_list((citizen(**YOUNG), []), pr="2018-09-10")
        days = found.select("status", day=pl.when(pl.col("status") == MISSING).then("frist").otherwise("ansvarlig_dag"))
        assert found["status"].to_list() == sorted(found["status"], key=[MISSING, COMING].index)
        for status in (MISSING, COMING):
            own = days.filter(pl.col("status") == status)["day"].to_list()
            assert own == sorted(own)
            assert len(own) > 1


class TestWhoHasTheBall:
    @pytest.mark.parametrize(
        ("events", "holder"),
        [
            ([], US),
            ([booked("2018-09-25")], CITIZEN),
            ([booked("2018-09-25", afholdt_af="a_kasse")], A_KASSE),
            ([booked("2018-09-25", afholdt_af="anden_aktoer")], OTHERS),
            ([booked("2018-09-25") | {"status": "aflyst"}], US),
        ],
        ids=["intet aftalt", "borgeren skal møde", "a-kassen holder den", "anden aktør", "aflyst"],
    )
    def test_of_an_interview(self, events: list[Row], holder: str) -> None:
        by_the_law = page("dagpenge-2017")
        found = on_the_list((citizen(**YOUNG), events), pr="2018-09-14", by=by_the_law)
        first = found.filter(pl.col("krav") == "jobsamtale-maaned", pl.col("nr") == 1)
        assert first["bolden"].to_list() == [holder]

    def test_a_booking_after_the_deadline_is_still_ours_to_move(self) -> None:
        booked_late = begun("2018-10-08", status="planlagt")
        line = only(on_the_list((citizen(**YOUNG), [booked_late]), pr="2018-09-03", krav="foerste-tilbud"))
        assert (str(line["planlagt"]), line["bolden"]) == ("2018-10-08", US)
        in_time = begun("2018-10-01", status="planlagt")
        line = only(on_the_list((citizen(**YOUNG), [in_time]), pr="2018-09-03", krav="foerste-tilbud"))
        assert line["bolden"] == OTHERS


class TestWhoseItIs:
    def test_the_one_who_has_the_case_now_with_what_was_inherited(self) -> None:
        """K-11, F-15: what was due while a colleague had the case is marked, and it is still to be done."""
        mine = [
            {
                "forloeb_id": "F1",
                "sagsbehandler": "Bo Lund",
                "team": "Ungeteamet",
                "fra": on("2018-07-02"),
                "til": on("2018-10-14"),
            },
            {"forloeb_id": "F1", "sagsbehandler": "Ida Holm", "team": "Team A", "fra": on("2018-10-15"), "til": None},
        ]
        line = only(on_the_list((citizen(**YOUNG), []), pr="2018-10-31", krav="foerste-tilbud", ansvar=mine))
        assert (line["sagsbehandler"], line["team"], line["arvet"]) == ("Ida Holm", "Team A", True)
        line = only(on_the_list((citizen(**YOUNG), []), pr="2018-10-31", krav="foerste-tilbud"))
        assert line["arvet"] is False

    def test_f01_three_cases_without_a_caseworker_stand_first(self) -> None:
        """Faaborg-Midtfyn: 3 open cases with no caseworker on 2018-06-12 → top of the team sheet."""
        start = {"startdato": on("2018-03-01"), "tilmeldingsdato": on("2018-03-01")}
        orphans = [
            (citizen(f"U{number}", **start, sagsbehandler=name), [])
            for number, name in enumerate([None, "Ingen", "Uden sagsbehandler"])
        ]
        found = on_the_list((citizen("F1", **start, sagsbehandler="Bo Lund"), []), *orphans, pr="2018-06-12")
        assert found.head(3)["krav"].to_list() == [NOBODY] * 3
        assert found.head(3)["sag"].to_list() == ["U0", "U1", "U2"]
        assert found.filter(pl.col("krav") == NOBODY).height == 3
        assert found.filter(pl.col("sagsbehandler").is_null())["forloeb_id"].unique().sort().to_list() == [
            "U0",
            "U1",
            "U2",
        ]
        assert found["fund_id"].is_unique().all()

    def test_a_closed_case_is_nobody_s_turn(self) -> None:
        ended = citizen(**YOUNG, slutdato=on("2018-10-20"))
        assert on_the_list((ended, []), pr="2018-10-31").is_empty()

    def test_the_a_kasse_s_duties_only_where_they_are_asked_for(self) -> None:
        case = citizen(startdato=on("2024-03-01"), tilmeldingsdato=on("2024-03-01"), sagsbehandler="Bo Lund")
        others = [held("2024-01-15", afholdt_af="a_kasse") | {"forloeb_id": "F2"}]
        by_the_law = page("dagpenge-2024")
        other = citizen("F2", startdato=on("2024-01-02"), slutdato=on("2024-02-01"))
        ours = on_the_list((case, []), (other, others), pr="2024-07-01", by=by_the_law)
        all_ = on_the_list((case, []), (other, others), pr="2024-07-01", by=by_the_law, choice=Choice(med_a_kasse=True))
        assert set(ours["ejer"]) == {"jobcenter"}
        theirs = all_.filter(pl.col("ejer") == "a-kasse")
        assert theirs.height > 0
        assert set(theirs["bolden"]) == {A_KASSE}
        assert all_.height == ours.height + theirs.height


@tries(3)
@given(st.integers(0, 10**6))
def test_every_open_duty_within_the_horizon_once_whatever_the_order(seed: int) -> None:
    scene = Scene(seed)
    tables = spells(Tables.from_rows(scene.rows), scene.packs, scene.pr).tables
    funds = scene.funds()
    cases, choice = open_cases(tables, scene.pr), Choice()
    found = lists.lines(funds, cases, tables, packs=scene.packs, choice=choice, pr=scene.pr)
    due = [
        row["fund_id"]
        for row in funds.iter_rows(named=True)
        if row["aaben"]
        and row["forloeb_id"] in set(cases["forloeb_id"])
        and row["ejer"] == "jobcenter"
        and (
            row["status"] == MISSING
            or (
                row["status"] == COMING
                and choice.lead(row["pakke"], row["krav"], row["haendelse"]).before_day(row["frist"])
                <= scene.pr + timedelta(weeks=6)
            )
        )
    ]
    orphans = found.filter(pl.col("status") == NOBODY)
    assert sorted(found.filter(pl.col("status") != NOBODY)["fund_id"]) == sorted(due)
    assert sorted(orphans["forloeb_id"]) == sorted(cases.filter(pl.col("sagsbehandler").is_null())["forloeb_id"])
    again = lists.lines(
        funds.sample(fraction=1, shuffle=True, seed=seed),
        cases.reverse(),
        tables,
        packs=scene.packs,
        choice=choice,
        pr=scene.pr,
    )
    assert found.equals(again)
