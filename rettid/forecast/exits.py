"""Time to the first offer, and time to leaving the benefit, with those who are still waiting counted for as long as they were followed.

The first has competing risks, for people leave without an offer: Aalen and Johansen's curve (`statistics.incidence`); one minus
Kaplan and Meier's would be too high. Leaving has one risk, so there the two are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.statistics.incidence import EVENT, LEFT, OPEN, curve
from rettid.tables import AGE_GROUPS

if TYPE_CHECKING:
    from datetime import date

    from rettid.tables import Tables

OFFER, EXIT = "foerste_tilbud", "afgang"

GROUPS = ("aldersgruppe", "maalgruppe", "a_kasse", "team")
"""What the curves can be split by; of the forløb, so that each stands in one group."""

CURVE_SCHEMA: dict[str, pl.DataType] = {
    "kurve": pl.String(),
    "gruppe": pl.String(),
    "dage": pl.Int64(),
    "i_risiko": pl.Int64(),
    "fik": pl.Int64(),
    "forlod": pl.Int64(),
    "andel_fik": pl.Float64(),
    "andel_forlod": pl.Float64(),
    "andel_hverken": pl.Float64(),
}
"""`statistics.incidence.curve` per curve and group; of the exits `fik` is having left."""


def followed(tables: Tables, pr: date) -> pl.DataFrame:
    """The forløb that can be followed from their start: the columns of `forloeb`, and `slut` (empty where it runs on `pr`).

    An export may lack those that ended before it begins, and then holds only the long ones of those that started early.
    Therefore only forløb that began on or after the earliest end it knows.
    """
    ended = pl.when(pl.col("slutdato") <= pr).then("slutdato")
    started = tables["forloeb"].filter(pl.col("startdato") <= pr).with_columns(slut=ended).collect()
    first = started["slut"].min()
    return started.filter(pl.col("startdato") >= first) if first else started


def too_early(tables: Tables, pr: date) -> int:
    """How many forløb that had begun by `pr` are left out of `followed`."""
    begun = tables["forloeb"].filter(pl.col("startdato") <= pr).select(pl.len()).collect().item()
    return int(begun) - followed(tables, pr).height


def to_exit(cases: pl.DataFrame, pr: date) -> pl.DataFrame:
    """`dage` and `udfald` of each forløb, and its own columns: it ended (EVENT) or runs on the day (OPEN)."""
    return _timed(cases, pl.col("slut"), pl.when(pl.col("slut").is_not_null()).then(EVENT).otherwise(OPEN), pr)


def to_offer(cases: pl.DataFrame, funds: pl.DataFrame, pr: date) -> pl.DataFrame:
    """`dage` and `udfald` of each forløb that owes a first offer by law: it began (EVENT), the forløb ended first (LEFT), or neither."""
    offers = funds.filter(pl.col("art") == "lov", pl.col("haendelse") == "tilbud")
    first = offers.group_by("forloeb_id").agg(tilbud=pl.col("moedt").min())
    owed = cases.join(first, on="forloeb_id", maintain_order="left")
    outcome = pl.when(pl.col("tilbud").is_not_null()).then(EVENT).when(pl.col("slut").is_not_null()).then(LEFT)
    return _timed(owed, pl.coalesce("tilbud", "slut"), outcome.otherwise(OPEN), pr)


def curves(spells: pl.DataFrame, name: str, by: str | None = None) -> pl.DataFrame:
    """The curve of all and, with `by`, of each group by name: the columns of `CURVE_SCHEMA`. A group of nobody has no rows."""
    found = [
        curve(rows).with_columns(kurve=pl.lit(name), gruppe=pl.lit(group)).select(*CURVE_SCHEMA).cast(CURVE_SCHEMA)  # type: ignore[arg-type]
        for group, rows in groups(spells, by)
    ]
    return pl.concat([pl.DataFrame(schema=CURVE_SCHEMA), *found])


def groups(spells: pl.DataFrame, by: str | None) -> list[tuple[str, pl.DataFrame]]:
    """All of the spells ("i alt") and, with `by`, those of each value of the column: ages in order, else by name."""
    if by is None:
        return [("i alt", spells)]
    named = spells.with_columns(pl.col(by).cast(pl.String).fill_null("ikke oplyst"))
    split = {str(key[0]): rows for key, rows in named.partition_by(by, as_dict=True).items()}
    in_order = sorted(split, key=lambda name: (AGE_GROUPS.index(name) if name in AGE_GROUPS else len(AGE_GROUPS), name))
    return [("i alt", spells), *((name, split[name]) for name in in_order)]


def _timed(cases: pl.DataFrame, until: pl.Expr, outcome: pl.Expr, pr: date) -> pl.DataFrame:
    """The days from the start to the outcome, or to `pr` for those that have none."""
    days = (until.fill_null(pr) - pl.col("startdato")).dt.total_days()
    return cases.with_columns(udfald=outcome.cast(pl.Int64), dage=days.clip(lower_bound=0).cast(pl.Int64))
