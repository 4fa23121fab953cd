"""Whom the frames of a report count, by name: what two reports must share to be held up against each other. Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from rettid.disclosure.kin import Whom
from rettid.report.numbers import WHOLE

if TYPE_CHECKING:
    from rettid.report.numbers import Key, Numbers

EVERYBODY = "alle"
"""The team of a population of all teams."""

_NAME = re.compile(r"(\S+ \S+)(?: (\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2}))? (.+)", re.DOTALL)


def population(numbers: Numbers, key: Key) -> str:
    """The name of whom a frame counts: what two reports must share to be held up against each other."""
    measure, event, _ = key
    span = numbers.before if measure == "R1 før" else None if measure == "R2" else numbers.span
    days = f" {span.first.isoformat()}..{span.last.isoformat()}" if span else ""
    return f"{measure.removesuffix(' før')} {event}{days} {numbers.summary.team or EVERYBODY}"


def whom(name: str) -> Whom:
    """Whom a population is of, by its name (`population`)."""
    match = _NAME.fullmatch(name)
    if match is None:
        return Whom(name, None, None, None)
    first, last = (None if day is None else date.fromisoformat(day) for day in match.group(2, 3))
    return Whom(match[1], first, last, None if match[4] == EVERYBODY else match[4])


CELLS: dict[str, pl.DataType] = {
    **{name: pl.String() for name in ("population", "efter", "gruppe")},
    **{name: pl.Int64() for name in ("taeller", "naevner", "borgere")},
}
"""The columns of `cells`."""


def cells(numbers: Numbers, key: Key) -> pl.DataFrame:
    """The cells of a frame as the guard takes them; of each the fewest people that one of its counts is of."""
    frame = numbers.frames[key]
    if "andel" in frame.columns:
        hits, every = (pl.col("andel").struct.field(name).fill_null(0) for name in ("taeller", "naevner"))
        counted = [pl.when(pl.col(name) > 0).then(name) for name in ("borgere", "borgere_ja", "borgere_nej")]
        people = pl.min_horizontal(counted).fill_null(0)
    else:
        hits, every, people = pl.lit(None), pl.col("antal"), pl.col("borgere")
    grouping = None if key[2] == WHOLE else key[2]
    group = pl.lit(None) if grouping is None else pl.col("gruppe")
    return frame.select(
        population=pl.lit(population(numbers, key)),
        efter=pl.lit(grouping),
        gruppe=group,
        taeller=hits,
        naevner=every,
        borgere=people,
    ).cast(CELLS)  # type: ignore[arg-type]
