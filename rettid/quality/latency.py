"""How long it takes from an interview to its registration, and what that did to the figures while it lasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.quality.replay import DUTY, replayed
from rettid.rates import due_in, nearest_rank
from rettid.tables import HELD, MISSING, TIMELY, UNKNOWN

if TYPE_CHECKING:
    from rettid.quality.grounds import Grounds
    from rettid.spans import Span


def latency(grounds: Grounds) -> pl.DataFrame:
    """Per party that held the interview (`afholdt_af`): `antal`, `median`, `p90` (days), `inden_for`, by name.

    `inden_for` are registered within `senest_dage`. Interviews held by the reference day with a registration date. One
    registered before it was held (its booking) took no days. `p90` is the smallest number of days within which nine of ten were registered.
    """
    return (
        registered(grounds)
        .group_by("part")
        .agg(
            antal=pl.len().cast(pl.Int64),
            median=pl.col("dage").median(),
            p90=nearest_rank(pl.col("dage"), 90),
            inden_for=pl.col("i_tide").sum().cast(pl.Int64),
        )
        .sort("part")
        .collect()
    )


def registered(grounds: Grounds) -> pl.LazyFrame:
    """Each interview held by the reference day that has a registration date (R6), as it was read, with `part`, `dage` and `i_tide`."""
    days = (pl.col("registreret") - pl.col("dato")).dt.total_days().clip(lower_bound=0)
    return grounds.samtaler.filter(
        pl.col("status") == HELD, pl.col("dato") <= grounds.pr, pl.col("registreret").is_not_null()
    ).with_columns(part=pl.col("afholdt_af").fill_null(UNKNOWN), dage=days, i_tide=days <= grounds.senest_dage)


def looked_late(grounds: Grounds, span: Span) -> pl.DataFrame:
    """The interview duties of R1 in time that a list made at the end of their month showed as missed: DUTY, `maaned` (its last day).

    The same as judging all with `kendt_pr` and `pr` on each month's end, but only of the forløb and months in which an
    interview was held by the month's end and registered after it.
    """
    timely = due_in(grounds.funds, span, grounds.pr).filter(
        pl.col("status") == TIMELY, pl.col("haendelse") == "samtale", pl.col("art") == "lov"
    )
    owed = timely.select(*DUTY, maaned=pl.col("frist").dt.month_end()).filter(pl.col("maaned") <= grounds.pr)
    unknown = (
        grounds.samtaler.filter(pl.col("status") == HELD)
        .select("forloeb_id", "dato", "registreret")
        .filter(pl.col("registreret") > pl.col("dato").dt.month_end())
        .collect()
    )
    variants = (
        owed.select("forloeb_id", "maaned")
        .unique()
        .join(unknown, on="forloeb_id")
        .filter(pl.col("dato") <= pl.col("maaned"), pl.col("registreret") > pl.col("maaned"))
        .select("forloeb_id", variant=pl.col("maaned").cast(pl.String))
        .unique()
    )
    alter = {"forloeb": _as_then, "samtaler": _interviews_then, "tilbud": _known_then, "fravaer": _absences_then}
    then = replayed(
        grounds.tables, [pack for pack in grounds.packs if pack.art == "lov"], variants, alter, pr=grounds.pr
    )
    missed = then.filter(pl.col("status") == MISSING).select(*DUTY, maaned=_month(), da="frist")
    return (
        owed.join(missed, on=[*DUTY, "maaned"]).filter(pl.col("da") < pl.col("maaned")).drop("da").sort("maaned", *DUTY)
    )


def _month() -> pl.Expr:
    return pl.col("variant").str.to_date("%Y-%m-%d")


def _known_then(rows: pl.LazyFrame) -> pl.LazyFrame:
    return rows.filter((pl.col("registreret") <= _month()).fill_null(value=True))


def _interviews_then(rows: pl.LazyFrame) -> pl.LazyFrame:
    return _known_then(rows).filter(pl.col("dato") <= _month())


def _absences_then(rows: pl.LazyFrame) -> pl.LazyFrame:
    return _as_then(_known_then(rows).filter(pl.col("startdato") <= _month()))


def _as_then(rows: pl.LazyFrame) -> pl.LazyFrame:
    """With an end that lay ahead at the month's end read as open."""
    return rows.with_columns(slutdato=pl.when(pl.col("slutdato") <= _month()).then("slutdato"))
