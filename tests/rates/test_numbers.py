"""R3, R4, R5 and the persons of RP, fund by fund; and what R1's interval is worth when the last digits must not move."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import polars as pl
import pytest

from rettid.rates import MET_BANDS, nearest_rank, persons, r1, r3, r4, r5, r6
from rettid.rates.cells import cells
from rettid.rates.spreads import in_band
from rettid.spans import Span
from rettid.tables import STATUSES
from tests.rates.asking import HALF_YEAR, PR, Row, basis, caseload, funds, on, only

DUE = on("2018-10-01")


def met(days: int, **more: object) -> Row:
    """A duty due on 1 October, met so many days late (early, where negative)."""
    return {"status": "rettidig" if days <= 0 else "for_sent", "moedt": DUE + timedelta(days=days), **more}


# --- R3 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "band"),
    [
        *((-60, "15+ før"), (-15, "15+ før"), (-14, "1-14 før"), (-1, "1-14 før"), (0, "på dagen")),
        *((1, "1-14 efter"), (14, "1-14 efter"), (15, "15-28 efter"), (29, "29-56 efter"), (57, "57+ efter")),
    ],
)
def test_the_borders_of_early_and_late(days: int, band: str) -> None:
    row = only(r3(funds(met(days)), HALF_YEAR))
    assert {name: row[name] for name in MET_BANDS} == {name: int(name == band) for name in MET_BANDS}
    assert (row["indfriede"], row["tidligst"], row["senest"], row["median"]) == (1, days, days, days)


def test_every_day_lies_in_one_band() -> None:
    days = pl.DataFrame({"dage": range(-100, 101)})
    bands = days.select(in_band(pl.col("dage"), edges).cast(pl.Int32).alias(name) for name, edges in MET_BANDS.items())
    assert bands.sum_horizontal().to_list() == [1] * 201


def test_the_distribution_of_twenty_and_none_of_nine() -> None:
    twenty = only(r3(funds(*(met(day) for day in range(-10, 10))), HALF_YEAR))
    assert [twenty[name] for name in ("tidligst", "p10", "p25", "median", "p75", "p90", "senest")] == [
        -10, -9, -6, -0.5, 4, 7, 9
    ]  # fmt: skip
    nine = only(r3(funds(*(met(day) for day in range(9))), HALF_YEAR))
    assert (nine["median"], nine["p10"], nine["p90"]) == (4, None, None)


@pytest.mark.parametrize(("percent", "wanted"), [(10, 1), (25, 3), (50, 5), (90, 9), (91, 10), (100, 10)])
def test_a_percentile_is_a_value_that_somebody_has(percent: int, wanted: int) -> None:
    values = pl.DataFrame({"dage": [3, 1, 2, 10, 9, 8, 7, 4, 6, 5]})
    assert values.select(nearest_rank(pl.col("dage"), percent)).item() == wanted


@pytest.mark.parametrize(
    ("day", "counted"), [("2018-06-30", 0), ("2018-07-01", 1), ("2018-12-31", 1), ("2019-01-01", 0)]
)
def test_met_in_the_period_whenever_it_was_due(day: str, counted: int) -> None:
    late = {"frist": on("2018-03-01"), "moedt": on(day), "status": "for_sent"}
    assert r3(funds(late), HALF_YEAR).height == counted


def test_only_what_was_owed_was_met() -> None:
    rows = [{"status": status, "moedt": DUE} for status in STATUSES]
    assert only(r3(funds(*rows), HALF_YEAR))["indfriede"] == 2  # rettidig, for_sent


# --- R4 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opens", "counted"),
    [("2018-06-30", 0), ("2018-07-01", 1), ("2018-12-31", 1), ("2019-01-01", 0), (None, 0)],
)
def test_a_new_clock_begins_on_the_day_its_window_opens(opens: str | None, counted: int) -> None:
    assert r4(funds({"aabner": on(opens) if opens else None}), HALF_YEAR, PR).height == counted


def test_a_clock_that_has_not_begun_is_not_new() -> None:
    whole_year = Span(on("2018-07-01"), on("2019-06-30"))
    rows = [{"aabner": day} for day in (PR, PR + timedelta(days=1))]
    assert only(r4(funds(*rows), whole_year, PR))["nye"] == 1


def test_a_new_clock_counts_whatever_became_of_it() -> None:
    rows = funds(*({"status": status, "borger_id": "B"} for status in STATUSES))
    new = only(r4(rows, HALF_YEAR, PR))
    assert (new["nye"], new["borgere"]) == (len(STATUSES), 1)


# --- R5 --------------------------------------------------------------------------------------------------------


def test_the_exempt_count_as_not_met_beside_r1() -> None:
    """17 due, 12 of them in time, 3 exempt: 12/17 and 12/20."""
    rows = funds(*[met(0)] * 12, *[met(3)] * 5, *[{"status": "undtaget"}] * 3)
    with_them = only(r5(rows, HALF_YEAR, PR))
    assert (with_them["rettidige"], with_them["forfaldne"], with_them["undtagne"]) == (12, 20, 3)
    without = only(r1(rows, HALF_YEAR, PR))
    assert (without["rettidige"], without["forfaldne"]) == (12, 17)


def test_an_exempt_duty_of_another_period_is_in_neither() -> None:
    rows = funds(
        {"status": "undtaget", "frist": on("2018-06-30")}, {"status": "undtaget", "slutdato": on("2018-09-30")}
    )
    assert r5(rows, HALF_YEAR, PR).is_empty()


# --- R6 --------------------------------------------------------------------------------------------------------


def test_r6_counts_the_rows_it_is_given() -> None:
    rows = pl.DataFrame(
        {"forloeb_id": ["1", "2", "3"], "borger_id": ["b", "b", None], "i_taeller": [True, True, False]}
    )
    row = only(r6(rows))
    assert (row["rettidige"], row["forfaldne"], row["borgere"], row["art"]) == (2, 3, 2, None)


# --- RP: a person stands in one place ---------------------------------------------------------------------------


def moved(first: Row, last: Row) -> pl.DataFrame:
    """One citizen with two interviews, of whom the second lies at another team; and one who stays."""
    both = {"borger_id": "Flyttet"}
    return funds(
        both | {"frist": on("2018-08-01"), "team": "A", "sagsbehandler": "Ane"} | first,
        both | {"frist": on("2018-11-01"), "team": "B", "sagsbehandler": "Bo"} | last,
        {"borger_id": "Bliver", "team": "A", "sagsbehandler": "Ane", **met(0)},
    )


def test_a_person_who_moved_is_counted_once_where_the_last_deadline_lay() -> None:
    rows = moved({"status": "mangler"}, {"status": "rettidig"})
    teams = persons(rows, HALF_YEAR, PR, ["team"]).select("team", "rettidige", "forfaldne").rows()
    assert teams == [("A", 1, 1), ("B", 0, 1)]
    whole = only(persons(rows, HALF_YEAR, PR))
    assert (whole["rettidige"], whole["forfaldne"]) == (1, 2)
    duties = r1(rows, HALF_YEAR, PR, ["team"]).select("team", "rettidige", "forfaldne").rows()
    assert duties == [("A", 1, 2), ("B", 1, 1)]


def test_a_person_stands_again_under_each_krav_and_month() -> None:
    rows = moved({"status": "rettidig", "krav": "k"}, {"status": "mangler", "krav": "l"})
    assert persons(rows, HALF_YEAR, PR, ["krav"]).select("krav", "rettidige", "forfaldne").rows() == [
        ("k", 2, 2), ("l", 0, 1)
    ]  # fmt: skip
    by_month = cells(basis(rows), ["maaned"], ["RP"]).filter(pl.col("naevner") > 0, niveau="maaned")
    assert by_month.select("maaned", "taeller", "naevner").rows() == [
        ("2018-08", 1, 1), ("2018-10", 1, 1), ("2018-11", 0, 1)
    ]  # fmt: skip


# --- Groups that hold nobody ------------------------------------------------------------------------------------


def test_every_month_of_the_period_has_a_row() -> None:
    rows = cells(basis(funds(met(0))), ["maaned"], ["R1"]).filter(niveau="maaned")
    assert rows["maaned"].to_list() == [f"2018-{month:02}" for month in range(7, 13)]
    assert rows["naevner"].to_list() == [0, 0, 0, 1, 0, 0]
    assert rows["bemaerkning"].to_list().count("ingen i målgruppen") == 5


def test_a_quarter_and_a_half_year_go_by_the_names_a_period_is_asked_for_with() -> None:
    rows = cells(basis(funds(met(0))), ["halvaar", "kvartal", "maaned"], ["R1"]).filter(pl.col("naevner") > 0)
    assert rows.select("halvaar", "kvartal", "maaned").rows()[-1] == ("2018H2", "2018K4", "2018-10")


def test_a_group_that_has_no_deadline_now_is_said_to_have_none() -> None:
    rows = cells(
        basis(funds(met(0), {"team": "Ung", "frist": on("2019-02-01"), "status": "kommende"})), ["team"], ["R1"]
    )
    told = rows.filter(niveau="team").select("team", "naevner", "bemaerkning").rows()
    assert told == [("A", 1, "for få til en procent"), ("Ung", 0, "ingen i målgruppen")]


def test_what_can_not_be_told_has_no_numbers() -> None:
    untold = {"tilbud": "ikke i udtrækket"}
    found = cells(basis(funds(met(0), {"haendelse": "tilbud", **met(0)}), untold=untold))
    offers = found.filter(haendelse="tilbud")
    assert offers.select("taeller", "naevner", "andel", "dage").null_count().row(0) == (offers.height,) * 4
    assert set(offers["bemaerkning"]) == {"kan ikke afgøres: ikke i udtrækket"}
    assert found.filter(haendelse="samtale", tal="R1")["naevner"].to_list() == [1]


def test_undecided_duties_stand_beside_r1_and_in_no_denominator() -> None:
    unknown = [{"status": "kan_ikke_afgoeres", "frist": day} for day in (DUE, None, on("2018-01-01"))]
    row = only(cells(basis(funds(met(0), *unknown)), (), ["R1"]).filter(haendelse="samtale"))
    assert (row["taeller"], row["naevner"], row["kan_ikke_afgoeres"]) == (1, 1, 2)


def test_the_law_comes_before_the_local_packs_each_alone_and_the_jobcentre_before_the_a_kasse() -> None:
    kinds = [("lokal", "b"), ("lov", "x"), ("lokal", "a"), ("lov", "y")]
    rows = funds(
        *({"art": art, "pakke": pack, "ejer": owner} for art, pack in kinds for owner in ("a-kasse", "jobcenter"))
    )
    told = cells(basis(rows), (), ["R1"]).filter(haendelse="samtale").select("lokal_pakke", "ejer", "naevner").rows()
    assert told == [
        (None, "jobcenter", 2), (None, "a-kasse", 2),
        ("a", "jobcenter", 1), ("a", "a-kasse", 1), ("b", "jobcenter", 1), ("b", "a-kasse", 1),
    ]  # fmt: skip


# --- The same input, the same bytes -----------------------------------------------------------------------------


def test_the_interval_has_the_same_last_digits_in_whatever_order() -> None:
    frame = caseload(3000, 3).with_columns(borger_id=pl.format("B{}", pl.int_range(pl.len()) % 700))
    intervals = {
        tuple(r1(frame.sample(fraction=1, shuffle=True, seed=seed), HALF_YEAR, PR).select("lav", "hoej").row(0))
        for seed in Random(5).sample(range(1000), 8)
    }
    assert len(intervals) == 1
