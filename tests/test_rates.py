"""Rates are public arithmetic: golden intervals, clusters, borders of days, and sums that agree (`spec.md` § 5)."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from rettid import Tables
from rettid.caseload import open_cases, per_caseworker
from rettid.errors import UsageError
from rettid.rates import APART, OVERDUE_BANDS, due_in, persons, r1, r2, wilson
from rettid.rates.intervals import with_interval
from rettid.screen import danish
from rettid.spans import Span, parse_day, parse_span
from rettid.tables import FUND_SCHEMA, STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = dict[str, Any]
on = date.fromisoformat

PR = on("2018-12-31")
HALF_YEAR = Span(on("2018-07-01"), on("2018-12-31"))
DUE = {"art": "lov", "ejer": "jobcenter", "haendelse": "samtale", "frist": on("2018-10-01")}


def funds(rows: Iterable[Row]) -> pl.DataFrame:
    """Funds from what a test says of them; what it leaves out is an interview by law, due on 1 October 2018."""
    given = [DUE | {"borger_id": f"B{number}"} | row for number, row in enumerate(rows)]
    return pl.DataFrame([{name: row.get(name) for name in FUND_SCHEMA} for row in given], schema=FUND_SCHEMA)


def duties(timely: int, due: int, **more: Any) -> list[Row]:
    """So many duties, the first of them in time; each of a citizen of its own unless `borger_id` is given."""
    return [{"status": "rettidig" if number < timely else "mangler", **more} for number in range(due)]


def only(frame: pl.DataFrame) -> Row:
    """The one row."""
    (row,) = frame.to_dicts()
    return row


def percent(low: float, high: float) -> tuple[float, float]:
    """An interval in per cent, one decimal."""
    return round(100 * low, 1), round(100 * high, 1)


def width(rate: Row) -> float:
    """How wide the interval is."""
    return rate["hoej"] - rate["lav"]


# --- Wilson ----------------------------------------------------------------------------------------------------

GOLDEN = [
    (12, 15, 54.8, 93.0),
    (4, 4, 51.0, 100.0),
    (12, 17, 46.9, 86.7),
    (170, 200, 79.4, 89.3),
    (9, 12, 46.8, 91.1),
    (0, 4, 0.0, 49.0),
    (5, 10, 23.7, 76.3),
]


@pytest.mark.parametrize(("hits", "trials", "low", "high"), GOLDEN)
def test_wilson_golden_numbers(hits: int, trials: int, low: float, high: float) -> None:
    assert percent(*wilson(hits, trials)) == (low, high)


@pytest.mark.parametrize(("hits", "trials", "low", "high"), GOLDEN)
def test_one_duty_a_citizen_gives_wilson(hits: int, trials: int, low: float, high: float) -> None:
    for rate in (r1, persons):
        row = only(rate(funds(duties(hits, trials)), HALF_YEAR, PR))
        assert (row["rettidige"], row["forfaldne"], row["borgere"]) == (hits, trials, trials)
        assert row["andel"] == pytest.approx(hits / trials)
        assert (row["lav"], row["hoej"]) == pytest.approx(wilson(hits, trials))
        assert percent(row["lav"], row["hoej"]) == (low, high)


@pytest.mark.parametrize("trials", [1, 2, 10, 1000])
def test_an_interval_stays_between_none_and_all_and_holds_the_share(trials: int) -> None:
    for hits in {0, 1, trials // 2, trials}:
        low, high = wilson(hits, trials)
        assert 0 <= low <= hits / trials + 1e-12
        assert hits / trials - 1e-12 <= high <= 1


# --- Citizens as clusters --------------------------------------------------------------------------------------


def test_six_duties_of_one_citizen_are_not_six_trials() -> None:
    """Ten citizens, six duties each, all or none in time: sixty duties that are worth ten trials."""
    rows = [duty for number in range(10) for duty in duties(6 * (number < 5), 6, borger_id=f"C{number}")]
    row = only(r1(funds(rows), HALF_YEAR, PR))
    assert (row["rettidige"], row["forfaldne"], row["borgere"]) == (30, 60, 10)
    assert (row["lav"], row["hoej"]) == pytest.approx(wilson(5, 10))
    naive_low, naive_high = wilson(30, 60)
    assert width(row) > naive_high - naive_low


def test_one_citizen_alone_is_one_trial() -> None:
    row = only(r1(funds(duties(5, 6, borger_id="C")), HALF_YEAR, PR))
    assert row["andel"] == pytest.approx(5 / 6)
    assert width(row) > 0.7


def test_all_in_time_counts_each_citizen_once() -> None:
    rows = [duty for number in range(10) for duty in duties(6, 6, borger_id=f"C{number}")]
    row = only(r1(funds(rows), HALF_YEAR, PR))
    assert (row["andel"], row["lav"], row["hoej"]) == pytest.approx((1, *wilson(10, 10)))


@pytest.mark.parametrize("timely", [0, 18030])
def test_what_is_left_of_a_sum_of_squares_is_no_variance(timely: int) -> None:
    """All or none in time: the variance between citizens is 0, and a rest of 1e-17 must not make it an interval of nothing."""
    row = {"rettidige": timely, "forfaldne": 18030, "borgere": 4877, "spread": 1e-17}
    found = with_interval(pl.DataFrame([row])).row(0, named=True)
    assert (found["lav"], found["hoej"]) == pytest.approx(wilson(4877 if timely else 0, 4877))


def test_clusters_never_make_an_interval_narrower_than_the_duties_themselves() -> None:
    rng = Random(5)
    for _ in range(40):
        rows = [
            duty
            for number in range(rng.randint(1, 12))
            for size in [rng.randint(1, 6)]
            for duty in duties(rng.randint(0, size), size, borger_id=f"C{number}")
        ]
        row = only(r1(funds(rows), HALF_YEAR, PR))
        low, high = wilson(row["rettidige"], row["forfaldne"])
        assert width(row) >= high - low - 1e-9
        assert 0 <= row["lav"] <= row["andel"] <= row["hoej"] <= 1


def test_two_forloeb_of_one_citizen_are_one_citizen_and_a_forloeb_without_citizen_is_its_own() -> None:
    rows = [
        {"borger_id": "C", "forloeb_id": "F1", "status": "rettidig"},
        {"borger_id": "C", "forloeb_id": "F2", "status": "mangler"},
        {"borger_id": None, "forloeb_id": "F3", "status": "rettidig"},
        {"borger_id": None, "forloeb_id": "F4", "status": "rettidig"},
    ]
    assert only(r1(funds(rows), HALF_YEAR, PR))["borgere"] == 3
    person = only(persons(funds(rows), HALF_YEAR, PR))
    assert (person["rettidige"], person["forfaldne"]) == (2, 3)


def test_a_person_counts_only_with_everything_in_time() -> None:
    rows = [*duties(5, 6, borger_id="A"), *duties(6, 6, borger_id="B"), *duties(0, 1, borger_id="C")]
    row = only(persons(funds(rows), HALF_YEAR, PR))
    assert (row["rettidige"], row["forfaldne"], row["borgere"]) == (1, 3, 3)


# --- What R1 counts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frist", "slutdato", "counted"),
    [
        ("2018-12-30", None, True),
        ("2018-12-31", None, False),  # frist = pr: the day is not over
        ("2019-01-01", None, False),
        ("2018-07-01", None, True),  # first day of the period
        ("2018-06-30", None, False),
        ("2018-10-01", "2018-10-01", True),  # ended on the deadline: still running on it
        ("2018-10-01", "2018-09-30", False),
        ("2018-10-01", "2018-10-02", True),
    ],
)
def test_the_borders_of_what_was_due(frist: str, slutdato: str | None, counted: bool) -> None:  # noqa: FBT001
    for status in ("rettidig", "for_sent", "mangler"):
        fund = {"status": status, "frist": on(frist), "slutdato": on(slutdato) if slutdato else None}
        assert due_in(funds([fund]), HALF_YEAR, PR).height == counted


def test_the_last_day_of_the_period_counts() -> None:
    rows = [{"status": "rettidig", "frist": on(day)} for day in ("2018-08-31", "2018-09-01")]
    assert due_in(funds(rows), parse_span("2018-08", PR), PR).height == 1


def test_only_decided_funds_are_due() -> None:
    found = due_in(funds({"status": status} for status in STATUSES), HALF_YEAR, PR)
    assert sorted(found["status"]) == ["for_sent", "mangler", "rettidig"]


def test_a_fund_without_a_deadline_is_not_due() -> None:
    undated = funds([{"status": "kan_ikke_afgoeres", "frist": None}])
    assert due_in(undated, HALF_YEAR, PR).is_empty()


def test_no_members_is_no_row_and_never_a_percentage() -> None:
    for empty in (r1(funds([]), HALF_YEAR, PR), persons(funds([]), HALF_YEAR, PR), r2(funds([]))):
        assert empty.is_empty()
    assert danish.share(None) == "ingen i målgruppen"


@pytest.mark.parametrize(
    ("timely", "due", "text"),
    [
        (9, 9, "9 af 9 (for få til en procent)"),
        (10, 10, "10 af 10 = 100,0 % (72,2–100,0)"),
        (12, 17, "12 af 17 = 70,6 % (46,9–86,7)"),
    ],
)
def test_numerator_and_denominator_come_first(timely: int, due: int, text: str) -> None:
    assert danish.share(only(r1(funds(duties(timely, due)), HALF_YEAR, PR))) == text


# --- Never added together --------------------------------------------------------------------------------------


def test_law_and_local_owners_and_kinds_of_event_stay_apart() -> None:
    kinds = list(itertools.product(("lov", "lokal"), ("jobcenter", "a-kasse"), ("samtale", "tilbud")))
    rows = [
        {"borger_id": "C", "art": art, "ejer": ejer, "haendelse": haendelse, "status": "rettidig"}
        for number, (art, ejer, haendelse) in enumerate(kinds, 1)
        for _ in range(number)
    ]
    for rate, wanted in ((r1, range(1, 9)), (persons, [1] * 8)):
        found = rate(funds(rows), HALF_YEAR, PR)
        assert {row[:3]: row[3] for row in found.select(*APART, "forfaldne").iter_rows()} == dict(
            zip(kinds, wanted, strict=True)
        )
    open_breaches = [row | {"status": "mangler", "aaben": True, "dage": 1} for row in rows]
    assert r2(funds(open_breaches)).select(APART).rows() == sorted(kinds)


# --- Sums agree ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many() -> pl.DataFrame:
    """Some hundred funds of every kind, team and caseworker, with holes."""
    rng = Random(11)

    def fund(number: int) -> Row:
        frist = on("2018-06-01") + timedelta(days=rng.randrange(240))
        team = rng.choice(["Team 1", "Team 2", None])
        return {
            "fund_id": str(number),
            "forloeb_id": f"F{rng.randrange(90)}",
            "borger_id": rng.choice([f"B{rng.randrange(60)}", None]),
            "maalgruppe": rng.choice(["6.1", "6.2"]),
            "aldersgruppe": rng.choice(["under 30", "30-49", "50+", None]),
            "a_kasse": rng.choice(["3F", "HK", None]),
            "team": team,
            "sagsbehandler": rng.choice([f"{team} {letter}" for letter in "AB"] + [None]),
            "art": rng.choice(["lov", "lov", "lokal"]),
            "ejer": rng.choice(["jobcenter", "jobcenter", "a-kasse"]),
            "haendelse": rng.choice(["samtale", "tilbud"]),
            "pakke": rng.choice(["p", "q"]),
            "krav": rng.choice(["k", "l"]),
            "status": rng.choice(STATUSES),
            "frist": frist,
            "slutdato": rng.choice([None, None, frist + timedelta(days=rng.randint(-2, 2))]),
            "dage": (PR - frist).days,
            "aaben": rng.random() < 0.7,
        }

    return funds(fund(number) for number in range(700))


GROUPINGS = (
    *(("team",), ("sagsbehandler",), ("team", "sagsbehandler"), ("krav",), ("pakke", "krav"), ("aldersgruppe",)),
    *(("maalgruppe",), ("a_kasse",), ("team", "aldersgruppe", "krav")),
)


@pytest.mark.parametrize("by", GROUPINGS, ids="-".join)
def test_every_grouping_adds_up_to_the_whole(many: pl.DataFrame, by: tuple[str, ...]) -> None:
    whole = r1(many, HALF_YEAR, PR).select(*APART, "rettidige", "forfaldne")
    parts = r1(many, HALF_YEAR, PR, by).group_by(APART).agg(pl.col("rettidige", "forfaldne").sum())
    assert parts.sort(APART).equals(whole)
    breaches, in_parts = r2(many), r2(many, by)
    sums = in_parts.group_by(APART).agg(pl.col("aabne", *OVERDUE_BANDS).sum()).sort(APART)
    assert sums.equals(breaches.select(*APART, "aabne", *OVERDUE_BANDS))


def test_caseworkers_add_up_to_teams_and_teams_to_the_whole(many: pl.DataFrame) -> None:
    counts = ("rettidige", "forfaldne")
    workers = r1(many, HALF_YEAR, PR, ("team", "sagsbehandler"))
    teams = workers.group_by("team", *APART).agg(pl.col(counts).sum()).sort("team", *APART, nulls_last=True)
    assert teams.equals(r1(many, HALF_YEAR, PR, ("team",)).select("team", *APART, *counts))


def test_months_and_quarters_add_up_to_the_half_year(many: pl.DataFrame) -> None:
    whole = r1(many, HALF_YEAR, PR).select(*APART, "rettidige", "forfaldne")
    for names in (["2018K3", "2018K4"], [f"2018-{month:02}" for month in range(7, 13)]):
        parts = pl.concat(r1(many, parse_span(name, PR), PR) for name in names)
        sums = parts.group_by(APART).agg(pl.col("rettidige", "forfaldne").sum()).sort(APART)
        assert sums.equals(whole)


def test_the_caseload_counts_what_r1_counts(many: pl.DataFrame) -> None:
    tables = Tables.from_rows({"forloeb": [{"forloeb_id": f"F{n}", "startdato": on("2018-01-01")} for n in range(90)]})
    by_law = r1(many, HALF_YEAR, PR).filter(pl.col("art") == "lov", pl.col("ejer") == "jobcenter")
    rows = per_caseworker(many, open_cases(tables, PR), HALF_YEAR, PR)
    assert rows["forfaldne"].sum() == by_law["forfaldne"].sum() > 0
    assert rows["rettidige"].sum() == by_law["rettidige"].sum() > 0
    assert rows["aabne_sager"].sum() == 90
    assert rows.select("team", "sagsbehandler").is_unique().all()


def test_the_order_is_by_name_never_by_rate() -> None:
    rows = [*duties(0, 3, team="A"), *duties(3, 3, team="B"), *duties(1, 3, team="C"), *duties(1, 1, team=None)]
    assert r1(funds(rows), HALF_YEAR, PR, ["team"])["team"].to_list() == ["A", "B", "C", None]


# --- R2 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "band"),
    [
        *((1, "1-14"), (14, "1-14"), (15, "15-28"), (28, "15-28")),
        *((29, "29-56"), (56, "29-56"), (57, "57+"), (400, "57+")),
    ],
)
def test_the_borders_of_the_overdue_bands(days: int, band: str) -> None:
    row = only(r2(funds([{"status": "mangler", "aaben": True, "dage": days}])))
    assert {name: row[name] for name in OVERDUE_BANDS} == {name: int(name == band) for name in OVERDUE_BANDS}
    assert (row["aabne"], row["laengst"], row["median"]) == (1, days, days)


def test_only_open_breaches_wait() -> None:
    rows = [
        *({"status": status, "aaben": True, "dage": 5} for status in STATUSES if status != "mangler"),
        {"status": "mangler", "aaben": False, "dage": 99},
        *({"status": "mangler", "aaben": True, "dage": days} for days in (3, 10, 40)),
    ]
    row = only(r2(funds(rows)))
    assert (row["aabne"], row["laengst"], row["median"]) == (3, 40, 10)
    assert sum(row[name] for name in OVERDUE_BANDS) == row["aabne"]


# --- Periods ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2018H1", "2018-01-01", "2018-06-30"),
        ("2018H2", "2018-07-01", "2018-12-31"),
        ("2018h2", "2018-07-01", "2018-12-31"),
        ("2018K1", "2018-01-01", "2018-03-31"),
        ("2018K3", "2018-07-01", "2018-09-30"),
        ("2018Q4", "2018-10-01", "2018-12-31"),
        ("2018-08", "2018-08-01", "2018-08-31"),
        ("2018-12", "2018-12-01", "2018-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2019-02", "2019-02-01", "2019-02-28"),
        ("2018", "2018-01-01", "2018-12-31"),
        ("2018-07-02..2018-07-02", "2018-07-02", "2018-07-02"),
        ("02-07-2018..31-12-2018", "2018-07-02", "2018-12-31"),
        (None, "2018-10-02", "2018-12-31"),  # 13 weeks, pr included
    ],
)
def test_a_period_by_its_name(text: str | None, first: str, last: str) -> None:
    span = parse_span(text, PR)
    assert (span.first, span.last) == (on(first), on(last))


def test_the_default_period_is_thirteen_weeks() -> None:
    span = parse_span(None, PR)
    assert (span.last - span.first).days + 1 == 13 * 7


@pytest.mark.parametrize(
    "text",
    [
        *("", "2018H0", "2018H3", "2018K0", "2018K5", "2018-00", "2018-13", "1899", "2201", "18H2", "sidste år"),
        *("2018-12-31..2018-07-01", "2018-02-30..2018-03-01", "2018-07-01..", "2018-1"),
    ],
)
def test_what_is_no_period_is_refused_in_danish(text: str) -> None:
    with pytest.raises(UsageError, match="--periode"):
        parse_span(text, PR)


def test_a_day_is_read_both_ways() -> None:
    assert parse_day("2018-12-31", "--pr") == parse_day(" 31-12-2018 ", "--pr") == PR
    for wrong in ("31-02-2018", "2018-31-12", "31.12.2018", ""):
        with pytest.raises(UsageError, match="--pr"):
            parse_day(wrong, "--pr")
