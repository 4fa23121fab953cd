"""The statistics by the numbers they are known by (inventory § C): Wilson, funnel, Aalen-Johansen, the benchmark, the stated share."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import comb, exp, log, sqrt
from random import Random

import polars as pl
import pytest

from rettid.rates import wilson
from rettid.screen.stated import sentences
from rettid.statistics.figures import (
    Stated,
    adds_up,
    after_own_deadline,
    checked_too_early,
    common_denominator,
    lacking_in_list,
    left_out,
    percent,
    target,
)
from rettid.statistics.funnel import dispersion, funnel, quantile
from rettid.statistics.incidence import curve, median_day, through
from rettid.statistics.judgement import against


def in_percent(*shares: float) -> tuple[float, ...]:
    """In per cent, one decimal."""
    return tuple(round(100 * share, 1) for share in shares)


# --- Intervals and the benchmark --------------------------------------------------------------------------------


@pytest.mark.parametrize(("hits", "trials", "edges"), [(12, 15, (54.8, 93.0)), (4, 4, (51.0, 100.0))])
def test_wilson(hits: int, trials: int, edges: tuple[float, float]) -> None:
    assert in_percent(*wilson(hits, trials)) == edges


def verdict(hits: int, trials: int, benchmark: float) -> str:
    """What is said of so many of so many."""
    low, high = wilson(hits, trials) if trials else (None, None)
    return against(pl.DataFrame({"naevner": [trials], "lav": [low], "hoej": [high]}), benchmark)["dom"].item()


@pytest.mark.parametrize(
    ("hits", "trials", "benchmark", "told"),
    [
        (170, 200, 0.78, "på eller over"),  # H-03: 85,0 % (79,4-89,3)
        (12, 15, 0.78, "kan ikke skelnes"),  # H-03: 80,0 % (54,8-93,0)
        (130, 200, 0.78, "under"),
        (9, 9, 0.5, "for få til en procent"),
        (0, 0, 0.5, "ingen i målgruppen"),
    ],
)
def test_h03_a_share_against_the_country(hits: int, trials: int, benchmark: float, told: str) -> None:
    assert verdict(hits, trials, benchmark) == told


def test_the_edges_of_the_interval() -> None:
    low, high = wilson(80, 100)
    assert (verdict(80, 100, low), verdict(80, 100, low + 1e-9)) == ("på eller over", "kan ikke skelnes")
    assert (verdict(80, 100, high), verdict(80, 100, high + 1e-9)) == ("kan ikke skelnes", "under")


def test_each_group_has_its_own_benchmark() -> None:
    rows = pl.DataFrame({"naevner": [50, 50, 50], "lav": [0.7] * 3, "hoej": [0.9] * 3, "land": [0.6, 0.8, None]})
    assert against(rows, "land")["dom"].to_list() == ["på eller over", "kan ikke skelnes", None]


# --- Funnel ----------------------------------------------------------------------------------------------------


def test_the_funnel_around_78_per_cent() -> None:
    """N=20 → 95 % limits 60–95 %, 99.8 % 45–100; N=80 → 69–86 and 63–91 (exact: 55, 69, 50 and 73 of 80)."""
    rows = funnel(pl.DataFrame({"taeller": [16, 62], "naevner": [20, 80]}), 0.78)
    edges = rows.select("nedre95", "oevre95", "nedre998", "oevre998").rows()
    assert edges == [(0.6, 0.95, 0.45, 1.0), (55 / 80, 69 / 80, 50 / 80, 73 / 80)]


@pytest.mark.parametrize(
    ("hits", "trials", "told"),
    [
        *((12, 20, "inden for"), (11, 20, "uden for 95 %"), (9, 20, "uden for 95 %"), (8, 20, "uden for 99,8 %")),
        *((19, 20, "inden for"), (20, 20, "uden for 95 %"), (0, 0, "ingen i målgruppen")),
    ],
)
def test_where_a_group_lies(hits: int, trials: int, told: str) -> None:
    assert funnel(pl.DataFrame({"taeller": [hits], "naevner": [trials]}), 0.78)["plads"].item() == told


def test_the_funnel_keeps_its_order_and_goes_around_the_share_of_all() -> None:
    rows = funnel(pl.DataFrame({"navn": ["B", "A", "C"], "taeller": [5, 50, 0], "naevner": [10, 90, 0]}))
    assert rows["navn"].to_list() == ["B", "A", "C"]
    assert rows["midte"].unique().to_list() == [0.55]
    assert funnel(pl.DataFrame({"taeller": [0], "naevner": [0]}))["plads"].to_list() == ["ingen i målgruppen"]


@pytest.mark.parametrize(("trials", "share"), [(1, 0.5), (7, 0.3), (50, 0.9), (400, 0.78), (30, 0.0), (30, 1.0)])
def test_the_binomial_adds_up(trials: int, share: float) -> None:
    """Against the whole numbers of Pascal's triangle."""
    exact, below = Fraction(share).limit_denominator(100), Fraction(0)
    reached = []
    for hits in range(trials + 1):
        below += comb(trials, hits) * exact**hits * (1 - exact) ** (trials - hits)
        reached.append(below)
    for part in (0.001, 0.025, 0.5, 0.975, 0.999):
        assert quantile(trials, share, part) == next(hits for hits, sum_ in enumerate(reached) if sum_ >= part)


