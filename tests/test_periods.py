"""Periods of the law against dateutil, which clips months as the law's days do (`spec.md` § 1.3)."""

import re
from datetime import date

import polars as pl
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from rettid.periods import Period, parse_period
from tests.depth import tries

DAYS = st.dates(date(1901, 1, 1), date(2150, 12, 31))
STEPS = {"dage": "days", "uger": "weeks", "måneder": "months"}


@tries(50)
@given(st.lists(DAYS, min_size=1, max_size=30), st.integers(0, 60), st.sampled_from(sorted(STEPS)), st.integers(-3, 12))
def test_a_period_is_added_as_dateutil_adds_it(days: list[date], number: int, unit: str, times: int) -> None:
    added = pl.DataFrame({"day": days}).select(Period(number, unit).after(pl.col("day"), times)).to_series().to_list()
    assert added == [day + relativedelta(**{STEPS[unit]: number * times}) for day in days]


def test_months_are_counted_in_one_go() -> None:
    assert parse_period("1 måned").after_day(date(2016, 1, 31)) == date(2016, 2, 29)
    assert parse_period("2 måneder").after_day(date(2016, 1, 31)) == date(2016, 3, 31)


@pytest.mark.parametrize("text", ["1 uge", "1 dag", "1 måned", "13 uger", "14 dage", "6 måneder", "0 dage"])
def test_a_period_is_read_and_written(text: str) -> None:
    assert str(parse_period(text)) == text


@pytest.mark.parametrize("text", ["", "uger", "4uger", "4  uger", "-1 dag", "1,5 måneder", "4 weeks", "12345 dage"])
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse_period(text)
