"""The kind `andel`: persons in a band of seniority with so many events in a window (`spec.md` § 5, "Official measures")."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING

import polars as pl

from rettid.engine.days import day_number
from rettid.measures.persons import (
    ALL_GROUPS,
    CASE,
    PERSONS,
    START,
    citizen,
    covered,
    in_band,
    recipients,
    taking_part,
    with_seniority,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rettid.engine.history import History
    from rettid.measures.definition import Event, Line, Measure
    from rettid.measures.persons import Asked


def shares(measure: Measure, asked: Asked, days: Sequence[date]) -> pl.DataFrame:
    """The persons of every line on each of the days, with the columns of `PERSONS`."""
    frames = [pl.DataFrame(schema=PERSONS)]
    for day in days:
        history = asked.history(day)
        frames += [_persons(line, measure, history) for line in measure.linjer if asked.untold(line.tables) is None]
    return pl.concat(frames)


def _persons(line: Line, measure: Measure, history: History) -> pl.DataFrame:
    lengths = {
        "fra": line.fra,
        "til": line.til,
        "under": line.under,
        "window_from": line.vindue_fra,
        "window_to": line.vindue_til,
    } | {f"level_{number}": length for number, (length, _) in enumerate(line.kraever)}
    known = {name: length for name, length in lengths.items() if length is not None}
    today = history.reference_day
    counted = (
        with_seniority(recipients(line, history), known, measure, history)
        .filter(in_band(line, today))
        .with_columns(first=_first_day(line, history), final=_last_day(line, today))
        .with_columns(
            antal=reduce(add, (_count(event, history) for event in line.tael)), kraevet=_required(line, today)
        )
    )
    return per_citizen(counted, line, measure, history.pr).collect()


def _first_day(line: Line, history: History) -> pl.Expr:
    """The first day of the window: never before the forløb."""
    if line.seneste is not None:
        opens = day_number(line.seneste.period.before(pl.lit(history.pr))) - line.seneste.days + 1
        return pl.max_horizontal(opens, START)
    return pl.col("window_from") if line.vindue_fra is not None else START


def _last_day(line: Line, today: int) -> pl.Expr:
    return pl.min_horizontal("window_to", pl.lit(today)) if line.vindue_til is not None else pl.lit(today, pl.Int32)


def _count(event: Event, history: History) -> pl.Expr:
    """How many in the window: days with such an event, or 1 where the person took part in an offer on any day of it."""
    if event.deltager:
        return (covered(taking_part(event.what, history), "first", "final") > 0).cast(pl.Int64)
    return history.triggers(event.what).count_between(CASE, pl.col("first"), pl.col("final"))


def _required(line: Line, today: int) -> pl.Expr:
    """How many the person should have had: `mindst`, or what `kraever` says of the highest level reached."""
    if not line.kraever:
        return pl.lit(line.mindst, dtype=pl.Int64)
    levels = [
        pl.when(pl.col(f"level_{number}") <= today).then(pl.lit(many, dtype=pl.Int64))
        for number, (_, many) in enumerate(line.kraever)
    ]
    return pl.max_horizontal(levels)


def per_citizen(counted: pl.LazyFrame, line: Line, measure: Measure, day: date) -> pl.LazyFrame:
    """One row per citizen (and target group, where the measure tells them apart), with the columns of `PERSONS`."""
    many, needed = pl.col("antal"), pl.col("kraevet")
    counts = pl.lit(None, dtype=pl.Boolean)
    if line.hoejst is not None:
        counts = many <= line.hoejst
    elif line.mindst is not None or line.kraever:
        counts = many >= needed
    group = pl.col("maalgruppe") if measure.pr_maalgruppe else pl.lit(ALL_GROUPS)
    return (
        counted.sort("startdato", "forloeb_id")
        .group_by(citizen().alias("citizen"), group.alias("gruppe"), maintain_order=True)
        .agg(
            pl.col("forloeb_id", "borger_id", "maalgruppe", "team", "sagsbehandler").last(),
            antal=many.sum().cast(pl.Int64),
            kraevet=needed.max().cast(pl.Int64),
        )
        .with_columns(raekke=pl.lit(line.id), dag=pl.lit(day), taeller=counts)
        .select(pl.col(name).cast(dtype) for name, dtype in PERSONS.items())
        .sort("gruppe", "forloeb_id")
    )
