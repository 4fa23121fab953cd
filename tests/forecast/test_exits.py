"""The curves of offers and exits: the golden numbers of the inventory, and what must hold of every caseload."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettid.forecast.exits import EXIT, OFFER, curves, followed, groups, to_exit, to_offer, too_early
from rettid.statistics.durations import restricted_mean
from rettid.statistics.incidence import EVENT, LEFT, OPEN, curve, through
from tests.depth import tries
from tests.forecast.making import PR, funds_of, tables

START = date(2018, 1, 1)
GOLDEN = [(20, 1), (35, 2), (50, 0), (60, 1), (70, 2), (80, 0), (85, 1), (100, 1), (120, 2), (130, 0)]
"""Days, and 1 offer / 2 left / 0 still open (inventory § C.6)."""


def _cases(*spells: tuple[int, int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Forløb that were followed so long, with the funds of their first offer; everybody began on a day of their own."""
    rows, funds = [], []
    for number, (days, outcome) in enumerate(spells):
        start = PR - timedelta(days=days) if outcome == OPEN else START
        day = start + timedelta(days=days)
        end = day if outcome == LEFT else None
        rows.append({"forloeb_id": f"F{number}", "startdato": start, "slutdato": end})
        met = day if outcome == EVENT else None
        funds.append({"forloeb_id": f"F{number}", "art": "lov", "haendelse": "tilbud", "moedt": met})
    return followed(tables(forloeb=rows), PR), funds_of(*funds)


def test_the_golden_data_set() -> None:
    """By day 91 35,7 % had an offer, 21,4 % had left without, 42,9 % neither; not 30,0, 37,5 or 42,1 %."""
    cases, funds = _cases(*GOLDEN)
    by_91 = through(curves(to_offer(cases, funds, PR), OFFER), [91]).row(0, named=True)
    shares = [round(100 * by_91[name], 1) for name in ("andel_fik", "andel_forlod", "andel_hverken")]
    assert shares == [35.7, 21.4, 42.9]


def test_who_left_the_benefit_is_counted_with_the_open_cases_as_long_as_they_were_followed() -> None:
    """Ten forløb: five ended on days 30 to 150, five run and were followed 60 days: 1 - 4/5·... by hand."""
    spells = pl.DataFrame({"dage": [30, 60, 90, 60, 120], "udfald": [EVENT, OPEN, EVENT, OPEN, EVENT]})
    shown = curves(spells, EXIT)
    # Day 30: 1 of 5. Day 90: 1 of the 2 that are left. Day 120: the last.
    assert [round(share, 3) for share in shown["andel_fik"]] == [0.2, 0.6, 1.0]
    assert shown["andel_forlod"].to_list() == [0, 0, 0]


def test_the_restricted_mean_is_the_area_under_the_curve_and_not_the_mean_of_those_who_are_done() -> None:
    spells = pl.DataFrame({"dage": [30, 60, 90, 60, 120], "udfald": [EVENT, OPEN, EVENT, OPEN, EVENT]})
    mean = restricted_mean(curve(spells), 100, 120)
    assert mean.dage == pytest.approx(30 + 0.8 * 60 + 0.4 * 10)
    assert mean.graense == 100
    assert mean.lav < mean.dage < mean.hoej
    done = spells.filter(udfald=EVENT)["dage"].mean()
    assert done == 80
    longer = spells.with_columns(dage=pl.when(udfald=OPEN).then(300).otherwise("dage"))
    assert restricted_mean(curve(longer), 365, 300).dage > mean.dage  # who stays long counts, though not done
    assert restricted_mean(curve(longer), 365, 300).graense == 300


def test_a_variance_by_hand() -> None:
    """Two end on day 10 of four, nobody else before day 20: mean 15, Greenwood's variance (0,5·10)²·2/(4·2)."""
    spells = pl.DataFrame({"dage": [10, 10, 30, 30], "udfald": [EVENT, EVENT, OPEN, OPEN]})
    mean = restricted_mean(curve(spells), 20, 30)
    assert mean.dage == 15
    assert mean.hoej - mean.dage == pytest.approx(1.959964 * (25 * 2 / 8) ** 0.5)


def _begun(first_end: date) -> tuple[list[str], int]:
    rows = [
        {"forloeb_id": "gammel", "startdato": date(2018, 1, 1), "slutdato": None},
        {"forloeb_id": "første", "startdato": date(2018, 2, 5), "slutdato": first_end},
        {"forloeb_id": "ny", "startdato": date(2018, 3, 1), "slutdato": None},
        {"forloeb_id": "i morgen", "startdato": PR + timedelta(days=1), "slutdato": None},
    ]
    made = tables(forloeb=rows)
    return followed(made, PR)["forloeb_id"].to_list(), too_early(made, PR)


def test_where_the_export_lacks_those_that_ended_early_the_early_ones_are_left_out() -> None:
    """It knows ends from 1 March on: of those who came in January it has only the ones that stayed."""
    assert _begun(date(2018, 3, 1)) == (["ny"], 2)
    assert _begun(date(2018, 2, 26)) == (["gammel", "første", "ny"], 0)  # eight weeks after the first start


def test_an_end_after_the_day_is_no_end() -> None:
    made = tables(forloeb=[{"forloeb_id": "A", "startdato": START, "slutdato": PR + timedelta(days=1)}])
    assert to_exit(followed(made, PR), PR).select("dage", "udfald").row(0) == (364, OPEN)


def test_groups_stand_in_the_order_of_age_after_the_whole() -> None:
    spells = pl.DataFrame({"aldersgruppe": ["50+", "under 30", None, "30-49"], "dage": [1] * 4, "udfald": [OPEN] * 4})
    assert [name for name, _ in groups(spells, "aldersgruppe")] == ["i alt", "under 30", "30-49", "50+", "ikke oplyst"]


spells_of_anybody = st.lists(
    st.tuples(st.integers(0, 400), st.sampled_from([OPEN, EVENT, LEFT])), min_size=1, max_size=40
)


@tries(40)
@given(spells_of_anybody)
def test_curves_lie_between_0_and_1_and_add_up(spells: list[tuple[int, int]]) -> None:
    shown = curve(pl.DataFrame(spells, schema={"dage": pl.Int64, "udfald": pl.Int64}, orient="row"))
    shares = shown.select("andel_fik", "andel_forlod", "andel_hverken")
    assert shares.select(((pl.sum_horizontal(pl.all()) - 1).abs() < 1e-9).all()).item()
    assert shares.select(pl.all().is_between(-1e-9, 1 + 1e-9).all()).row(0) == (True, True, True)
    assert all(shown[name].diff().drop_nulls().ge(-1e-12).all() for name in ("andel_fik", "andel_forlod"))
    limit = max(days for days, _ in spells)
    mean = restricted_mean(shown, 200, limit)
    assert -1e-9 <= mean.lav <= mean.dage <= mean.hoej <= min(200, limit) + 1e-9
