"""Why a duty is exempt: every exempt fund is counted once, by what covers its due day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest

from rettid import Tables, audit, load_packs
from rettid.exempted import NOT_FOUND, by_reason
from tests.asking import EXAMPLE, PR, Row, absence, caseload, citizen, on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

LESS, IN_WORDS = "mindre_intensiv_indsats", "mindre intensiv indsats"


def reasons(*cases: tuple[Row, Sequence[Row]], pr: date = PR, kendt_pr: date | None = None) -> list[tuple[object, ...]]:
    """The exempt monthly interviews of the example pack: reason, duties, citizens."""
    tables, packs = Tables.from_rows(caseload(*cases)), load_packs([EXAMPLE])
    found = audit(tables, packs, pr=pr, kendt_pr=kendt_pr).filter(pl.col("krav") == "samtale-maaned")
    counted = by_reason(found, tables, packs, pr=pr, kendt_pr=kendt_pr)
    assert counted["forpligtelser"].sum() == (found["status"] == "undtaget").sum()
    return counted.select("aarsag", "forpligtelser", "borgere").rows()


@pytest.mark.parametrize(("first", "last", "counted"), [(0, 0, 1), (-7, 7, 1), (-7, -1, 0), (1, 7, 0)])
def test_an_exemption_is_the_reason_on_the_days_it_covers(first: int, last: int, counted: int) -> None:
    due = on("2018-08-02")
    days = (str(due + timedelta(days=first)), str(due + timedelta(days=last)))
    assert reasons((citizen(), [absence(*days, LESS)])) == [(IN_WORDS, 1, 1)] * counted


def test_two_months_of_two_citizens_are_four_duties() -> None:
    long = absence("2018-07-20", "2018-09-20", LESS)
    assert reasons((citizen("F1"), [long]), (citizen("F2"), [long]), (citizen("F3"), [])) == [(IN_WORDS, 4, 2)]


def test_an_open_exemption_covers_what_comes() -> None:
    still = absence("2018-12-20", "2018-12-31", LESS) | {"slutdato": None}
    assert reasons((citizen(startdato=on("2018-10-02")), [still]))[0][0] == IN_WORDS


def test_an_absence_that_only_pauses_is_no_reason() -> None:
    both = [absence("2018-08-01", "2018-08-31", LESS), absence("2018-08-01", "2018-08-31", "barsel")]
    assert {row[0] for row in reasons((citizen(), both))} <= {IN_WORDS}


def test_what_was_not_known_then_is_no_reason() -> None:
    late = absence("2018-08-01", "2018-08-31", LESS) | {"registreret": on("2018-10-01")}
    assert reasons((citizen(), [late]), kendt_pr=on("2018-09-30")) == []
    assert reasons((citizen(), [late]), kendt_pr=on("2018-10-01")) == [(IN_WORDS, 1, 1)]


def test_a_suspension_and_an_exemption_on_one_day_are_one_row() -> None:
    start = citizen(startdato=on("2019-10-12"))
    exempt = absence("2020-04-01", "2020-04-30", LESS)
    assert reasons((start, []), pr=on("2020-06-30")) == [("COVID-19", 2, 1)]
    assert reasons((start, [exempt]), pr=on("2020-06-30")) == [("COVID-19", 1, 1), (f"COVID-19 og {IN_WORDS}", 1, 1)]


def test_a_reason_that_is_not_in_the_absences_is_said() -> None:
    cases = (citizen(), [absence("2018-08-01", "2018-08-31", LESS)])
    tables, packs = Tables.from_rows(caseload(cases)), load_packs([EXAMPLE])
    funds = audit(tables, packs, pr=PR)
    without = Tables.from_rows(caseload((citizen(), [])))
    assert set(by_reason(funds, without, packs, pr=PR)["aarsag"]) == {NOT_FOUND}
