"""The guard of what leaves the team: the numbers of a report with small cells hidden, and what the next report must know (K-09). Pure.

A population is one measure of one event in one period; its groupings hang together through its total (`rettid.disclosure`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from rettid.disclosure import PRINTED, STANDARD, hiding, protected
from rettid.disclosure.kin import relatives
from rettid.report.besides import gone_besides, hidden
from rettid.report.earlier import comparable, had_quarters, in_calendar, of_days, so_far
from rettid.report.measures import EVENT_NAMES
from rettid.report.model import HIDDEN, SHARE
from rettid.report.numbers import CALENDAR, WHOLE, Numbers
from rettid.report.populations import CELLS, cells, population, whom

if TYPE_CHECKING:
    from rettid.report.numbers import Key


@dataclass(frozen=True)
class Guarded:
    """Numbers that may leave the team, `trykt` (`disclosure.PRINTED`) for the next report, and what to say of what is hidden."""

    numbers: Numbers
    trykt: pl.DataFrame
    noter: tuple[str, ...]


def guarded(numbers: Numbers, before: pl.DataFrame | None = None) -> Guarded:
    """The numbers with everything hidden that tells of few citizens: alone, by subtraction, or beside what was printed `before`.

    What was printed of a team, of everybody, or of another period counts as printed of those who were in it (`disclosure.kin`).
    """
    known = pl.DataFrame(schema=PRINTED) if before is None else before
    keys = [key for key in numbers.frames if key[1] in numbers.events()]
    tables = pl.concat([cells(numbers, key) for key in keys]) if keys else pl.DataFrame(schema=CELLS)
    held = in_calendar(comparable(known, numbers), numbers)
    names = tables["population"].unique().sort()
    kin = {name: [*relatives(held, name, whom), *of_days(held, name)] for name in names}
    around = [each.rows for found in kin.values() for each in found]
    found = protected(tables, pl.concat([held, *around]), preset=STANDARD, rapport=numbers.summary.pr.isoformat())
    news = found.trykt.slice(held.height + sum(rows.height for rows in around))
    gone = gone_besides(numbers, tables, found.tabeller, known, kin)
    marked, news = (hidden(rows, gone) for rows in (found.tabeller, news))
    frames = {key: _without(numbers.frames[key], _gone(marked, numbers, key)) for key in keys}
    noter = found.noter or ((hiding(STANDARD),) if gone else ())
    return Guarded(replace(numbers, frames={**numbers.frames, **frames}), so_far(known, news), noter)


def months_or_quarters(numbers: Numbers, before: pl.DataFrame | None = None) -> dict[str, str]:
    """Per event the finest calendar in which no group need be hidden: months, else quarters.

    Quarters too where an earlier report told of some of the same days by quarters: months would tell what they hid.
    """
    shown = guarded(numbers).numbers
    return {
        event: "kvartal" if _hides_months(shown, event) or had_quarters(numbers, before, event) else "maaned"
        for event in EVENT_NAMES
    }


def _hides_months(numbers: Numbers, event: str) -> bool:
    found = [frame for key, frame in numbers.frames.items() if key[1:] == (event, CALENDAR)]
    return any(frame["skjult"].any() for frame in found)


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
