"""The numbers of a series: per period and kind of duty so many of so many, and who they are."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from rettid.rates import members, shares
from rettid.rates.cells import NOBODY, TOO_FEW, UNTOLD
from rettid.rates.groupings import KIND, LOCAL, in_order, with_groups
from rettid.rates.intervals import FEWEST_FOR_PERCENT
from rettid.tables import EVENTS, FUND_SCHEMA
from rettid.trend.steps import SCHEDULE, schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from rettid.spans import Span
    from rettid.trend.replay import Judged
    from rettid.trend.steps import Step

MEASURES = ("R1", "RP", "R2")
"""Deadlines in time, persons with all in time, and breaches that wait when the period is over."""

COUNTED: dict[str, pl.DataType] = {
    "pr": pl.Date(),
    "kendt_pr": pl.Date(),
    "taeller": pl.Int64(),
    "naevner": pl.Int64(),
    "borgere": pl.Int64(),
    "andel": pl.Float64(),
    "lav": pl.Float64(),
    "hoej": pl.Float64(),
    "kan_ikke_afgoeres": pl.Int64(),
    "bemaerkning": pl.String(),
}
"""The numbers of a period: `pr` and `kendt_pr` say as of which day and by which day's knowledge (empty: all there is).

R2 is a count of open breaches (`taeller`), with neither denominator nor share. Under ten there is no share.
"""

NO_RUN = "ingen kørsel"
"""What is said of a period that nobody has judged."""

_HELD = (
    "periode", "fund_id", "forloeb_id", "borger_id", *KIND, "pakke", "krav", "nr", "team", "frist", "moedt", "status",
    "i_taeller",
)  # fmt: skip

_NOBODY_HELD = {name: FUND_SCHEMA.get(name, pl.Boolean() if name == "i_taeller" else pl.String()) for name in _HELD}

_MEMBERS: dict[str, Callable[[pl.DataFrame, Span, date], pl.DataFrame]] = {
    "R1": members.due,
    "RP": lambda funds, span, pr: members.person_duties(funds, span, pr, [LOCAL]),
    "R2": lambda funds, _span, _pr: members.waiting(funds),
}

_ALWAYS = pl.DataFrame(
    [("lov", None, "jobcenter", event) for event in EVENTS], schema=dict.fromkeys(KIND, pl.String), orient="row"
)
_BY = ("periode", LOCAL)
_GROUP = ("periode", *KIND)


def held(maal: str, told: Mapping[str, Judged], found: Sequence[Step]) -> pl.DataFrame:
    """The funds that the measure counts in each period that is `told`, with `periode`, KIND and `i_taeller`."""
    parts = [
        _MEMBERS[maal](
            with_groups(told[step.periode].funds, "frist", ()), step.span, told[step.periode].pr
        ).with_columns(periode=pl.lit(step.periode))
        for step in found
        if step.periode in told
    ]
    return pl.concat([each.select(_HELD) for each in parts]) if parts else pl.DataFrame(schema=_NOBODY_HELD)


def kinds_of(*funds: pl.DataFrame) -> pl.DataFrame:
    """The kinds of duty that have a series: the jobcentre's by law always, and those that any of the funds (`held`) are of."""
    return pl.concat(
        [_ALWAYS, *(each.select(pl.col(name).cast(pl.String) for name in KIND) for each in funds)]
    ).unique()


def counted(
    maal: str,
    told: Mapping[str, Judged],
    found: Sequence[Step],
    kinds: pl.DataFrame,
    untold: Mapping[str, str] = MappingProxyType({}),
) -> pl.DataFrame:
    """A row per kind of duty (of `kinds_of`) and period: KIND, the columns of SCHEDULE, then COUNTED; by kind and then by day.

    A period with nobody in it has the denominator 0; one that nobody has judged, and an event of `untold`, no numbers.
    """
    numbers = _numbers(maal, held(maal, told, found))
    rows = in_kind_order(kinds.join(schedule(found), how="cross")).join(
        numbers, on=_GROUP, how="left", nulls_equal=True
    )
    if maal == "R1":
        rows = rows.join(_undecided(told, found), on=_GROUP, how="left", nulls_equal=True)
    days = pl.DataFrame(
        [(name, judged.pr, judged.kendt_pr) for name, judged in told.items()],
        schema={"periode": pl.String, "pr": pl.Date, "kendt_pr": pl.Date},
        orient="row",
    )
    return _with_remarks(maal, rows.join(days, on="periode", how="left"), untold)


