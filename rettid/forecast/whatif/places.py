"""More places in offers (inventory F-07). A place is one citizen's for as long as the stay lasts."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from rettid.forecast.whatif.past import altered, outcome, with_rows
from rettid.forecast.whatif.planned import offer
from rettid.tables import COMING, LATE, MISSING, NOT_BEGUN, TIMELY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.forecast.whatif.past import Outcome, Past
    from rettid.periods import Period
    from rettid.tables import Tables


_KINDS = {"pakke": pl.String, "krav": pl.String, "tilbudstype": pl.String, "mindst": pl.Int64}


def starts_a_week(places: int, stay: Period) -> Fraction:
    """How many can begin a week when each place is taken again as soon as it is free.

    >>> from rettid.periods import parse_period
    >>> [float(starts_a_week(places, parse_period("8 uger"))) for places in (20, 70)]
    [2.5, 8.75]
    """
    return Fraction(7 * places, stay.days_at_most)


def more_places(past: Past, places: Sequence[int], stay: Period, lead: Period) -> list[Outcome]:
    """The outcome of each number of places.

    All who owed an offer when the period began or later begin one when there is a place, no sooner than `lead` before the
    deadline, the nearest deadline first. Besides: `mulige_pr_uge` starts that the places give, `brugt_pr_uge` those that were needed.
    """
    return [_outcome(past, number, starts_a_week(number, stay), lead) for number in places]


def _outcome(past: Past, places: int, a_week: Fraction, lead: Period) -> Outcome:
    begun = placed(past, a_week, lead)
    told = {"mulige_pr_uge": float(a_week), "brugt_pr_uge": begun.height / past.weeks}
    return outcome(f"{places} {'plads' if places == 1 else 'pladser'}", past, _with(past, begun), "tilbud", told)


def placed(past: Past, a_week: Fraction, lead: Period) -> pl.DataFrame:
    """Who would have begun, and when: `forloeb_id`, `startdato` (a week's first day), `pakke`, `krav`."""
    owed, left = _owed(past), Fraction(0)
    begun = [
        pl.DataFrame(schema={"forloeb_id": pl.String, "startdato": pl.Date, "pakke": pl.String, "krav": pl.String})
    ]
    for week in range(int(past.weeks)):
        day = past.span.first + timedelta(weeks=week)
        left += a_week
        running = pl.col("slutdato").is_null() | (pl.col("slutdato") >= day)
        waiting = owed.filter(pl.col("aabner") <= day, running, pl.col("frist") <= lead.after_day(day))
        seen = waiting.head(int(left))
        left -= int(left)
        owed = owed.filter(~pl.col("forloeb_id").is_in(seen["forloeb_id"].implode()))
        begun.append(seen.select("forloeb_id", pl.lit(day).alias("startdato"), "pakke", "krav"))
    return pl.concat(begun)


def _owed(past: Past) -> pl.DataFrame:
    """Those who owed an offer in the period, each once, by deadline."""
    decided = pl.col("status").is_in([TIMELY, LATE, MISSING, COMING])
    unmet = pl.col("moedt").is_null() | (pl.col("moedt") >= past.span.first)
    funds = past.funds("tilbud").filter(decided, unmet)
    plain = funds.cast({"pakke": pl.String, "krav": pl.String}).sort("frist", "forloeb_id", "pakke", "krav", "nr")
    return plain.unique("forloeb_id", keep="first", maintain_order=True)


def _with(past: Past, begun: pl.DataFrame) -> Tables:
    """The tables where the offers of the period are those that there were places for."""
    krav = past.krav("tilbud")
    kinds = pl.DataFrame([(*name, *offer(each)) for name, each in krav.items()], schema=_KINDS, orient="row")
    rows = begun.join(kinds, on=["pakke", "krav"], how="left", maintain_order="left").select(
        "forloeb_id", "startdato", "tilbudstype", status=pl.lit("igang"), afgivet="startdato", registreret="startdato"
    )
    own = pl.col("startdato").is_between(past.span.first, past.span.last) & ~pl.col("status").cast(pl.String).is_in(
        NOT_BEGUN
    )
    without = altered(
        past.tables, "tilbud", pl.when(own).then(pl.lit("annulleret")).otherwise(pl.col("status")).alias("status")
    )
    return with_rows(without, "tilbud", rows)
