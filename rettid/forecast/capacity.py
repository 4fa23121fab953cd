"""What falls due week by week against what there is room for, and how late it can be done (inventory H-06, F-07, G.6).

Weeks are ISO weeks, the first the one the reference day lies in (`needs.weeks`); what is overdue is due in that week.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from rettid.caseload import jobcentre_by_law
from rettid.needs import weeks
from rettid.tables import BOOKED, COMING, HELD, MISSING, NOT_COMING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rettid.periods import Period
    from rettid.tables import Tables

PLAN_SCHEMA: dict[str, pl.DataType] = {
    "mandag": pl.Date(),
    "forfalder": pl.Int64(),
    "aftalt": pl.Int64(),
    "ledige": pl.Int64(),
    "holdes": pl.Int64(),
    "senest": pl.Date(),
    "mangler": pl.Int64(),
}
"""`forfalder`: what must be held (or begun) in the week at the latest; `aftalt`: what is booked in it besides; `ledige`: the slots
that are left; `holdes`: how much to hold in the week if all is done as late as it can be; `senest`: the Monday of the last
responsible week for what falls due, null where nothing does; `mangler`: how much of it there is no room for even if one begins
now. Without slots only `senest` is told of the last four: the week itself."""


def interviews_due(funds: pl.DataFrame, pr: date, uger: int) -> pl.DataFrame:
    """The interviews that must be held: `forloeb_id`, `krav` (the duty it cannot wait for), `frist` and `mandag` of its week, by deadline.

    Of open duties by law of the jobcentre without a booking, due in the weeks. As few as will do: one interview settles one number
    of every krav whose window is open, and is held as late as the first deadline allows.
    """
    last = weeks(pr, uger)[-1] + timedelta(days=6)
    waiting = pl.col("status").is_in([MISSING, COMING]) & pl.col("aaben") & pl.col("planlagt").is_null()
    own = jobcentre_by_law(funds).filter(pl.col("haendelse") == "samtale", waiting, pl.col("frist") <= last)
    plain = own.cast({"krav": pl.String, "pakke": pl.String}).sort("forloeb_id", "frist", "pakke", "krav", "nr")
    left, found = plain.with_columns(dag=pl.max_horizontal("frist", pl.lit(pr))).with_row_index("plads"), []
    while not left.is_empty():
        first = left.unique("forloeb_id", keep="first", maintain_order=True)
        found.append(first.select("forloeb_id", "krav", "frist", mandag=pl.col("dag").dt.truncate("1w")))
        held = left.join(first.select("forloeb_id", holdt="dag"), on="forloeb_id", maintain_order="left")
        settled = held.filter(pl.col("aabner") <= pl.col("holdt")).unique(_ONE_OF, keep="first", maintain_order=True)
        left = left.filter(~pl.col("plads").is_in(settled["plads"].implode()))
    empty = pl.DataFrame(schema={"forloeb_id": pl.String, "krav": pl.String, "frist": pl.Date, "mandag": pl.Date})
    return pl.concat([empty, *found]).sort("frist", "forloeb_id", "krav")


_ONE_OF = ("forloeb_id", "pakke", "krav")


def booked(tables: Tables, event: str, pr: date, uger: int) -> dict[date, int]:
    """By Monday: how many interviews by the jobcentre (or offers) are booked on a day after `pr`, whoever they are for."""
    table, day = ("samtaler", "dato") if event == "samtale" else ("tilbud", "startdato")
    status = pl.col("status").cast(pl.String)
    theirs = (
        pl.col("afholdt_af").cast(pl.String).fill_null("") == "a_kasse" if event == "samtale" else pl.lit(value=False)
    )
    coming = (status.is_in([BOOKED, HELD]) if event == "samtale" else ~status.is_in(NOT_COMING)) & ~theirs
    rows = tables[table].filter(pl.col(day) > pr, coming).select(mandag=pl.col(day).dt.truncate("1w")).collect()
    counts = dict(rows.group_by("mandag").len().iter_rows())
    return {monday: counts.get(monday, 0) for monday in weeks(pr, uger)}


def starts_possible(places: pl.DataFrame, stay: Period, pr: date, uger: int) -> dict[date, Fraction]:
    """By Monday: how many can begin an offer in the week when each running place is taken again as soon as it is free.

    `places` as `needs.PLACE_SCHEMA`; those that are open on the week's Monday (`pr` in the first week).
    """
    found = {}
    for monday in weeks(pr, uger):
        day = max(monday, pr)
        open_ = pl.col("fra").fill_null(day) <= day, pl.col("til").fill_null(day) >= day
        found[monday] = Fraction(7 * int(places.filter(*open_)["pladser"].sum()), stay.days_at_most)
    return found


def plan(due: dict[date, int], taken: dict[date, int], room: dict[date, Fraction] | None) -> pl.DataFrame:
    """The weeks with the columns of `PLAN_SCHEMA`. `room`: how many there is room for in all, what is booked (`taken`) included."""
    mondays, dues = list(due), list(due.values())
    known = pl.DataFrame({"mandag": mondays, "forfalder": dues, "aftalt": list(taken.values())})
    if room is None:
        own = pl.when(pl.col("forfalder") > 0).then("mandag").alias("senest")
        return (
            known.select(pl.all(), own, *(pl.lit(None).alias(name) for name in ("ledige", "holdes", "mangler")))
            .select(*PLAN_SCHEMA)
            .cast(PLAN_SCHEMA)
        )
    free = _whole(list(room.values()), list(taken.values()))
    held, latest = _as_late_as_can_be(dues, free)
    senest = [None if week is None else mondays[week] for week in latest]
    told = {"ledige": free, "holdes": held, "senest": senest, "mangler": _short(dues, free)}
    return (
        known.with_columns(pl.Series(name, values) for name, values in told.items())
        .select(*PLAN_SCHEMA)
        .cast(PLAN_SCHEMA)
    )


def _whole(room: Sequence[Fraction], taken: Sequence[int]) -> list[int]:
    """The free slots of each week in whole numbers, a part of one saved for the next."""
    found, before = [], Fraction(0)
    for number, used in zip(room, taken, strict=True):
        before += number
        found.append(max(int(before) - used, 0))
        before -= int(before)
    return found


def _as_late_as_can_be(due: Sequence[int], free: Sequence[int]) -> tuple[list[int], list[int | None]]:
    """How many are held in each week, and for each week's deadlines the first week in which any of them must be held.

    From the last deadline back, each takes the latest slot that is left; the first week also has what there is no room for.
    """
    left, held = list(free), [0] * len(due)
    latest: list[int | None] = [None] * len(due)
    for week in reversed(range(len(due))):
        rest = due[week]
        for place in range(week, -1, -1):
            now = min(rest, left[place])
            left[place], held[place], rest = left[place] - now, held[place] + now, rest - now
            if now:
                latest[week] = place
        if rest:
            latest[week] = 0
    return held, latest


def _short(due: Sequence[int], free: Sequence[int]) -> list[int]:
    """How many of each week's deadlines have no slot when the earliest have theirs first."""
    found, left = [], 0
    for number, slots in zip(due, free, strict=True):
        left += slots
        found.append(max(number - left, 0))
        left = max(left - number, 0)
    return found
