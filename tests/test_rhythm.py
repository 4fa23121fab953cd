"""Every 14th day from a Monday, over the ends of the years: 60 years counted out, and the days that people ask about."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice, pairwise, takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettid.errors import UsageError
from rettid.rhythm import WEEKS, Rhythm, is_list_day, list_days, parity, parse_rhythm, turns, with_week
from tests.depth import tries

KOEGE = date(2018, 8, 13)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
YEARS = 60

mondays = st.dates(date(1990, 1, 1), date(2129, 12, 31)).map(lambda day: day - timedelta(days=day.weekday()))
rhythms = st.builds(
    lambda day, kept: Rhythm(day, parity(day) if kept else None), mondays, st.booleans()
)  # a first Monday in a week of the kind that is kept


def counted_out(rhythm: Rhythm) -> list[date]:
    end = rhythm.first + timedelta(days=365 * YEARS)
    return list(takewhile(lambda day: day < end, list_days(rhythm, rhythm.first)))


def of_53_weeks(year: int) -> bool:
    """28 December lies in a year's last ISO week."""
    return date(year, 12, 28).isocalendar().week == 53


# --- 60 years ------------------------------------------------------------------------------------------------------


@tries(8)
@given(rhythms)
def test_the_command_and_the_calendar_agree_on_every_day(rhythm: Rhythm) -> None:
    """`is_list_day` counts days, `list_days` asks dateutil: the same Mondays, each with the week that follows it."""
    listed = set(counted_out(rhythm))
    day = rhythm.first - 10 * WEEK
    while day < rhythm.first + timedelta(days=365 * YEARS):
        belongs = day - timedelta(days=day.weekday()) in listed
        assert is_list_day(day, rhythm.first, rhythm.uger) == belongs, day
        day += DAY


@tries(15)
@given(mondays)
def test_fourteen_days_are_fourteen_days_and_only_a_53rd_week_turns_them(first: date) -> None:
    for before, after in pairwise(counted_out(Rhythm(first))):
        assert after - before == 2 * WEEK
        over = before.isocalendar().year < after.isocalendar().year
        assert (parity(before) != parity(after)) == (over and of_53_weeks(before.isocalendar().year)), before


@tries(15)
@given(mondays)
def test_kept_weeks_are_kept_and_only_a_53rd_week_changes_the_distance(first: date) -> None:
    kept = parity(first)
    for before, after in pairwise(counted_out(Rhythm(first, kept))):
        over = before.isocalendar().year < after.isocalendar().year
        odd = {"lige": 21, "ulige": 7}[kept] if over and of_53_weeks(before.isocalendar().year) else 14
        assert (after - before).days == odd, before
        assert parity(after) == kept


@tries(15)
@given(rhythms, st.integers(0, 3000))
def test_the_lists_from_a_day_on_are_those_of_the_whole_rhythm(rhythm: Rhythm, days: int) -> None:
    since = rhythm.first + days * DAY
    whole = [day for day in islice(list_days(rhythm, rhythm.first), 500) if day >= since]
    assert list(islice(list_days(rhythm, since), 20)) == whole[:20]
    assert list(islice(list_days(rhythm, rhythm.first - days * DAY), 3)) == counted_out(rhythm)[:3]


@tries(15)
@given(rhythms)
def test_what_is_told_to_turn_is_each_year_of_53_weeks(rhythm: Rhythm) -> None:
    told = [before.isocalendar().year for before, _ in turns(rhythm, rhythm.first)]
    years = range(rhythm.first.isocalendar().year, rhythm.first.year + 20)
    assert [year for year in told if year in years] == [year for year in years if of_53_weeks(year)]


# --- The days that people ask about --------------------------------------------------------------------------------


def test_koeges_lists_stand_in_odd_weeks_until_2020_has_had_its_week_53() -> None:
    assert [with_week(day) for day in islice(list_days(Rhythm(KOEGE), KOEGE), 3)] == [
        "13-08-2018 (uge 33)",
        "27-08-2018 (uge 35)",
        "10-09-2018 (uge 37)",
    ]
    assert tuple(map(with_week, next(turns(Rhythm(KOEGE), KOEGE)))) == ("28-12-2020 (uge 53)", "11-01-2021 (uge 2)")


@pytest.mark.parametrize(
    ("day", "uger", "belongs"),
    [
        ("2018-08-13", None, True),
        ("2018-08-14", None, True),  # the machine was off on Monday
        ("2018-08-19", None, True),
        ("2018-08-20", None, False),
        ("2018-08-12", None, False),  # before the first
        ("2018-07-30", None, False),
        ("2020-12-28", None, True),  # week 53
        ("2021-01-04", None, False),
        ("2021-01-11", None, True),  # week 2
        ("2020-12-28", "ulige", True),
        ("2021-01-04", "ulige", True),  # week 1, 7 days later
        ("2021-01-11", "ulige", False),
        ("2018-12-31", "ulige", True),  # Monday of week 1 in 2019
    ],
)
def test_whether_a_list_belongs_to_the_day(day: str, uger: str | None, belongs: bool) -> None:  # noqa: FBT001
    assert is_list_day(date.fromisoformat(day), KOEGE, uger) is belongs


@pytest.mark.parametrize("text", ["2018-08-13", "13-08-2018"])
def test_the_first_monday_is_written_as_every_other_day(text: str) -> None:
    assert parse_rhythm(text, None, "--fra") == Rhythm(KOEGE)
    assert parse_rhythm(text, "ulige", "--fra") == Rhythm(KOEGE, "ulige")


@pytest.mark.parametrize(
    ("text", "uger", "told"),
    [
        (
            "2018-08-14",
            None,
            "14-08-2018 er en tirsdag, og listen laves om mandagen. De nærmeste mandage er 13-08-2018 (uge 33) og 20-08-2018 (uge 34).",
        ),
        ("2018-08-19", None, "søndag"),
        (
            "2018-08-13",
            "lige",
            "13-08-2018 (uge 33) er ikke i en lige uge. De nærmeste mandage i lige uger er 06-08-2018 (uge 32) og 20-08-2018 (uge 34).",
        ),
        ("2018-08-13", "hver", "Vælg lige eller ulige"),
        ("31-02-2018", None, "er ikke en dato"),
        ("9999-12-31", None, "for langt væk"),
        ("0001-01-01", None, "for langt væk"),
    ],
)
def test_another_day_is_refused_with_what_could_be_meant(text: str, uger: str | None, told: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_rhythm(text, uger, "--fra")
    assert told in str(refused.value)
    assert str(refused.value).startswith(("--fra: ", "--uger: "))


def test_the_days_that_are_offered_instead_are_taken() -> None:
    for word, text in ((None, "2018-08-16"), *((word, "2018-08-13") for word in WEEKS if word != parity(KOEGE))):
        with pytest.raises(UsageError) as refused:
            parse_rhythm(text, word, "--fra")
        offered = [part[:10] for part in str(refused.value).split(" er ")[-1].split(" og ")]
        assert [parse_rhythm(day, word, "--fra").uger for day in offered] == [word, word]
