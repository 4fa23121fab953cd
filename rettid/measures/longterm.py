"""The kind `langtid`: three definitions of long-term unemployment (`spec.md` § 5, "Official measures")."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.engine.days import day_number
from rettid.engine.hours import HOUR
from rettid.engine.pauses import pause_intervals
from rettid.measures.persons import ALL_GROUPS, PERSONS, START, cases_of, citizen, covered, recipients

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rettid.engine.history import History
    from rettid.measures.definition import Line, Measure
    from rettid.measures.persons import Asked

ROLLING_SHARE = 0.8
"""STAR: the share of the rolling year that must be spent unemployed."""
WEEKS, TOLERATED_DAYS = 52, 28
"""DST: the weeks on end, and how many days out do not break them."""
HOURS = 1924
"""BM: the paid hours that must be exceeded."""
_LAST_WEEK = 7


def longterm(measure: Measure, asked: Asked, days: Sequence[date]) -> pl.DataFrame:
    """The unemployed on each day, and whether they are long-term unemployed by the line's definition. Columns of `PERSONS`.

    `antal` is the days (the hours, rounded down) that were counted.
    """
    frames = [pl.DataFrame(schema=PERSONS)]
    for day in days:
        history = asked.as_read(day)
        frames += [
            _METHODS[str(line.metode)](line, measure, history)
            for line in measure.linjer
            if asked.untold(needed(line)) is None
        ]
    return pl.concat(frames)


def needed(line: Line) -> tuple[str, ...]:
    """The tables that the line's definition rests on."""
    return ("ledighed",) if line.metode == "timer" else ()


def _rolling_year(line: Line, measure: Measure, history: History) -> pl.DataFrame:
    """STAR: at least 80 per cent of the year up to the day, and unemployed in its last week."""
    assert line.seneste is not None  # noqa: S101 - the page says it
    today = history.reference_day
    opens = day_number(line.seneste.period.before(pl.lit(history.pr))) + 1
    people, blocks = _citizens(line, measure, history)
    counted = people.with_columns(
        opens=opens, today=pl.lit(today, pl.Int32), week=pl.lit(today - _LAST_WEEK + 1, pl.Int32)
    )
    counted = counted.with_columns(
        antal=covered(blocks, "opens", "today"),
        late=covered(blocks, "week", "today"),
        kraevet=(ROLLING_SHARE * (pl.col("today") - pl.col("opens") + 1)).ceil(),
    ).filter(pl.col("late") > 0)
    return _finished(counted, line, history)


def _on_end(line: Line, measure: Measure, history: History) -> pl.DataFrame:
    """DST: at least 52 weeks on end; a gap of up to 28 days without registered work does not break them."""
    today = history.reference_day
    people, blocks = _citizens(line, measure, history)
    at_work = pause_intervals(history.absences, ("arbejde",), today).join(
        _persons_of(line, history), left_on="case", right_on="forloeb"
    )
    worked = at_work.select("case_right", "first", "last").rename({"case_right": "case"})
    merged = (
        blocks.sort("case", "first", "last")
        .with_columns(before=pl.col("last").cum_max().shift(1).over("case"))
        .with_columns(gap_from=pl.col("before") + 1, gap_to=pl.col("first") - 1)
        .with_columns(idle=pl.col("gap_to") - pl.col("gap_from") + 1)
        .with_columns(worked=covered(worked, "gap_from", "gap_to"))
        .with_columns(broken=(pl.col("idle") > TOLERATED_DAYS) | ((pl.col("idle") > 0) & (pl.col("worked") > 0)))
        .with_columns(run=pl.col("broken").fill_null(value=True).cum_sum().over("case"))
        .group_by("case", "run")
        .agg(first=pl.col("first").min(), last=pl.col("last").max())
        .filter(pl.col("last") == today)
    )
    counted = people.join(merged, on="case").with_columns(
        antal=pl.lit(today) - pl.col("first") + 1, kraevet=pl.lit(7 * WEEKS)
    )
    return _finished(counted, line, history)


def _by_hours(line: Line, _measure: Measure, history: History) -> pl.DataFrame:
    """BM: more than 1,924 paid hours in the months that are over. Who has no hours is not counted."""
    hours = history.paid_months.lazy().group_by("case").agg(pl.col("paid").sum())
    people = (
        recipients(line, history)
        .join(hours, on="case")
        .sort("startdato", "forloeb_id")
        .group_by(citizen().alias("citizen"), maintain_order=True)
        .agg(pl.col("forloeb_id", "borger_id", "maalgruppe", "team", "sagsbehandler").last(), pl.col("paid").sum())
        .with_columns(antal=pl.col("paid") // HOUR, kraevet=pl.lit(HOURS), taeller=pl.col("paid") > HOURS * HOUR)
    )
    return _finished(people, line, history)


_METHODS = {"rullende_aar": _rolling_year, "sammenhaengende": _on_end, "timer": _by_hours}


def _finished(counted: pl.LazyFrame, line: Line, history: History) -> pl.DataFrame:
    if "taeller" not in counted.collect_schema():
        counted = counted.with_columns(taeller=pl.col("antal") >= pl.col("kraevet"))
    return (
        counted.with_columns(raekke=pl.lit(line.id), dag=pl.lit(history.pr), gruppe=pl.lit(ALL_GROUPS))
        .select(pl.col(name).cast(dtype) for name, dtype in PERSONS.items())
        .sort("forloeb_id")
        .collect()
    )


def _persons_of(line: Line, history: History) -> pl.LazyFrame:
    """`forloeb` (the case's number) and `case`, the number of its citizen."""
    return cases_of(line, history).select(forloeb="case", case=(citizen().rank("dense") - 1).cast(pl.Int64))


def _citizens(line: Line, measure: Measure, history: History) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """The citizens of the line's groups, numbered in `case`, with the data of the latest forløb; and the days they were unemployed.

    The days are `case`, `first`, `last`: those of every forløb that no pause covers.
    """
    cases = cases_of(line, history).with_columns(forloeb="case", case=(citizen().rank("dense") - 1).cast(pl.Int64))
    people = (
        cases.sort("startdato", "forloeb_id")
        .group_by("case", maintain_order=True)
        .agg(pl.col("forloeb_id", "borger_id", "maalgruppe", "team", "sagsbehandler").last())
    )
    return people, _unpaused(cases, measure, history)


def _unpaused(cases: pl.LazyFrame, measure: Measure, history: History) -> pl.LazyFrame:
    """The days of each forløb between its pauses: what lies between the day before it, its pauses, and the day after it."""
    pauses = pause_intervals(history.absences, measure.pauser, history.reference_day)
    ends = cases.select("case", "forloeb", START.alias("start"), "last")
    within = (
        pauses.rename({"case": "forloeb", "last": "to"})
        .join(ends, on="forloeb")
        .select(
            "case",
            "forloeb",
            first=pl.max_horizontal("first", "start"),
            to=pl.min_horizontal("to", "last"),
        )
        .filter(pl.col("first") <= pl.col("to"))
    )
    edges = [
        ends.select("case", "forloeb", first=pl.col(day) + step, to=pl.col(day) + step)
        for day, step in (("start", -1), ("last", 1))
    ]
    return (
        pl.concat(
            [
                frame.select("case", "forloeb", pl.col("first", "to").cast(pl.Int32))
                for frame in (edges[0], within, edges[1])
            ]
        )
        .sort("forloeb", "first", "to")
        .with_columns(before=pl.col("to").cum_max().shift(1).over("forloeb"))
        .select("case", first=pl.col("before") + 1, last=pl.col("first") - 1)
        .filter(pl.col("first") <= pl.col("last"))
    )
