"""By what rates can be grouped: names, the columns they stand for, and the levels from the whole down to the smallest group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import polars.selectors as cs

from rettid.rates.members import APART
from rettid.tables import AGE_GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from rettid.spans import Span

LOCAL, COHORT = "lokal_pakke", "kohorte"

KIND = ("art", LOCAL, "ejer", "haendelse")
"""What a number is of: law or local, which local pack (empty for the law, whose packs are one law), owner, event."""

CALENDAR = ("maaned", "kvartal", "halvaar")
"""Of the day by which a rate finds a fund in the period."""

GROUPINGS: dict[str, tuple[str, ...]] = {
    "krav": ("pakke", "krav"),
    "nr": ("pakke", "krav", "nr"),
    **{name: (name,) for name in ("team", "sagsbehandler", "aldersgruppe", "maalgruppe", "a_kasse", *CALENDAR)},
}
"""What `--efter` can name, and the columns of each; a number (`nr`) is the number of a krav."""

OF_A_CASE = (COHORT, "team", "sagsbehandler", "aldersgruppe", "maalgruppe", "a_kasse")
"""The groupings that a forløb has by itself, without any fund (R6)."""

NEWCOMER, STOCK = "nyledige", "bestand"
"""The cohorts: those whose forløb began on the day that was named or later, and those from before it."""

WHOLE = "i alt"
"""The level without groups."""

_BEFORE, _VALUE, _NULL = range(3)


def columns_of(groupings: Iterable[str]) -> list[str]:
    """The columns of the groupings, each once."""
    return list(dict.fromkeys(column for name in groupings for column in GROUPINGS.get(name, (name,))))


def levels(groupings: Sequence[str]) -> list[tuple[str, ...]]:
    """The whole, then one grouping more at a time.

    >>> levels(["krav", "team"])
    [(), ('krav',), ('krav', 'team')]
    """
    return [tuple(groupings[:depth]) for depth in range(len(groupings) + 1)]


def calendar(day: pl.Expr) -> dict[str, pl.Expr]:
    """The month, quarter, half-year and year of a Date, by the names that a period is asked for with: 2018-08, 2018K3, 2018H2, 2018."""
    year = day.dt.year()
    names = {
        "maaned": day.dt.strftime("%Y-%m"),
        "kvartal": pl.format("{}K{}", year, day.dt.quarter()),
        "halvaar": pl.format("{}H{}", year, (day.dt.month() + 5) // 6),
        "aar": day.dt.strftime("%Y"),
    }
    return {name: pl.when(day.is_not_null()).then(text) for name, text in names.items()}


def with_groups(funds: pl.DataFrame, day: str, columns: Iterable[str] = CALENDAR) -> pl.DataFrame:
    """The funds with LOCAL, and of the CALENDAR columns of the column `day` those that are asked for."""
    names = calendar(pl.col(day))
    periods = {name: names[name] for name in CALENDAR if name in set(columns)}
    return funds.with_columns(pl.when(pl.col("art") == "lokal").then("pakke").alias(LOCAL), **periods)


def in_order(groups: pl.DataFrame) -> pl.DataFrame:
    """A few groups with what many funds repeat as plain text, and with age groups that sort by age."""
    plain = groups.with_columns(cs.categorical().cast(pl.String))
    return plain.with_columns(cs.by_name("aldersgruppe", require_all=False).cast(pl.Enum(AGE_GROUPS)))


def with_cohort(rows: pl.DataFrame, starts: pl.DataFrame, first: date | None) -> pl.DataFrame:
    """Rows of a `forloeb_id` with COHORT by the `startdato` of `starts`; null where no day was named or no start is known."""
    if first is None:
        return rows.with_columns(pl.lit(None, dtype=pl.String).alias(COHORT))
    cohort = pl.when(pl.col("startdato") >= first).then(pl.lit(NEWCOMER)).when(pl.col("startdato") < first)
    known = starts.select("forloeb_id", cohort.then(pl.lit(STOCK)).alias(COHORT))
    return rows.join(known, on="forloeb_id", how="left", maintain_order="left")


def months_of(span: Span, pr: date) -> pl.DataFrame:
    """CALENDAR of each month that the period has reached by `pr`."""
    last = max(span.first, min(span.last, pr))
    days = pl.select(dag=pl.date_range(span.first.replace(day=1), last, "1mo"))
    return days.select(**{name: text for name, text in calendar(pl.col("dag")).items() if name in CALENDAR})


def order(columns: Sequence[str]) -> list[pl.Expr]:
    """What to sort a table of several levels by: the kind, then each group after the sum of its groups; who has none last.

    The columns of a row's groups stand in `_kolonner`; age groups come by age, all else by name.
    """
    keys = [pl.col("art") != "lov", pl.col(LOCAL), pl.col("ejer") != "jobcenter", pl.col("haendelse")]
    for column in columns:
        there = pl.col("_kolonner").list.contains(column)
        place = pl.when(~there).then(_BEFORE).when(pl.col(column).is_null()).then(_NULL).otherwise(_VALUE)
        keys += [place, pl.col(column)]
    return keys


def apart(by: Sequence[str]) -> list[str]:
    """The groups and what is never added together, each column once."""
    return list(dict.fromkeys([*by, LOCAL, *APART]))
