"""Time for more interviews every week (inventory H-06).

Every week the interviews go to those who are overdue, the oldest deadline first, then to those whose deadline is nearest. Nobody
knows in advance who would have been seen in time anyhow: an interview can be spent on somebody who would.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from rettid.forecast.whatif.past import interviews, outcome, with_rows
from rettid.tables import COMING, LATE, MISSING, TIMELY

if TYPE_CHECKING:
    from rettid.forecast.whatif.past import Outcome, Past

AHEAD = timedelta(days=14)
"""How near a deadline must be for its interview to be held now."""

_DAYS = {"forloeb_id": pl.String, "dato": pl.Date, "pakke": pl.String, "krav": pl.String}


def interviews_a_week(hours: Fraction, minutes: Fraction) -> Fraction:
    """How many interviews so many hours give.

    >>> [round(float(interviews_a_week(Fraction(hours), Fraction(45))), 1) for hours in (7, 10)]
    [9.3, 13.3]
    """
    return hours * 60 / minutes


def more_hours(past: Past, hours: list[Fraction], minutes: Fraction) -> list[Outcome]:
    """The outcome of each number of hours a week.

    Besides: `flere_pr_uge` interviews that the hours give, `brugt_pr_uge` those there was anybody for, `pukkel_nul_uge` the first week of
    the period (1 is its first) at the end of which nobody is overdue, null where there is none, `pukkel_vaek_om` see `weeks_to_clear`.
    """
    return [_outcome(past, each, interviews_a_week(each, minutes)) for each in hours]


def _outcome(past: Past, hours: Fraction, a_week: Fraction) -> Outcome:
    days = spent(past, a_week)
    tables = with_rows(past.tables, "samtaler", interviews(days, past.krav("samtale")))
    waiting = backlog(past, past.funds("samtale") if days.is_empty() else past.judged(tables, "samtale"))
    cleared = waiting.filter(pl.col("aabne") == 0)["uge"]
    told = {
        "flere_pr_uge": float(a_week),
        "brugt_pr_uge": days.height / past.weeks,
        "pukkel_nul_uge": int(cleared[0]) if cleared.len() else None,
        "pukkel_vaek_om": weeks_to_clear(backlog(past, past.funds("samtale")), a_week),
    }
    name = f"{float(hours):g} timer".replace(".", ",")
    return outcome(name, past, tables, "samtale", told)


def backlog(past: Past, funds: pl.DataFrame) -> pl.DataFrame:
    """`uge` (1 is the period's first) and `aabne`: the open breaches of interviews on the last day of each week that is over by `pr`."""
    weeks = pl.DataFrame({"uge": range(1, int(past.weeks) + 1)}, schema={"uge": pl.Int64})
    ends = weeks.with_columns(dag=pl.lit(past.span.first) + pl.duration(days=7 * pl.col("uge") - 1))
    breaches = funds.filter(pl.col("status").is_in([LATE, MISSING]))
    still = breaches.select("frist", until=pl.min_horizontal("moedt", pl.col("slutdato") + timedelta(days=1)))
    counts = ends.join_where(
        still, pl.col("frist") < pl.col("dag"), pl.col("until").fill_null(date.max) > pl.col("dag")
    )
    return (
        weeks.join(counts.group_by("uge").agg(aabne=pl.len().cast(pl.Int64)), on="uge", how="left")
        .fill_null(0)
        .sort("uge")
    )


def weeks_to_clear(waiting: pl.DataFrame, a_week: Fraction) -> int | None:
    """From the day on: after how many weeks nobody is overdue, if the backlog grows as it did in the period; None if it never is.

    `waiting` is the `backlog` as it went. All of the more interviews then go to those who are overdue.
    """
    if waiting.is_empty():
        return None
    first, last = int(waiting["aabne"][0]), int(waiting["aabne"][-1])
    growth = Fraction(last - first, max(waiting.height - 1, 1))
    if last == 0:
        return 0
    return None if a_week <= growth else -(-Fraction(last) // (a_week - growth))


def spent(past: Past, a_week: Fraction) -> pl.DataFrame:
    """Who would have been seen, and when: `forloeb_id`, `dato` (a week's first day) and the duty it was for (`pakke`, `krav`)."""
    owed, left = _owed(past), Fraction(0)
    days = [pl.DataFrame(schema=_DAYS)]
    for week in range(int(past.weeks)):
        day = past.span.first + timedelta(weeks=week)
        left += a_week
        open_now = owed.filter(_open_on(day))
        near = open_now.filter(pl.col("frist") <= day + AHEAD).unique("forloeb_id", keep="first", maintain_order=True)
        seen = near.head(int(left))
        left -= int(left)  # an hour that nobody needed is gone; a part of an interview is saved up
        # One interview settles one number of each krav that is open.
        own = open_now.filter(pl.col("forloeb_id").is_in(seen["forloeb_id"].implode()))
        settled = own.unique(["forloeb_id", "pakke", "krav"], keep="first", maintain_order=True)["plads"]
        owed = owed.filter(~pl.col("plads").is_in(settled.implode()))
        days.append(seen.select("forloeb_id", pl.lit(day).alias("dato"), "pakke", "krav"))
    return pl.concat(days)


def _owed(past: Past) -> pl.DataFrame:
    """The interviews owed in the period, by deadline, each with its `plads` among them."""
    decided = pl.col("status").is_in([TIMELY, LATE, MISSING, COMING])
    unmet = pl.col("moedt").is_null() | (pl.col("moedt") > past.span.first)
    funds = past.funds("samtale").filter(decided, unmet)
    plain = funds.cast({"pakke": pl.String, "krav": pl.String}).sort("frist", "forloeb_id", "pakke", "krav", "nr")
    return plain.with_row_index("plads").select(
        "plads", "forloeb_id", "pakke", "krav", "aabner", "frist", "moedt", "slutdato"
    )


def _open_on(day: date) -> pl.Expr:
    """Whether a duty can be met on the day, and is not met yet."""
    running = pl.col("slutdato").is_null() | (pl.col("slutdato") >= day)
    return (pl.col("aabner") <= day) & running & (pl.col("moedt").is_null() | (pl.col("moedt") > day))
