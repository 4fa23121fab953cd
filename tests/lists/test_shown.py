"""What stands in each column of a list, in words. Inventory K-03: sorted and marked by the last responsible day."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from rettid.lists.lines import LINE_SCHEMA, NOBODY
from rettid.lists.memory import ROW_SCHEMA
from rettid.lists.shown import AHEAD, NOW, OVERDUE, SYMBOLS, shown, tally
from rettid.tables import COMING, MISSING

DEADLINE, LAST_DAY = date(2018, 10, 1), date(2018, 9, 3)
"""An offer due on 1 October that takes four weeks to set going."""


def row(pr: date, **more: Any) -> dict[str, Any]:
    """A line about that offer as it is shown on this day."""
    plain = dict.fromkeys(LINE_SCHEMA | ROW_SCHEMA) | {
        "titel": "Første tilbud", "nr": 1, "art": "lov", "status": COMING, "bolden": "os", "arvet": False,
        "ansvarlig_dag": LAST_DAY, "frist": DEADLINE, "dage": (pr - DEADLINE).days,
    }  # fmt: skip
    lines = pl.DataFrame([plain | more], schema=LINE_SCHEMA | ROW_SCHEMA)
    return shown(lines, pr).to_dicts()[0]


@pytest.mark.parametrize(
    ("day", "status", "state"),
    [
        (date(2018, 9, 2), COMING, AHEAD),
        (date(2018, 9, 3), COMING, NOW),
        (date(2018, 10, 1), COMING, NOW),
        (date(2018, 10, 2), MISSING, OVERDUE),
    ],
)
def test_act_now_from_the_last_responsible_day_until_the_deadline(day: date, status: str, state: str) -> None:
    """K-03: deadline 2018-10-01, lead 4 weeks → act now from 2018-09-03."""
    assert row(day, status=status)["tilstand"] == state


def test_there_is_nothing_to_act_on_while_the_ball_is_with_others() -> None:
    assert row(LAST_DAY, bolden="borgeren")["tilstand"] == AHEAD
    assert row(LAST_DAY, handling="Afventer a-kassen")["tilstand"] == AHEAD
    assert row(LAST_DAY, handling="Indkaldt")["tilstand"] == NOW


@pytest.mark.parametrize(
    ("handling", "ball"),
    [
        ("Afventer borgeren", "borgeren"),
        ("Afventer a-kassen", "a-kassen"),
        ("Afventer andre", "andre"),
        ("Indkaldt", "os"),
        (None, "os"),
    ],
)
def test_people_know_better_than_the_booking_who_has_the_ball(handling: str | None, ball: str) -> None:
    assert row(LAST_DAY, handling=handling)["bolden"] == ball


def test_a_case_that_nobody_has_is_due_today_whatever_is_typed() -> None:
    nobody = row(LAST_DAY, status=NOBODY, frist=None, dage=None, nr=None, handling="Afventer andre")
    assert (nobody["tilstand"], nobody["dage"], nobody["krav_nr"]) == (NOW, 0, "Første tilbud")


def test_a_local_duty_has_its_day_in_a_column_of_its_own() -> None:
    assert (row(LAST_DAY)["frist"], row(LAST_DAY)["lokal_frist"]) == (DEADLINE, None)
    local = row(LAST_DAY, art="lokal")
    assert (local["frist"], local["lokal_frist"]) == (None, DEADLINE)


@pytest.mark.parametrize(("booked", "late"), [(date(2018, 10, 1), False), (date(2018, 10, 2), True), (None, None)])
def test_an_appointment_is_too_late_from_the_day_after_the_deadline(booked: date | None, late: bool | None) -> None:  # noqa: FBT001
    assert row(LAST_DAY, planlagt=booked)["aftalt_for_sent"] == late
    assert not row(date(2018, 10, 5), planlagt=booked, status=MISSING)["aftalt_for_sent"]


def test_the_number_is_told_from_the_second_on_and_inherited_in_words() -> None:
    assert row(LAST_DAY, nr=3)["krav_nr"] == "Første tilbud nr. 3"
    assert (row(LAST_DAY, arvet=True)["arvet"], row(LAST_DAY)["arvet"]) == ("ja", None)


def test_the_states_are_counted_in_the_order_of_urgency() -> None:
    rows = pl.DataFrame({"tilstand": [AHEAD, OVERDUE, AHEAD]})
    assert list(tally(rows).items()) == [(OVERDUE, 1), (NOW, 0), (AHEAD, 2)]
    assert list(SYMBOLS.values()) == ["▲", "●", "○"]
