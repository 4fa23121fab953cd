"""Capacity: how few interviews will do, how late they can be held, and what running places give."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettid.forecast.capacity import booked, interviews_due, plan, starts_possible
from rettid.needs import PLACE_SCHEMA, weeks
from rettid.periods import parse_period
from tests.depth import tries
from tests.forecast.making import DAY, INTERVIEW, OFFER, WEEK, duty, funds_of, tables

PR = date(2018, 8, 8)
"""A Wednesday, in week 32."""
MONDAYS = weeks(PR, 6)


def due(*rows: dict[str, object]) -> list[tuple[str, str, date]]:
    found = interviews_due(funds_of(*rows), PR, 6)  # type: ignore[arg-type]
    return found.select("forloeb_id", "krav", "mandag").rows()


def owed(name: str, opens: date, deadline: date, krav: str = "k", nr: int = 1, **more: object) -> dict[str, object]:
    return duty(name, deadline, opens, None, pr=PR) | {"krav": krav, "nr": nr} | more


# --- How many interviews ---------------------------------------------------------------------------------------


def test_one_interview_settles_the_open_number_of_every_krav_and_waits_for_the_first_deadline() -> None:
    both = [owed("A", PR - 9 * DAY, PR + 4 * DAY), owed("A", PR - 9 * DAY, PR + 20 * DAY, "l")]
    assert due(*both) == [("A", "k", MONDAYS[0])]


def test_the_next_number_of_the_same_krav_takes_an_interview_of_its_own() -> None:
    numbers = [owed("A", PR - 9 * DAY, PR + 1 * DAY), owed("A", PR - 9 * DAY, PR + 20 * DAY, nr=2)]
    assert [monday for _, _, monday in due(*numbers)] == [MONDAYS[0], MONDAYS[3]]


def test_a_window_that_opens_after_the_interview_takes_another() -> None:
    apart = [owed("A", PR, PR + 1 * DAY), owed("A", PR + 2 * DAY, PR + 20 * DAY, "l")]
    assert [krav for _, krav, _ in due(*apart)] == ["k", "l"]


def test_what_is_overdue_is_due_in_the_first_week_and_what_is_booked_is_not_counted() -> None:
    rows = [
        owed("overskredet", PR - 60 * DAY, PR - 30 * DAY),
        owed("aftalt", PR, PR + 7 * DAY, planlagt=PR + 3 * DAY),
        owed("a-kassens", PR, PR + 7 * DAY, ejer="a-kasse"),
        owed("lokal", PR, PR + 7 * DAY, art="lokal"),
        owed("for langt frem", PR, PR + 60 * DAY),
    ]
    assert due(*rows) == [("overskredet", "k", MONDAYS[0])]


def test_bookings_are_those_ahead_by_week_and_not_the_a_kasses() -> None:
    def at(day: date, **more: object) -> dict[str, object]:
        return INTERVIEW | {"forloeb_id": "A", "dato": day, "status": "planlagt"} | more

    made = tables(
        forloeb=[{"forloeb_id": "A", "startdato": PR}],
        samtaler=[at(PR), at(PR + DAY), at(PR + 5 * DAY), at(PR + 5 * DAY, afholdt_af="a_kasse"), at(PR + 5 * DAY, status="aflyst")],
        tilbud=[OFFER | {"forloeb_id": "A", "startdato": PR + 5 * DAY, "status": "planlagt"}],
    )  # fmt: skip
    assert list(booked(made, "samtale", PR, 3).values()) == [1, 1, 0]
    assert list(booked(made, "tilbud", PR, 3).values()) == [0, 1, 0]


# --- Against the room ------------------------------------------------------------------------------------------


def planned(dues: list[int], room: list[int], taken: list[int] | None = None) -> pl.DataFrame:
    mondays = weeks(PR, len(dues))
    return plan(
        dict(zip(mondays, dues, strict=True)),
        dict(zip(mondays, taken or [0] * len(dues), strict=True)),
        dict(zip(mondays, map(Fraction, room), strict=True)),
    )


def test_a_peak_must_be_begun_weeks_before_it() -> None:
    """Twenty are due in the fourth week and there is room for eight a week: the first of them in the second week."""
    shown = planned([0, 0, 0, 20], [8, 8, 8, 8])
    assert shown["holdes"].to_list() == [0, 4, 8, 8]
    assert shown["senest"].to_list() == [None, None, None, MONDAYS[1]]
    assert shown["mangler"].to_list() == [0] * 4


def test_what_there_is_no_room_for_is_told_in_the_week_it_is_due() -> None:
    shown = planned([10, 3, 0], [8, 2, 8])
    assert shown["mangler"].to_list() == [2, 1, 0]
    assert shown["senest"].to_list() == [MONDAYS[0], MONDAYS[0], None]


def test_bookings_take_up_room() -> None:
    assert planned([3, 3], [5, 5], [4, 9])["ledige"].to_list() == [1, 0]


def test_without_room_the_last_responsible_week_is_the_deadlines_own() -> None:
    shown = plan({MONDAYS[0]: 2, MONDAYS[1]: 0}, {MONDAYS[0]: 0, MONDAYS[1]: 0}, None)
    assert shown["senest"].to_list() == [MONDAYS[0], None]
    assert shown["ledige"].to_list() == [None, None]


numbers = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 9)), min_size=1, max_size=6)


@tries(40)
@given(numbers)
def test_the_plan_is_one_that_can_be_done_and_the_latest_there_is(each: list[tuple[int, int]]) -> None:
    dues, room = [due for due, _ in each], [slots for _, slots in each]
    shown = planned(dues, room)
    held, short = shown["holdes"].to_list(), shown["mangler"].to_list()
    assert all(now <= slots for now, slots in zip(held, room, strict=True))
    assert sum(held) == sum(dues) - sum(short)
    # No more can be served than the best of all cuts allows (a week's deadlines have the slots up to it).
    cut = max(sum(dues[:week]) - sum(room[:week]) for week in range(len(dues) + 1))
    assert sum(short) == max(cut, 0)
    later = [sum(held[week:]) for week in range(len(dues))]
    assert all(sum(dues[week:]) >= late for week, late in enumerate(later))  # nobody is held after the deadline
    assert all(first <= after for first, after in pairwise(shown["senest"].drop_nulls()))


# --- Running places --------------------------------------------------------------------------------------------


def test_the_ceiling_steps_with_the_places_on_1_july() -> None:
    """20 places before, 50 more from 1 July 2018, eight weeks each: 2,5 starts a week, then 8,75 (inventory F-07)."""
    rows = [{"navn": "Jobkonsulent", "pladser": 20}, {"navn": "Jobkonsulent", "pladser": 50, "fra": date(2018, 7, 1)}]
    places = pl.DataFrame([{name: row.get(name) for name in PLACE_SCHEMA} for row in rows], schema=PLACE_SCHEMA)
    found = starts_possible(places, parse_period("8 uger"), date(2018, 6, 20), 4)
    assert {monday.isoformat(): float(number) for monday, number in found.items()} == {
        "2018-06-18": 2.5,
        "2018-06-25": 2.5,
        "2018-07-02": 8.75,
        "2018-07-09": 8.75,
    }


def test_half_a_start_is_saved_for_the_next_week() -> None:
    shown = plan(dict.fromkeys(MONDAYS, 0), dict.fromkeys(MONDAYS, 0), dict.fromkeys(MONDAYS, Fraction(5, 2)))
    assert shown["ledige"].to_list() == [2, 3, 2, 3, 2, 3]
    assert pytest.approx(2.5) == shown["ledige"].mean()
    assert WEEK.days == 7