def test_groups_that_lie_wider_than_chance_are_no_outliers() -> None:
    even = pl.DataFrame({"taeller": [78, 80, 76, 79], "naevner": [100] * 4})
    apart = pl.DataFrame({"taeller": [60, 95, 60, 95], "naevner": [100] * 4})
    assert dispersion(even, 0.78) == (pytest.approx((0 + 4 + 4 + 1) / 4 / 17.16), False)
    assert dispersion(apart)[1]
    assert dispersion(even.clear()) == (1.0, False)


# --- Time to an event -------------------------------------------------------------------------------------------

SPELLS = [(20, 1), (35, 2), (50, 0), (60, 1), (70, 2), (80, 0), (85, 1), (100, 1), (120, 2), (130, 0)]


def spells(rows: list[tuple[int, int]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"dage": pl.Int32, "udfald": pl.Int8}, orient="row")


def test_the_share_who_in_fact_got_an_offer_by_day_91() -> None:
    """Aalen-Johansen 35.7 %, left 21.4 %, neither 42.9 %; not 30 %, 37.5 % or 42.1 %."""
    row = through(curve(spells(SPELLS)), [91]).row(0, named=True)
    assert in_percent(row["andel_fik"], row["andel_forlod"], row["andel_hverken"]) == (35.7, 21.4, 42.9)
    assert row["lav"] < row["andel_fik"] < row["hoej"]


def test_the_curve_day_by_day() -> None:
    rows = curve(spells(SPELLS)).select("dage", "i_risiko", "fik", "forlod").rows()
    assert rows == [
        (20, 10, 1, 0),
        (35, 9, 0, 1),
        (60, 7, 1, 0),
        (70, 6, 0, 1),
        (85, 4, 1, 0),
        (100, 3, 1, 0),
        (120, 2, 0, 1),
    ]


def test_before_the_first_day_nobody_has_got_it_and_no_interval_is_told() -> None:
    row = through(curve(spells(SPELLS)), [0, 19]).rows()
    assert row == [(0, 0.0, None, None, 0.0, 1.0), (19, 0.0, None, None, 0.0, 1.0)]
    assert through(curve(spells([])), [91]).row(0)[1] == 0.0


def test_half_of_all_or_no_median() -> None:
    assert median_day(curve(spells(SPELLS))) == 100  # half of them exactly
    assert median_day(curve(spells(SPELLS[:3]))) is None
    assert median_day(curve(spells([(5, 1), (6, 1), (7, 2), (8, 0)]))) == 6


def test_with_everybody_followed_to_the_end_it_is_a_plain_share() -> None:
    """Then the share is a count over N, the interval that of a binomial: p(1 − p)/N."""
    rng = Random(4)
    rows = [(rng.randint(1, 90), rng.choice([1, 1, 2])) for _ in range(200)]
    share = sum(days <= 45 and outcome == 1 for days, outcome in rows) / 200
    row = through(curve(spells(rows)), [45]).row(0, named=True)
    assert row["andel_fik"] == pytest.approx(share)
    wide = 1.959963984540054 * sqrt(share * (1 - share) / 200) / abs(share * log(share))
    assert (row["lav"], row["hoej"]) == (pytest.approx(share ** exp(wide)), pytest.approx(share ** exp(-wide)))


def test_with_nobody_leaving_the_interval_is_greenwoods() -> None:
    rows = [(3, 1), (5, 0), (8, 1), (8, 1), (11, 0), (13, 1), (20, 0), (21, 0)]
    row = through(curve(spells(rows)), [13]).row(0, named=True)
    stays = (7 / 8) * (4 / 6) * (2 / 3)
    greenwood = stays**2 * (1 / (8 * 7) + 2 / (6 * 4) + 1 / (3 * 2))
    got = 1 - stays
    wide = 1.959963984540054 * greenwood**0.5 / abs(got * log(got))
    assert row["andel_fik"] == pytest.approx(got)
    assert (row["lav"], row["hoej"]) == (pytest.approx(got ** exp(wide)), pytest.approx(got ** exp(-wide)))


# --- Stated figures ---------------------------------------------------------------------------------------------

