"""Lines → what stands in each column of a list, in Danish words. Pure; every output for people shows this."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.lists.layout import BALL_OF, OPTIONAL, worker_columns
from rettid.lists.lines import NOBODY, US
from rettid.tables import MISSING

if TYPE_CHECKING:
    from datetime import date

    from rettid.lists.layout import Column
    from rettid.lists.model import Lists

OVERDUE, NOW, AHEAD = "overskredet", "handl nu", "kommende"
SYMBOLS = {OVERDUE: "▲", NOW: "●", AHEAD: "○"}
"""How urgent a line is, and the mark that says so without colour."""


def columns_shown(lists: Lists) -> tuple[Column, ...]:
    """The columns of a caseworker's sheet.

    The local deadline is among them where a local pack is judged by, the recorded deviation where there is one.
    """
    local = any(pack.art == "lokal" for pack in lists.summary.judged_by)
    recorded = lists.lines["afvigelse"].is_not_null().any()
    return worker_columns((*lists.columns, *["lokal_frist"] * local, *["afvigelse"] * recorded))


def shown(lines: pl.DataFrame, pr: date) -> pl.DataFrame:
    """The lines as they are read: every column of the layout, with `tilstand` (one of SYMBOLS) and `aftalt_for_sent`.

    A local duty has its day in `lokal_frist` and none in `frist`. Who has the ball is what people said when they chose
    a handling that says it. A case that nobody has is due today: `dage` is 0. `aftalt_for_sent`: the appointment lies
    after a deadline that can still be kept.
    """
    local = pl.col("art") == "lokal"
    ball = pl.col("handling").replace_strict(BALL_OF, default=pl.col("bolden"), return_dtype=pl.String)
    known = lines.with_columns(bolden=ball)
    untold = [pl.lit(None, dtype=pl.String).alias(each.key) for each in OPTIONAL if each.key not in lines.columns]
    return known.with_columns(untold).with_columns(
        krav_nr=duty(),
        dage=pl.when(pl.col("status") == NOBODY).then(0).otherwise("dage"),
        arvet=pl.when("arvet").then(pl.lit("ja")),
        lokal_frist=pl.when(local).then("frist"),
        frist=pl.when(local).then(None).otherwise("frist"),
        tilstand=state(pr),
        aftalt_for_sent=(pl.col("planlagt") > pl.col("frist")) & (pl.col("status") != MISSING),
    )


def duty() -> pl.Expr:
    """The title of a krav with its number, where it is not the first: "Jobsamtale hver måned nr. 3"."""
    number = pl.when(pl.col("nr") > 1).then(pl.format("{} nr. {}", "titel", "nr"))
    return number.otherwise("titel")


def whose() -> pl.Expr:
    """`sagsbehandler`, and in words that there is none."""
    return pl.col("sagsbehandler").fill_null("uden ansvarlig")


def state(pr: date) -> pl.Expr:
    """How urgent a line is: overdue; to be set going by now, and nobody else's move; or ahead."""
    reached = (pl.col("ansvarlig_dag") <= pr) & (pl.col("bolden") == US)
    return (
        pl.when(pl.col("status") == MISSING).then(pl.lit(OVERDUE))
        .when((pl.col("status") == NOBODY) | reached).then(pl.lit(NOW))
        .otherwise(pl.lit(AHEAD))
    )  # fmt: skip


def tally(rows: pl.DataFrame) -> dict[str, int]:
    """How many of the shown rows are in each state, in the order of SYMBOLS."""
    return {name: int((rows["tilstand"] == name).sum()) for name in SYMBOLS}
