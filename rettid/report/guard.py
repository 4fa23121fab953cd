"""The guard of what leaves the team: the numbers of a report with small cells hidden, and what the next report must know (K-09). Pure.

A population is one measure of one event in one period; its groupings hang together through its total (`rettid.disclosure`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from rettid.disclosure import STANDARD, protected
from rettid.report.measures import EVENT_NAMES
from rettid.report.model import HIDDEN, SHARE
from rettid.report.numbers import CALENDAR, WHOLE, Numbers

if TYPE_CHECKING:
    from rettid.report.numbers import Key


@dataclass(frozen=True)
class Guarded:
    """Numbers that may leave the team, `trykt` (`disclosure.PRINTED`) for the next report, and what to say of what is hidden."""

    numbers: Numbers
    trykt: pl.DataFrame
    noter: tuple[str, ...]


def guarded(numbers: Numbers, before: pl.DataFrame | None = None) -> Guarded:
    """The numbers with everything hidden that tells of few citizens: alone, by subtraction, or beside what was printed `before`."""
    keys = [key for key in numbers.frames if key[1] in numbers.events()]
    tables = pl.concat([_cells(numbers, key) for key in keys]) if keys else pl.DataFrame(schema=_CELLS)
    found = protected(tables, before, preset=STANDARD, rapport=numbers.summary.pr.isoformat())
    marked = found.tabeller
    frames = {key: _without(numbers.frames[key], _gone(marked, numbers, key)) for key in keys}
    return Guarded(replace(numbers, frames={**numbers.frames, **frames}), found.trykt, found.noter)


def months_or_quarters(numbers: Numbers) -> dict[str, str]:
    """Per event the finest calendar in which no group need be hidden: months, else quarters."""
    shown = guarded(numbers).numbers
    return {event: "kvartal" if _hides_months(shown, event) else "maaned" for event in EVENT_NAMES}


def _hides_months(numbers: Numbers, event: str) -> bool:
    found = [frame for key, frame in numbers.frames.items() if key[1:] == (event, CALENDAR)]
    return any(frame["skjult"].any() for frame in found)


_CELLS: dict[str, pl.DataType] = {
    **{name: pl.String() for name in ("population", "efter", "gruppe")},
    **{name: pl.Int64() for name in ("taeller", "naevner", "borgere")},
}


def population(numbers: Numbers, key: Key) -> str:
    """The name of whom a frame counts: what two reports must share to be held up against each other."""
    measure, event, _ = key
    span = numbers.before if measure == "R1 før" else None if measure == "R2" else numbers.span
    days = f" {span.first.isoformat()}..{span.last.isoformat()}" if span else ""
    return f"{measure.removesuffix(' før')} {event}{days} {numbers.summary.team or 'alle'}"


def _cells(numbers: Numbers, key: Key) -> pl.DataFrame:
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
    ).cast(_CELLS)  # type: ignore[arg-type]


def _gone(marked: pl.DataFrame, numbers: Numbers, key: Key) -> list[str]:
    """The groups of a frame whose numbers are hidden; a numerator that is hidden takes the whole cell with it."""
    grouping = None if key[2] == WHOLE else key[2]
    own = marked.filter(pl.col("population") == population(numbers, key), pl.col("efter").eq_missing(pl.lit(grouping)))
    return own.filter(pl.col("maerke").is_not_null())["gruppe"].fill_null(WHOLE).to_list()


def _without(frame: pl.DataFrame, groups: list[str]) -> pl.DataFrame:
    """The frame with the numbers of these groups taken out."""
    gone = pl.col("gruppe").is_in(groups)
    numbers = [name for name in frame.columns if name not in ("gruppe", "andel", "skjult")]
    blanked = frame.with_columns(pl.when(~gone).then(name).alias(name) for name in numbers).with_columns(skjult=gone)
    if "andel" not in frame.columns:
        return blanked
    nothing = pl.lit(dict.fromkeys(name.name for name in SHARE.fields) | {"bemaerkning": HIDDEN}, dtype=SHARE)
    return blanked.with_columns(andel=pl.when(gone).then(nothing).otherwise("andel"))
