"""The kind `aktivering`: how much of the time on the benefit was spent in offers (`spec.md` § 5, "Official measures")."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.engine.days import day_number
from rettid.engine.pauses import pause_intervals
from rettid.measures.persons import ALL_GROUPS, PERSONS, START, cases_of, citizen, covered, taking_part

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rettid.engine.history import History
    from rettid.measures.definition import Line, Measure
    from rettid.measures.persons import Asked


def activation(measure: Measure, asked: Asked, days: Sequence[date]) -> pl.DataFrame:
    """The persons with benefit in the window up to each day.

    Columns of `PERSONS`: `antal` is the days in offers, `kraevet` those on the benefit;
    `taeller` says whether the share of the two lies in the line's band (empty for a line of days).
    """
    frames = [pl.DataFrame(schema=PERSONS)]
    for day in days:
        history = asked.as_read(day)
        frames += [_persons(line, measure, history) for line in measure.linjer if asked.untold(line.tables) is None]
    return pl.concat(frames)


def _persons(line: Line, measure: Measure, history: History) -> pl.DataFrame:
    assert line.seneste is not None  # noqa: S101 - the page says it
    opens = day_number(line.seneste.period.before(pl.lit(history.pr))) - line.seneste.days + 1
    pauses = pause_intervals(history.absences, measure.pauser, history.reference_day)
    offers = pl.concat([taking_part(event.what, history) for event in line.tael])
    both = pl.concat([frame.cast({"first": pl.Int32, "last": pl.Int32}) for frame in (pauses, offers)])
    paused = covered(pauses, "first", "last")
    return (
        cases_of(line, history)
        .with_columns(first=pl.max_horizontal(START, opens))
        .filter(pl.col("first") <= pl.col("last"))
        .with_columns(
            antal=covered(both, "first", "last") - paused, kraevet=pl.col("last") - pl.col("first") + 1 - paused
        )
        .sort("startdato", "forloeb_id")
        .group_by(citizen().alias("citizen"), maintain_order=True)
        .agg(
            pl.col("forloeb_id", "borger_id", "maalgruppe", "team", "sagsbehandler").last(),
            pl.col("antal", "kraevet").sum().cast(pl.Int64),
        )
        .filter(pl.col("kraevet") > 0)
        .with_columns(raekke=pl.lit(line.id), dag=pl.lit(history.pr), gruppe=pl.lit(ALL_GROUPS), taeller=_in_band(line))
        .select(pl.col(name).cast(dtype) for name, dtype in PERSONS.items())
        .sort("forloeb_id")
        .collect()
    )


def _in_band(line: Line) -> pl.Expr:
    """Whether the share of the time lies over `over` and up to and including `til`; empty for a line of days."""
    if line.metode == "dage":
        return pl.lit(None, dtype=pl.Boolean)
    within, time = pl.lit(value=True), pl.col("kraevet")
    if line.over is not None:
        within &= pl.col("antal") > line.over * time
    if line.hoejst_andel is not None:
        within &= pl.col("antal") <= line.hoejst_andel * time
    return within
