"""XmR and p-charts: the known numbers, each rule at the point that completes it, trial limits and documented breaks."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettid.statistics.control import BASELINE, RULES, Break, chart, p_chart, varies, xmr
from tests.depth import tries

START = date(2018, 1, 1)
BASE = [71, 74, 69, 73, 72, 75, 70, 74, 73, 72, 76, 74]
"""Inventory K-07."""


def series(*values: float | None) -> pl.DataFrame:
    """A value each fourteenth day."""
    return pl.DataFrame(
        {"dag": [START + timedelta(days=14 * nr) for nr in range(len(values))], "vaerdi": values},
        schema={"dag": pl.Date, "vaerdi": pl.Float64},
    )


def signs(points: pl.DataFrame, rule: str = "tegn") -> list[int]:
    """The places of the points at which the rule is told."""
    return [place for place, told in enumerate(points[rule].to_list()) if told]


def test_the_known_limits_and_the_two_points_above_them() -> None:
    """K-07: mean 72.75, limits 64.8–80.7; next 81 and 83 flagged."""
    points = xmr(series(*BASE, 81, 83))
    mean, low, high = points.select("middel", "nedre", "oevre").row(-1)
    assert (mean, round(low, 1), round(high, 1)) == (72.75, 64.8, 80.7)
    assert signs(points, "uden_for") == [12, 13]
    assert not points["foreloebig"].any()


def test_not_a_change_before_it_is_one() -> None:
    """M-07: 12 stable points, then two above the upper limit → "change"; not before."""
    for known in range(1, 15):
        points = xmr(series(*[*BASE, 81, 83][:known]))
        assert signs(points) == [place for place in (12, 13) if place < known]


def test_under_twelve_points_the_limits_are_for_trial() -> None:
    assert xmr(series(*BASE[:11]))["foreloebig"].all()
    assert not xmr(series(*BASE))["foreloebig"].any()


def test_later_points_do_not_move_the_limits() -> None:
    before, after = xmr(series(*BASE)), xmr(series(*BASE, 95, 40, 95, 40))
    assert before.row(0, named=True)["oevre"] == after.row(-1, named=True)["oevre"]


@pytest.mark.parametrize("share", [0.0, 0.1, 0.33, 0.7, 0.77, 1.0])
def test_equal_points_are_no_sign_whatever_the_last_digit_of_their_mean(share: float) -> None:
    """The mean of fourteen times 0.7 is not 0.7 to the last digit."""
    assert signs(xmr(series(*[share] * 14))) == []


def test_seven_on_one_side_and_not_six() -> None:
    # Alternating, then a step of half a step: nothing is near a limit, and nothing rises on end.
    higher = [73.0, 74, 73, 74, 73, 74, 73]
    assert signs(xmr(series(*BASE[:-2], 71, 72, *higher[:6]))) == []
    points = xmr(series(*BASE[:-2], 71, 72, *higher))
    assert signs(points) == signs(points, "samme_side") == [18]


def test_seven_that_rise_on_end_and_not_six() -> None:
    rising = [72.0, 71.5, 72, 72.5, 73, 73.5, 74, 74.5]
    assert signs(xmr(series(*BASE, *rising[:7])), "tendens") == []
    assert signs(xmr(series(*BASE, *rising)), "tendens") == [19]
    assert signs(xmr(series(*BASE, *(145 - value for value in rising))), "tendens") == [19]


def test_two_of_three_in_the_outer_third() -> None:
    outer = 72.75 + 2.2 * 3 / 1.128  # a moving range of 3 on average
    assert signs(xmr(series(*BASE, outer, 72)), "naer_graensen") == []
    assert signs(xmr(series(*BASE, outer, 72, outer)), "naer_graensen") == [14]
    assert signs(xmr(series(*BASE, outer, 72, 72, outer)), "naer_graensen") == []
    assert signs(xmr(series(*BASE, outer, 2 * 72.75 - outer)), "naer_graensen") == []


def test_a_documented_break_begins_anew() -> None:
    """K-08: a new system in November; the new level is not held up against the old one."""
    system = Break(START + timedelta(days=14 * 12), "nyt fagsystem")
    points = xmr(series(*BASE, *(value + 20 for value in BASE)), [system])
    assert signs(points) == []
    assert points["afsnit"].to_list() == [1] * 12 + [2] * 12
    assert points["brud"].drop_nulls().to_list() == ["nyt fagsystem"]
    assert points["brud"][12] == "nyt fagsystem"
    assert points["middel"].unique().sort().to_list() == [72.75, 92.75]
    assert signs(xmr(series(*BASE, *(value + 20 for value in BASE)))) != []


def test_a_missing_point_has_no_limits_and_breaks_no_run() -> None:
    points = xmr(series(*BASE[:6], None, *BASE[6:], 81))
    assert points.select("middel", "tegn").row(6) == (None, None)
    assert (points["middel"][0], signs(points)) == (72.75, [13])


@pytest.mark.parametrize("values", [[], [70.0], [70.0] * 14, [None, None]])
def test_hardly_any_points_and_none_that_move(values: list[float | None]) -> None:
    points = xmr(series(*values))
    assert points.height == len(values)
    assert signs(points, "uden_for") == []


# --- p-charts --------------------------------------------------------------------------------------------------


def counts(*pairs: tuple[int, int]) -> pl.DataFrame:
    """A count each fourteenth day."""
    days = [START + timedelta(days=14 * nr) for nr in range(len(pairs))]
    return pl.DataFrame({"dag": days, "taeller": [hit for hit, _ in pairs], "naevner": [of for _, of in pairs]})


def test_the_limits_of_a_p_chart_follow_the_denominator() -> None:
    """p = 0,8: with 100 the limits are 0,8 ± 3·0,04; with 25, ± 3·0,08, never over 1."""
    points = p_chart(counts(*[(80, 100), (20, 25)] * 6, (67, 100), (15, 25)))
    edges = points.select(pl.col("nedre", "oevre").round(6)).rows()
    assert edges[:2] == [(0.68, 0.92), (0.56, 1.0)]
    assert signs(points, "uden_for") == [12]
    assert points["middel"].unique().to_list() == [0.8]


def test_a_point_of_nobody_has_no_share() -> None:
    points = p_chart(counts((8, 10), (0, 0), (9, 10)))
    assert points.select("vaerdi", "middel", "tegn").row(1) == (None, None, None)
    assert points["middel"][0] == 0.85


@pytest.mark.parametrize(
    ("denominators", "kort"),
    [([100] * 12, "xmr"), ([100, 124, 76], "xmr"), ([100, 126, 74], "p"), ([100, 0, 100], "xmr"), ([], "xmr")],
)
def test_denominators_that_vary_ask_for_a_p_chart(denominators: list[int], kort: str) -> None:
    assert varies(pl.Series(denominators, dtype=pl.Int64)) == (kort == "p")
    if denominators:
        points = chart(counts(*((size // 2, size) for size in denominators)))
        assert points["kort"].unique().to_list() == [kort]


# --- Whatever the series ----------------------------------------------------------------------------------------


@tries(25)
@given(st.lists(st.integers(0, 100), max_size=40), st.integers(1, 20))
def test_a_mirrored_series_has_the_same_signs_and_what_comes_later_changes_none(values: list[int], known: int) -> None:
    points, mirrored = xmr(series(*values)), xmr(series(*(100 - value for value in values)))
    assert points.select(RULES).equals(mirrored.select(RULES))
    if known >= BASELINE:
        assert points.head(known).select(RULES).equals(xmr(series(*values[:known])).select(RULES))