RUDERSDAL = [Stated(1160, 1744, *percent("74")), Stated(1160 + 246, 1744, *percent("89"))]


def test_r04_the_shares_of_1744() -> None:
    """R-04: 1160/1744 = 66.5 %, not 74; 1406/1744 = 80.6 %, not 89; both fit ONE denominator of 1 571–1 578 → 166–173 persons left out."""
    assert [round(float(each.recomputed or 0), 1) for each in RUDERSDAL] == [66.5, 80.6]
    assert [each.agrees for each in RUDERSDAL] == [False, False]
    assert [each.implied for each in RUDERSDAL] == [(1558, 1578), (1571, 1588)]
    assert common_denominator(RUDERSDAL) == (1571, 1578)
    assert left_out(RUDERSDAL) == (166, 173)


def test_r04_in_words() -> None:
    assert list(sentences(RUDERSDAL)) == [
        "1.160 af 1.744 er 66,5 %, ikke 74 %.",
        "1.406 af 1.744 er 80,6 %, ikke 89 %.",
        "De angivne procenter passer alle med én nævner: 1.571 til 1.578.",
        "Så er 166 til 173 personer udeladt, måske dem, der endnu er i gang eller ikke er fulgt længe nok.",
    ]
    right = [Stated(1160, 1744, *percent("66,5"))]
    assert list(sentences(right)) == ["1.160 af 1.744 er 66,5 %, som der står (66,5 %)."]
    assert left_out(right) is None


def test_the_implied_denominators_are_those_that_a_search_finds() -> None:
    for share in (Stated(7, 40, *percent("17,5")), Stated(1, None, *percent("0,5")), Stated(30, 31, *percent("97"))):
        low, high = share.implied or (0, 0)
        for size in range(1, 400):
            fits = size >= share.taeller and abs(Fraction(100 * share.taeller, size) - share.procent) <= Fraction(
                1, 2 * 10**share.decimaler
            )
            assert fits == (low <= size <= high), (share, size)


def test_a_count_without_a_denominator_is_a_count_only() -> None:
    """A.2 no. 9: 58 calls with no number of new unemployed."""
    calls = Stated(58, None)
    assert (calls.recomputed, calls.agrees, calls.implied) == (None, None, None)
    assert list(sentences([calls])) == ["58 er et antal uden nævner, ikke en andel."]
    assert Stated(0, 0).recomputed is None


def test_shares_that_no_one_denominator_explains() -> None:
    apart = [Stated(50, 100, *percent("60")), Stated(80, 100, *percent("80"))]
    assert (common_denominator(apart), left_out(apart)) == (None, None)
    assert list(sentences(apart)) == ["50 af 100 er 50,0 %, ikke 60 %.", "80 af 100 er 80,0 %, som der står (80 %)."]


def test_rounded_parts_may_miss_the_total_by_half_a_digit_each() -> None:
    """A.2 no. 11: the table of København 2008 sums to 101, and says so."""
    assert adds_up([37, 19, 1, 26, 18])
    assert not adds_up([37, 19, 4, 26, 18])
    assert adds_up([Fraction("37.2"), Fraction("62.9")], decimaler=1)
    assert not adds_up([Fraction("37.2"), Fraction("63.0")], decimaler=1)


@pytest.mark.parametrize(("announced", "listed", "lacking"), [(5, 4, 1), (7, 6, 1), (2, 2, 0)])
def test_announced_and_listed(announced: int, listed: int, lacking: int) -> None:
    """A.2 no. 10: "5 initiativer" announced in area 1, 4 described; "7 initiativer" in area 5, 6 described."""
    assert lacking_in_list(announced, listed) == lacking


@pytest.mark.parametrize(("text", "number"), [("x", None), ("x pct.", None), ("52,4 pct.", Fraction("52.4")), ("0", 0)])
def test_a_target_of_x_is_not_set_and_never_nought(text: str, number: Fraction | None) -> None:
    """A.2 no. 12: nine targets are "x"."""
    assert target(text) == number


def test_what_is_no_number_is_no_percentage() -> None:
    with pytest.raises(ValueError, match="markant"):
        target("markant bedre")


def test_a_promise_that_is_checked_before_it_falls_due() -> None:
    """A.2 no. 5: Køge promises by 2019-02-08, but STAR is asked for December 2018 data."""
    assert checked_too_early(date(2019, 2, 8), date(2018, 12, 31))
    assert not checked_too_early(date(2018, 12, 31), date(2018, 12, 31))


def test_a_target_for_people_whose_right_has_passed() -> None:
    """A.2 no. 7: Rudersdal promises those with more than 6 months' unemployment, though their legal date is 3 months."""
    assert after_own_deadline(6, 3)
    assert not after_own_deadline(3, 3)