def in_kind_order(rows: pl.DataFrame) -> pl.DataFrame:
    """By kind of duty (law first, the jobcentre's own first), and then by day."""
    keys = [pl.col("art") != "lov", pl.col(LOCAL), pl.col("ejer") != "jobcenter", pl.col("haendelse")]
    return rows.sort(*keys, "fra", nulls_last=False, maintain_order=True)


def _numbers(maal: str, funds: pl.DataFrame) -> pl.DataFrame:
    """Per period and kind `taeller`, `naevner`, `borgere`, `andel`, `lav`, `hoej`."""
    if maal == "R2":
        waiting = funds.group_by(_GROUP).agg(taeller=pl.len(), borgere=members.CITIZEN.n_unique())
        return in_order(waiting)
    each = shares.one_each(funds.with_columns(borger=members.CITIZEN), _BY) if maal == "RP" else funds
    return in_order(shares.share(each, _BY)).rename({"rettidige": "taeller", "forfaldne": "naevner"})


def _undecided(told: Mapping[str, Judged], found: Sequence[Step]) -> pl.DataFrame:
    """Per period and kind how many deadlines of the period nobody can decide; one that is in no period is in none of these."""
    parts = [
        members.undecided(with_groups(told[step.periode].funds, "frist", ()), step.span, told[step.periode].pr)
        .filter(pl.col("frist").is_not_null())
        .select(pl.lit(step.periode).alias("periode"), *KIND)
        for step in found
        if step.periode in told
    ]
    unknown = pl.concat([pl.DataFrame(schema=dict.fromkeys(_GROUP, pl.String)), *parts], how="vertical_relaxed")
    return in_order(unknown.group_by(_GROUP).agg(kan_ikke_afgoeres=pl.len().cast(pl.Int64)))


def _with_remarks(maal: str, rows: pl.DataFrame, untold: Mapping[str, str]) -> pl.DataFrame:
    """The rows with zero where nobody is counted, `bemaerkning`, and no numbers where none can be told."""
    hidden = pl.col("haendelse").is_in(list(untold))
    why = pl.col("haendelse").replace_strict(dict(untold), default=None, return_dtype=pl.String)
    below = pl.col("naevner")
    remark = (
        pl.when(hidden).then(pl.format(UNTOLD, why))
        .when(pl.col("pr").is_null()).then(pl.lit(NO_RUN))
        .when(below == 0).then(pl.lit(NOBODY))
        .when(below < FEWEST_FOR_PERCENT).then(pl.lit(TOO_FEW))
    )  # fmt: skip
    counts = [
        "taeller",
        "borgere",
        *(["naevner"] if maal != "R2" else []),
        *(["kan_ikke_afgoeres"] if maal == "R1" else []),
    ]
    lacking = [pl.lit(None).alias(name) for name in COUNTED if name not in rows.columns]
    judged = pl.col("pr").is_not_null() & ~hidden
    enough = judged & (below >= FEWEST_FOR_PERCENT)
    return (
        rows.with_columns(lacking)
        .with_columns(pl.when(judged).then(pl.col(name).fill_null(0)).alias(name) for name in counts)
        .with_columns(pl.when(enough).then(name).alias(name) for name in ("andel", "lav", "hoej"))
        .with_columns(bemaerkning=remark)
        .select(*KIND, *SCHEDULE, *(pl.col(name).cast(dtype) for name, dtype in COUNTED.items()))
    )
