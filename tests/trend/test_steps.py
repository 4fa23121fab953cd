"""The periods of a series: whole months and fortnights, over by the day, and the weeks that are not like others."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettid.errors import UsageError
from rettid.spans import Span, parse_span
from rettid.trend.steps import FORTNIGHT, KINDS, MONTH, latest, steps
from tests.asking import on
from tests.depth import tries

FAR = on("2030-01-01")
DAYS = st.dates(date(2005, 1, 1), date(2027, 6, 30))


def names(kind: str, span: str, pr: date = FAR) -> list[str]:
    return [step.periode for step in steps(kind, parse_span(span, pr), pr)]


def test_months_from_one_to_another() -> None:
    assert names(MONTH, "2017-11..2018-02") == ["2017-11", "2017-12", "2018-01", "2018-02"]
    assert names(MONTH, "2017-11-15..2018-02-27") == ["2017-12", "2018-01"], "kun hele måneder"
    assert names(MONTH, "2018H2") == [f"2018-{month:02}" for month in range(7, 13)]


def test_a_month_that_is_not_over_is_not_told() -> None:
    assert names(MONTH, "2018", on("2018-03-30")) == ["2018-01", "2018-02"]
    assert names(MONTH, "2018", on("2018-03-31")) == ["2018-01", "2018-02", "2018-03"]
    with pytest.raises(UsageError, match="ingen hel måned fra 01-03-2018 til 30-03-2018"):
        names(MONTH, "2018-03", on("2018-03-30"))


def test_a_period_is_seen_the_day_after_unless_that_day_has_not_come() -> None:
    (march,) = steps(MONTH, parse_span("2018-03", FAR), FAR)
    assert march.seen(on("2018-06-01")) == on("2018-04-01")
    assert march.seen(on("2018-03-31")) == on("2018-03-31")


def test_fortnights_are_those_of_the_lists_whatever_is_asked() -> None:
    found = steps(FORTNIGHT, parse_span("2018-08-01..2018-09-30", FAR), FAR)
    assert [step.span.first for step in found] == [on("2018-08-13"), on("2018-08-27"), on("2018-09-10")]
    assert [step.periode for step in found] == ["2018-U33", "2018-U35", "2018-U37"]
    other = steps(FORTNIGHT, parse_span("2018-08-01..2018-09-30", FAR), FAR, on("2018-08-20"))
    assert [step.span.first for step in other] == [
        on("2018-08-06"),
        on("2018-08-20"),
        on("2018-09-03"),
        on("2018-09-17"),
    ]


def test_a_fortnight_over_a_new_year_is_named_by_its_first_iso_week() -> None:
    assert names(FORTNIGHT, "2020-12-14..2021-01-24") == ["2020-U51", "2020-U53", "2021-U02"]


def test_july_and_christmas_are_marked() -> None:
    found = steps(FORTNIGHT, parse_span("2018", FAR), FAR)
    marked = {step.span.first: step.maerke for step in found if step.maerke}
    july = ["2018-06-18", "2018-07-02", "2018-07-16", "2018-07-30"]
    christmas = ["2018-01-01", "2018-12-17"]
    assert marked == {on(day): "juli" for day in july} | {on(day): "jul" for day in christmas}
    assert {step.maerke for step in steps(MONTH, parse_span("2018", FAR), FAR)} == {None}


def test_where_nobody_says_which_it_is_the_latest_that_the_export_reaches() -> None:
    assert [step.periode for step in latest(MONTH, on("2018-10-15"), on("2019-01-10"))] == [
        "2018-10",
        "2018-11",
        "2018-12",
    ]
    assert len(latest(MONTH, on("2001-01-01"), on("2019-01-10"))) == 24
    assert len(latest(FORTNIGHT, None, on("2019-01-10"))) == 26


@tries(50)
@given(DAYS, st.integers(70, 900), st.sampled_from(KINDS))
def test_periods_follow_one_another_and_stay_within(first: date, length: int, kind: str) -> None:
    span = Span(first, first + timedelta(days=length))
    found = steps(kind, span, FAR)
    assert span.first <= found[0].span.first
    assert found[-1].span.last <= span.last
    for before, after in pairwise(found):
        assert after.span.first - before.span.last == timedelta(days=1)
    assert len({step.periode for step in found}) == len(found)
