"""What falls due while someone is away: one row per interview to hold or offer to start, however many duties it settles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import polars.selectors as cs

from rettid.caseload import jobcentre_by_law
from rettid.holidays import public_holidays
from rettid.tables import COMING, MISSING, UNDECIDED

if TYPE_CHECKING:
    from datetime import date

WINDOWS: dict[str, pl.DataType] = {"person": pl.String(), "fra": pl.Date(), "til": pl.Date()}
"""Days away, both ends included; a person may have several rows."""

EVENT = ("forloeb_id", "haendelse", "planlagt")
"""What tells one interview or offer from another: a booking settles all that it would meet, and so does one that is not booked yet."""

ORDER = ("dag", "frist", "forloeb_id", "haendelse", "planlagt")

_OF_THE_DUTY = (
    "fund_id",
    "borger_id",
    "maalgruppe",
    "aldersgruppe",
    "pakke",
    "krav",
    "nr",
    "hjemmel",
    "frist",
    "status",
)
_OF_THE_CASE = ("sag", "navn", "team", "person")


def open_duties(funds: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """The jobcentre's unmet duties by law of the open cases, with `sag`, `navn`, `team` and `person` (responsible now) of `cases`."""
    open_now = pl.col("aaben") & pl.col("status").is_in([MISSING, COMING])
    duties = jobcentre_by_law(funds).filter(open_now)
    columns = [*EVENT, *(name for name in _OF_THE_DUTY if name not in EVENT)]
    texts = duties.select(columns).with_columns(cs.categorical().cast(pl.String))
    return texts.join(cases.select("forloeb_id", *_OF_THE_CASE), on="forloeb_id")


def due(duties: pl.DataFrame, windows: pl.DataFrame, pr: date, *, overdue: bool = False) -> pl.DataFrame:
    """What falls due in the days away of the one responsible: a deadline, or a booking, or both.

    A deadline on a weekend or public holiday falls due on the last working day before it too: whoever is away until
    Friday is not there on the Saturday. With `overdue` also what was missed before the days away and is not booked.

    Columns: those of the most urgent duty, EVENT, `flere` (further duties that the event may settle), `dag` (the day
    away by which something must happen, from `pr` on) and `selv` (booked in time on a day when the one responsible is
    there). Sorted by ORDER.
    """
    by_duty = _days_away(duties.join(windows, on="person"), pr, overdue=overdue)
    in_time = ~pl.col("booked") & (pl.col("planlagt") <= pl.col("frist")).fill_null(value=False)
    found = duties.join(by_duty, on="fund_id").sort("frist", "pakke", "krav", "nr", "fund_id")
    return (
        found.group_by(EVENT, maintain_order=True)
        .agg(
            pl.col(*_OF_THE_DUTY, *_OF_THE_CASE).first(),
            pl.col("dag").min(),
            flere=pl.len().cast(pl.Int64) - 1,
            selv=in_time.all(),
        )
        .sort(ORDER, nulls_last=True)
    )


def _days_away(met: pl.DataFrame, pr: date, *, overdue: bool) -> pl.DataFrame:
    """Per duty that falls due in some window of `met`: `dag`, and `booked`, whether its booking lies in one."""
    closed = met.select(pl.min("fra").dt.year().alias("first"), pl.max("til").dt.year().alias("last")).row(0)
    holidays = public_holidays(closed[0] - 1, closed[1] + 1) if met.height else []
    last_chance = pl.col("frist").dt.add_business_days(0, roll="backward", holidays=holidays)
    deadline, working, booking = (
        day.is_between(pl.col("fra"), pl.col("til")) for day in (pl.col("frist"), last_chance, pl.col("planlagt"))
    )
    missed = (pl.col("frist") < pl.col("fra")) & pl.col("planlagt").is_null() & overdue
    day = pl.min_horizontal(
        pl.when(deadline | working).then(pl.max_horizontal(last_chance, "fra")),
        pl.when(booking).then("planlagt"),
        pl.when(missed).then("fra"),
    )
    inside = met.with_columns(dag=day, booked=booking.fill_null(value=False)).drop_nulls("dag")
    from_now = inside.with_columns(dag=pl.max_horizontal("dag", pl.min_horizontal(pl.lit(pr), "til")))
    return from_now.group_by("fund_id").agg(pl.col("dag").min(), pl.col("booked").any())


def missed_before(duties: pl.DataFrame, windows: pl.DataFrame) -> int:
    """How many interviews and offers were missed before the days away, and are not booked: they are in no window."""
    first = windows.group_by("person").agg(pl.col("fra").min())
    waiting = duties.join(first, on="person").filter(pl.col("frist") < pl.col("fra"), pl.col("planlagt").is_null())
    return waiting.select("forloeb_id", "haendelse").n_unique()


def undecided(funds: pl.DataFrame, cases: pl.DataFrame, windows: pl.DataFrame) -> pl.DataFrame:
    """Duties of those away that may fall due in their days, but can't be told: `mangler_felt`, what is missing, and `antal`."""
    open_now = pl.col("aaben") & (pl.col("status") == UNDECIDED)
    unknown = (
        jobcentre_by_law(funds)
        .filter(open_now)
        .select("fund_id", "forloeb_id", "frist", pl.col("mangler_felt").cast(pl.String))
    )
    met = unknown.join(cases.select("forloeb_id", "person"), on="forloeb_id").join(windows, on="person")
    may = met.filter(pl.col("frist").is_null() | pl.col("frist").is_between(pl.col("fra"), pl.col("til")))
    return may.group_by("mangler_felt").agg(antal=pl.col("fund_id").n_unique()).sort("mangler_felt", nulls_last=True)
