"""The reason recorded beside a breach: whose, from when, and that it is never beside what it exempts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest

from rettid import Tables, audit, load_packs
from rettid.deviations import REASON_SCHEMA, recorded_reasons
from tests.asking import EXAMPLE, PR, Row, absence, caseload, citizen, held, on

if TYPE_CHECKING:
    from collections.abc import Sequence

CHOSEN = "konkret_vurdering"
DUE = on("2018-08-02")
"""The first monthly interview of a forløb from 2 July 2018; the example pack gives 14 days of grace."""


def deviation(first: date, last: date | None = None, written: str | None = None) -> Row:
    row = absence(str(first), str(last or first), CHOSEN)
    return row | {"slutdato": last, "registreret": on(written) if written else None}


def reasons(
    *events: Row, krav: str = "samtale-maaned", nr: int = 1, pr: date = PR, kendt_pr: date | None = None
) -> Sequence[tuple[str, str]]:
    """The first day and the words of the reason beside one duty of one citizen."""
    tables = Tables.from_rows(caseload((citizen(), events)))
    funds = audit(tables, load_packs([EXAMPLE]), pr=pr, kendt_pr=kendt_pr)
    found = recorded_reasons(funds, tables, pr=pr, kendt_pr=kendt_pr)
    assert found.schema == REASON_SCHEMA
    asked = funds.filter(pl.col("krav") == krav, pl.col("nr") == nr).select("fund_id")
    return [
        (str(first), said) for first, said in found.join(asked, on="fund_id").select("fra", "afvigelse").iter_rows()
    ]


@pytest.mark.parametrize(
    ("first", "last", "beside"),
    [(0, 0, True), (-30, None, True), (-30, -1, False), (-30, 0, True), (1, None, True), (5, 9, True)],
)
def test_it_covers_the_due_day_or_came_while_the_duty_was_unmet(first: int, last: int | None, *, beside: bool) -> None:
    row = deviation(DUE + timedelta(days=first), None if last is None else DUE + timedelta(days=last))
    assert bool(reasons(row)) is beside


def test_it_says_its_first_day_and_when_it_was_written() -> None:
    assert reasons(deviation(DUE, written="2018-08-06")) == [
        ("2018-08-02", "konkret vurdering siden 02-08-2018 (registreret 06-08-2018)")
    ]


def test_of_several_the_first_is_told() -> None:
    rows = [deviation(DUE, written="2018-08-06"), deviation(on("2018-07-20")), deviation(on("2018-09-20"))]
    assert reasons(*rows) == [("2018-07-20", "konkret vurdering siden 20-07-2018")]


def test_what_was_met_before_it_began_has_none() -> None:
    late = held("2018-08-20")
    assert reasons(late, deviation(on("2018-08-20")))
    assert not reasons(late, deviation(on("2018-08-21")))
    assert not reasons(held("2018-08-16"), deviation(DUE)), "i tide med henstand er intet brud"


def test_what_it_exempts_has_none() -> None:
    """The example pack's offer is of those the share is about: exempt, so it is no breach."""
    assert not reasons(deviation(on("2018-12-20")), krav="foerste-tilbud")
    assert reasons(deviation(on("2018-12-20")), krav="samtale-maaned", nr=5)


def test_a_coming_duty_has_it_when_it_is_still_open() -> None:
    assert reasons(deviation(on("2018-12-20")), krav="samtale-4-paa-6")
    assert not reasons(deviation(on("2018-12-20"), on("2018-12-30")), krav="samtale-4-paa-6")


def test_what_is_not_known_or_not_begun_is_not_there() -> None:
    row = deviation(DUE, written="2018-10-01")
    assert not reasons(row, kendt_pr=on("2018-09-30"))
    assert reasons(row, kendt_pr=on("2018-10-01"))
    assert not reasons(deviation(on("2018-12-02")), krav="samtale-maaned", nr=5, pr=on("2018-12-01"))


def test_another_absence_is_no_reason() -> None:
    assert not reasons(absence(str(DUE), str(DUE), "fritagelse_joblog"), absence(str(DUE), str(DUE), "sygdom"))
