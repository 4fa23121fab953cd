"""What is hidden as a whole, because cell by cell it would be told by something else that is printed (K-09). Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from rettid.disclosure import HIDDEN, STANDARD
from rettid.disclosure.kin import told_of
from rettid.report.numbers import CALENDAR, OVERDUE, WHOLE
from rettid.report.populations import population, whom

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rettid.disclosure.kin import Relative
    from rettid.report.numbers import Numbers

Gone = set[tuple[str, str | None]]
"""Populations with the groupings of which everything is hidden; None for all of the population."""


def gone_besides(
    numbers: Numbers,
    tables: pl.DataFrame,
    marked: pl.DataFrame,
    known: pl.DataFrame,
    kin: Mapping[str, Sequence[Relative]],
) -> Gone:
    """What is hidden as a whole: beside what is told of those who hold it within them, and of open breaches."""
    hides = marked.filter(pl.col("maerke").is_not_null(), pl.col("gruppe").is_not_null())
    hiding = set(hides.select("population", "efter").unique().iter_rows())
    gone: Gone = {(name, by) for name, by in hiding if any(each.hel for each in kin[name]) or by == OVERDUE}
    for name, found in kin.items():
        own = tables.filter(population=name)
        if any(told_of(each.rows, own, STANDARD.small, STANDARD.mindst) for each in found if each.hel):
            gone.add((name, None))
    dark = set(marked.filter(pl.col("maerke").is_not_null(), pl.col("gruppe").is_null())["population"])
    for event in numbers.events():
        duties, people = (population(numbers, (measure, event, WHOLE)) for measure in ("R1", "RP"))
        if (
            duties in dark or (duties, None) in gone
        ):  # citizens have at least a duty each: they would tell how many there are
            gone.add((people, None))
        gone |= _waiting_gone(numbers, known, event, gone)
    return gone


def _waiting_gone(numbers: Numbers, known: pl.DataFrame, event: str, gone: Gone) -> Gone:
    """The bands of open breaches where an earlier report or the months would tell what few of them have become."""
    name = population(numbers, ("R2", event, OVERDUE))
    own = whom(name)
    there = [each for each in known["population"].unique() if whom(each).overlaps(own)]
    earlier = known.filter(pl.col("population").is_in(there), pl.col("gruppe").is_null())
    others = earlier.filter(
        (pl.col("rapport").str.slice(0, 10) != numbers.summary.pr.isoformat()) | (pl.col("population") != name)
    )
    if not others.is_empty():
        gone = gone | {(name, OVERDUE)}
    found: Gone = {(name, OVERDUE)} if (name, OVERDUE) in gone else set()
    return found | ({(name, None)} if found and _old_are_told(numbers, event) else set())


def _old_are_told(numbers: Numbers, event: str) -> bool:
    """Whether the few longest open are found as what the months that are told had no room for."""
    bands = numbers.frame("R2", event, OVERDUE)
    oldest, low = bands["antal"][-1], max(int(name.split("-")[0].rstrip("+")) for name in bands["gruppe"])
    if not STANDARD.small(oldest):
        return False
    since = numbers.summary.pr - timedelta(days=low - 1)
    room = sum(
        _missed(frame, since)
        for key, frame in numbers.frames.items()
        if key[0].startswith("R1") and key[1:] == (event, CALENDAR)
    )
    return bool(bands["antal"].sum() > room)


def _missed(frame: pl.DataFrame, since: date) -> int:
    """How many were not met in time in the months or quarters that end on the day or later."""
    late = pl.col("andel").struct.field("naevner") - pl.col("andel").struct.field("taeller")
    name = pl.col("gruppe")
    last = (
        pl.when(name.str.contains("K"))
        .then(3 * name.str.slice(5, 1).cast(pl.Int64, strict=False))
        .otherwise(name.str.slice(5, 2).cast(pl.Int64, strict=False))
    )
    ends = 12 * name.str.slice(0, 4).cast(pl.Int64, strict=False) + last
    return int(frame.filter(ends >= 12 * since.year + since.month).select(late.sum()).item() or 0)


def hidden(rows: pl.DataFrame, gone: Gone) -> pl.DataFrame:
    """The rows with everything of `gone` hidden."""
    out = pl.lit(value=False)
    for name, by in sorted(gone, key=str):
        of_group = (
            pl.lit(value=True)
            if by is None
            else (pl.col("efter") == by).fill_null(value=False) & pl.col("gruppe").is_not_null()
        )
        out = out | ((pl.col("population") == name) & of_group)
    if "maerke" in rows.columns:
        return rows.with_columns(maerke=pl.when(out).then(pl.lit(HIDDEN)).otherwise("maerke"))
    counts = (pl.when(~out).then(name).alias(name) for name in ("taeller", "naevner", "borgere"))
    whole = (name for name, by in sorted(gone, key=str) if by is None)
    return rows.with_columns(*counts).filter(~pl.col("population").is_in(list(whole)))
